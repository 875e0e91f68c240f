import { expect, test } from 'vitest';
import { readSummary } from './summary.ts';
import { speechEndOf } from './utterances.ts';

test('speech ends with the last loud window, not with the recording', () => {
  const pcm = new Int16Array(16_000);
  for (let at = 1600; at < 8000; at++) pcm[at] = Math.round(8000 * Math.sin(at / 5));
  for (let at = 8000; at < 16_000; at++) pcm[at] = Math.round(40 * Math.sin(at));
  expect(speechEndOf(pcm)).toBe(500);
});

test('a summary of k6 counts arrivals that found no virtual user as lost', () => {
  const trend = { values: { med: 101.26, 'p(95)': 150, 'p(99)': 180, max: 200, count: 40 } };
  const text = JSON.stringify({
    metrics: {
      utterance_perceived_ms: trend,
      utterance_platform_ms: trend,
      turns_completed: { values: { count: 40 } },
      turns_lost: { values: { count: 1 } },
      dropped_iterations: { values: { count: 2 } },
    },
  });
  expect(readSummary(text, 10, 60)).toMatchObject({
    completed: 40,
    failed: 0,
    lost: 3,
    perceivedMs: { p50: 101.3, count: 40 },
  });
});
