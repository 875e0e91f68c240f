import { expect, test } from 'vitest';
import { crowdBit, placeOf } from './shares.ts';

test('who meets a version that is tried, and which bit a day counts, stays over versions of this code', () => {
  const [key, owner] = [Buffer.alloc(32, 7), { kind: 'household', id: 'h1' } as const];
  expect(placeOf(key, owner, 'com.example.skill')).toBe(73);
  expect(crowdBit(key, owner, '2026-11-30')).toBe(2_147_483_648n);
});
