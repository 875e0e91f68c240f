/** Load scenario `beside`: speakers of another maker beside ours, on an ordinary evening. */
import type { Scenario } from '../scenario.ts';
import { steady } from './steady.ts';

export const beside: Scenario = {
  ...steady,
  name: 'beside',
  summary:
    'As `steady`, with 30 speakers that speak the xiaozhi protocol (Opus, 60 ms) beside 30 of ours: both wait equally long, and none is lost.',
  speakers: 60,
  seconds: 120,
  xiaozhiShare: 0.5,
  thresholds: { maxDialectDifference: 0.1 },
};
