import '../node/outside.ts';
import { describe, expect, it } from 'vitest';
import { packWordVectors, unpackWordVectors, type WordVectors, wordVectors } from './word-vectors.ts';

function likeness(vectors: WordVectors, one: string, other: string): number {
  const [a, b] = [one, other].map((word) => {
    const vector = new Float32Array(vectors.dimensions);
    vectors.add(vectors.id(word), 1, vector);
    return vector;
  });
  return a!.reduce((sum, value, d) => sum + value * b![d]!, 0) / (Math.hypot(...a!) * Math.hypot(...b!));
}

describe('word vectors', () => {
  it('hold words that are used alike close together', () => {
    const english = wordVectors('en-US')!;
    expect(likeness(english, 'lamp', 'lamps')).toBeGreaterThan(0.6);
    expect(likeness(english, 'thursday', 'friday')).toBeGreaterThan(0.9);
    expect(likeness(english, 'thursday', 'lamp')).toBeLessThan(0.3);
    const clusterOf = (word: string): number => english.cluster(english.id(word), 1);
    expect(clusterOf('monday')).toBe(clusterOf('friday'));
    expect(clusterOf('monday')).not.toBe(clusterOf('coffee'));
  });

  it('know no word that is not among the frequent ones', () => {
    expect(wordVectors('en-GB')!.id('xqzv')).toBe(-1);
    expect(wordVectors('fr-FR')).toBeUndefined();
    const mandarin = wordVectors('zh-CN')!;
    expect(likeness(mandarin, '北京', '上海')).toBeGreaterThan(0.4);
  });

  it('survive being packed, to the rounding of a byte', () => {
    const vectors = [Float32Array.of(0.6, -0.3), Float32Array.of(0, 0.1)];
    const again = unpackWordVectors(
      packWordVectors(['a', 'b'], vectors, [Uint16Array.of(3, 4), Uint16Array.of(700, 5)]),
    );
    const into = new Float32Array(2);
    again.add(again.id('a'), 1, into);
    expect([...into].map((value) => value.toFixed(2))).toEqual(['0.60', '-0.30']);
    expect(again.cluster(again.id('a'), 1)).toBe(700);
    expect(() => unpackWordVectors(Buffer.from('{"magic":"other"}\n'))).toThrow(RangeError);
  });
});
