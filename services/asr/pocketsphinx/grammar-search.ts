/**
 * The second opinion for short lists of fixed sentences: when what was heard is accepted and yet none of
 * them word for word, the kept audio is heard again under a grammar that knows these sentences only, normalised by the mean of this very utterance.
 */
import type { Locale } from '@earshot/skills-sdk';
import type { NativeResult } from '../decoder.ts';
import { joinWords } from '../language-model/words.ts';
import { heardWords, type Interpretation } from './interpret.ts';
import type { PocketSphinxFiles } from './messages.ts';
import { WholeHearing } from './whole-hearing.ts';

/** Undefined without a grammar, and when the library refuses it: the language model hears alone then. */
export function grammarHearing(model: PocketSphinxFiles): WholeHearing | undefined {
  const { acousticModelDir: hmm, lexiconPath: dict, grammarPath: fsg } = model;
  if (fsg === undefined) return undefined;
  try {
    return new WholeHearing({ hmm, dict, fsg, ...model.settings }).load();
  } catch {
    return undefined;
  }
}

/**
 * Puts the grammar's sentence first where the language model heard nearly a sentence of the list; where it
 * heard one as it stands, it is right more often than the grammar is (docs/bench-asr.md). The verdict and its confidence stay those of the language model: a
 * grammar finds a sentence in anything, so what was rejected is not even shown to it.
 */
export function chooseByGrammar(
  interpretation: Interpretation,
  hear: () => NativeResult | undefined,
  locale: Locale,
): Interpretation {
  const [best] = interpretation.hypotheses;
  if (!best || best.isRejected || interpretation.evidence?.overlooked === 0) return interpretation;
  const result = hear();
  if (!result || result.text === '') return interpretation;
  const words = heardWords(result.segments);
  const text = joinWords(
    words.map(({ word }) => word),
    locale,
  );
  if (text === '' || text === best.text) return interpretation;
  const chosen = {
    text,
    words: words.map((word) => ({ ...word, confidence: Math.min(word.confidence, best.confidence) })),
    confidence: best.confidence,
    isRejected: false,
  };
  const others = interpretation.hypotheses.filter((hypothesis) => hypothesis.text !== text);
  const hypotheses = [chosen, ...others]
    .slice(0, 5)
    .map((hypothesis, place) =>
      place === 0 ? hypothesis : { ...hypothesis, confidence: best.confidence / (place + 1) },
    );
  return { ...interpretation, hypotheses };
}
