/** Text with everything that is not a word said in words, in the language of the voice. */
import type { Locale } from '@earshot/skills-sdk';
import { chineseRules } from './chinese.ts';
import { englishRules } from './english.ts';
import { sayInWords } from './rule.ts';

/** Signs, times, dates, money, units, telephone and room numbers, fractions, abbreviations, addresses of the web. */
export function wordsOf(text: string, locale: Locale): string {
  return locale === 'zh-CN' ? sayInWords(text, chineseRules, '') : tidy(sayInWords(text, englishRules, ' '));
}

/** Gaps were put on both sides of what was said. */
function tidy(text: string): string {
  return text
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ (?=[,.;:!?)\]}'’"”](?:\s|$|[)\]"”.,!?]))/g, '')
    .replace(/([([{“‘]) /g, '$1');
}
