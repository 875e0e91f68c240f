/** Wake words as speakers are told of them, and as the recogniser listens for them. */
import type { Locale } from '@earshot/skills-sdk';

/** Their words stand in the dictionaries of the acoustic models, and hardly anything else sounds like them. */
export const defaultWakeWords: Readonly<Record<Locale, readonly string[]>> = {
  'en-US': ['hey earshot'],
  'zh-CN': ['你好耳朵'],
};

/** Most wake words of one device, and the longest one. */
export const maxWakeWords = 8;
export const maxWakeWordCharacters = 40;

const hasHan = /\p{Script=Han}/u;

/** Those of a device's own that can be said in this locale; the defaults when there are none. */
export function wakeWordsIn(locale: Locale, configured: readonly string[]): readonly string[] {
  const usable = configured
    .slice(0, maxWakeWords)
    .filter((word) => word.length <= maxWakeWordCharacters && word.trim() !== '')
    .filter((word) => hasHan.test(word) === (locale === 'zh-CN'));
  return usable.length > 0 ? usable : defaultWakeWords[locale];
}
