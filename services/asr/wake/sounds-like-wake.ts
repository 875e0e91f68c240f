/** Whether what open ears heard begins like a wake word: by its sound, as such ears spell names in many ways. Pure. */
import type { Locale } from '@earshot/skills-sdk';
import { toWords } from '../language-model/words.ts';
import { soundAlike } from '../second-pass/sound-alike.ts';

/** From this likeness on it was the wake word; chosen on recordings that docs/bench-wake.md does not report. */
export const wakeLikeness: Readonly<Record<Locale, number>> = { 'en-US': 0.55, 'zh-CN': 0.55 };

/** Words that a buffer which begins early has before the wake word. */
const maxBefore = 1;

/** The best likeness of a wake word to a beginning of the text, 0 to 1. */
export function likenessToWake(text: string, wakeWords: readonly string[], locale: Locale): number {
  const separator = locale === 'zh-CN' ? '' : ' ';
  const said = locale === 'zh-CN' ? [...toWords(text, locale).join('')] : toWords(text, locale);
  let best = 0;
  for (const wakeWord of wakeWords) {
    const length = locale === 'zh-CN' ? [...wakeWord].length : wakeWord.split(' ').length;
    for (let from = 0; from <= maxBefore; from++) {
      // Open ears may hear one word as two, or two as one.
      for (let until = from + Math.max(1, length - 1); until <= from + length + 1; until++) {
        const part = said.slice(from, until).join(separator);
        if (part !== '') best = Math.max(best, soundAlike(part, wakeWord, locale));
      }
    }
  }
  return best;
}

export const soundsLikeWake = (text: string, wakeWords: readonly string[], locale: Locale): boolean =>
  likenessToWake(text, wakeWords, locale) >= wakeLikeness[locale];
