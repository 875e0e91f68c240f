/** Connections of speakers of other makers, as attackers hold them. */
import { connect, type Socket } from 'node:net';
import { WebSocket } from 'ws';
import type { Field } from './field.ts';
import { until } from './waiting.ts';

export interface OtherSpeaker {
  readonly socket: WebSocket;
  /** @throws Error when it is not closed within some seconds */
  closed(): Promise<void>;
  /** 0 while it is open. */
  code(): number;
  /** Everything that it was told as text. */
  readonly told: string[];
}

export const xiaozhiHello = JSON.stringify({
  type: 'hello',
  transport: 'websocket',
  audio_params: { format: 'opus', sample_rate: 16_000, channels: 1, frame_duration: 60 },
});

/** Connects; rejects with `status` when the upgrade is refused. */
export async function openXiaozhi(speakerUrl: string, token: string): Promise<OtherSpeaker> {
  const socket = new WebSocket(`${speakerUrl}/xiaozhi/v1/`, {
    headers: { authorization: `Bearer ${token}` },
  });
  let closeCode = 0;
  const told: string[] = [];
  socket.on('close', (code) => {
    closeCode = code;
  });
  socket.on('message', (data, isBinary) => {
    if (!isBinary) told.push(String(data));
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.on('error', reject);
    socket.once('unexpected-response', (_request, response) => {
      response.resume();
      reject(Object.assign(new Error('refused'), { status: response.statusCode, headers: response.headers }));
    });
  });
  return {
    socket,
    told,
    closed: () => until(() => closeCode !== 0, 'it was not closed'),
    code: () => closeCode,
  };
}

export async function wyomingOn(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  await new Promise((resolve) => socket.once('connect', resolve));
  return socket;
}

/** A client that speaks as a device of a household of its own. */
export async function wyomingOf(field: Field): Promise<Socket> {
  return wyomingOn(await field.wyoming(await field.attacker()));
}
