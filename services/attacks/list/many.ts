/** Too much of what is allowed: connections, listens that are begun and aborted, listens that say next to nothing. */

import type { LocalDevice } from '../../cli/up/household.ts';
import type { RawSpeaker } from '../../gateway/testing/raw-speaker.ts';
import { frameBytes, packFrame } from '../../speaker/protocol.ts';
import type { Attack } from '../attack.ts';
import type { Field } from '../field.ts';
import { must, pause } from '../waiting.ts';

const frame = packFrame(
  Buffer.alloc(frameBytes({ codec: 'pcm16', sampleRateHz: 16_000, frameMs: 20 }), 0x11),
  0,
  0,
);

export const many: readonly Attack[] = [
  {
    name: 'a ninth connection',
    edge: 'WebSocket',
    async run(field) {
      const device = await field.attacker();
      const eight = await Promise.all(Array.from({ length: 8 }, () => field.raw(device)));
      const refused = await field.raw(device).then(
        () => undefined,
        (error: { status?: number; headers?: Record<string, string> }) => error,
      );
      must(refused?.status === 429, 'it was not refused with 429');
      must(refused?.headers?.['retry-after'] !== undefined, 'there was no hint when to come again');
      for (const raw of eight) raw.socket.close();
      return '429 with a hint when to come again';
    },
  },
  {
    name: '8 connections begin and abort a listen every 0.1 s, and come back when they are thrown out, for 40 s',
    edge: 'WebSocket',
    isAgainstHearing: true,
    async run(field) {
      const device = await field.attacker();
      let aborts = 0;
      await keepAttacking(40_000, Array(8).fill(device), field, async (raw) => {
        const listenId = `l${aborts}`;
        raw.sendJson({ type: 'listen_start', listenId, mode: 'held_button' });
        raw.socket.send(frame);
        raw.sendJson({ type: 'abort', listenId, reason: 'user' });
        aborts += 1;
        await pause(100);
      });
      // A connection between services once stood 1,000 of them at once, and 33 a second.
      must(aborts > 1_000, `it was no attack: only ${aborts} aborts`);
      return `${aborts} listens begun and aborted`;
    },
  },
  {
    name: '32 listens of 4 devices that only trickle, and begin again when they are ended, for 40 s',
    edge: 'WebSocket',
    isAgainstHearing: true,
    async run(field) {
      const devices = await Promise.all(Array.from({ length: 4 }, () => field.attacker()));
      let listens = 0;
      await keepAttacking(
        40_000,
        devices.flatMap((device) => Array(8).fill(device)),
        field,
        async (raw, isOver) => {
          listens += 1;
          raw.sendJson({ type: 'listen_start', listenId: `l${listens}`, mode: 'held_button' });
          for (let frames = 0; frames < 30; frames++) raw.socket.send(frame);
          for (let trickle = 0; trickle < 6 && !isOver(); trickle++) {
            await pause(4_400);
            raw.socket.send(frame);
          }
        },
      );
      return `${listens} listens`;
    },
  },
];

/** Acts on a connection for each device again and again, and opens another whenever one is closed or refused. */
async function keepAttacking(
  forMs: number,
  devices: readonly LocalDevice[],
  field: Field,
  act: (raw: RawSpeaker, isOver: () => boolean) => Promise<void>,
): Promise<void> {
  const endMs = performance.now() + forMs;
  await Promise.all(
    devices.map(async (device) => {
      while (performance.now() < endMs) {
        try {
          const raw = await field.raw(device);
          const isOver = () => raw.socket.readyState !== raw.socket.OPEN || performance.now() >= endMs;
          await raw.hello();
          while (!isOver()) await act(raw, isOver);
          raw.socket.close();
        } catch {
          await pause(200);
        }
      }
    }),
  );
}
