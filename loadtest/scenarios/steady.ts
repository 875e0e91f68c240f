/** Load scenario `steady`: an ordinary evening. */
import type { Scenario } from '../scenario.ts';

export const steady: Scenario = {
  name: 'steady',
  summary:
    'Every speaker says something every 12 seconds on average, at times of its own; one utterance in five is meant for nobody.',
  speakers: 30,
  seconds: 60,
  warmUpSeconds: 10,
  saying: 'recordings',
  everyMs: 12_000,
  nobodyShare: 0.2,
  frameMs: 60,
  thresholds: { platformP99Ms: 300, perceivedP99Ms: 1_000 },
};
