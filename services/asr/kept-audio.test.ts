import { expect, test } from 'vitest';
import { KeptAudio } from './kept-audio.ts';

test('an utterance is there as a whole, as often as it is wanted, and overwritten when it is forgotten', () => {
  const kept = new KeptAudio();
  expect(kept.whole()).toBeUndefined();
  const parts = [Int16Array.of(1, 2), Int16Array.of(3)];
  for (const part of parts) kept.keep(part);
  const whole = kept.whole()!;
  expect([...whole]).toEqual([1, 2, 3]);
  expect(kept.whole()).toBe(whole);
  expect(parts.flatMap((part) => [...part])).toEqual([0, 0, 0]);
  kept.forget();
  expect([...whole]).toEqual([0, 0, 0]);
  expect(kept.whole()).toBeUndefined();
  kept.keep(Int16Array.of(4));
  expect([...kept.whole()!]).toEqual([4]);
});

test('of too much nothing is kept, until the next utterance', () => {
  const kept = new KeptAudio();
  const before = Int16Array.of(1);
  const long = new Int16Array(15 * 16_000).fill(1);
  const after = Int16Array.of(1);
  for (const part of [before, long, after]) kept.keep(part);
  expect(kept.whole()).toBeUndefined();
  expect([before[0], long[0], after[0]]).toEqual([0, 0, 0]);
  kept.forget();
  kept.keep(Int16Array.of(2));
  expect([...kept.whole()!]).toEqual([2]);
});
