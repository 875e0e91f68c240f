import '../node/outside.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { propertyRuns } from '../../property-runs.ts';
import { mix } from './hashing.ts';
import { longestList, Postings } from './postings.ts';

const read = (postings: Postings, feature: number, room = longestList): number[] => {
  const into = new Int32Array(room);
  return [...into.subarray(0, postings.read(postings.find(feature), into))];
};

describe('the inverted index', () => {
  test('holds what a map of lists holds, oldest first', () => {
    const feature = fc.oneof(fc.integer({ min: -40, max: 40 }), fc.integer());
    fc.assert(
      fc.property(fc.array(feature, { maxLength: 3_000 }), (features) => {
        const postings = new Postings();
        const plain = new Map<number, number[]>();
        for (const [intent, one] of features.entries()) {
          postings.add(one, intent);
          plain.set(one, [...(plain.get(one) ?? []), intent]);
        }
        for (const [one, list] of plain) {
          expect(read(postings, one)).toEqual(list);
          expect(read(postings, one, 5)).toEqual(list.slice(0, 5));
        }
        expect(postings.find(123_456)).toBe(plain.has(123_456) ? expect.any(Number) : 0);
      }),
      { numRuns: propertyRuns(25) },
    );
  });

  test('keeps the first of a common feature and counts all', () => {
    const postings = new Postings();
    for (let intent = 0; intent < 5_000; intent += 1) postings.add(7, intent);
    expect(postings.count(postings.find(7))).toBe(5_000);
    expect(read(postings, 7)).toEqual(Array.from({ length: longestList }, (_, intent) => intent));
  });

  test('grows in steps that do not grow with it', () => {
    const postings = new Postings();
    const perBatch: number[] = [];
    for (let from = 0; from < 600_000; from += 1_000) {
      const before = postings.steps;
      for (let n = from; n < from + 1_000; n += 1) postings.add(mix(n), n);
      perBatch.push(postings.steps - before);
    }
    // Of a thousand new features each is looked for in one bucket and splits one.
    expect(Math.max(...perBatch)).toBeLessThan(6_000);
  });
});
