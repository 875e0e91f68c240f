/** Load scenario `idle`: connected, and silent. */
import type { Scenario } from '../scenario.ts';

export const idle: Scenario = {
  name: 'idle',
  summary: 'Speakers connect, ask one question each, and stay: what does a silent speaker cost?',
  speakers: 1_000,
  seconds: 45,
  warmUpSeconds: 20,
  saying: 'greeting',
  everyMs: 0,
  socketsPerDevice: 8,
  frameMs: 60,
  thresholds: {},
};
