/** Wake words: which are meant when a device names none, and whether one was heard. Pure. */
import type { InteractionModel, Locale } from '@earshot/skills-sdk';
import { defaultWakeWords, wakeWordsIn } from '../../common/wake-words.ts';
import type { Hypothesis } from '../engine.ts';
import { toWords } from '../language-model/words.ts';

/** The words to listen for in this locale: the device's own where they can be said in it, else the defaults. */
export function wakeWordsFor(locale: Locale, configured: readonly string[]): readonly string[] {
  const usable = wakeWordsIn(locale, configured)
    .map((word) => toWords(word, locale).join(locale === 'zh-CN' ? '' : ' '))
    .filter((word) => word !== '');
  return usable.length > 0 ? [...new Set(usable)].sort() : defaultWakeWords[locale];
}

/** The wake words as something a recogniser's language model can be compiled from. */
export function wakeModel(locale: Locale, wakeWords: readonly string[]): InteractionModel {
  return { invocationNames: {}, intents: { Wake: { samples: { [locale]: wakeWords } } } };
}

export interface WakeVerdict {
  readonly isVerified: boolean;
  /** Confidence of the reading in which a wake word stood; 0 when none did. */
  readonly confidence: number;
}

/**
 * Whether a wake word was said. A word or two may stand beside it, as a speaker's buffer begins a moment early
 * and ends a moment late: the recogniser's own verdict on the whole. Whoever goes on speaking at once says what no
 * wake model foresees: the wake word must be the first thing said then, and is judged by itself. In the middle of a
 * sentence it was meant for nobody.
 */
export function judgeWake(
  hypotheses: readonly Hypothesis[],
  wakeWords: readonly string[],
  locale: Locale,
  minConfidence: number,
): WakeVerdict {
  const [best] = hypotheses;
  if (best === undefined) return { isVerified: false, confidence: 0 };
  const separator = locale === 'zh-CN' ? '' : ' ';
  const text = `${separator}${toWords(best.text, locale).join(separator)}${separator}`;
  const found = wakeWords.filter((wakeWord) => text.includes(`${separator}${wakeWord}${separator}`));
  const whole = found.length > 0 && !best.isRejected ? best.confidence : 0;
  const confidence = Math.max(
    whole,
    ...found.map((wakeWord) => confidenceOfFirst(best, wakeWord, separator)),
  );
  return { isVerified: found.length > 0 && confidence >= minConfidence, confidence };
}

/** Mean confidence of the words that the hypothesis begins with, where they are the wake word; else 0. */
function confidenceOfFirst({ words }: Hypothesis, wakeWord: string, separator: string): number {
  for (let length = 1; length <= words.length; length++) {
    const first = words.slice(0, length);
    if (first.map(({ word }) => word).join(separator) !== wakeWord) continue;
    return first.reduce((sum, { confidence }) => sum + confidence, 0) / length;
  }
  return 0;
}
