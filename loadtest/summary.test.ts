import { expect, test } from 'vitest';
import { readSummary } from './summary.ts';

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
