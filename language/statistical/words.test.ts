import '../node/outside.ts';
import { describe, expect, it } from 'vitest';
import { readUtterance } from './words.ts';

describe('words of an utterance', () => {
  it('are its tokens in English', () => {
    const { tokens, reading } = readUtterance('wake me at seven', 'en-US');
    expect(reading!.segmented).toBe(false);
    expect(reading!.words.map(({ first, last }) => [first, last])).toEqual(tokens.map((_, i) => [i, i]));
    expect(reading!.words[0]!.vector).toBeGreaterThanOrEqual(0);
  });

  it('are cut out of the characters in Mandarin, and cover every token once', () => {
    const { text, tokens, reading } = readUtterance('打开TCL 电视，播放 新闻', 'zh-CN');
    const spans = reading!.words.map(({ first, last }) =>
      text.slice(tokens[first]!.start, tokens[last]!.end),
    );
    expect(spans).toContain('电视');
    expect(spans).toContain('新闻');
    const covered = reading!.words.flatMap(({ first, last }) =>
      Array.from({ length: last - first + 1 }, (_, k) => first + k),
    );
    expect(covered).toEqual([...tokens.keys()]);
  });

  it('are none in a language without word vectors, and cost little in a long text', () => {
    expect(readUtterance('bonjour', 'fr-FR').reading).toBeUndefined();
    expect(readUtterance('水'.repeat(10_000), 'zh-CN').reading!.words.length).toBeLessThanOrEqual(256);
  });
});
