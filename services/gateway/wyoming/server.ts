/** Wyoming over TCP, for Home Assistant and whatever else speaks it: docs/porting.md says what it means to let it in. */

import { readFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { EventDecoder, encodeEvent, type WyomingEvent } from '../../common/wyoming/codec.ts';
import type { Admitted, Gateway } from '../gateway.ts';
import { requireHome } from '../session/identity.ts';
import { type AddressRange, isWithin } from '../websocket/sources.ts';
import { errorData, WyomingTalk } from './talk.ts';

/** A chunk of audio is some thousand bytes; what a client says beside it is a few hundred. */
const limits = { maxHeaderBytes: 4_096, maxDataBytes: 16 * 1024, maxPayloadBytes: 64 * 1024 };
const maxConnections = 64;
/** Of a connection on which nothing is said. */
const idleTimeoutMs = 60_000;
/** Events that were read at once and wait for the one before them; a read of the socket holds fewer, unless they are nothing. */
const maxWaiting = 512;
const maxTokenFileBytes = 4_096;

export interface WyomingOptions {
  readonly listen: { readonly host: string; readonly port: number };
  readonly tokenFile: string;
  readonly clearTextFrom: readonly AddressRange[];
  readonly gateway: Gateway;
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
    serve(socket, options);
  });
  server.maxConnections = maxConnections;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(new EarshotError('SERVICE_UNAVAILABLE', { cause })));
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

/** Read anew each time: a token that was changed is good at once. @throws EarshotError UNAUTHENTICATED, DEVICE_KIND_REFUSED */
async function admit({ gateway, tokenFile }: WyomingOptions): Promise<Admitted> {
  const token = await readFile(tokenFile, 'utf8').catch(() => '');
  const admitted = await gateway.admit(token.slice(0, maxTokenFileBytes).trim() || undefined);
  requireHome(admitted.identity);
  return admitted;
}

/** One event after another; while one is worked on, the socket is not read. */
function serve(socket: Socket, options: WyomingOptions): void {
  const { gateway } = options;
  const decoder = new EventDecoder(limits);
  const waiting: WyomingEvent[] = [];
  let isWorking = false;
  const talk = new WyomingTalk({
    gateway,
    admit: () => admit(options),
    write: (type, data, payload) => {
      if (socket.destroyed) return;
      if (socket.writableLength > gateway.limits.maxOutboundBytes) socket.destroy();
      else socket.write(encodeEvent({ type, ...(data && { data }), ...(payload && { payload }) }));
    },
    close: () => socket.end(),
  });
  const work = async () => {
    if (isWorking) return;
    isWorking = true;
    socket.pause();
    try {
      for (let event = waiting.shift(); event !== undefined; event = waiting.shift()) await talk.take(event);
      socket.resume();
    } catch (error) {
      // What was wrong is said, and nothing more is taken: the client's next event would be the middle of something.
      socket.end(encodeEvent({ type: 'error', data: errorData(error, talk.locale) }));
      waiting.length = 0;
    } finally {
      isWorking = false;
    }
  };
  socket.setTimeout(idleTimeoutMs, () => socket.destroy());
  socket.on('error', () => socket.destroy());
  socket.on('close', () => talk.closed());
  socket.on('data', (bytes: Buffer) => {
    try {
      for (const event of decoder.push(bytes)) {
        waiting.push(event);
        if (waiting.length > maxWaiting) throw new EarshotError('MESSAGE_FLOOD');
      }
    } catch (error) {
      socket.end(encodeEvent({ type: 'error', data: errorData(error, talk.locale) }));
      return;
    }
    void work();
  });
}
