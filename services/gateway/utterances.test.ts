/** An utterance never gets lost: whatever was said is answered, also when the frames stop or leave silence out. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { packFrame } from '../speaker/protocol.ts';
import { type Harness, startHarness } from './testing/harness.ts';
import { Script } from './testing/scripted-services.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ quietTimeoutMs: 300, stallTimeoutMs: 600 });
});
afterAll(() => harness.close());
afterEach(() => {
  const { watchers } = harness.script;
  Object.assign(harness.script, new Script(), { watchers });
});

const frame = (sequence: number) => packFrame(Buffer.alloc(640, 0x22), sequence, sequence * 20);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test.each(['wake_word', 'held_button'])('frames that stop in mid-speech (%s)', async (mode) => {
  harness.script.endpointAfterMs = Number.POSITIVE_INFINITY;
  const raw = await harness.raw(`stops-${mode}`);
  await raw.hello();
  const wakeAudioMs = mode === 'wake_word' ? 100 : 0;
  raw.sendJson({ type: 'listen_start', listenId: 'l', mode, wakeAudioMs });
  for (let sequence = 0; sequence < 10; sequence++) raw.socket.send(frame(sequence));
  expect(await raw.until('turn_ended')).toMatchObject({ end: 'completed', code: '' });
  expect(harness.script.heard.at(-1)).toBe(10 * 640);
  expect(await raw.until('transcript')).toBeDefined();
  raw.socket.close();
});

test('a listen without any frame ends as stalled', async () => {
  const raw = await harness.raw('silent');
  await raw.hello();
  raw.sendJson({ type: 'listen_start', listenId: 'l', mode: 'held_button' });
  expect(await raw.until('turn_ended')).toMatchObject({ end: 'failed', code: 'LISTEN_STALLED' });
  raw.socket.close();
});

test('frames that were left out are silence, as much of it as time has passed', async () => {
  const raw = await harness.raw('sparing');
  await raw.hello();
  raw.sendJson({ type: 'listen_start', listenId: 'l', mode: 'held_button' });
  raw.socket.send(frame(0));
  await pause(150);
  raw.socket.send(frame(6));
  // Nobody was silent for twenty minutes in no time.
  raw.socket.send(frame(30_000));
  raw.sendJson({ type: 'listen_stop', listenId: 'l' });
  expect(await raw.until('turn_ended')).toMatchObject({ end: 'completed' });
  const frames = (harness.script.heard.at(-1) ?? 0) / 640;
  expect(frames).toBeGreaterThanOrEqual(3 + 5);
  expect(frames).toBeLessThan(3 + 5 + 20);
  raw.socket.close();
});
