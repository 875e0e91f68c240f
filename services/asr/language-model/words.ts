/** Text as the words that a recogniser can hear. */
import type { Locale } from '@earshot/skills-sdk';
import * as english from '../../../language/spoken/numbers-en.ts';
import * as chinese from '../../../language/spoken/numbers-zh.ts';

/** Punctuation that people write and nobody says; apostrophes inside words stay. */
const unsaid = /[^\p{L}\p{M}\p{N}'\s]+/gu;

/** How the open models write them: a number with a leading zero is a code, and nobody follows a million. */
const isCode = (digits: string, most: number): boolean => digits.length > most || /^0\d/.test(digits);

/** A whole number below a million as English words, without "and"; others digit by digit. */
export function englishNumber(digits: string): string {
  return isCode(digits, 6) ? english.sayExactDigits(digits) : withoutAnd(english.sayCardinal(digits));
}

/** "22" as "twenty second", without "and". */
export const englishOrdinal = (digits: string): string => withoutAnd(english.sayOrdinal(digits));

const withoutAnd = (said: string): string => said.replaceAll(' and ', ' ');

/** A whole number below ten thousand as Chinese words, 二百 as the models write it; others digit by digit. */
export function chineseNumber(digits: string): string {
  return isCode(digits, 4) ? chinese.sayDigits(digits) : chinese.sayCardinal(digits).replaceAll('两', '二');
}

let segmenter: Intl.Segmenter | undefined;

/** Splits written text into the words of the language model: lower case, digits spoken out, no punctuation. */
export function toWords(text: string, locale: Locale): string[] {
  const plain = text.normalize('NFKC').replaceAll('’', "'").replaceAll(unsaid, ' ').toLowerCase();
  if (locale === 'en-US') {
    return plain
      .replaceAll(/\d+/gu, (digits) => ` ${englishNumber(digits)} `)
      .split(/\s+/)
      .filter((word) => /[\p{L}\p{N}]/u.test(word));
  }
  segmenter ??= new Intl.Segmenter('zh-CN', { granularity: 'word' });
  const spoken = plain.replaceAll(/\d+/gu, (digits) => chineseNumber(digits));
  return [...segmenter.segment(spoken)].filter(({ isWordLike }) => isWordLike).map(({ segment }) => segment);
}

/** Joins words of a hypothesis as the locale writes them. */
export function joinWords(words: readonly string[], locale: Locale): string {
  if (locale === 'en-US') return words.join(' ');
  // Latin words inside Chinese keep a space between each other.
  return words.join(' ').replaceAll(/(?<=[^\p{Script=Latin}\s]) | (?=[^\p{Script=Latin}\s])/gu, '');
}
