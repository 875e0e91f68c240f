import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { propertyRuns } from '../../property-runs.ts';
import { SortedHashes } from './hashing.ts';

const hash = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });

describe('sorted hashes', () => {
  test('are found where they stand, and others nowhere', () => {
    fc.assert(
      fc.property(fc.uniqueArray(hash, { maxLength: 200 }), fc.array(hash), (keys, others) => {
        const sorted = [...keys].sort((a, b) => a - b);
        const hashes = new SortedHashes(Int32Array.from(keys));
        for (const key of [...keys, ...others, -(2 ** 31), 2 ** 31 - 1])
          expect(hashes.placeOf(key)).toBe(sorted.indexOf(key));
      }),
      { numRuns: propertyRuns() },
    );
  });
});
