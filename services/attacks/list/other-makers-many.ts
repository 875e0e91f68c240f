/** What `earshot.v1` survives (too many connections, listens begun for nothing, a device that is revoked), at the edges of other makers. */
import type { Socket } from 'node:net';
import { callUnary } from '../../common/grpc/client.ts';
import { encodeEvent } from '../../common/wyoming/codec.ts';
import type { Attack } from '../attack.ts';
import type { Field } from '../field.ts';
import { type OtherSpeaker, openXiaozhi, wyomingOn, xiaozhiHello } from '../other-edges.ts';
import { must, pause, until } from '../waiting.ts';

const attackMs = 20_000;
const limits = { deadlineMs: 5_000 };
/** 60 ms of silence as Opus. */
const packet = Buffer.from('f8fffe', 'hex');
const format = { rate: 16_000, width: 2, channels: 1 };
const chunk = Buffer.alloc(640, 0x11);
const start = (mode: string) => JSON.stringify({ type: 'listen', state: 'start', mode });

/** Acts on connections again and again, and opens another whenever one is closed. @returns how often it acted */
async function keepAttacking<T>(
  count: number,
  open: () => Promise<T>,
  act: (line: T) => Promise<boolean>,
): Promise<number> {
  const endMs = performance.now() + attackMs;
  let acts = 0;
  await Promise.all(
    Array.from({ length: count }, async () => {
      while (performance.now() < endMs) {
        try {
          const line = await open();
          do acts += 1;
          while ((await act(line)) && performance.now() < endMs);
        } catch {
          await pause(200);
        }
      }
    }),
  );
  return acts;
}

async function revoke(field: Field, device: { readonly deviceId: string; readonly householdId: string }) {
  const { deviceId, householdId } = device;
  await callUnary(field.privacy, 'revokeDevice', { deviceId, householdId, tenantId: '' }, limits);
}

const isOpen = ({ socket }: OtherSpeaker): boolean => socket.readyState === socket.OPEN;
const say = (socket: Socket, type: string, data: object = {}, payload?: Buffer): boolean => {
  if (socket.destroyed || !socket.writable) return false;
  socket.write(encodeEvent({ type, data: { ...data }, ...(payload && { payload }) }));
  return true;
};

