import fc from 'fast-check';
import { expect, test } from 'vitest';
import { propertyRuns } from '../../../property-runs.ts';
import { type KeyChange, keysInUse } from './signature-keys.ts';

const changes = (...rows: readonly (readonly [oldKey: string, newKey: string, oldEndsAtMs: number])[]) =>
  new Map(
    rows.map(([oldKey, newKey, oldEndsAtMs]): [string, KeyChange] => [
      oldKey,
      { skillId: 's', oldKey, newKey, oldEndsAtMs },
    ]),
  );
const names = (...args: Parameters<typeof keysInUse>) => keysInUse(...args).map(({ publicKey }) => publicKey);

test('what nobody changed is good while a version lists it', () => {
  expect(keysInUse(['a', 'b'], changes(), 5)).toEqual([
    { publicKey: 'a', endsAtMs: 0 },
    { publicKey: 'b', endsAtMs: 0 },
  ]);
  expect(keysInUse([], changes(['a', 'b', 10]), 5)).toEqual([]);
});

test('two are good until the window ends, and over two changes each ends at its own time', () => {
  const once = changes(['a', 'b', 10]);
  expect(names(['a'], once, 9)).toEqual(['a', 'b']);
  expect(names(['a'], once, 10)).toEqual(['b']);
  const twice = changes(['a', 'b', 10], ['b', 'c', 20]);
  expect(names(['a'], twice, 9)).toEqual(['a', 'b', 'c']);
  expect(names(['a'], twice, 15)).toEqual(['b', 'c']);
  expect(names(['a'], twice, 20)).toEqual(['c']);
  // A later version lists the new one alone.
  expect(names(['c'], twice, 9)).toEqual(['c']);
});

test('whatever was changed, a version that lists a key is never left without one, and no key counts twice', () => {
  const chain = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 8 });
  fc.assert(
    fc.property(
      chain,
      fc.array(fc.nat(100), { minLength: 8, maxLength: 8 }),
      fc.nat(120),
      (keys, ends, nowMs) => {
        const all = changes(
          ...keys.slice(1).map((key, index) => [keys[index] ?? '', key, ends[index] ?? 0] as const),
        );
        const good = names(keys.slice(0, 1), all, nowMs);
        expect(good).toContain(keys.at(-1));
        expect(new Set(good).size).toBe(good.length);
      },
    ),
    { numRuns: propertyRuns(200) },
  );
});
