/** What happens when a service dies in the middle of a turn. */
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ServiceName, serviceNames } from '../cli/up/stack.ts';
import { untilServing } from '../common/grpc/health.ts';
import type { SpokenTurn } from '../speaker/index.ts';
import { type Earshot, recording, startEarshot } from './testing/earshot.ts';
import { answerAfterMs } from './testing/slow-skill/skill.ts';

let earshot: Earshot;
let pcm: Buffer;
beforeAll(async () => {
  earshot = await startEarshot(['rover', join(import.meta.dirname, 'testing/slow-skill')]);
  pcm = await recording('goforward.raw');
}, 120_000);
afterAll(async () => earshot?.stop());

// A test that fails half-way must not fail the next one: each begins with a whole Earshot.
beforeEach(async () => {
  await Promise.all(serviceNames.map((name) => untilServing(earshot.stack.address(name), 30_000)));
  const isWhole = async () => {
    const speaker = await earshot.connect();
    const turn = await speaker.sayText('go forward ten meters');
    await speaker.close();
    return turn.end;
  };
  await expect.poll(isWhole, { timeout: 30_000, interval: 200 }).toBe('completed');
}, 70_000);

/** Says the command and kills a service when the turn enters a stage. */
async function turnWithKill(service: ServiceName, when: 'listen' | 'recognise' | 'speak') {
  let killedAtMs = Number.NaN;
  let terminalEvents = 0;
  const speaker = await earshot.connect({
    onMessage: (message) => {
      if (message.type === 'stage' && message.stage === when && !message.isEnd && Number.isNaN(killedAtMs)) {
        killedAtMs = performance.now();
        earshot.stack.process(service).kill('SIGKILL');
      }
      if (message.type === 'turn_ended') terminalEvents += 1;
    },
  });
  const turn: SpokenTurn = await speaker.sayAudio(pcm, { mode: 'held_button' });
  return { speaker, turn, terminalEvents: () => terminalEvents, tookMs: turn.endedAtMs - killedAtMs };
}

/** The service is back and a whole turn works again. */
async function nextTurnWorks(service: ServiceName): Promise<void> {
  await untilServing(earshot.stack.address(service), 20_000);
  await expect
    .poll(
      async () => {
        const speaker = await earshot.connect();
        const turn = await speaker.sayAudio(pcm, { mode: 'held_button' });
        await speaker.close();
        return turn.end;
      },
      { timeout: 40_000, interval: 200 },
    )
    .toBe('completed');
}

describe('SIGKILL in mid-turn', () => {
  test.each([
    ['asr', 'listen'],
    // Later than that, or they are back before they are needed.
    ['dialogue', 'recognise'],
    ['privacy', 'recognise'],
    ['tts', 'speak'],
  ] as const)(
    'of %s during %s: one failed terminal event within 2 s, retryable unless a skill has acted, then the next turn works',
    async (service, when) => {
      const { speaker, turn, terminalEvents, tookMs } = await turnWithKill(service, when);
      // The rover has moved already when its reply is lost: that is known, and not said again.
      const isRetryable = service !== 'tts';
      expect(turn).toMatchObject({ end: 'failed', isRetryable, isOutcomeUnknown: false });
      expect(terminalEvents()).toBe(1);
      // The one time that is promised and not only measured.
      expect(tookMs).toBeLessThan(2_000);
      await speaker.close();
      await nextTurnWorks(service);
    },
    90_000,
  );

  test('of skills before the skill was called: the gateway cannot know, the registry can', async () => {
    const { speaker, turn } = await turnWithKill('skills', 'recognise');
    expect(turn.end).toBe('failed');
    expect(turn.isRetryable && turn.isOutcomeUnknown).toBe(false);
    await untilServing(earshot.stack.address('skills'), 20_000);
    await expect.poll(() => speaker.outcomeOf(turn.turnId), { timeout: 20_000 }).toBe('not_acted');
    await speaker.close();
    await nextTurnWorks('skills');
  }, 90_000);

  test.each([
    ['skills', 'SIGKILL'],
    ['gateway', 'SIGKILL'],
  ] as const)(
    'of %s while a skill works: the outcome is unknown, and nothing is repeated',
    async (service, signal) => {
      const routed = Promise.withResolvers<void>();
      const speaker = await earshot.connect({
        onMessage: (message) => {
          if (message.type === 'stage' && message.stage === 'route') routed.resolve();
        },
      });
      const turn = speaker.sayText('count the sheep', { isSilent: true });
      await routed.promise;
      // The request leaves, and the skill takes its time.
      await new Promise((resolve) => setTimeout(resolve, answerAfterMs / 3));
      const killedAtMs = performance.now();
      earshot.stack.process(service).kill(signal);
      const ended = await turn;
      expect(ended).toMatchObject({ end: 'failed', isRetryable: false, isOutcomeUnknown: true });
      expect(ended.endedAtMs - killedAtMs).toBeLessThan(2_000);
      await untilServing(earshot.stack.address(service), 20_000);
      // Who asks while the gateway's lines to the service are being opened again is told to come back.
      const outcome = async () => ended.outcome ?? (await speaker.outcomeOf(ended.turnId));
      await expect.poll(outcome, { timeout: 20_000 }).toBe('outcome_unknown');
      await speaker.close();
      await nextTurnWorks(service);
    },
    90_000,
  );

  test('of the gateway: the speaker reports GATEWAY_LOST, reconnects, and learns that nothing was done', async () => {
    const { speaker, turn } = await turnWithKill('gateway', 'listen');
    expect(turn).toMatchObject({ end: 'failed', code: 'GATEWAY_LOST', isRetryable: false });
    expect(await turn.outcome).toBe('not_acted');
    await speaker.close();
    await nextTurnWorks('gateway');
  }, 90_000);

  test('of the gateway between question and answer: the speaker connects again and answers what it was asked', async () => {
    const speaker = await earshot.connect();
    const again = async () => {
      earshot.stack.process('gateway').kill('SIGKILL');
      await untilServing(earshot.stack.address('gateway'), 20_000);
      await expect.poll(() => speaker.state, { timeout: 20_000 }).toBe('connected');
    };
    const asked = async () => {
      const { replies } = await speaker.sayText('go forward', { isSilent: true });
      expect(replies.at(-1)).toMatchObject({ isExpectingSpeech: true });
    };
    await asked();
    await again();
    const answered = await speaker.sayText('ten', { isSilent: true });
    expect(answered.replies.at(-1)).toMatchObject({ skillId: 'org.example.rover' });
    expect(answered.replies.at(-1)?.text).toContain('10');
    // By voice, without a wake word: the new gateway knows that a question is open, and whose.
    await asked();
    await again();
    const heard = await speaker.sayAudio(pcm, { mode: 'follow_up' });
    expect(heard).toMatchObject({ end: 'completed' });
    expect(heard.replies.at(-1)?.text).toContain('10');
    await speaker.close();
    const stranger = await earshot.connect();
    const refused = await stranger.sayAudio(pcm, { mode: 'follow_up' });
    expect(refused).toMatchObject({ end: 'failed', code: 'FOLLOW_UP_NOT_EXPECTED' });
    await stranger.close();
  }, 90_000);
});
