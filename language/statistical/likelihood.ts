/** From what speaks for an intent to how likely it is meant: one set of numbers for all skills. */

export interface Evidences {
  /** Share of the sentence that the intent's samples explain beside all others. */
  readonly score: number;
  /** Before the next intent, or behind the first. */
  readonly lead: number;
  /** Of the nearest sample. */
  readonly similarity: number;
  /** Share of the sentence that all samples together explain. */
  readonly explained: number;
  readonly tokens: number;
}

const withVector = [-4, 6, 2, 2, 0, 0];
const withWords = [-4, 6, 2, 2, 0, 0];

export function likelihoodOf(
  { score, lead, similarity, explained, tokens }: Evidences,
  isVector: boolean,
): number {
  const [bias, ...weights] = isVector ? withVector : withWords;
  const evidence = [score, lead, similarity, explained, Math.log(tokens)];
  const sum = evidence.reduce((total, value, k) => total + value * weights[k]!, bias!);
  return 1 / (1 + Math.exp(-sum));
}
