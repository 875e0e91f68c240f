/**
 * The second thought of the first ear: an utterance that may be a command, of which it is not sure, is heard again as a whole, with more
 * Gaussians and a flat second pass. People with accents, and microphones that colour the voice, are heard by that (docs/bench-ears.md).
 */
import type { NativeResult } from '../decoder.ts';
import type { Interpretation } from './interpret.ts';
import type { PocketSphinxFiles } from './messages.ts';
import { WholeHearing } from './whole-hearing.ts';

/** Least confidence that leaves room for a command: talk has less, and is not worth the time. */
const leastConfidence = 0.05;
/** From here on the first hearing stands. */
const sureConfidence = 0.93;
/** What was held to be no command takes more to be believed than a better reading of one. */
const overturningConfidence = 0.6;

/** How far down its readings a foreseen sentence is looked for: it is the last chance. */
export const carefullySearched = 60;

/** Undefined for a model that is heard carefully at once. Its decoder is loaded when it is first needed. */
export function carefulHearing(model: PocketSphinxFiles): WholeHearing | undefined {
  if (model.carefulSettings === undefined || model.acceptorPath === undefined) return undefined;
  const { acousticModelDir: hmm, lexiconPath: dict, languageModelPath: lm } = model;
  return new WholeHearing({ hmm, dict, lm, ...model.settings, ...model.carefulSettings });
}

/** Whether a hearing is neither sure of a command nor sure of talk. */
export const isUnsure = ({ hypotheses: [best] }: Interpretation): boolean =>
  best !== undefined && best.confidence >= leastConfidence && best.confidence < sureConfidence;

/**
 * The better of two hearings of the same utterance. What both hold to be no command stays none, in the words of the one that heard more in it.
 * @param hear the careful one; asked where the first is unsure
 */
export function chooseByCare(
  first: Interpretation,
  hear: () => NativeResult | undefined,
  judge: (result: NativeResult) => Interpretation,
): Interpretation {
  if (!isUnsure(first)) return first;
  const result = hear();
  if (result === undefined) return first;
  const again = judge(result);
  const [before, after] = [first.hypotheses[0]!, again.hypotheses[0]];
  if (after === undefined || after.confidence <= before.confidence) return first;
  if (!before.isRejected || after.isRejected || after.confidence >= overturningConfidence) return again;
  return {
    ...again,
    hypotheses: again.hypotheses.map((hypothesis) => ({ ...hypothesis, isRejected: true })),
  };
}
