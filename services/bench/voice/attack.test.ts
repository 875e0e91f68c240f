/** Equal error rates of what is known; a back-end that learns what to look away from. */
import { expect, test } from 'vitest';
import { equalErrorRate, learnBackEnd, trials, type VoiceVector } from './attack.ts';

test('nobody is mistaken, half are, and everything between', () => {
  const scored = (same: number[], other: number[]) => [
    ...same.map((score) => ({ score, isSame: true, speaker: 'a' })),
    ...other.map((score) => ({ score, isSame: false, speaker: 'b' })),
  ];
  expect(equalErrorRate(scored([3, 4, 5], [0, 1, 2]))).toBe(0);
  expect(equalErrorRate(scored([1, 3], [0, 2]))).toBe(0.5);
  expect(equalErrorRate(scored([1, 3, 4, 5], [0, 0, 0, 2]))).toBeCloseTo(0.25);
});

test('a back-end finds people behind what changes from recording to recording', () => {
  let state = 1;
  const random = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647 - 0.5;
  };
  // The first numbers are the person, the last ones are drawn for each recording and far larger.
  const people = Array.from({ length: 40 }, (_, person) => ({
    name: `p${person}`,
    own: Array.from({ length: 4 }, () => 0.3 * random()),
  }));
  const vectors: VoiceVector[] = people.flatMap(({ name, own }) =>
    [0, 1, 2, 3].map((recording) => ({
      speaker: name,
      recording: `${name}-${recording}`,
      values: Float64Array.from([
        ...own.map((value) => value + 0.01 * random()),
        ...[0, 0, 0].map(() => 3 * random()),
      ]),
    })),
  );
  const tested = vectors.slice(80);
  const asTheyAre = equalErrorRate(trials(tested, tested));
  const project = learnBackEnd(vectors.slice(0, 80), 0.01);
  const learnt = tested.map((one) => ({ ...one, values: project(one.values) }));
  expect(asTheyAre).toBeGreaterThan(0.3);
  expect(equalErrorRate(trials(learnt, learnt))).toBeLessThan(asTheyAre / 2);
});
