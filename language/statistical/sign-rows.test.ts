import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { propertyRuns } from '../../property-runs.ts';
import { SignRows } from './sign-rows.ts';

const vectors = fc.array(
  fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 70, maxLength: 70 }),
  { minLength: 1, maxLength: 40 },
);
const differing = (a: readonly number[], b: readonly number[]) =>
  a.filter((value, d) => value > 0 !== b[d]! > 0).length;

describe('signs of vectors', () => {
  test('name the rows that differ least, whatever stands between them', () => {
    fc.assert(
      fc.property(vectors, fc.integer({ min: 1, max: 10 }), (rows, count) => {
        const signs = new SignRows();
        const allowed = new Uint8Array(rows.length * 2).fill(1);
        for (const row of rows) {
          signs.push(undefined);
          signs.push(Float32Array.from(row));
        }
        allowed[1] = 0;
        const asked = rows[0]!;
        const near = signs.nearest(Float32Array.from(asked), allowed, count);
        const others = rows.slice(1).map((row) => differing(row, asked));
        const furthest = others.toSorted((a, b) => a - b)[Math.min(count, others.length) - 1] ?? -1;
        const expected = others.flatMap((distance, n) => (distance <= furthest ? [(n + 1) * 2 + 1] : []));
        expect(near).toEqual(expected);
      }),
      { numRuns: propertyRuns(100) },
    );
  });

  test('keep what they hold when a wider vector of another language comes', () => {
    const signs = new SignRows();
    const narrow = Float32Array.from({ length: 32 }, (_, d) => (d % 3 === 0 ? 1 : -1));
    signs.push(narrow);
    signs.push(Float32Array.from({ length: 512 }, (_, d) => (d % 2 === 0 ? 1 : -1)));
    signs.push(Float32Array.from(narrow, (value) => -value));
    expect(signs.nearest(narrow, Uint8Array.from([1, 0, 1]), 1)).toEqual([0]);
  });
});
