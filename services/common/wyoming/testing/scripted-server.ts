/**
 * A Wyoming server for tests that does what a script says: answer properly, lie, stall, flood or die. It is
 * no recogniser and no voice; tests with real ones run where `EARSHOT_TEST_WYOMING_*` names them.
 */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { EventDecoder, encodeEvent, type WyomingData, type WyomingEvent } from '../codec.ts';

export interface ScriptedPeer {
  readonly socket: Socket;
  /** The client's events in order; ends when the client closes. */
  readonly events: AsyncGenerator<WyomingEvent, void, void>;
  send(type: string, data?: WyomingData, payload?: Buffer): void;
  /** Bytes that need not be an event. */
  sendRaw(bytes: string | Buffer): void;
  /** Reads events until one of this type came. */
  waitFor(type: string): Promise<WyomingEvent>;
}

export type Script = (peer: ScriptedPeer) => Promise<void>;

export interface ScriptedServer {
  readonly address: string;
  /** Connections seen so far. */
  readonly connections: number;
  close(): Promise<void>;
}

async function* readEvents(socket: Socket): AsyncGenerator<WyomingEvent, void, void> {
  const decoder = new EventDecoder();
  try {
    for await (const chunk of socket as AsyncIterable<Buffer>) yield* decoder.push(chunk);
  } catch {
    // The client went away in mid-event: for a script that is the end.
  }
}

/** Starts the server on a free port; every connection runs the script by itself. */
export async function startScriptedServer(script: Script): Promise<ScriptedServer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    const events = readEvents(socket);
    void script({
      socket,
      events,
      send: (type, data, payload) => {
        socket.write(encodeEvent({ type, ...(data && { data }), ...(payload && { payload }) }));
      },
      sendRaw: (bytes) => {
        socket.write(bytes);
      },
      async waitFor(type) {
        for (;;) {
          const result = await events.next();
          if (result.done === true) throw new Error('client left');
          if (result.value.type === type) return result.value;
        }
      },
    }).catch(() => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    address: `tcp://127.0.0.1:${port}`,
    get connections() {
      return connections;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
