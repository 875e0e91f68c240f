import { describe, expect, test } from 'vitest';
import { WordPiece } from './word-piece.ts';

const tiny = new WordPiece({
  normalizer: { lowercase: true },
  model: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    vocab: {
      '[PAD]': 0,
      '[UNK]': 1,
      '[CLS]': 2,
      '[SEP]': 3,
      un: 4,
      '##want': 5,
      '##ed': 6,
      '!': 7,
      水: 8,
      cafe: 9,
    },
  },
});

describe('WordPiece', () => {
  test('takes the longest pieces first', () => {
    expect(tiny.encode('Unwanted!')).toEqual([2, 4, 5, 6, 7, 3]);
  });

  test('knows no word that it cannot cut to its end', () => {
    expect(tiny.encode('unwantedly un')).toEqual([2, 1, 4, 3]);
  });

  test('takes accents off and Chinese characters apart', () => {
    expect(tiny.encode('Café水水')).toEqual([2, 9, 8, 8, 3]);
  });

  test.each(['', '   ', '\u0000\u200b', 'x'.repeat(10_000), '水'.repeat(10_000)])(
    'stays bounded (%#)',
    (text) => {
      const ids = tiny.encode(text, 16);
      expect(ids.length).toBeLessThanOrEqual(16);
      expect(ids[0]).toBe(2);
      expect(ids.at(-1)).toBe(3);
    },
  );

  test('refuses other tokenizers', () => {
    expect(() => new WordPiece({ model: { type: 'BPE', vocab: {} } })).toThrow(RangeError);
    expect(() => new WordPiece({ model: { type: 'WordPiece', vocab: {} } })).toThrow('[UNK]');
  });
});
