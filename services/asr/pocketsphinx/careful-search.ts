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
/** As much of an utterance in words that no command has is talk, however sure of it the first hearing is not. */
const talkShare = 0.4;
/** As much may be a word of a command that was taken for another: "a latte with whole amount". */
const mishearingShare = 0.25;

/** How far down its readings a foreseen sentence is looked for: it is the last chance. */
export const carefullySearched = 60;

/** Both hear with the same care: among the commands' words and those of everyday talk, and among the commands' alone. */
export interface CarefulHearing {
  readonly open: WholeHearing;
  readonly closed: WholeHearing | undefined;
}

/** Undefined for a model that is heard carefully at once. Its decoders are loaded when they are first needed. */
export function carefulHearing(model: PocketSphinxFiles): CarefulHearing | undefined {
  const { acousticModelDir: hmm, lexiconPath, commandLexiconPath, languageModelPath: lm } = model;
  if (model.carefulSettings === undefined || model.acceptorPath === undefined) return undefined;
  // Words of the language model that the lexicon lacks are not searched for.
  const hearing = (dict: string) =>
    new WholeHearing({ hmm, dict, lm, ...model.settings, ...model.carefulSettings });
  return {
    open: hearing(lexiconPath),
    closed: commandLexiconPath === undefined ? undefined : hearing(commandLexiconPath),
  };
}

/** Whether a hearing is neither sure of a command nor sure of talk. */
export const isUnsure = ({ hypotheses: [best], evidence }: Interpretation): boolean =>
  best !== undefined &&
  best.confidence >= leastConfidence &&
  best.confidence < sureConfidence &&
  (evidence?.backgroundShare ?? 0) <= talkShare;

/** Whether so little of it is in everyday words that they may be one word of a command. */
const isMishearing = ({ evidence }: Interpretation): boolean =>
  evidence !== undefined && evidence.backgroundShare <= mishearingShare;

/** What can hear the utterance again, each undefined where it could not. */
export interface Careful {
  readonly open: () => NativeResult | undefined;
  readonly closed: () => NativeResult | undefined;
}

/**
 * The best of the hearings of the same utterance.
 * @param careful asked where the first is unsure
 */
export function chooseByCare(
  first: Interpretation,
  careful: Careful,
  judge: (result: NativeResult) => Interpretation,
): Interpretation {
  if (!isUnsure(first)) return first;
  const open = careful.open();
  if (open === undefined) return first;
  const again = judge(open);
  const command = isMishearing(first) ? chooseAmongCommands(open, again, careful.closed, judge) : undefined;
  return command ?? surerOf(first, again);
}

/** What both hold to be no command stays none, in the words of the one that heard more in it. */
function surerOf(first: Interpretation, again: Interpretation): Interpretation {
  const [before, after] = [first.hypotheses[0]!, again.hypotheses[0]];
  if (after === undefined || after.confidence <= before.confidence) return first;
  if (!before.isRejected || after.isRejected || after.confidence >= overturningConfidence) return again;
  return {
    ...again,
    hypotheses: again.hypotheses.map((hypothesis) => ({ ...hypothesis, isRejected: true })),
  };
}

/**
 * A whole command, heard among the commands' words alone, where all words together made nearly one. Alone they make a command of any sound, so what
 * decides is the likelihood: where everyday words explain the sound better, it was them. The library counts from the best sound that a search looked
 * at, so among very few words the bar is low; there everyday words make up more of what talk is heard as, and it is not asked.
 */
function chooseAmongCommands(
  open: NativeResult,
  again: Interpretation,
  hear: () => NativeResult | undefined,
  judge: (result: NativeResult) => Interpretation,
): Interpretation | undefined {
  const [best] = again.hypotheses;
  if (best === undefined || best.confidence < leastConfidence || !isMishearing(again)) return undefined;
  if (again.evidence?.overlooked === 0) return undefined;
  const closed = hear();
  if (closed === undefined || closed.score < open.score) return undefined;
  const chosen = judge(closed);
  const [command] = chosen.hypotheses;
  if (command === undefined || command.isRejected || command.confidence < overturningConfidence)
    return undefined;
  return chosen.evidence?.overlooked === 0 ? chosen : undefined;
}
