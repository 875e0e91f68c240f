/** Load scenario `reconnect-storm`: everybody's line breaks at the same moment. */
import type { Scenario } from '../scenario.ts';

export const reconnectStorm: Scenario = {
  name: 'reconnect-storm',
  summary:
    'Every connection breaks at once, twice, as when a router restarts; all come back within a second of each other.',
  speakers: 500,
  seconds: 40,
  warmUpSeconds: 5,
  saying: 'greeting',
  everyMs: 0,
  storms: [0.3, 0.7],
  arrival: { perSecond: 30, restSeconds: 2 },
  socketsPerDevice: 8,
  frameMs: 60,
  thresholds: { settledMs: 10_000 },
};
