import { describe, expect, test } from 'vitest';
import { defaultWakeWords } from '../../common/wake-words.ts';
import type { Hypothesis } from '../engine.ts';
import { judgeWake, wakeWordsFor } from './wake-words.ts';

const heard = (text: string, confidence = 0.9, isRejected = false): Hypothesis => ({
  text,
  confidence,
  isRejected,
  words: [],
  engine: 'test',
});

describe('wakeWordsFor', () => {
  test('takes the words of the device that its locale can say', () => {
    expect(wakeWordsFor('en-US', ['Okay, Earshot!', '你好耳朵'])).toEqual(['okay earshot']);
    expect(wakeWordsFor('zh-CN', ['Okay, Earshot!', '嘿，耳朵'])).toEqual(['嘿耳朵']);
  });

  test('falls back to the defaults, whatever a device names', () => {
    for (const configured of [[], ['你好耳朵'], ['...'], ['x'.repeat(100)]]) {
      expect(wakeWordsFor('en-US', configured)).toEqual(defaultWakeWords['en-US']);
    }
  });

  test('is the same list in any order, so that it is compiled once', () => {
    expect(wakeWordsFor('en-US', ['b word', 'a word', 'b word'])).toEqual(['a word', 'b word']);
    const many = Array.from({ length: 50 }, (_, index) => `word ${String.fromCharCode(97 + (index % 26))}`);
    expect(wakeWordsFor('en-US', many).length).toBeLessThanOrEqual(8);
  });
});

describe('judgeWake', () => {
  const judge = (hypotheses: Hypothesis[], locale: 'en-US' | 'zh-CN' = 'en-US') =>
    judgeWake(hypotheses, locale === 'en-US' ? ['hey earshot'] : ['你好耳朵'], locale, 0.75).isVerified;

  test.each([
    ['the wake word', [heard('hey earshot')], true],
    ['with a word before it', [heard('so hey earshot')], true],
    ['unsure', [heard('hey earshot', 0.6)], false],
    ['rejected', [heard('hey earshot', 0.9, true)], false],
    ['half of it', [heard('earshot')], false],
    ['inside other words', [heard('they earshot')], false],
    ['as second best only', [heard('hey sure'), heard('hey earshot')], false],
    ['nothing', [], false],
  ])('%s', (_, hypotheses, isVerified) => {
    expect(judge(hypotheses)).toBe(isVerified);
  });

  const spoken = (isRejected: boolean, ...words: [word: string, confidence: number][]): Hypothesis => ({
    ...heard(words.map(([word]) => word).join(' '), isRejected ? 0.05 : 0.9, isRejected),
    words: words.map(([word, confidence]) => ({ word, confidence, startMs: 0, endMs: 1 })),
  });

  test.each([
    [
      'at the beginning, and sure',
      [
        ['hey', 1],
        ['earshot', 0.7],
        ['make', 0.1],
        ['it', 0.2],
        ['war', 1],
      ],
      true,
    ],
    [
      'at the beginning, but doubtful',
      [
        ['hey', 0.6],
        ['earshot', 0.5],
        ['make', 0.9],
        ['it', 0.9],
      ],
      false,
    ],
    [
      'in the middle',
      [
        ['she', 1],
        ['said', 1],
        ['hey', 1],
        ['earshot', 1],
        ['make', 1],
        ['it', 1],
      ],
      false,
    ],
    [
      'half of it',
      [
        ['hey', 1],
        ['airport', 1],
        ['make', 1],
        ['it', 1],
      ],
      false,
    ],
  ] as const)('somebody goes on speaking, the wake word %s', (_, words, isVerified) => {
    expect(judge([spoken(true, ...(words as unknown as [string, number][]))])).toBe(isVerified);
  });

  test('Chinese', () => {
    expect(judge([heard('你好耳朵')], 'zh-CN')).toBe(true);
    expect(judge([heard('你好儿')], 'zh-CN')).toBe(false);
  });
});
