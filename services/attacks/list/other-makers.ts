/** Against the edges for speakers of other makers: who speaks their protocols badly, floods them, or guesses what they show. */
import type { WebSocket } from 'ws';
import { codeOf } from '../../common/errors/earshot-error.ts';
import { callUnary } from '../../common/grpc/client.ts';
import type { Attack } from '../attack.ts';
import type { Field } from '../field.ts';
import { openXiaozhi, wyomingOf, wyomingOn, xiaozhiHello } from '../other-edges.ts';
import { must, pause, until } from '../waiting.ts';

const limits = { deadlineMs: 5_000 };
const clean: ReadonlySet<number> = new Set([1000, 1001]);

/** What each connection sends until it is thrown out. */
const badTalk: readonly (readonly [string, (socket: WebSocket) => void])[] = [
  ['junk', (socket) => repeat(200, () => socket.send('\x07junk'))],
  ['messages of 20 kB', (socket) => socket.send(Buffer.alloc(20_000, 0x20).toString())],
  ['messages nobody knows', (socket) => repeat(200, () => socket.send('{"type":"reboot"}'))],
  ['pings', (socket) => repeat(200, () => socket.send('{"type":"ping"}'))],
  [
    'answers nobody asked for',
    (socket) => repeat(200, () => socket.send('{"type":"mcp","payload":{"id":1}}')),
  ],
  ['audio outside any listen', (socket) => repeat(400, () => socket.send(Buffer.from('f8fffe', 'hex')))],
  [
    'packets that are none, in a listen',
    (socket) => {
      socket.send('{"type":"listen","state":"start","mode":"auto"}');
      repeat(50, () => socket.send(Buffer.from('ffffffff', 'hex')));
    },
  ],
  [
    'listens without end',
    (socket) => repeat(200, () => socket.send('{"type":"listen","state":"start","mode":"auto"}')),
  ],
];

function repeat(times: number, act: () => void): void {
  for (let time = 0; time < times; time += 1) act();
}

/** Asks where to go, as a device of its own. */
async function ask({ stack }: Field, index: number, address: string) {
  const response = await fetch(`${stack.speakerUrl.replace('ws:', 'http:')}/xiaozhi/ota/`, {
    method: 'POST',
    headers: {
      'device-id': `02:00:00:00:${(index >> 8).toString(16).padStart(2, '0')}:${(index & 255).toString(16).padStart(2, '0')}`,
      'client-id': crypto.randomUUID(),
      'x-forwarded-for': address,
    },
    body: '{}',
  });
  const { activation } = (await response.json()) as { activation?: { code: string } };
  return { status: response.status, code: activation?.code ?? '' };
}

async function household({ privacy }: Field) {
  const place = { region: 'eu', timeZone: 'Europe/Berlin' };
  const home = await callUnary(privacy, 'createHousehold', place, limits);
  const accept = (code: string) =>
    callUnary(privacy, 'acceptDevice', { ...home, code, isChildDevice: false, roomId: '' }, limits).then(
      () => 'OK',
      codeOf,
    );
  return { accept };
}

export const otherMakers: readonly Attack[] = [
  {
    name: 'messages that are none, too many, and audio outside a listen',
    edge: 'xiaozhi',
    async run(field) {
      for (const [name, send] of badTalk) {
        const { socket, closed, code } = await openXiaozhi(
          field.stack.speakerUrl,
          (await field.attacker()).token,
        );
        socket.send(xiaozhiHello);
        send(socket);
        await closed();
        must(clean.has(code()), `${name} was closed with ${code()}`);
      }
      return `${badTalk.length} kinds, each closed with a code that such clients take as clean`;
    },
  },
  {
    name: '300 devices that ask where to go, from 10 addresses',
    edge: 'xiaozhi',
    async run(field) {
      const answers = await Promise.all(
        Array.from({ length: 300 }, (_, index) => ask(field, index, `127.0.0.${(index % 10) + 1}`)),
      );
      const strange = answers
        .map(({ status }) => status)
        .filter((status) => ![200, 429, 503].includes(status));
      must(strange.length === 0, `some got ${strange.join()}`);
      const { code } = await ask(field, 999, '127.0.1.1');
      const { accept } = await household(field);
      must((await accept(code)) === 'OK', 'the code of an honest device was not taken');
      return 'each has a code or is told to wait; an honest device was taken in meanwhile';
    },
  },
  {
    name: 'an account that guesses the codes of devices',
    edge: 'xiaozhi',
    async run(field) {
      const { code } = await ask(field, 1_000, '127.0.2.1');
      const [guesser, honest] = [await household(field), await household(field)];
      const codes = await Promise.all(
        Array.from({ length: 30 }, (_, index) =>
          guesser.accept(String((Number(code) + index + 1) % 1_000_000)),
        ),
      );
      must(codes.filter((one) => one !== 'RATE_LIMITED').length <= 10, 'more than ten were looked at');
      must((await honest.accept(code)) === 'OK', 'somebody else’s code was not taken');
      return 'ten were looked at, the others refused; somebody else’s right code was taken';
    },
  },
  {
    name: 'lines without end, lengths of gigabytes, audio of nothing',
    edge: 'Wyoming',
    async run(field) {
      const bad = [
        Buffer.alloc(200_000, 0x78),
        Buffer.from('{"type":"audio-chunk","payload_length":4294967295}\n'),
        Buffer.from('{"type":"audio-chunk"}\n'.repeat(100)),
        Buffer.from('{"type":"synthesize","data":{"text":""}}\n'),
        Buffer.from('\x00\xff\n'),
      ];
      for (const bytes of bad) {
        const socket = await wyomingOf(field);
        let isClosed = false;
        socket.once('close', () => {
          isClosed = true;
        });
        socket.resume();
        socket.write(bytes);
        await until(() => isClosed, `${bytes.subarray(0, 20).toString('latin1')}… was not thrown out`);
      }
      return `${bad.length} kinds, each thrown out`;
    },
  },
  {
    name: '100 connections that say nothing',
    edge: 'Wyoming',
    async run(field) {
      const port = await field.wyoming(await field.attacker());
      const sockets = await Promise.all(Array.from({ length: 100 }, () => wyomingOn(port)));
      await pause(2_000);
      for (const socket of sockets) socket.destroy();
      return 'at most 64 are held, for a minute each';
    },
  },
];
