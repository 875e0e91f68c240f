/** Load scenario `barge-in`: people who do not let it finish. */
import type { Scenario } from '../scenario.ts';

export const bargeIn: Scenario = {
  name: 'barge-in',
  summary: 'Half of all replies are spoken into, and the next command begins at once.',
  speakers: 10,
  seconds: 60,
  warmUpSeconds: 10,
  saying: 'recordings',
  everyMs: 10_000,
  bargeInShare: 0.5,
  frameMs: 20,
  thresholds: { platformP99Ms: 300 },
};
