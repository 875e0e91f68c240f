/** English numbers, in words and in digits. */
import { sayNumber, sayOrdinal } from '../spoken/numbers-en.ts';
import { plainDigits } from '../spoken/plain-digits.ts';
import type { Token } from '../text/tokenise.ts';
import { hasWords } from './types.ts';

const unitWords = 'zero one two three four five six seven eight nine'.split(' ');
const teenWords = 'ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
  ' ',
);
const tensWords = '_ _ twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const ordinalUnits = 'zeroth first second third fourth fifth sixth seventh eighth ninth'.split(' ');
const ordinalTeens =
  'tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth'.split(
    ' ',
  );

const units = new Map(unitWords.map((word, index) => [word, index]));
const teens = new Map(teenWords.map((word, index) => [word, 10 + index]));
const tens = new Map(
  tensWords.map((word, index) => [word, index * 10] as const).filter(([word]) => word !== '_'),
);
const ordinals = new Map<string, number>([
  ...ordinalUnits.map((word, index) => [word, index] as const).slice(1),
  ...ordinalTeens.map((word, index) => [word, 10 + index] as const),
  ...[...tens].map(([word, value]) => [word.replace(/y$/, 'ieth'), value] as const),
  ['hundredth', 100],
]);

/** Largest magnitude read; more digits are an identifier, not an amount. */
export const maxMagnitude = 999_999;

export interface NumberMatch {
  readonly end: number;
  readonly value: number;
  readonly isWeak?: boolean;
}

/** Whole numbers at `start`, every prefix that is one, shortest first. */
export function cardinals(tokens: readonly Token[], start: number): NumberMatch[] {
  const found: NumberMatch[] = [];
  let total = 0;
  let current = 0;
  let last: 'start' | 'unit' | 'tens' | 'hundred' | 'thousand' | 'and' = 'start';
  let at = start;
  for (;;) {
    const word = tokens[at]?.text;
    if (word === undefined) break;
    const isOpen = last === 'start' || last === 'hundred' || last === 'thousand' || last === 'and';
    const small = units.get(word) ?? teens.get(word);
    if (small !== undefined && (isOpen || (last === 'tens' && small > 0 && small < 10))) {
      if (small === 0 && last !== 'start') break;
      current += small;
      last = 'unit';
    } else if (tens.has(word) && isOpen) {
      current += tens.get(word)!;
      last = 'tens';
    } else if (/^[0-9]{1,6}$/.test(word) && last === 'start') {
      current = Number(word);
      last = 'unit';
    } else if (
      word === 'a' &&
      last === 'start' &&
      /^(?:hundred|thousand)$/.test(tokens[at + 1]?.text ?? '')
    ) {
      current = 1;
      last = 'unit';
      at += 1;
      continue;
    } else if (word === 'hundred' && (last === 'unit' || last === 'tens') && current > 0 && current < 100) {
      current *= 100;
      last = 'hundred';
    } else if (word === 'thousand' && last !== 'start' && last !== 'and' && total === 0 && current > 0) {
      total = current * 1000;
      current = 0;
      last = 'thousand';
    } else if (word === 'and' && (last === 'hundred' || last === 'thousand')) {
      last = 'and';
      at += 1;
      continue;
    } else break;
    at += 1;
    if (total + current <= maxMagnitude) found.push({ end: at, value: total + current });
    if (current === 0 && last === 'unit') break;
  }
  return found;
}

const isDigitWord = (word: string | undefined) =>
  word !== undefined && (units.has(word) || word === 'oh' || word === 'o' || /^[0-9]$/.test(word));
const digitOf = (word: string) => (word === 'oh' || word === 'o' ? 0 : (units.get(word) ?? Number(word)));

/** "five two oh", "double oh seven": the digits said one by one, every prefix, shortest first. */
export function digitStrings(tokens: readonly Token[], start: number): { end: number; digits: string }[] {
  const found: { end: number; digits: string }[] = [];
  let digits = '';
  let at = start;
  while (digits.length <= 12) {
    const word = tokens[at]?.text;
    const times = word === 'double' ? 2 : word === 'triple' ? 3 : 1;
    const spoken = times > 1 ? tokens[at + 1]?.text : word;
    if (!isDigitWord(spoken)) break;
    digits += String(digitOf(spoken!)).repeat(times);
    at += times > 1 ? 2 : 1;
    found.push({ end: at, digits });
  }
  return found;
}

