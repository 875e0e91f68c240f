import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { missingShared, sharedPath } from '../../services/common/testing/shared-data.ts';
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

  const missing = missingShared('models/encoders');
  test.skipIf(missing !== undefined)(`agrees with the published tokenizers (${missing ?? 'present'})`, () => {
    const load = (name: string) =>
      new WordPiece(
        JSON.parse(readFileSync(sharedPath(`models/encoders/${name}-tokenizer.json`), 'utf8')) as unknown,
      );
    // The ids that BERT's own uncased vocabulary gives these words.
    expect(load('all-minilm-l6-v2-q').encode('Hello, world!')).toEqual([101, 7592, 1010, 2088, 999, 102]);
    expect(load('all-minilm-l6-v2-q').encode('embeddings')).toEqual([101, 7861, 8270, 4667, 2015, 102]);
    expect(load('bge-small-zh-v1.5-q').encode('打开客厅的灯')).toEqual([
      101, 2802, 2458, 2145, 1324, 4638, 4128, 102,
    ]);
  });
});
