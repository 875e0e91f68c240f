/** A Wyoming client that says whatever a test wants, and keeps what it is told. */
import { connect, type Socket } from 'node:net';
import { expect } from 'vitest';
import {
  EventDecoder,
  encodeEvent,
  type WyomingData,
  type WyomingEvent,
} from '../../common/wyoming/codec.ts';

export interface WyomingClient {
  send(type: string, data?: WyomingData, payload?: Buffer): void;
  readonly socket: Socket;
  readonly events: WyomingEvent[];
  readonly closed: Promise<void>;
  until(type: string): Promise<WyomingEvent>;
}

/** @param open gets the socket, for whoever ends them all */
export async function wyomingClient(port: number, open: Socket[]): Promise<WyomingClient> {
  const socket = connect(port, '127.0.0.1');
  open.push(socket);
  const client = clientOn(socket);
  await new Promise((resolve) => socket.once('connect', resolve));
  return client;
}

export function clientOn(socket: Socket): WyomingClient {
  const decoder = new EventDecoder();
  const events: WyomingEvent[] = [];
  socket.on('error', () => {});
  socket.on('data', (bytes: Buffer) => events.push(...decoder.push(bytes)));
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  return {
    socket,
    events,
    closed,
    send: (type, data, payload) =>
      void socket.write(encodeEvent({ type, ...(data && { data }), ...(payload && { payload }) })),
    async until(type) {
      const found = () => events.find((event) => event.type === type);
      await expect.poll(found, { timeout: 10_000 }).toBeDefined();
      return found() as WyomingEvent;
    },
  };
}
