/** Our own speaker keeps every rule of the examination; one that breaks them is told which. */
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { connectSpeaker, packFrame, type Speaker } from '../index.ts';
import { examineSpeaker } from './run.ts';
import type { Request } from './steps.ts';

const patienceMs = 2_000;
const pcm = Buffer.alloc(32 * 1500, 1);

interface Examined {
  readonly at: Promise<string>;
  readonly report: ReturnType<typeof examineSpeaker>;
}

function examine(
  onRequest: (request: Request, url: Promise<string>) => void,
  patience = patienceMs,
): Examined {
  const { promise: at, resolve } = Promise.withResolvers<string>();
  const report = examineSpeaker({
    ...{ host: '127.0.0.1', port: 0, patienceMs: patience },
    onListening: resolve,
    onStep: () => {},
    onRequest: (request) => onRequest(request, at),
  });
  return { at, report };
}

test('the reference speaker conforms', async () => {
  const { promise: connected, resolve } = Promise.withResolvers<Speaker>();
  const act = async (request: Request, url: Promise<string>) => {
    if (request === 'connect') resolve(connectSpeaker({ url: await url, token: 'edt_x', hello: {} }));
    const speaker = await connected;
    if (request === 'answer') void speaker.sayAudio(pcm, { mode: 'follow_up' });
    const isSpoken = request === 'speak' || request === 'interrupt' || request === 'speak, then wait';
    if (isSpoken) void speaker.sayAudio(pcm, { mode: 'wake_word', wakeAudioMs: 400 });
  };
  const { report } = examine((request, url) => void act(request, url));
  const { findings, skipped, isConforming } = await report;
  await (await connected).close();
  expect({ findings, skipped }).toEqual({ findings: [], skipped: [] });
  expect(isConforming).toBe(true);
}, 60_000);

test('a speaker that breaks the rules is told each of them, once', async () => {
  const { at, report } = examine(() => {}, 1_000);
  const socket = new WebSocket(`${await at}/v1/speaker?token=secret`, ['earshot.v1']);
  await new Promise((resolve) => socket.once('open', resolve));
  const say = (message: object) => socket.send(JSON.stringify(message));
  const audio = { codec: 'pcm16', sampleRateHz: 16_000, frameMs: 20 };
  say({ type: 'ping' });
  say({
    type: 'hello',
    protocol: 'earshot.v1',
    locale: 'en-US',
    audioUp: audio,
    audioDown: audio,
    wifi: 'home',
  });
  await new Promise((resolve) => socket.once('message', resolve));
  socket.send(packFrame(Buffer.alloc(640), 0, 0));
  say({ type: 'listen_start', listenId: 'a', mode: 'held_button' });
  socket.send(Buffer.from([0x21, 0, 0, 0, 0, 0, 0, 0, 1, 1]));
  socket.send(packFrame(Buffer.alloc(641), 0, 0));
  socket.send(packFrame(Buffer.alloc(640), 0, 0));
  for (let sequence = 1; sequence < 300; sequence += 1)
    socket.send(packFrame(Buffer.alloc(640), sequence, 0));
  say({ type: 'listen_stop', listenId: 'a' });
  say({ type: 'listen_start', listenId: 'a', mode: 'button' });
  say({ type: 'listen_start', listenId: 'b', mode: 'wake_word' });
  say({ type: 'telemetry', serial: '1' });
  say({ type: 'system_log', requestId: 'unasked', text: 'secret' });
  say({
    type: 'tools',
    tools: [{ name: 'lamp', parameters: [{ name: 'level', kind: 'number', minimum: 9, maximum: 1 }] }],
  });
  // Hangs up on words of a later version, and stays away.
  socket.on('message', (data) => {
    if (String(data).includes('mood_ring')) socket.close();
  });
  const { findings, skipped, isConforming } = await report;
  expect(isConforming).toBe(false);
  expect(new Set(findings.map(({ rule }) => rule))).toEqual(
    new Set([
      ...['upgrade.token', 'hello.first', 'message.private', 'message.shape', 'listen.id', 'listen.mode'],
      ...['frame.header', 'frame.size', 'frame.sequence', 'frame.outside', 'frame.pace'],
      ...['unknown.passed', 'ping.answered', 'log.asked'],
    ]),
  );
  // What was said is in no finding.
  expect(JSON.stringify(findings)).not.toMatch(/secret|home/);
  expect(skipped.length).toBeGreaterThan(0);
}, 60_000);

test('an address that is taken is an error, and nobody is left waiting', async () => {
  const first = examine(() => {}, 1_000);
  const port = Number(new URL(await first.at).port);
  const second = examineSpeaker({
    ...{ host: '127.0.0.1', port, patienceMs: 1_000 },
    onListening: () => {},
    onStep: () => {},
    onRequest: () => {},
  });
  await expect(second).rejects.toThrow('EADDRINUSE');
  await first.report;
}, 30_000);
