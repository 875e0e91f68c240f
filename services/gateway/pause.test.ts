/** A guardian's hours and limits: nobody is heard, and each dialect says so in its own way and in both languages. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Listener } from '../../language/audience/policy.ts';
import { PauseKind } from '../../proto/gen/earshot/turn/v1/audience.ts';
import { signedAudience } from '../common/testing/audiences.ts';
import { refusalAt, refusalText } from './session/refusals.ts';
import { type Harness, speech, startHarness } from './testing/harness.ts';
import { Script } from './testing/scripted-services.ts';

const minuteMs = 60_000;
const child = signedAudience(Listener.CHILD, 'eu');
const pauseOf = (kind: PauseKind, fromMs = Date.now() - minuteMs, untilMs = Date.now() + minuteMs) => ({
  ...{ kind, fromMs, untilMs },
});

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ recheckIntervalMs: 60_000, recheckOnTurnMs: 60_000 });
});
afterAll(() => harness.close());
afterEach(() => {
  Object.assign(harness.script, new Script(), { watchers: harness.script.watchers });
});

describe('a sentence', () => {
  const at = { nowMs: 10, timeZone: 'Asia/Shanghai' };
  test('says until when it is quiet, by the clock of the home, in either language', () => {
    const pause = { kind: PauseKind.QUIET_HOURS, fromMs: 0, untilMs: Date.UTC(2026, 10, 30, 23) };
    expect(refusalAt(pause, { ...at, locale: 'en-US' })?.speech.text).toBe(
      'It is quiet time until 07:00. Talk to me again then.',
    );
    expect(refusalAt(pause, { ...at, locale: 'zh-CN' })?.speech.text).toBe(
      '现在是安静时段，07:00 以后再聊吧。',
    );
  });

  test('is said from the first millisecond to the last, and not before or after', () => {
    const pause = { kind: PauseKind.TIME_LIMIT, fromMs: 10, untilMs: 20 };
    const codes = [9, 10, 19, 20].map((nowMs) => refusalAt(pause, { ...at, nowMs, locale: 'zh-CN' })?.code);
    expect(codes).toEqual([undefined, 'TIME_LIMIT_REACHED', 'TIME_LIMIT_REACHED', undefined]);
    expect(refusalAt({ ...pause, kind: 99 as PauseKind }, { ...at, locale: 'x' })?.code).toBe('QUIET_HOURS');
  });
});

test.each([
  [PauseKind.QUIET_HOURS, 'QUIET_HOURS', 'It is quiet time until'],
  [PauseKind.TIME_LIMIT, 'TIME_LIMIT_REACHED', 'used up'],
] as const)('in a pause (%s) a turn is told and spoken to, and not heard: %s', async (kind, code, words) => {
  harness.script.audience = child;
  harness.script.pause = pauseOf(kind);
  const speaker = await harness.speaker(`paused-${code}`);
  const listens = harness.script.listens;
  for (const turn of [
    await speaker.sayAudio(speech(300), { mode: 'held_button' }),
    await speaker.sayText('tell me a story'),
  ]) {
    expect(turn).toMatchObject({ end: 'failed', code });
    expect(turn.replies.map(({ text }) => text).join()).toContain(words);
    expect(turn.audio.length).toBeGreaterThan(0);
  }
  expect(harness.script.listens).toBe(listens);
  expect(harness.script.understoodRequests).toEqual([]);
  expect(harness.script.used).toEqual([]);
});

test('a pause that begins later lets a turn be, and a pause that is lifted is over at once', async () => {
  harness.script.pause = pauseOf(PauseKind.QUIET_HOURS, Date.now() + minuteMs, Date.now() + 2 * minuteMs);
  const speaker = await harness.speaker('later');
  expect((await speaker.sayText('hello')).end).toBe('completed');
  const tell = () =>
    harness.script.tell({ deviceId: 'later', change: undefined, isStored: false, isRevoked: false });
  harness.script.pause = pauseOf(PauseKind.TIME_LIMIT);
  tell();
  await expect.poll(async () => (await speaker.sayText('hello')).code).toBe('TIME_LIMIT_REACHED');
  harness.script.pause = undefined;
  tell();
  await expect.poll(async () => (await speaker.sayText('hello')).end).toBe('completed');
});

test('a child’s turns are counted by how long they take, and nobody else’s are', async () => {
  harness.script.audience = child;
  const speaker = await harness.speaker('counted');
  await speaker.sayText('hello');
  await expect.poll(() => harness.script.used.length).toBe(1);
  expect(harness.script.used[0]).toMatchObject({ deviceId: 'counted' });
  expect(harness.script.used[0]?.usedMs).toBeGreaterThan(0);
  harness.script.audience = signedAudience(Listener.HOUSEHOLD, 'eu');
  const grownUp = await harness.speaker('grown-up');
  await grownUp.sayText('hello');
  expect(harness.script.used).toHaveLength(1);
});

test.each(['zh-CN', 'en-US'])('each refusal has a sentence of its own in %s', (locale) => {
  const texts = (['CONSENT_REQUIRED', 'QUIET_HOURS', 'TIME_LIMIT_REACHED'] as const).map((code) =>
    refusalText(code, locale),
  );
  expect(new Set(texts).size).toBe(3);
});
