import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { propertyRuns } from '../property-runs.ts';
import { PersistentMap } from './persistent-map.ts';
import { newlyMade } from './testing/newly-made.ts';

const filled = (count: number) =>
  Array.from({ length: count }, (_, i) => `key ${i}`).reduce(
    (map, key) => map.with(key, key.length),
    PersistentMap.empty<number>(),
  );

describe('a persistent map', () => {
  test('does what a Map does, and leaves every older version as it was', () => {
    const key = fc.integer({ min: 0, max: 60 }).map((n) => `k${n}`);
    const step = fc.tuple(fc.constantFrom('set', 'set', 'delete'), key, fc.integer());
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const plain = new Map<string, number>();
        let map = PersistentMap.empty<number>();
        const versions: [PersistentMap<number>, Map<string, number>][] = [];
        for (const [kind, at, value] of steps) {
          if (kind === 'set') plain.set(at, value);
          else plain.delete(at);
          map = kind === 'set' ? map.with(at, value) : map.without(at);
          versions.push([map, new Map(plain)]);
        }
        for (const [version, expected] of versions) {
          expect(version.size).toBe(expected.size);
          expect(new Map(version)).toEqual(expected);
          expect([...version.keys()].map((one) => version.get(one))).toEqual([...version.values()]);
        }
      }),
      { numRuns: propertyRuns(60) },
    );
  });

  test('tells keys of one FNV hash apart', () => {
    const map = filled(100).with('costarring', 1).with('liquid', 2);
    expect([map.get('costarring'), map.get('liquid')]).toEqual([1, 2]);
    expect(map.without('costarring').get('liquid')).toBe(2);
  });

  test('is itself again when nothing changes, and the one empty map when all is gone', () => {
    const map = filled(3);
    expect(map.with('key 1', 5)).toBe(map);
    expect(map.without('key 9')).toBe(map);
    expect(map.without('key 0').without('key 1').without('key 2')).toBe(PersistentMap.empty());
  });

  test.each([10, 1_000, 100_000])('an edit of %i entries makes only a few places anew', (count) => {
    const before = filled(count);
    expect(newlyMade([before], [before.with('one more', 1)]).slots).toBeLessThan(150);
    expect(newlyMade([before], [before.with('key 7', 0)]).slots).toBeLessThan(150);
    expect(newlyMade([before], [before.without('key 7')]).slots).toBeLessThan(150);
  });
});
