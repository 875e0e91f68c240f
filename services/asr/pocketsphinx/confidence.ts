/**
 * One calibrated number from what the decoder saw: how likely a foreseen command was really said. Logistic
 * weights, fitted by services/bench/asr/calibrate.ts on audio of our own making.
 */
import type { Locale } from '@earshot/skills-sdk';
import type { Evidence } from './messages.ts';

/** Below this a hypothesis is rejected: talk that was meant for nobody, or a command that no skill foresees. */
export const rejectionThreshold = 0.5;

export const featureNames = [
  'bias',
  'foreseen',
  'overlookedOne',
  'overlookedTwo',
  'background',
  'meanPosterior',
  'leastPosterior',
  'logPosterior',
  'isLower',
  'acoustic',
  'language',
  'pace',
  'length',
] as const;

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** Evidence as numbers of about the same size, in the order of {@link featureNames}. */
export function features(evidence: Evidence): number[] {
  const { overlooked } = evidence;
  return [
    1,
    overlooked === 0 ? 1 : 0,
    overlooked === 1 ? 1 : 0,
    overlooked === 2 ? 1 : 0,
    evidence.backgroundShare * 3,
    evidence.meanWordPosterior * 2,
    evidence.leastWordPosterior,
    clamp(Math.log10(Math.max(evidence.posterior, 1e-12)) / 4, -3, 0) /
      Math.sqrt(Math.max(1, evidence.wordCount)),
    evidence.rank === 0 ? 0 : 1,
    clamp(evidence.acousticPerFrame / 10, -6, 0),
    clamp(evidence.languagePerWord, -3, 0),
    clamp(Math.abs(Math.log(Math.max(1, evidence.framesPerUnit) / 22)), 0, 2),
    clamp(evidence.wordCount / 8, 0, 2),
  ];
}

const weights: Readonly<Record<Locale, readonly number[]>> = {
  'en-US': [3.086, 2.551, 0.583, 0.354, -2.808, 0.801, 0.527, 0.5, -0.567, 0.959, 0.892, 0.95, 0.003],
  'zh-CN': [1.845, 2.605, 0.679, -0.284, -1.829, 0.308, 1.256, -1.195, 0.048, 0.613, 0.743, -0.777, 0.656],
};

export function confidenceOf(evidence: Evidence, locale: Locale): number {
  const score = features(evidence).reduce((sum, value, index) => sum + value * weights[locale][index]!, 0);
  return 1 / (1 + Math.exp(-score));
}
