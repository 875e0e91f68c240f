/** Load scenario `idle`: connected, and silent. */
import type { Scenario } from '../scenario.ts';

export const idle: Scenario = {
  name: 'idle',
  summary: 'Speakers connect, ask one question each, and stay: what does a silent speaker cost?',
  speakers: 1_000,
  seconds: 60,
  warmUpSeconds: 10,
  saying: 'greeting',
  everyMs: 0,
  // Each asks and is answered: more at once would be a crowd, and what is measured here is silence.
  arrival: { perSecond: 30, restSeconds: 60 },
  gateways: 2,
  generators: 2,
  socketsPerDevice: 8,
  frameMs: 60,
  thresholds: { maxKbPerSpeaker: 20 },
};
