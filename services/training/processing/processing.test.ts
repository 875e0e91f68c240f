/** What a turn becomes: words and sound agree on what is taken out, and what is unsure is left out. */
import { describe, expect, test } from 'vitest';
import { timesOf } from './align.ts';
import { makeSample, type RawTurn } from './make-sample.ts';

const words = (texts: readonly string[]) =>
  texts.map((text, index) => ({ text, startMs: index * 200, endMs: index * 200 + 180 }));
const turn = (text: string, part: Partial<RawTurn> = {}): RawTurn => ({
  text,
  words: words(text.split(' ')),
  confidence: 0.9,
  isRejectedByRecogniser: false,
  ...part,
});
const sound = Buffer.from(Int16Array.from({ length: 32_000 }, (_, n) => 6_000 * Math.sin(n / 9)).buffer);

describe('where words are in a recording', () => {
  test('every word that a span touches, across scripts, case and punctuation', () => {
    const text = 'Call Maria, 请打 13800138000。';
    const spoken = words(['call', 'maria', '请', '打', '138', '0013', '8000']);
    expect(timesOf(text, spoken, [{ start: 5, end: 10 }])).toEqual([{ startMs: 200, endMs: 380 }]);
    expect(timesOf(text, spoken, [{ start: 15, end: 26 }])?.map(({ startMs }) => startMs)).toEqual([
      800, 1000, 1200,
    ]);
    expect(timesOf(text, spoken, [])).toEqual([]);
  });

  test('a word that is half in a span is in it', () => {
    expect(timesOf('张三丰来了', words(['张三', '丰来', '了']), [{ start: 0, end: 3 }])).toHaveLength(2);
  });

  test.each([
    ['other words', words(['call', 'anna'])],
    ['a word too few', words(['call'])],
    ['a word too many', words(['call', 'maria', 'now'])],
    ['no words', []],
    ['times that run backwards', [...words(['call']), { text: 'maria', startMs: 10, endMs: 20 }].reverse()],
    ['no times', words(['call', 'maria']).map(({ text }) => ({ text, startMs: 0, endMs: 0 }))],
  ])('%s: nobody knows', (_name, spoken) => {
    expect(timesOf('call maria', spoken, [{ start: 5, end: 10 }])).toBeUndefined();
  });
});

describe('a sample', () => {
  test('has sound of the same words only where the words are sure', async () => {
    expect(await makeSample(turn('turn on the lamp'), sound)).toMatchObject({
      text: 'turn on the lamp',
      pcm: {},
    });
    for (const part of [{ confidence: 0.2 }, { isRejectedByRecogniser: true }]) {
      const made = await makeSample(turn('turn on the lamp', part), sound);
      expect(made).toMatchObject({ kind: 'sample', audioLeftOut: 'words_unsure' });
      expect(made).not.toHaveProperty('pcm');
    }
    expect(await makeSample(turn('turn on the lamp', { words: [] }), sound)).toMatchObject({
      audioLeftOut: 'no_times',
    });
  });

  test('is nothing where a hit is unsure, or nothing but a hit is left', async () => {
    const unsure = async () => [
      { start: 0, end: 4, type: 'person', certainty: 'unsure', reason: 'test' } as const,
    ];
    expect(await makeSample(turn('turn on the lamp'), sound, unsure)).toEqual({
      kind: 'nothing',
      reason: 'unsure',
    });
    expect(await makeSample(turn('415 555 0132'), undefined)).toMatchObject({
      kind: 'nothing',
      reason: 'empty',
    });
  });
});