/** Numbers with sign, decimals, halves, dozens and the article; longest first. */
export function numbers(tokens: readonly Token[], start: number): NumberMatch[] {
  const word = tokens[start]?.text;
  if (word === undefined) return [];
  if (word === 'minus' || word === 'negative') {
    return numbers(tokens, start + 1)
      .filter((match) => match.isWeak !== true)
      .map((match) => ({ end: match.end, value: -match.value || 0 }));
  }
  const found: NumberMatch[] = [];
  if (/^[0-9]+\.[0-9]+$/.test(word) && Number(word) <= maxMagnitude) {
    found.push({ end: start + 1, value: Number(word) });
  }
  for (const whole of cardinals(tokens, start)) {
    found.push(whole);
    for (const part of fractions(tokens, whole)) {
      found.push(part);
      // "One and a half thousand", "two point five thousand".
      const power = { hundred: 100, thousand: 1000 }[tokens[part.end]?.text ?? ''];
      const value = Math.round(part.value * (power ?? 0) * 1000) / 1000;
      if (power !== undefined && value <= maxMagnitude) found.push({ end: part.end + 1, value });
    }
    if (tokens[whole.end]?.text === 'dozen') found.push({ end: whole.end + 1, value: whole.value * 12 });
  }
  if (word === 'point') {
    for (const { end, digits } of digitStrings(tokens, start + 1))
      found.push({ end, value: Number(`0.${digits}`) });
  }
  // "one three eight" is said digit by digit; two digits are as likely a list.
  for (const { end, digits } of digitStrings(tokens, start)) {
    const isWritten = end === start + 1;
    if (!isWritten && digits.length >= 3 && digits.length <= 6) {
      found.push({ end, value: Number(digits), isWeak: true });
    }
  }
  if (hasWords(tokens, start, ['half', 'a', 'thousand'])) found.push({ end: start + 3, value: 500 });
  if (hasWords(tokens, start, ['half', 'a', 'hundred'])) found.push({ end: start + 3, value: 50 });
  if (hasWords(tokens, start, ['half', 'a', 'dozen'])) found.push({ end: start + 3, value: 6 });
  if (hasWords(tokens, start, ['three', 'quarters'])) found.push({ end: start + 2, value: 0.75 });
  if (word === 'half') found.push({ end: start + 1, value: 0.5, isWeak: true });
  if (word === 'a' || word === 'an' || word === 'another' || word === 'single') {
    found.push({ end: start + 1, value: 1, isWeak: true });
    const next = tokens[start + 1]?.text;
    if (next === 'dozen') found.push({ end: start + 2, value: 12 });
    if (next === 'half') found.push({ end: start + 2, value: 0.5 });
    if (next === 'couple') {
      const end = tokens[start + 2]?.text === 'of' ? start + 3 : start + 2;
      found.push({ end, value: 2 });
      const power = { hundred: 100, thousand: 1000, dozen: 12 }[tokens[start + 2]?.text ?? ''];
      if (power !== undefined) found.push({ end: start + 3, value: 2 * power });
    }
    if (next === 'single' || next === 'extra' || next === 'additional') {
      found.push({ end: start + 2, value: 1, isWeak: true });
    }
  }
  if (word === 'couple') found.push({ end: start + (tokens[start + 1]?.text === 'of' ? 2 : 1), value: 2 });
  for (const match of [...found]) {
    const next = tokens[match.end]?.text;
    if ((next === 'more' || next === 'extra') && match.isWeak !== true) {
      found.push({ ...match, end: match.end + 1, isWeak: true });
    }
  }
  return found.sort((a, b) => b.end - a.end);
}

/** What is said after a whole number or after its unit: "an hour and a quarter". */
export const addedParts: readonly (readonly [words: readonly string[], part: number])[] = [
  [['and', 'a', 'half'], 0.5],
  [['and', 'a', 'quarter'], 0.25],
  [['and', 'three', 'quarters'], 0.75],
  [['and', 'half'], 0.5],
  [['and', 'quarter'], 0.25],
];

function fractions(tokens: readonly Token[], whole: NumberMatch): NumberMatch[] {
  for (const [words, part] of addedParts) {
    if (hasWords(tokens, whole.end, words)) {
      return [{ end: whole.end + words.length, value: whole.value + part }];
    }
  }
  if (tokens[whole.end]?.text !== 'point') return [];
  return digitStrings(tokens, whole.end + 1).map(({ end, digits }) => ({
    end,
    value: Number(`${whole.value}.${digits}`),
  }));
}

/** "first", "twenty third", "3rd", "hundred and first"; longest first. */
export function ordinalNumbers(tokens: readonly Token[], start: number): NumberMatch[] {
  const word = tokens[start]?.text;
  if (word === undefined) return [];
  const found: NumberMatch[] = [];
  const written = /^([0-9]{1,6})(?:st|nd|rd|th)$/.exec(word);
  if (written) found.push({ end: start + 1, value: Number(written[1]) });
  const plain = ordinals.get(word);
  if (plain !== undefined) found.push({ end: start + 1, value: plain });
  for (const base of cardinals(tokens, start)) {
    const at = tokens[base.end]?.text === 'and' ? base.end + 1 : base.end;
    const tail = ordinals.get(tokens[at]?.text ?? '');
    if (tail === undefined) continue;
    const fits =
      (base.value % 100 === 0 && base.value > 0 && tail < 100) ||
      (at === base.end && base.value % 10 === 0 && base.value % 100 >= 20 && tail < 10);
    if (fits) found.push({ end: at + 1, value: base.value + tail });
    else if (tail === 100 && base.value < 10) found.push({ end: at + 1, value: base.value * 100 });
  }
  return found.sort((a, b) => b.end - a.end);
}

/** 203 -> "two hundred and three". Decimals digit by digit. */
export function speakNumber(value: number): string {
  if (!Number.isFinite(value)) return '';
  return `${value < 0 ? 'minus ' : ''}${sayNumber(plainDigits(value))}`;
}

/** 23 -> "twenty third". */
export const speakOrdinal = (value: number): string => sayOrdinal(String(value));

export const numberWords: ReadonlySet<string> = new Set([
  ...units.keys(),
  ...teens.keys(),
  ...tens.keys(),
  ...'oh o hundred thousand and point half a an dozen minus negative double triple'.split(' '),
]);
