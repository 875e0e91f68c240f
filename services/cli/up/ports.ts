/** TCP ports of this machine. */
import { readFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';

/** The kernel gives ports from here on to whoever connects to something, for as long as the connection lasts. */
const rangePath = '/proc/sys/net/ipv4/ip_local_port_range';
/** Where it says nothing of it: what IANA keeps for that (RFC 6335). */
const usuallyGivenFrom = 49_152;
const lowestPort = 10_240;

function givenFrom(): number {
  try {
    return Number(readFileSync(rangePath, 'utf8').split(/\s/)[0]);
  } catch {
    return usuallyGivenFrom;
  }
}

/** Processes that look at the same time begin at places of their own. */
let next = Math.random();

/**
 * A port that nobody uses now, and that no connection will be given before a service listens there: a service that was told a port of the
 * kernel's own range found it taken, once in some hundred starts, for as long as that connection lived. Never the same one twice in a row.
 */
export async function freePort(): Promise<number> {
  const ports = givenFrom() - lowestPort;
  // A machine that gives out all of them leaves no choice.
  if (ports < 1_000) return portOf(0);
  for (let tries = 0; tries < ports; tries += 1) {
    const port = lowestPort + Math.floor(next * ports);
    next = (next + 1 / ports) % 1;
    const free = await portOf(port).catch(() => undefined);
    if (free !== undefined) return free;
  }
  return portOf(0);
}

/** The port, if it can be listened on; any for 0. */
function portOf(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** Whether somebody listens there. */
export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
