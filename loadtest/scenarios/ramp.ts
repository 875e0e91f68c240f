/** Load scenario `ramp`: more and more of the same. */
import type { Scenario } from '../scenario.ts';

export const ramp: Scenario = {
  name: 'ramp',
  summary:
    'Speech grows evenly from a tenth of the full rate to all of it: where does latency begin to bend?',
  speakers: 60,
  seconds: 120,
  warmUpSeconds: 10,
  saying: 'recordings',
  everyMs: 12_000,
  nobodyShare: 0.2,
  rate: [
    { at: 0, share: 0.1 },
    { at: 1, share: 1 },
  ],
  frameMs: 60,
  thresholds: { platformP99Ms: 500 },
};
