/** Load scenario `smoke`: does it work at all? */
import type { Scenario } from '../scenario.ts';

export const smoke: Scenario = {
  name: 'smoke',
  summary: 'Two speakers say a few commands each: every part is there and answers.',
  speakers: 2,
  seconds: 15,
  warmUpSeconds: 5,
  saying: 'recordings',
  everyMs: 4_000,
  frameMs: 20,
  thresholds: {},
};
