/** What breaks in the middle of a turn, over scripted services; the same with real processes is in the end-to-end ring. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { GatewayMessage } from '../speaker/index.ts';
import { type Harness, speech, startHarness } from './testing/harness.ts';
import { Script, type ScriptedName } from './testing/scripted-services.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());
afterEach(() => {
  Object.assign(harness.script, new Script());
});

const hang = (step: string) => (at: string, signal: AbortSignal) =>
  at === step
    ? new Promise<void>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      })
    : Promise.resolve();

describe('a service that dies in mid-turn', () => {
  const cases: readonly (readonly [ScriptedName, string, boolean])[] = [
    ['asr', 'result', false],
    ['dialogue', 'understand', false],
    ['skills', 'invoke', true],
    ['tts', 'synthesise', false],
  ];
  test.each(cases)(
    '%s, at %s: one failed end within 2 s, outcome unknown: %s',
    async (name, step, isUnknown) => {
      const ends: GatewayMessage[] = [];
      let reached: () => void = () => {};
      const isReached = new Promise<void>((resolve) => {
        reached = resolve;
      });
      harness.script.before = async (at, signal) => {
        if (at === step) reached();
        await hang(step)(at, signal);
      };
      const speaker = await harness.speaker(`kill-${name}`, {
        onMessage: (message) => {
          if (message.type === 'turn_ended') ends.push(message);
        },
      });
      const turn = speaker.sayAudio(speech(200), { mode: 'held_button' });
      await isReached;
      await harness.services.kill(name);
      expect(await turn).toMatchObject({
        end: 'failed',
        // What a skill did, or may have done, is not said again.
        isRetryable: ['privacy', 'asr', 'dialogue'].includes(name),
        isOutcomeUnknown: isUnknown,
      });
      expect(ends).toHaveLength(1);
      const { invokes } = harness.script;
      expect(invokes).toBeLessThanOrEqual(1);

      harness.script.before = async () => {};
      await harness.services.revive(name);
      // Channels look for a service that came back after a moment.
      await expect
        .poll(async () => (await speaker.sayAudio(speech(100), { mode: 'held_button' })).end, {
          timeout: 5_000,
          interval: 200,
        })
        .toBe('completed');
      expect(ends.length).toBeGreaterThan(1);
    },
  );

  test('a service that is there and does not answer: the budget ends the turn', async () => {
    const slow = await startHarness({ replyTimeoutMs: 300 });
    slow.script.before = hang('understand');
    const speaker = await slow.speaker('patient');
    expect(await speaker.sayText('a coffee')).toMatchObject({
      end: 'failed',
      code: 'DEADLINE_EXCEEDED',
      isRetryable: true,
    });
    await slow.close();
  });
});

describe('a line that breaks', () => {
  test('in the middle of a turn: the speaker reports GATEWAY_LOST, comes back and asks for the outcome', async () => {
    harness.script.before = hang('invoke');
    const speaker = await harness.speaker('tunnel', { backoffMs: 50 });
    const { sessionId } = speaker;
    const turn = speaker.sayText('a coffee');
    await expect.poll(() => harness.script.invokes).toBe(1);
    speaker.terminate();
    const lost = await turn;
    expect(lost).toMatchObject({
      end: 'failed',
      code: 'GATEWAY_LOST',
      isRetryable: false,
      isOutcomeUnknown: true,
    });
    expect(await lost.outcome).toBe('outcome_unknown');
    expect(speaker.sessionId).toBe(sessionId);
    expect(harness.script.invokes).toBe(1);
    harness.script.before = async () => {};
    expect((await speaker.sayText('a coffee')).end).toBe('completed');
  });

  test('while it listens: nothing was acted on', async () => {
    const speaker = await harness.speaker('lift', { backoffMs: 50 });
    const turn = speaker.sayAudio(speech(2_000), { mode: 'held_button' });
    await new Promise((resolve) => setTimeout(resolve, 200));
    speaker.terminate();
    expect(await (await turn).outcome).toBe('not_acted');
    expect(harness.script.invokes).toBe(0);
  });
});

describe('a gateway that is told to stop', () => {
  test('sends idle speakers away, lets turns finish, refuses new ones and new connections', async () => {
    const going = await startHarness({ drainMs: 3_000 });
    going.script.speechMs = 900;
    const idle = await going.raw('idle');
    await idle.hello();
    const busy = await going.raw('busy');
    await busy.hello();
    busy.sendJson({ type: 'text', listenId: 'l1', text: 'a coffee' });
    await busy.until('audio_start');

    const drained = going.drain();
    expect(await idle.until('go_away')).toMatchObject({ retryAfterMs: 1_000 });
    expect(await idle.closed).toBe(1012);
    await busy.until('go_away');
    await expect(going.raw('late')).rejects.toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
    busy.sendJson({ type: 'text', listenId: 'l2', text: 'another coffee' });
    expect(await busy.until('error')).toMatchObject({ code: 'DRAINING', listenId: 'l2', isRetryable: true });
    expect(await busy.until('turn_ended')).toMatchObject({ end: 'completed' });
    expect(await busy.closed).toBe(1012);
    await drained;
    expect(going.script.invokes).toBe(1);
    await going.services.close();
  });

  test('a turn that takes too long is ended with a retryable code', async () => {
    const going = await startHarness({ drainMs: 200 });
    going.script.before = hang('invoke');
    const stuck = await going.raw('stuck');
    await stuck.hello();
    stuck.sendJson({ type: 'text', listenId: 'l1', text: 'a coffee' });
    await expect.poll(() => going.script.invokes).toBe(1);
    await going.drain();
    expect(stuck.messages.filter(({ type }) => type === 'turn_ended')).toEqual([
      expect.objectContaining({
        end: 'failed',
        code: 'DRAINING',
        isRetryable: false,
        isOutcomeUnknown: true,
      }),
    ]);
    expect(await stuck.closed).toBe(1012);
    await going.services.close();
  });
});

test('a slow recogniser pauses the speaker; nothing is lost and nothing piles up', async () => {
  const slow = await startHarness({ pauseAudioMs: 400, maxQueuedAudioMs: 4_000 });
  let isSlow = true;
  slow.script.before = (step) =>
    step === 'audio' && isSlow ? new Promise((resolve) => setTimeout(resolve, 60)) : Promise.resolve();
  const speaker = await slow.speaker('torrent');
  const turn = speaker.sayAudio(speech(3_900), { mode: 'held_button', isRealtime: false });
  const pauses = async () => (await slow.gateway.metrics.inputPauses.get()).values[0]?.value ?? 0;
  await expect.poll(pauses, { timeout: 5_000 }).toBeGreaterThan(0);
  isSlow = false;
  expect(await turn).toMatchObject({ end: 'completed' });
  expect(slow.script.heard).toEqual([3_900 * 32]);
  await slow.close();
});