export const otherMakersMany: readonly Attack[] = [
  {
    name: 'a ninth connection',
    edge: 'xiaozhi',
    async run({ stack, ...field }) {
      const { token } = await field.attacker();
      const eight = await Promise.all(Array.from({ length: 8 }, () => openXiaozhi(stack.speakerUrl, token)));
      const refused = await openXiaozhi(stack.speakerUrl, token).then(
        () => undefined,
        (error: { readonly status?: number }) => error,
      );
      must(refused?.status === 429, 'it was not refused with 429');
      for (const { socket } of eight) socket.close();
      return '429';
    },
  },
  {
    name: '8 connections begin and abort a listen every 0.1 s, and come back when they are thrown out, for 20 s',
    edge: 'xiaozhi',
    isAgainstHearing: true,
    async run(field) {
      const { token } = await field.attacker();
      const open = async () => {
        const line = await openXiaozhi(field.stack.speakerUrl, token);
        line.socket.send(xiaozhiHello);
        return line;
      };
      const aborts = await keepAttacking(8, open, async (line) => {
        line.socket.send(start('manual'));
        line.socket.send(packet);
        line.socket.send('{"type":"abort"}');
        await pause(100);
        return isOpen(line);
      });
      must(aborts > 100, `it was no attack: only ${aborts} aborts`);
      return `${aborts} listens begun and aborted`;
    },
  },
  {
    name: '32 listens of 4 devices that only trickle, and begin again when they are ended, for 20 s',
    edge: 'xiaozhi',
    isAgainstHearing: true,
    async run(field) {
      const devices = await Promise.all(Array.from({ length: 4 }, () => field.attacker()));
      let opened = 0;
      const open = async () => {
        const { token } = devices[opened++ % devices.length] as { readonly token: string };
        const line = await openXiaozhi(field.stack.speakerUrl, token);
        line.socket.send(xiaozhiHello);
        return line;
      };
      const listens = await keepAttacking(32, open, async (line) => {
        line.socket.send(start('manual'));
        for (let frames = 0; frames < 10; frames += 1) line.socket.send(packet);
        await pause(4_400);
        line.socket.send(packet);
        return isOpen(line);
      });
      return `${listens} listens`;
    },
  },
  {
    name: 'a device is revoked while it listens',
    edge: 'xiaozhi',
    async run(field) {
      const device = await field.attacker();
      const line = await openXiaozhi(field.stack.speakerUrl, device.token);
      line.socket.send(xiaozhiHello);
      await until(() => line.told.length > 0, 'hello was not answered');
      line.socket.send(start('manual'));
      await pause(300);
      await revoke(field, device);
      await line.closed();
      must(line.code() === 1000, `it was closed with ${line.code()}`);
      return 'closed at once, with a code that such clients take as clean';
    },
  },
  {
    name: 'tools without end, of every size, and a status that is none',
    edge: 'xiaozhi',
    async run(field) {
      const { token } = await field.attacker();
      const line = await openXiaozhi(field.stack.speakerUrl, token);
      line.socket.send(xiaozhiHello.replace('{', '{"features":{"mcp":true},'));
      const tools = Array.from({ length: 40 }, (_, index) => ({
        name: `self.tool_${index}`,
        inputSchema: {},
      }));
      let answered = 0;
      line.socket.on('message', (data, isBinary) => {
        if (isBinary) return;
        const { type, payload } = JSON.parse(String(data)) as {
          type: string;
          payload?: { id?: number; method?: string };
        };
        if (type !== 'mcp' || payload?.id === undefined) return;
        answered += 1;
        const result =
          payload.method === 'tools/list'
            ? { tools, nextCursor: 'more' }
            : { content: [{ type: 'text', text: '[[[' }] };
        line.socket.send(
          JSON.stringify({ type: 'mcp', payload: { jsonrpc: '2.0', id: payload.id, result } }),
        );
      });
      await pause(2_000);
      must(answered > 1 && answered < 20, `it was asked ${answered} times`);
      line.socket.close();
      return `asked ${answered} times, and no more`;
    },
  },
  {
    name: '8 lines begin a pipeline every 0.1 s and abandon it, for 20 s',
    edge: 'Wyoming',
    isAgainstHearing: true,
    async run(field) {
      const port = await field.wyoming(await field.attacker());
      const pipelines = await keepAttacking(
        8,
        () => wyomingOn(port),
        async (socket) => {
          socket.resume();
          say(socket, 'run-pipeline', { start_stage: 'asr', end_stage: 'tts' });
          const isThere = say(socket, 'audio-chunk', format, chunk);
          await pause(100);
          return isThere;
        },
      );
      must(pipelines > 300, `it was no attack: only ${pipelines} pipelines`);
      return `${pipelines} pipelines begun and abandoned`;
    },
  },
  {
    name: 'a room’s sound without end, for somebody else to find a wake word in',
    edge: 'Wyoming',
    isAgainstHearing: true,
    async run(field) {
      const socket = await wyomingOn(await field.wyoming(await field.attacker()));
      const told: string[] = [];
      socket.on('data', (bytes: Buffer) => told.push(bytes.toString('latin1')));
      say(socket, 'run-pipeline', { start_stage: 'wake', end_stage: 'tts' });
      for (let sentMs = 0; sentMs < 8_000; sentMs += 20) {
        say(socket, 'audio-chunk', format, chunk);
        await pause(20);
      }
      must(told.join('').includes('not-detected'), 'it was not told that there was none');
      must(!told.join('').includes('"transcript"'), 'it was given words');
      socket.destroy();
      return 'three seconds were judged, the rest was let go of';
    },
  },
  {
    name: 'a device is revoked while its pipeline listens',
    edge: 'Wyoming',
    async run(field) {
      const device = await field.attacker();
      const socket = await wyomingOn(await field.wyoming(device));
      let isClosed = false;
      socket.once('close', () => {
        isClosed = true;
      });
      socket.resume();
      say(socket, 'run-pipeline', { start_stage: 'asr', end_stage: 'tts' });
      say(socket, 'audio-chunk', format, chunk);
      await pause(300);
      await revoke(field, device);
      await until(() => isClosed, 'its line stayed');
      return 'its line was closed at once';
    },
  },
];
