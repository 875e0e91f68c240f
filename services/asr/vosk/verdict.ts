/**
 * Is it a command? The grammar of libvosk is a loop over words with a memory of two: what it hears in talk for nobody is
 * made of the commands' words, too. A command is only what is a whole sentence of the interaction models.
 */
import type { Locale } from '@earshot/skills-sdk';
import type { NativeResult } from '../decoder.ts';
import { joinWords } from '../language-model/words.ts';
import { type Foreseen, heardWords, type Interpretation } from '../pocketsphinx/interpret.ts';
import { isNoise } from '../pocketsphinx/spoken-words.ts';

/** A sentence of the model is at least this likely to have been said: it was never wrong on docs/bench-ears.md. */
const sentenceConfidence = 0.9;
/** What is none is worth no more than this, however sure of its words the library is. */
const otherConfidence = 0.4;

export function verdictOf(result: NativeResult, locale: Locale, foreseen?: Foreseen): Interpretation {
  const words = heardWords(result.segments);
  if (words.length === 0) return { hypotheses: [] };
  const reading = words.map(({ word }) => word);
  const sureness = words.reduce((sum, { confidence }) => sum + confidence, 0) / words.length;
  const text = joinWords(reading, locale);
  if (foreseen === undefined)
    return { hypotheses: [{ text, words, confidence: sureness, isRejected: false }] };
  const isWhole = !result.segments.some(({ word }) => isNoise(word));
  const isSentence = isWhole && foreseen.acceptor.overlooked(reading, 0) === 0;
  const confidence = isSentence
    ? sentenceConfidence + (1 - sentenceConfidence) * sureness
    : otherConfidence * sureness;
  return { hypotheses: [{ text, words, confidence, isRejected: !isSentence }] };
}
