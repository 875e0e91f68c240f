/** Too much of what is allowed: connections, listens that are begun and aborted, listens that say next to nothing. */
import { frameBytes, packFrame } from '../../speaker/protocol.ts';
import { type Attack, must, pause } from '../attack.ts';

const frame = packFrame(
  Buffer.alloc(frameBytes({ codec: 'pcm16', sampleRateHz: 16_000, frameMs: 20 }), 0x11),
  0,
  0,
);

export const many: readonly Attack[] = [
  {
    name: 'a ninth connection',
    edge: 'WebSocket',
    isQuick: true,
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
    name: '8 connections begin and abort a listen every 0.1 s, for 30 s',
    edge: 'WebSocket',
    isQuick: false,
    async run(field) {
      const device = await field.attacker();
      const lines = await Promise.all(Array.from({ length: 8 }, () => field.raw(device)));
      for (const raw of lines) await raw.hello();
      let aborts = 0;
      const endMs = performance.now() + 30_000;
      for (let round = 0; performance.now() < endMs; round++) {
        for (const raw of lines.filter(({ socket }) => socket.readyState === socket.OPEN)) {
          raw.sendJson({ type: 'listen_start', listenId: `l${round}`, mode: 'held_button' });
          raw.socket.send(frame);
          raw.sendJson({ type: 'abort', listenId: `l${round}`, reason: 'user' });
          aborts += 1;
        }
        await pause(100);
      }
      for (const raw of lines) raw.socket.close();
      return `${aborts} listens begun and aborted`;
    },
  },
  {
    name: '32 listens of 4 devices, one frame every 4 s each, for 40 s',
    edge: 'WebSocket',
    isQuick: false,
    async run(field) {
      const devices = await Promise.all(Array.from({ length: 4 }, () => field.attacker()));
      const lines = await Promise.all(
        devices.flatMap((device) => Array.from({ length: 8 }, () => field.raw(device))),
      );
      for (const raw of lines) {
        await raw.hello();
        raw.sendJson({ type: 'listen_start', listenId: 'l', mode: 'held_button' });
      }
      for (let sequence = 0; sequence < 10; sequence++) {
        frame.writeUInt16BE(sequence, 2);
        for (const { socket } of lines)
          if (socket.readyState === socket.OPEN) socket.send(Buffer.from(frame));
        await pause(4_000);
      }
      const codes = new Set(
        lines.flatMap(({ messages }) =>
          messages
            .filter(({ type }) => type === 'turn_ended' || type === 'error')
            .map(({ code }) => String(code)),
        ),
      );
      for (const raw of lines) raw.socket.close();
      return `ended with ${[...codes].join(', ')}`;
    },
  },
];
