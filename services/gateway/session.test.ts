/** Whole turns through a real gateway, over scripted services. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Listener } from '../../language/audience/policy.ts';
import { Decision, UnderstandResponse } from '../../proto/gen/earshot/dialogue/v1/dialogue.ts';
import { InvokeResult } from '../../proto/gen/earshot/skills/v1/skills.ts';
import { EarshotError } from '../common/errors/earshot-error.ts';
import { signedAudience } from '../common/testing/audiences.ts';
import type { GatewayMessage } from '../speaker/index.ts';
import { type Harness, speech, startHarness } from './testing/harness.ts';
import { Script } from './testing/scripted-services.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ recheckOnTurnMs: 100 }, { EARSHOT_GATEWAY_SYSTEM_SKILLS: 'earshot.system' });
});
afterAll(() => harness.close());
afterEach(() => {
  Object.assign(harness.script, new Script());
});

describe('a turn', () => {
  test('from a wake word to the last frame of the reply', async () => {
    const speaker = await harness.speaker('kitchen');
    const turn = await speaker.sayAudio(speech(600), { mode: 'wake_word', wakeAudioMs: 200 });
    expect(turn).toMatchObject({
      end: 'completed',
      code: '',
      transcript: 'a large coffee',
      partials: ['a large'],
    });
    expect(turn.stages.map(({ stage }) => stage)).toEqual([
      'wake',
      'listen',
      'recognise',
      'understand',
      'route',
      'act',
      'speak',
    ]);
    expect(turn.replies).toEqual([
      expect.objectContaining({ text: 'One large coffee.', skillId: 'example.coffee' }),
    ]);
    expect(turn.audio).toHaveLength(300 * 32);
    expect(turn.platformUs).toBeGreaterThan(0);
    expect(turn.perceivedUs).toBeGreaterThanOrEqual(turn.platformUs - 1000);
  });

  test.each([
    ['a guest', signedAudience(Listener.HOTEL_GUEST, 'eu')],
    [
      'whoever may not see their words',
      signedAudience(Listener.HOUSEHOLD, 'eu', { mayReceiveTranscript: false }),
    ],
  ])('of %s is answered, and its words are not sent back', async (who, audience) => {
    harness.script.audience = audience;
    const speaker = await harness.speaker(`unseen-${who.length}`);
    const turn = await speaker.sayAudio(speech(300), { mode: 'held_button' });
    expect(turn).toMatchObject({ end: 'completed', transcript: '', partials: [] });
    expect(turn.replies).toHaveLength(1);
  });

  test('while a button is held: the speaker says when it is over, and every byte arrives', async () => {
    const speaker = await harness.speaker('button');
    const turn = await speaker.sayAudio(speech(700), { mode: 'held_button' });
    expect(turn.end).toBe('completed');
    expect(harness.script.heard.at(-1)).toBe(700 * 32);
  });

  test('faster than the clock, as far as is allowed', async () => {
    const speaker = await harness.speaker('fast');
    const turn = await speaker.sayAudio(speech(2_500), { mode: 'held_button', isRealtime: false });
    expect(turn.end).toBe('completed');
    expect(harness.script.heard.at(-1)).toBe(2_500 * 32);
  });

  test('from text, and silently', async () => {
    const speaker = await harness.speaker('typed');
    const spoken = await speaker.sayText('a small coffee');
    expect(spoken.stages[0]?.stage).toBe('understand');
    expect(spoken.audio.length).toBeGreaterThan(0);
    const silent = await speaker.sayText('a small coffee', { isSilent: true });
    expect(silent).toMatchObject({ end: 'completed' });
    expect(silent.audio).toHaveLength(0);
    expect(silent.replies).toHaveLength(1);
  });

  test('speech is paced: it never runs further ahead than the lead', async () => {
    harness.script.speechMs = 1_000;
    const arrivals: number[] = [];
    const speaker = await harness.speaker('paced', { onAudio: () => arrivals.push(performance.now()) });
    await speaker.sayText('a small coffee');
    expect(arrivals).toHaveLength(50);
    const lead = harness.gateway.limits.paceLeadMs;
    // The first arrival may be late on a busy machine, which makes the others look early.
    for (const [index, atMs] of arrivals.entries()) {
      expect(atMs - arrivals[0]!).toBeGreaterThanOrEqual(index * 20 - lead - 250);
    }
  });

  test('Opus both ways at 24 kHz down', async () => {
    const { OpusDecoder, OpusEncoder } = await import('../common/audio/opus.ts');
    const encoder = new OpusEncoder(16_000);
    const decoder = new OpusDecoder(24_000);
    const speaker = await harness.speaker('opus', {
      hello: {
        audioUp: { codec: 'opus', sampleRateHz: 16_000, frameMs: 20 },
        audioDown: { codec: 'opus', sampleRateHz: 24_000, frameMs: 20 },
      },
      codec: {
        encode: (frame) => Buffer.from(encoder.encode(frame)),
        decode: (packet) => decoder.decode(packet),
      },
    });
    const turn = await speaker.sayAudio(speech(500), { mode: 'held_button' });
    expect(turn.end).toBe('completed');
    expect(harness.script.heard.at(-1)).toBe(500 * 32);
    expect(turn.audio).toHaveLength(300 * 48);
  });
});

describe('conversation', () => {
  test('a question opens one follow-up listen; without a question there is none', async () => {
    const speaker = await harness.speaker('asked');
    harness.script.understood = () =>
      UnderstandResponse.fromPartial({
        decision: 2,
        speech: { text: 'Which size?' },
        focusSkillId: 'example.coffee',
        focusSlot: 'Size',
      });
    const asked = await speaker.sayText('a coffee');
    expect(asked.replies[0]).toMatchObject({ text: 'Which size?', isExpectingSpeech: true });
    // The recogniser gets ready for the answer while the question is still being asked.
    await expect
      .poll(() => harness.script.foreseen.at(-1))
      .toEqual({ skillId: 'example.coffee', slot: 'Size' });
    harness.script.understood = new Script().understood;
    const answered = await speaker.sayAudio(speech(500), { mode: 'follow_up' });
    expect(answered.end).toBe('completed');
    const again = await speaker.sayAudio(speech(500), { mode: 'follow_up' });
    expect(again).toMatchObject({ end: 'failed', code: 'FOLLOW_UP_NOT_EXPECTED' });
  });

  test('speaking again while it speaks ends the running turn first', async () => {
    harness.script.speechMs = 5_000;
    const order: string[] = [];
    const speaker = await harness.speaker('impatient', {
      onMessage: (message: GatewayMessage) => {
        if (message.type === 'turn_started' || message.type === 'turn_ended') {
          order.push(`${message.type} ${message.turnId}`);
        }
      },
    });
    const first = speaker.sayText('a coffee');
    await expect.poll(() => order.length).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 300));
    harness.script.speechMs = 100;
    const second = await speaker.sayText('stop');
    expect(await first).toMatchObject({ end: 'aborted' });
    expect((await first).audio.length).toBeLessThan(5_000 * 32);
    expect(second.end).toBe('completed');
    expect(order.map((line) => line.split(' ')[0])).toEqual([
      'turn_started',
      'turn_ended',
      'turn_started',
      'turn_ended',
    ]);
  });

  test('abort ends everything under the turn', async () => {
    let isAborted = false;
    harness.script.before = (step, signal) =>
      step === 'invoke'
        ? new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => {
              isAborted = true;
              reject(signal.reason);
            });
          })
        : Promise.resolve();
    const speaker = await harness.speaker('changed-mind');
    const turn = speaker.sayText('a coffee');
    await expect.poll(() => harness.script.invokes).toBe(1);
    speaker.abort();
    expect(await turn).toMatchObject({ end: 'aborted', isOutcomeUnknown: true });
    await expect.poll(() => isAborted).toBe(true);
  });
});

describe('sessions', () => {
  test('a device resumes its own session; another device gets a new one and is told', async () => {
    const first = await harness.speaker('owner');
    const { sessionId } = first;
    await first.close();
    const own = await harness.raw('owner');
    await own.hello({ resumeSessionId: sessionId });
    expect((await own.until('hello_ack'))['sessionId']).toBe(sessionId);
    const stranger = await harness.raw('stranger');
    await stranger.hello({ resumeSessionId: sessionId });
    expect((await stranger.until('hello_ack'))['sessionId']).not.toBe(sessionId);
    expect(await stranger.until('error')).toMatchObject({ code: 'SESSION_NOT_RESUMABLE', isFatal: false });
    own.socket.close();
    stranger.socket.close();
  });

  test('a session that comes back over a new connection replaces the old one', async () => {
    const old = await harness.raw('twice');
    await old.hello();
    const { sessionId } = (await old.until('hello_ack')) as { sessionId: string };
    const fresh = await harness.raw('twice');
    await fresh.hello({ resumeSessionId: sessionId });
    expect(await old.closed).toBe(4001);
    expect(await old.until('error')).toMatchObject({ code: 'SESSION_REPLACED', isFatal: true });
    fresh.socket.close();
  });

  test('the outcome of a turn is told to its device only', async () => {
    const speaker = await harness.speaker('teller');
    const turn = await speaker.sayText('a coffee');
    expect(await speaker.outcomeOf(turn.turnId)).toBe('completed');
    expect(await speaker.outcomeOf('never-was')).toBe('not_acted');
    const stranger = await harness.raw('curious');
    await stranger.hello();
    stranger.sendJson({ type: 'get_outcome', turnId: turn.turnId });
    expect(await stranger.until('error')).toMatchObject({ code: 'NOT_FOUND' });
    stranger.socket.close();
  });

  test('a revoked device is closed with 1008, at its next turn at the latest', async () => {
    const raw = await harness.raw('sold');
    await raw.hello();
    harness.script.revoked.add('sold');
    await new Promise((resolve) => setTimeout(resolve, 150));
    raw.sendJson({ type: 'text', listenId: 'l1', text: 'a coffee' });
    expect(await raw.closed).toBe(1008);
    expect(raw.messages.at(-1)).toMatchObject({ type: 'error', code: 'UNAUTHENTICATED', isFatal: true });
    expect(raw.messages.filter(({ type }) => type === 'turn_ended')).toHaveLength(1);
    expect(harness.script.invokes).toBe(0);
  });

  test('a revoked device that says nothing is found too', async () => {
    const watchful = await startHarness({ recheckIntervalMs: 200 });
    const kept = await watchful.raw('kept');
    await kept.hello();
    const raw = await watchful.raw('stolen');
    await raw.hello();
    watchful.script.revoked.add('stolen');
    expect(await raw.closed).toBe(1008);
    kept.sendJson({ type: 'ping', nonce: 1 });
    expect(await kept.until('pong')).toMatchObject({ nonce: 1 });
    kept.socket.close();
    await watchful.close();
  });

  test('pings are answered', async () => {
    const speaker = await harness.speaker('pinger');
    expect(await speaker.ping()).toBeLessThan(1_000);
  });
});

describe('the microphone', () => {
  test('muted: nothing is listened to, and the switch is stored', async () => {
    const speaker = await harness.speaker('quiet');
    speaker.setMicrophone({ isMuted: true, isWakeWordOff: false, forMinutes: 30 });
    await expect.poll(() => speaker.microphone.isMuted).toBe(true);
    expect(harness.script.switches.get('quiet')).toMatchObject({ isMuted: true });
    expect(harness.script.switches.get('quiet')?.mutedUntilMs).toBeGreaterThan(Date.now() + 29 * 60_000);
    const heardBefore = harness.script.heard.length;
    const turn = await speaker.sayAudio(speech(200), { mode: 'held_button' });
    expect(turn).toMatchObject({ end: 'failed', code: 'MICROPHONE_MUTED' });
    expect(harness.script.heard).toHaveLength(heardBefore);
    expect((await speaker.sayText('a coffee')).end).toBe('completed');
    speaker.setMicrophone({ isMuted: false, isWakeWordOff: false });
    await expect.poll(() => speaker.microphone.isMuted).toBe(false);
    expect((await speaker.sayAudio(speech(200), { mode: 'held_button' })).end).toBe('completed');
  });

  test('muting in the middle of a listen ends it at once', async () => {
    const speaker = await harness.speaker('hushed');
    const turn = speaker.sayAudio(speech(3_000), { mode: 'held_button' });
    await new Promise((resolve) => setTimeout(resolve, 200));
    speaker.setMicrophone({ isMuted: true, isWakeWordOff: false });
    expect(await turn).toMatchObject({ end: 'aborted' });
    expect(harness.script.invokes).toBe(0);
  });

  test('with the wake word off only the button listens', async () => {
    harness.script.switches.set('no-wake', {
      isMuted: false,
      isWakeWordOff: true,
      mutedUntilMs: 0,
      wakeWordOffUntilMs: 0,
      wakeWords: [],
    });
    const speaker = await harness.speaker('no-wake');
    const woken = await speaker.sayAudio(speech(500), { mode: 'wake_word', wakeAudioMs: 200 });
    expect(woken.code).toBe('WAKE_WORD_OFF');
    expect((await speaker.sayAudio(speech(200), { mode: 'held_button' })).end).toBe('completed');
  });

  test.each(['ASR_BUSY', 'OVERLOADED', 'SERVICE_UNAVAILABLE'] as const)(
    'a listen that ends with %s says when to come again',
    async (code) => {
      const speaker = await harness.speaker('patient');
      harness.script.before = async (step) => {
        if (step === 'recognise') throw new EarshotError(code);
      };
      const turn = await speaker.sayAudio(speech(200), { mode: 'held_button' });
      expect(turn).toMatchObject({ end: 'failed', code, isRetryable: true, retryAfterMs: 1_000 });
      harness.script.before = async () => {};
      const next = await speaker.sayAudio(speech(200), { mode: 'held_button' });
      expect(next).toMatchObject({ end: 'completed', isRetryable: false, retryAfterMs: 0 });
    },
  );

  test('what could not be stored stays silent; sound comes back only when it is stored', async () => {
    const speaker = await harness.speaker('unstored');
    harness.script.before = async (step) => {
      if (step === 'setListening') throw new EarshotError('STORE_FAILED');
    };
    speaker.setMicrophone({ isMuted: true, isWakeWordOff: false });
    await expect.poll(() => speaker.microphone.isMuted).toBe(true);
    speaker.setMicrophone({ isMuted: false, isWakeWordOff: false });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(speaker.microphone.isMuted).toBe(true);
  });

  test('a step of the volume is a number, once the device said how loud it is', async () => {
    const speaker = await harness.speaker('loud');
    const turned = async (value: string, targetId = '') => {
      harness.script.result = InvokeResult.fromPartial({
        speech: { text: 'Done.' },
        directives: [
          { directive: { $case: 'deviceControl', value: { targetId, property: 'volume', value } } },
        ],
      });
      const { directives } = await speaker.sayText('louder', { isSilent: true });
      return directives.map((directive) => (directive.type === 'device_control' ? directive.value : ''));
    };
    expect(await turned('up')).toEqual(['up']);
    speaker.tellVolume(85);
    expect(await turned('up')).toEqual(['95']);
    expect(await turned('up')).toEqual(['100']);
    expect(await turned('-30')).toEqual(['70']);
    expect(await turned('5')).toEqual(['5']);
    expect(await turned('up', 'kitchen.radio')).toEqual(['up']);
    speaker.tellVolume(101);
    await expect.poll(() => speaker.state).not.toBe('connected');
  });

  test('“stop” means what plays, for as long as it does', async () => {
    const speaker = await harness.speaker('playing');
    harness.script.understood = () => UnderstandResponse.fromPartial({ decision: Decision.CANCEL });
    const stopped = async () => (await speaker.sayText('stop', { isSilent: true })).directives;
    const stop = { type: 'device_control', targetId: '', property: 'playback', value: 'stop' };
    expect(await stopped()).toEqual([]);
    speaker.tellPlayer('started');
    expect(await stopped()).toEqual([stop]);
    speaker.tellPlayer('paused');
    expect(await stopped()).toEqual([stop]);
    speaker.tellPlayer('ended');
    expect(await stopped()).toEqual([]);
  });

  test('“stop” answers a question that is open, and what plays goes on', async () => {
    const speaker = await harness.speaker('asked');
    speaker.tellPlayer('started');
    harness.script.understood = () => UnderstandResponse.fromPartial({ decision: Decision.ASK });
    await speaker.sayText('a coffee', { isSilent: true });
    harness.script.understood = () => UnderstandResponse.fromPartial({ decision: Decision.CANCEL });
    const turn = await speaker.sayAudio(speech(600), { mode: 'button' });
    expect(turn.directives).toEqual([]);
  });

  test('any skill may switch it off by a directive, only the system may switch it on', async () => {
    const directive = (value: string) =>
      InvokeResult.fromPartial({
        speech: { text: 'Done.' },
        directives: [{ directive: { $case: 'deviceControl', value: { property: 'microphone', value } } }],
      });
    const speaker = await harness.speaker('directed');
    harness.script.result = directive('off:10');
    const turn = await speaker.sayText('stop listening');
    expect(turn.directives).toEqual([
      { type: 'device_control', targetId: '', property: 'microphone', value: 'off:10' },
    ]);
    await expect.poll(() => speaker.microphone.isMuted).toBe(true);
    harness.script.result = directive('on');
    await speaker.sayText('listen again');
    expect(speaker.microphone.isMuted).toBe(true);
    harness.script.understood = (request) =>
      UnderstandResponse.fromPartial({
        decision: 1,
        interpretation: { skill: { skillId: 'earshot.system', version: '1.0.0' }, intent: 'Unmute' },
        text: request.hypotheses[0]?.text ?? '',
      });
    await speaker.sayText('listen again');
    await expect.poll(() => speaker.microphone.isMuted).toBe(false);
  });
});
