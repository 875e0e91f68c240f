/** Load scenario `slow-readers`: speakers that stop taking what they are sent. */
import type { Scenario } from '../scenario.ts';

export const slowReaders: Scenario = {
  name: 'slow-readers',
  summary:
    'A third of the speakers stop reading while they are spoken to; the others are measured and notice nothing.',
  speakers: 12,
  seconds: 60,
  warmUpSeconds: 10,
  saying: 'recordings',
  everyMs: 10_000,
  slowShare: 0.34,
  frameMs: 20,
  thresholds: { platformP99Ms: 300 },
};
