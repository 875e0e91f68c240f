/** A bad line is slow or torn, and never mixes up what goes over it. */
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { goodLine, startProxy, type TcpProxy } from './tcp-proxy.ts';

let server: Server;
let proxy: TcpProxy;
const heard: Socket[] = [];
beforeEach(async () => {
  server = createServer((socket) => {
    heard.push(socket);
    socket.on('error', () => {});
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  proxy = await startProxy({ host: '127.0.0.1', port }, goodLine);
});
afterEach(async () => {
  await proxy.close();
  for (const socket of heard.splice(0)) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

test('pieces come in their order while the line gets worse and better', async () => {
  const socket = connect(proxy.port, '127.0.0.1');
  socket.setNoDelay(true);
  let came = '';
  socket.on('data', (bytes) => {
    came += bytes.toString();
  });
  let said = '';
  for (let piece = 0; piece < 300; piece += 1) {
    proxy.line = piece % 30 < 15 ? { delayMs: 8, jitterMs: 12, tornPercent: 0 } : goodLine;
    const text = `${piece},`;
    said += text;
    socket.write(text);
    if (piece % 3 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await expect.poll(() => came.length).toBe(said.length);
  expect(came).toBe(said);
  socket.destroy();
});

test('a torn one ends for both, and is counted', async () => {
  proxy.line = { delayMs: 0, jitterMs: 0, tornPercent: 100 };
  const socket = connect(proxy.port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write('anything');
  await new Promise((resolve) => socket.once('close', resolve));
  expect(proxy.torn).toBe(1);
});
