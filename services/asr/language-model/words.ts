/** Text as the words that a recogniser can hear. */
import type { Locale } from '@earshot/skills-sdk';

/** Punctuation that people write and nobody says; apostrophes inside words stay. */
const unsaid = /[^\p{L}\p{M}\p{N}'\s]+/gu;

const smallNumbers = [
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen',
  'seventeen eighteen nineteen',
]
  .join(' ')
  .split(' ');
const tens = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];

/** A whole number below a million as English words; longer ones digit by digit. */
export function englishNumber(digits: string): string {
  if (digits.length > 6 || (digits.length > 1 && digits.startsWith('0'))) {
    return [...digits].map((digit) => smallNumbers[Number(digit)]).join(' ');
  }
  const say = (value: number): string => {
    if (value < 20) return smallNumbers[value]!;
    if (value < 100)
      return `${tens[Math.floor(value / 10)]}${value % 10 ? ` ${smallNumbers[value % 10]}` : ''}`;
    if (value < 1_000) {
      return `${smallNumbers[Math.floor(value / 100)]} hundred${value % 100 ? ` ${say(value % 100)}` : ''}`;
    }
    return `${say(Math.floor(value / 1_000))} thousand${value % 1_000 ? ` ${say(value % 1_000)}` : ''}`;
  };
  return say(Number(digits));
}

/** A whole number below ten thousand as Chinese words; longer ones digit by digit. */
export function chineseNumber(digits: string): string {
  const names = '零一二三四五六七八九';
  if (digits.length > 4 || (digits.length > 1 && digits.startsWith('0'))) {
    return [...digits].map((digit) => names[Number(digit)]).join('');
  }
  const value = Number(digits);
  if (value === 0) return '零';
  let said = '';
  let isGap = false;
  for (const [power, unit] of [
    [1_000, '千'],
    [100, '百'],
    [10, '十'],
    [1, ''],
  ] as const) {
    const digit = Math.floor(value / power) % 10;
    if (digit === 0) {
      isGap = said !== '';
      continue;
    }
    if (isGap) said += '零';
    isGap = false;
    said += power === 10 && digit === 1 && said === '' ? unit : names[digit]! + unit;
  }
  return said;
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
