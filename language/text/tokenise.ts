/** Cuts text into tokens: words, Han characters, numbers, signs. */
import type { Locale } from '../model/types.ts';
import { expandContraction } from './contractions.ts';
import { toSimplified } from './traditional.ts';

/** One unit of matching: a word, a Han character, a number or a unit sign. Offsets are UTF-16 into the input. */
export interface Token {
  /** Lower case, half width, without thousands separators. */
  readonly text: string;
  /** What templates are compared by: small numbers in words, so that "channel 1" is "channel one". */
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

const englishSmall =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'.split(
    ' ',
  );
const chineseSmall = [...'零一二三四五六七八九十'];

const han = /^(?:\p{Script=Han}|〇)$/u;
const letter = /^[\p{L}\p{M}]/u;
const digit = /^[0-9]$/;
const apostrophe = /^['’‘ʼ]$/;
const ignorable = /[\p{Cf}\p{Cc}]/u;

/** Open engines write sums with signs; people say words. */
const signs = { 'en-US': { '+': 'plus', '×': 'times' }, 'zh-CN': { '+': '加', '×': '乘' } } as const;

function keyOf(text: string, locale: Locale): string {
  const value = /^[0-9]{1,2}$/.test(text) ? Number(text) : undefined;
  if (value === undefined) return text === '〇' ? '零' : text;
  return (locale === 'zh-CN' ? chineseSmall : englishSmall)[value] ?? text;
}

/** People and engines write several characters for the degree sign; the ring and the ordinal look the same. */
const degreeSigns = new Set(['°', 'º', '˚', '∘', '⁰', '゜']);

/** Letters of other scripts lose their accents ("café" is "cafe"), so that spelling habits do not matter. */
function foldWord(word: string): string {
  return word
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .normalize('NFC')
    .replace(/[’‘ʼ`]/g, "'");
}

/**
 * Splits what was said. Both locales share one scanner: Han characters stand alone, words and numbers stay
 * whole in either, punctuation is dropped. Linear in the length of the input and total: any string works.
 */
export function tokenise(input: string, locale: Locale): Token[] {
  const tokens: Token[] = [];
  const push = (text: string, start: number, end: number) =>
    tokens.push({ text, key: keyOf(text, locale), start, end });
  let at = 0;
  while (at < input.length) {
    const start = at;
    const character = String.fromCodePoint(input.codePointAt(at)!);
    const plain = degreeSigns.has(character) ? '°' : toSimplified(character.normalize('NFKC'));
    at += character.length;
    if (digit.test(plain)) {
      at = scanNumber(input, start);
      push(input.slice(start, at).normalize('NFKC').replace(/,/g, '').replace('：', ':'), start, at);
    } else if (han.test(plain)) {
      push(plain, start, at);
    } else if (letter.test(plain)) {
      at = scanWord(input, start);
      const parts = expandContraction(foldWord(input.slice(start, at).normalize('NFKC')));
      const owner = parts.length === 1 ? ownerOf(parts[0]!) : undefined;
      if (owner === undefined) for (const part of parts) push(part, start, at);
      else {
        // Whose it is is a word by itself, so that what is owned by {person} can be said.
        push(owner, start, at - 2);
        push("'s", at - 2, at);
      }
    } else if (apostrophe.test(plain) && /^s(?![\p{L}\p{M}])/iu.test(input.slice(at))) {
      push("'s", start, at + 1);
      at += 1;
    } else if (plain === '%' || plain === '°') {
      push(plain, start, at);
    } else if (plain === '+' || plain === '×') {
      push(signs[locale][plain], start, at);
    } else if (plain === '°C' || plain === '°F') {
      push('°', start, at);
      push(plain === '°C' ? 'c' : 'f', start, at);
    } else if ((plain === '-' || plain === '−') && isSign(input, start)) {
      push(locale === 'zh-CN' ? '负' : 'minus', start, at);
    }
  }
  return tokens;
}

/** "mum" of "mum's"; undefined of a word that nothing belongs to. */
const ownerOf = (word: string): string | undefined =>
  word.endsWith("'s") && word.length > 2 ? word.slice(0, -2) : undefined;

/** A hyphen before a digit is a sign unless something spoken stands right before it ("2-3", "room-12"). */
function isSign(input: string, at: number): boolean {
  const next = input[at + 1];
  const before = input[at - 1];
  return next !== undefined && digit.test(next) && (before === undefined || /[\s,，(]/.test(before));
}

function scanNumber(input: string, from: number): number {
  let at = from + String.fromCodePoint(input.codePointAt(from)!).length;
  const isDigit = (index: number) => {
    const character = input[index];
    return character !== undefined && digit.test(character.normalize('NFKC'));
  };
  while (isDigit(at)) at += 1;
  for (;;) {
    const separator = input[at];
    const isGrouping = separator === ',' && /^,[0-9]{3}(?![0-9])/.test(input.slice(at, at + 5));
    const isInner = separator === '.' || separator === ':' || separator === '：' || separator === '/';
    // ISO dates keep their hyphens: 2026-11-23.
    const isDate = separator === '-' && at - from >= 2 && isDigit(at + 1);
    if (!(isGrouping || isInner || isDate) || !isDigit(at + 1)) break;
    at += 1;
    while (isDigit(at)) at += 1;
  }
  const suffix = /^(?:st|nd|rd|th)(?![a-z])/i.exec(input.slice(at, at + 3));
  return suffix ? at + suffix[0].length : at;
}

function scanWord(input: string, from: number): number {
  // The caller saw that it begins with a letter (perhaps only after compatibility folding).
  let at = from + String.fromCodePoint(input.codePointAt(from)!).length;
  while (at < input.length) {
    const character = String.fromCodePoint(input.codePointAt(at)!);
    const isApostrophe = /['’‘ʼ]/.test(character) && /[a-zA-Z]/.test(input[at + 1] ?? '');
    if (!isApostrophe && (!letter.test(character) || han.test(character))) {
      if (!ignorable.test(character) || character === '\n' || character === '\t' || character === '\r') break;
    }
    at += character.length;
  }
  return at;
}

/** Tokens as one sentence again, without what {@link tokenise} drops: samples and what is said are compared in this form. */
export const plainSentence = (tokens: readonly Token[], locale: Locale): string =>
  tokens
    .map(({ text }) => text)
    .join(locale === 'zh-CN' ? '' : ' ')
    .replaceAll(" 's", "'s");

/** The words between two tokens as they were said. */
export function rawOf(input: string, tokens: readonly Token[], from: number, to: number): string {
  const first = tokens[from];
  const last = tokens[to - 1];
  return first && last ? input.slice(first.start, last.end) : '';
}
