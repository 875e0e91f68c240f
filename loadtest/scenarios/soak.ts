/** Load scenario `soak`: half an hour of the same, to see what only grows. */
import type { Scenario } from '../scenario.ts';

export const soak: Scenario = {
  name: 'soak',
  summary:
    'Half an hour at a load that is carried with ease: memory stays flat, no queue grows, no turn is lost.',
  speakers: 40,
  seconds: 1_800,
  warmUpSeconds: 60,
  saying: 'recordings',
  everyMs: 12_000,
  nobodyShare: 0.2,
  frameMs: 60,
  thresholds: { platformP99Ms: 300, isSteady: true },
};
