import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { expect, test } from 'vitest';
import { freePort } from './ports.ts';

const range = '/proc/sys/net/ipv4/ip_local_port_range';
const listenOn = (port: number): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });

test('each port is another one, and free', async () => {
  const ports = await Promise.all(Array.from({ length: 20 }, () => freePort()));
  expect(new Set(ports).size).toBe(20);
  const servers = await Promise.all(ports.map(listenOn));
  // One that is taken is passed over.
  expect(ports).not.toContain(await freePort());
  for (const server of servers) server.close();
});

test.skipIf(!existsSync(range))('no connection of somebody else can be given it meanwhile', async () => {
  const [low, high] = readFileSync(range, 'utf8').trim().split(/\s+/).map(Number);
  const ports = await Promise.all(Array.from({ length: 20 }, () => freePort()));
  expect(ports.filter((port) => port >= low! && port <= high!)).toEqual([]);
});
