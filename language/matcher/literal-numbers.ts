/**
 * A number that stands in a sample itself: written "30" it is said "thirty", and typed "30" it may be written "thirty" there.
 * Slots read numbers by their value; a sample's own words are compared as words, so each form is one of them.
 */
import type { Locale } from '../model/types.ts';
import { cardinals as cardinalsEn } from '../slots/numbers-en.ts';
import { cardinals as cardinalsZh } from '../slots/numbers-zh.ts';
import * as english from '../spoken/numbers-en.ts';
import * as chinese from '../spoken/numbers-zh.ts';
import { type Token, tokenise } from '../text/tokenise.ts';

/** A number as it was said or written. */
export interface SaidNumber {
  /** The token after it. */
  readonly end: number;
  /** What it is, whichever way it is said. */
  readonly value: string;
}

const clockTime = /^(\d{1,2}):(\d{2})$/;

/** The number at `start`, if there is one. Linear in its own length. */
export function numberAt(tokens: readonly Token[], start: number, locale: Locale): SaidNumber | undefined {
  const text = tokens[start]?.text ?? '';
  if (clockTime.test(text)) return { end: start + 1, value: text };
  const longest = (locale === 'zh-CN' ? cardinalsZh : cardinalsEn)(tokens, start).at(-1);
  return longest && { end: longest.end, value: String(longest.value) };
}

/** All forms of the number that these tokens say, each as the keys of its tokens. */
export function formsOfNumber(own: readonly Token[], value: string, locale: Locale): readonly string[][] {
  const [, hour, minute] = clockTime.exec(value) ?? [];
  const said =
    hour === undefined
      ? numberForms(isDigits(own) ? own[0]!.text : value, locale)
      : clockForms(Number(hour), Number(minute), locale);
  return [...new Map([own, ...said.map((form) => tokenise(form, locale))].map(keyed)).values()];
}

/** Written in digits: a zero in front of them is meant. */
const isDigits = ([first, ...more]: readonly Token[]) => more.length === 0 && /^\d+$/.test(first?.text ?? '');

function keyed(tokens: readonly Token[]): [string, string[]] {
  const keys = tokens.map(({ key }) => key);
  return [keys.join(' '), keys];
}

/** "1204": as an amount, as a room, one by one; the digits themselves too. */
const numberForms = (digits: string, locale: Locale): string[] =>
  /^\d+$/.test(digits) ? [digits, ...waysToSay(digits, locale)] : [];

/** How a number is said that is written in digits, in words: as an amount first. @param digits 0 to 9 only */
export function waysToSay(digits: string, locale: Locale): readonly string[] {
  const isLong = digits.length > 2;
  if (locale === 'zh-CN') {
    const oneByOne = isLong ? [chinese.sayDigits(digits), chinese.sayCode(digits)] : [];
    const amount = chinese.sayCardinal(digits);
    // Two of something is 两 or 二: 两百 and 二百, 两杯 and 二档.
    const otherTwo = digits === '2' ? '两' : amount.replaceAll('两', '二');
    return [...new Set([amount, otherTwo, ...oneByOne])];
  }
  const amount = english.sayCardinal(digits);
  const oneByOne = isLong ? [english.sayRoom(digits), english.sayDigits(digits)] : [];
  return [...new Set([amount, amount.replaceAll(' and ', ' '), ...oneByOne])];
}

function clockForms(hour: number, minute: number, locale: Locale): string[] {
  if (locale === 'zh-CN') {
    const head = `${chinese.sayCardinal(String(hour))}点`;
    if (minute === 0) return [head, `${head}整`];
    const tail = `${minute < 10 ? '零' : ''}${chinese.sayCardinal(String(minute))}`;
    return [`${head}${tail}`, `${head}${tail}分`, ...(minute === 30 ? [`${head}半`] : [])];
  }
  const head = english.sayCardinal(String(hour));
  if (minute === 0) return [head, `${head} o'clock`];
  const tail = english.sayCardinal(String(minute));
  if (minute < 10) return [`${head} oh ${tail}`];
  return [`${head} ${tail}`, ...(minute === 30 ? [`half past ${head}`] : [])];
}
