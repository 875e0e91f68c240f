import { describe, expect, test } from 'vitest';
import { Listener } from '../../../language/audience/policy.ts';
import { RecogniseStart } from '../../../proto/gen/earshot/asr/v1/asr.ts';
import { unknownAudience } from '../../common/audience.ts';
import { codeOf, EarshotError } from '../../common/errors/earshot-error.ts';
import { signedAudience, testAudiences, turnRef } from '../../common/testing/audiences.ts';
import type { Hypothesis, OpenStreamOptions, RecognitionStream } from '../engine.ts';
import { combinePasses } from './combine.ts';
import { decideSecondPass, type FirstPassResult, type SecondPassContext } from './policy.ts';
import { createRefiner } from './refine.ts';
import { type SecondEngine, SecondPass, type SecondPassOptions } from './second-pass.ts';
import { soundAlike } from './sound-alike.ts';

const heard = (text: string, confidence = 0.9, isRejected = false): Hypothesis => ({
  text,
  confidence,
  isRejected,
  words: [],
  engine: 'test',
});
const first = (...hypotheses: Hypothesis[]): FirstPassResult => ({
  hypotheses,
  isRejected: hypotheses[0]?.isRejected ?? false,
});
const audience = (listener: Listener = Listener.HOUSEHOLD) =>
  testAudiences().read(signedAudience(listener, 'eu'));
const recipient = { id: 'outside', operator: 'Example Ltd', region: 'eu', isInHouse: false };

/** An engine whose every utterance ends as the test says. */
class FakeEngine implements SecondEngine {
  readonly id = 'fake';
  readonly locales = ['en-US'] as const;
  readonly recipient = recipient;
  readonly isOpenVocabulary = () => true;
  bytes = 0;
  aborted = 0;
  isForWords: boolean | undefined;
  answer: (signal: AbortSignal) => Promise<readonly Hypothesis[]>;
  constructor(answer: FakeEngine['answer']) {
    this.answer = answer;
  }
  async openStream({ signal }: OpenStreamOptions): Promise<RecognitionStream> {
    return {
      write: async (pcm16) => {
        this.bytes += pcm16.byteLength;
      },
      partials: (async function* () {})(),
      finish: (isForWords) => {
        this.isForWords = isForWords;
        return this.answer(signal!);
      },
      abort: () => {
        this.aborted++;
      },
    };
  }
  async close() {}
}

const policy = { sureConfidence: 0.8, sureWordConfidence: { 'en-US': 0.7, 'zh-CN': 0.7 }, minSpeechMs: 200 };
function passOver(engine: SecondEngine | undefined, options: Partial<SecondPassOptions> = {}): SecondPass {
  return new SecondPass({
    ...policy,
    deadlineMs: 100,
    failuresBeforeRest: 2,
    restMs: 1_000,
    ...(engine && { engine }),
    ...options,
  });
}

describe('decideSecondPass', () => {
  const engine = { recipient, locales: ['en-US'] as const, isResting: false };
  const context: SecondPassContext = {
    locale: 'en-US',
    audience: audience(),
    speechMs: 900,
    isFreeText: false,
  };
  const sure = first(heard('light on'));
  const spoken = { startMs: 0, endMs: 1 };
  const unsureOfTen = {
    ...heard('dim to ten'),
    words: [
      { word: 'dim', confidence: 0.95, ...spoken },
      { word: 'ten', confidence: 0.4, ...spoken },
    ],
  };

  test.each([
    ['a sure first pass', sure, {}, {}, 'first-pass-is-sure'],
    ['an unsure one', first(heard('light on', 0.6)), {}, {}, 'unsure'],
    ['an unsure word in a sure one', first(unsureOfTen), {}, {}, 'unsure-of-a-word'],
    ['a rejection', first(heard('light on', 0.9, true)), {}, {}, 'rejected'],
    ['nothing heard', first(), {}, {}, 'nothing-heard'],
    ['free text', sure, { isFreeText: true }, {}, 'free-text'],
    ['nothing but noise', first(), { speechMs: 100 }, {}, 'no-speech'],
    ['another locale', first(), { locale: 'zh-CN' as const }, {}, 'locale'],
    ['a hotel room', first(), { audience: audience(Listener.HOTEL_GUEST) }, {}, 'recipient'],
    ['an unknown device', first(), { audience: unknownAudience }, {}, 'recipient'],
    ['an engine that rests', first(), {}, { isResting: true }, 'resting'],
    [
      'the same ears, open before',
      first(heard('x', 0.6)),
      { isOpen: true },
      { hearsLike: 'test' },
      'same-ears',
    ],
    ['the same ears, with a grammar before', first(heard('x', 0.6)), {}, { hearsLike: 'test' }, 'unsure'],
    ['other ears', first(heard('x', 0.6)), { isOpen: true }, { hearsLike: 'moonshine' }, 'unsure'],
  ])('%s', (_, result, contextChange, engineChange, reason) => {
    const decision = decideSecondPass(
      result,
      { ...context, ...contextChange },
      { ...engine, ...engineChange },
      policy,
    );
    expect(decision.reason).toBe(reason);
  });

  test('no engine, no second pass', () => {
    expect(decideSecondPass(first(), context, undefined, policy)).toEqual({
      isWanted: false,
      reason: 'no-engine',
    });
  });
});

