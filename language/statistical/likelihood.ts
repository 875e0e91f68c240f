/**
 * From what speaks for an intent to how likely it is meant: one set of numbers for all skills, both languages, with
 * sentence vectors and without. Fitted by logistic regression on training splits, each scenario in turn withheld.
 */

export interface Evidences {
  /** Share of the sentence that the intent's samples explain beside all others; about 0 to 1. */
  readonly score: number;
  /** Share that sentences explain which are meant for nobody here. */
  readonly elsewhere: number;
  /** How far the score is behind the first intent's. */
  readonly behind: number;
  /** Of the nearest sample. */
  readonly similarity: number;
}

const bias = 1.5;
const scoreWeight = 6;
const elsewhereWeight = -6;

/** Of two intents that explain a sentence, the one that explains less is this much less likely. */
const sharpness = 3;

/** 0 to 1; low means reject. */
export function likelihoodOf({ score, elsewhere, behind }: Evidences): number {
  const sum = bias + scoreWeight * score + elsewhereWeight * Math.max(0, elsewhere);
  return Math.exp(-sharpness * behind) / (1 + Math.exp(-sum));
}
