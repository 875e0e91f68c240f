/**
 * From what speaks for an intent to how likely it is meant: one set of numbers for all skills, both languages, with
 * sentence vectors and without. Fitted on a training split, each scenario in turn withheld: of it the least was to be
 * taken where 1 to 8 % of the others are refused.
 */

export interface Evidences {
  /** Share of the sentence that the intent's samples explain beside all others; about 0 to 1. */
  readonly score: number;
  /** Share that other intents of its skill explain. */
  readonly siblings: number;
  /** Share that sentences explain which are meant for nobody here. */
  readonly elsewhere: number;
  /** How far it is behind the first intent, each with a share of what its skill explains besides. */
  readonly behind: number;
  /** Of the nearest sample. */
  readonly similarity: number;
}

const bias = 1;
const scoreWeight = 7;
const siblingsWeight = 5;
const elsewhereWeight = -8;
const similarityWeight = 1.5;

/** Of two intents that explain a sentence, the one that explains less is this much less likely. */
const sharpness = 3;

/** 0 to 1; low means reject. */
export function likelihoodOf({ score, siblings, elsewhere, behind, similarity }: Evidences): number {
  // Siblings bear out what its own samples say: they never say more.
  const borneOut = Math.min(siblings, Math.max(0, score));
  const explained = scoreWeight * score + siblingsWeight * borneOut;
  const sum = bias + explained + elsewhereWeight * Math.max(0, elsewhere) + similarityWeight * similarity;
  return Math.exp(-sharpness * behind) / (1 + Math.exp(-sum));
}
