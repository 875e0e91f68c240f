/** Load scenario `spike`: everybody speaks at once, for a while. */
import type { Scenario } from '../scenario.ts';

export const spike: Scenario = {
  name: 'spike',
  summary:
    'A quiet home is followed by five times as much speech for a fifth of the run, then by quiet again: do those who wait get an answer, and how soon is it as before?',
  speakers: 60,
  seconds: 90,
  warmUpSeconds: 10,
  saying: 'recordings',
  everyMs: 8_000,
  rate: [
    { at: 0, share: 0.2 },
    { at: 0.4, share: 0.2 },
    { at: 0.41, share: 1 },
    { at: 0.6, share: 1 },
    { at: 0.61, share: 0.2 },
    { at: 1, share: 0.2 },
  ],
  frameMs: 60,
  thresholds: { perceivedP99Ms: 3_000 },
};
