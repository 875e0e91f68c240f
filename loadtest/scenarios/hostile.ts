/** Load scenario `hostile`: junk beside speech. */
import type { Scenario } from '../scenario.ts';

export const hostile: Scenario = {
  name: 'hostile',
  summary:
    'Half of the connections send broken frames, floods and listens that they abort, and come back when they are thrown out; the others are measured.',
  speakers: 20,
  seconds: 60,
  warmUpSeconds: 10,
  saying: 'recordings',
  everyMs: 10_000,
  hostileShare: 0.5,
  frameMs: 20,
  thresholds: { platformP99Ms: 500 },
};