describe('soundAlike', () => {
  test.each([
    ['拉开窗帘', '拉开充电', 'zh-CN', 0.6, 1],
    ['打开客厅的灯', '打开客厅的东', 'zh-CN', 0.9, 1],
    ['客厅', '客听', 'zh-CN', 1, 1],
    ['马桶堵了', '我妈住院了我得赶紧回去', 'zh-CN', 0, 0.45],
    ["i'd like a large latte", "i'd like a large walk there", 'en-US', 0.7, 1],
    ['turn the light on', 'turn a light on please', 'en-US', 0.95, 1],
    ["i'd like a large latte", 'let me call you back later', 'en-US', 0, 0.68],
    ['', '', 'en-US', 0, 0],
  ] as const)('%s / %s', (one, other, locale, least, most) => {
    const likeness = soundAlike(one, other, locale);
    expect(likeness).toBeGreaterThanOrEqual(least);
    expect(likeness).toBeLessThanOrEqual(most);
    expect(soundAlike(other, one, locale)).toBeCloseTo(likeness, 10);
  });
});

describe('combinePasses', () => {
  const texts = (result: { hypotheses: readonly Hypothesis[] }) => result.hypotheses.map(({ text }) => text);

  test('agreement confirms what the first pass spelt, even where it had rejected it', () => {
    const elsewhere = { ...heard('拉开充电'), engine: 'elsewhere' };
    const result = combinePasses(first(heard('拉开窗帘', 0.4, true)), [elsewhere], 'zh-CN');
    expect(texts(result)).toEqual(['拉开窗帘', '拉开充电']);
    expect(result).toMatchObject({ isRejected: false, pass: 2 });
    expect(combinePasses(first(heard('拉开窗帘', 0.6)), [heard('拉开充电')], 'zh-CN').pass).toBe(1);
  });

  test('one engine with its grammar and without vouches for nothing that it had rejected', () => {
    const rejected = { ...heard('打工人', 0.3, true), engine: 'vosk' };
    const open = { ...heard('打开门'), engine: 'vosk' };
    expect(texts(combinePasses(first(rejected), [open], 'zh-CN'))).toEqual(['打开门']);
    const accepted = { ...heard('打开门', 0.95), engine: 'vosk' };
    expect(texts(combinePasses(first(accepted), [open], 'zh-CN'))).toEqual(['打开门']);
    expect(combinePasses(first(accepted), [open], 'zh-CN').pass).toBe(1);
  });

  test('disagreement leaves the second pass alone: its words mean something or nothing', () => {
    const result = combinePasses(first(heard('马桶堵了', 0.7)), [heard('我妈住院了')], 'zh-CN');
    expect(texts(result)).toEqual(['我妈住院了']);
    expect(result).toMatchObject({ isRejected: false, pass: 2 });
  });

  test('free text is spelt by the second pass', () => {
    const words = ['say', 'aisle', 'be', 'late'].map((word) => ({
      word,
      startMs: 0,
      endMs: 1,
      confidence: 1,
    }));
    const reading = { ...heard('say aisle be late'), words };
    const foreseen = new Set(['say', 'be', 'late']);
    const combine = (words?: ReadonlySet<string>) =>
      texts(combinePasses(first(reading), [heard("say i'll be late")], 'en-US', undefined, words));
    expect(combine(foreseen)).toEqual(["say i'll be late", 'say aisle be late']);
    expect(combine(new Set([...foreseen, 'aisle']))[0]).toBe('say aisle be late');
    expect(combine()[0]).toBe('say aisle be late');
  });

  test('where both heard English otherwise, a reading out of both is offered before the second pass’ own', () => {
    const words = (text: string, confidence: (word: string) => number) =>
      text.split(' ').map((word) => ({ word, startMs: 0, endMs: 1, confidence: confidence(word) }));
    const text = 'remind week to call at eight tonight';
    const unsure = { ...heard(text, 0.6), words: words(text, (word) => (word === 'week' ? 0.02 : 0.9)) };
    const second = heard('remind me to call at eight to nine');
    const merged = 'remind me to call at eight tonight';
    expect(texts(combinePasses(first(unsure), [second], 'en-US'))).toEqual([text, merged, second.text]);
    const rejected = { ...unsure, isRejected: true };
    expect(texts(combinePasses(first(rejected), [second], 'en-US'))).not.toContain(merged);
  });

  test('no verdict, or no words, leaves the first verdict as it was', () => {
    const rejected = first(heard('light on', 0.3, true));
    for (const second of [undefined, []]) {
      expect(combinePasses(rejected, second, 'en-US')).toEqual({ ...rejected, pass: 1 });
    }
  });
});

