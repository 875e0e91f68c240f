/** Wyoming over TCP, for Home Assistant and whatever else speaks it: docs/porting.md says what it means to let it in. */
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { type AddressRange, isWithin } from '../websocket/sources.ts';
import { type LineOptions, serve } from './line.ts';

const maxConnections = 64;
/** Of a connection on which nothing is said. */
const idleTimeoutMs = 60_000;

export interface WyomingOptions extends LineOptions {
  readonly listen: { readonly host: string; readonly port: number };
  readonly clearTextFrom: readonly AddressRange[];
}

export interface WyomingServer {
  readonly port: number;
  close(): Promise<void>;
}

export async function startWyomingServer(options: WyomingOptions): Promise<WyomingServer> {
  const { listen, clearTextFrom, gateway } = options;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    if (!isWithin(socket.remoteAddress ?? '', clearTextFrom)) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.setTimeout(idleTimeoutMs, () => socket.destroy());
    serve(socket, options);
  });
  server.maxConnections = maxConnections;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(new EarshotError('ADDRESS_TAKEN', { cause })));
    server.listen(listen.port, listen.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  gateway.log.info('wyoming.listening', { address: `${listen.host}:${port}` });
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