describe('SecondPass', () => {
  const audio = Buffer.alloc(3_200);
  const options = { locale: 'en-US', audience: audience(), turnId: 'turn-1' } as const;
  const slow = (signal: AbortSignal) =>
    new Promise<readonly Hypothesis[]>((_, reject) => {
      if (signal.aborted) reject(signal.reason);
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });

  test('hears the whole utterance again', async () => {
    const engine = new FakeEngine(async () => [heard('a flat white')]);
    const pass = passOver(engine);
    expect((await pass.run(audio, options))?.[0]?.text).toBe('a flat white');
    expect(engine.bytes).toBe(3_200);
    expect(pass.counters).toEqual({ runs: 1, along: 0, failures: 0, skipped: 0 });
  });

  test.each([true, false])(
    'its engine is told whether an open question asks for the words: %s',
    async (isAsked) => {
      const engine = new FakeEngine(async () => [heard('a flat white')]);
      const refiner = createRefiner({
        passes: [passOver(engine)],
        audiences: testAudiences(),
        speechMs: async () => 900,
      });
      const refined = await refiner.refine({
        start: RecogniseStart.fromPartial({
          turn: turnRef({ locale: 'en-US', audience: signedAudience(Listener.HOUSEHOLD, 'eu') }),
        }),
        audio: Buffer.from(audio),
        first: [heard('a flat light', 0.9, true)],
        languageModel: undefined,
        isFreeTextAsked: isAsked,
        along: undefined,
        signal: new AbortController().signal,
        remainingMs: 5_000,
      });
      expect(refined?.[0]?.text).toBe('a flat white');
      expect(engine.isForWords).toBe(isAsked);
    },
  );

  test('stands on the first pass in time when the engine is slow, and lets it rest', async () => {
    let nowMs = 0;
    const engine = new FakeEngine(slow);
    const pass = passOver(engine, { now: () => nowMs });
    expect(await pass.run(audio, options)).toBeUndefined();
    expect(engine.aborted).toBe(1);
    await pass.run(audio, options);
    const context = { ...options, speechMs: 900, isFreeText: false };
    expect(pass.decide(first(), context).reason).toBe('resting');
    nowMs = 1_001;
    expect(pass.decide(first(), context).reason).toBe('nothing-heard');
  });

  test('the caller has less time than the pass', async () => {
    const pass = passOver(new FakeEngine(slow), { deadlineMs: 5_000 });
    expect(await pass.run(audio, { ...options, remainingMs: 50 })).toBeUndefined();
    expect(await pass.run(audio, { ...options, remainingMs: -1 })).toBeUndefined();
  });

  test('a dead engine is no error, a busy one no failure', async () => {
    const pass = passOver(new FakeEngine(() => Promise.reject(new EarshotError('ENGINE_UNAVAILABLE'))));
    expect(await pass.run(audio, options)).toBeUndefined();
    expect(pass.counters).toMatchObject({ failures: 1, skipped: 0 });
    const busy = passOver(new FakeEngine(() => Promise.reject(new EarshotError('ASR_BUSY'))));
    expect(await busy.run(audio, options)).toBeUndefined();
    expect(busy.counters).toMatchObject({ failures: 0, skipped: 1 });
  });

  test('an abort of the turn ends it and is no failure of the engine', async () => {
    const controller = new AbortController();
    const pass = passOver(new FakeEngine(slow), { deadlineMs: 5_000 });
    const running = pass.run(audio, { ...options, signal: controller.signal });
    controller.abort(new EarshotError('CANCELLED'));
    expect(await running.then(() => 'fine', codeOf)).toBe('CANCELLED');
    expect(pass.counters.failures).toBe(0);
  });

  test('an engine in the house that hears as it is said has heard it already; one elsewhere is told nothing on a guess', async () => {
    const engine = new FakeEngine(async () => [heard('a flat white')]);
    const asked = { ...options, share: '' };
    const never = Promise.resolve(false);
    const beginsAhead = () => 'while-said' as const;
    const outside = passOver(Object.assign(engine, { beginsAhead }));
    expect(outside.hearAlong(asked, never)).toBeUndefined();
    const house = new FakeEngine(engine.answer);
    const inHouse = { ...recipient, isInHouse: true };
    expect(passOver(Object.assign(house, { recipient: inHouse })).hearAlong(asked, never)).toBeUndefined();
    const pass = passOver(Object.assign(house, { recipient: inHouse, beginsAhead }));
    const along = pass.hearAlong(asked, Promise.resolve(true))!;
    along.onAudio(audio, 0);
    await new Promise((resolve) => setImmediate(resolve));
    expect(house.bytes).toBe(3_200);
    expect((await pass.run(audio, { ...options, along }))?.[0]?.text).toBe('a flat white');
    // Nothing was sent a second time.
    expect(house.bytes).toBe(3_200);
    expect(pass.counters).toMatchObject({ runs: 1, along: 1 });
    const atEnd = passOver(
      Object.assign(house, { recipient: inHouse, beginsAhead: () => 'with-last-sample' as const }),
    );
    const guess = atEnd.hearAlong(asked, never)!;
    guess.onAudio(audio, 0);
    guess.onPartial({ text: 'x', heardMs: 100, progress: { isComplete: false, isPrefix: false } });
    await new Promise((resolve) => setImmediate(resolve));
    expect(house.bytes).toBe(3_200);
    guess.onEnd();
    await new Promise((resolve) => setImmediate(resolve));
    expect(house.bytes).toBe(6_400);
    expect((await atEnd.run(audio, { ...options, along: guess }))?.[0]?.text).toBe('a flat white');
    expect([house.bytes, atEnd.counters.along]).toEqual([6_400, 1]);
    house.bytes = 3_200;
    Object.assign(house, { beginsAhead });
    const late = pass.hearAlong(asked, never)!;
    expect((await pass.run(audio, { ...options, along: late }))?.[0]?.text).toBe('a flat white');
    expect(house.bytes).toBe(6_400);
    expect(pass.counters).toMatchObject({ runs: 2, along: 1 });
  });

  test('audio of a hotel room never reaches an engine that is not in-house, whoever asks', async () => {
    const engine = new FakeEngine(async () => [heard('anything')]);
    const running = passOver(engine).run(audio, { ...options, audience: audience(Listener.HOTEL_GUEST) });
    expect(await running.then(() => 'fine', codeOf)).toBe('AUDIO_RECIPIENT_REFUSED');
    expect(engine.bytes).toBe(0);
    expect(passOver(engine).isPossible('en-US', audience(Listener.HOTEL_GUEST))).toBe(false);
    expect(passOver(engine).isPossible('en-US', audience())).toBe(true);
  });
});
