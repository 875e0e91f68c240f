/** Which parser reads which slot type, in which language. */
import type { BuiltInSlotType, Locale } from '../model/types.ts';
import type { Token } from '../text/tokenise.ts';
import { colour } from './colours.ts';
import { dateWords } from './dates-en.ts';
import { dateCharacters } from './dates-zh.ts';
import { dateEn, datetimeEn, timeEn } from './datetime-en.ts';
import { datetimeZh, dateZh, timeZh } from './datetime-zh.ts';
import { digitString, phoneNumber } from './digits.ts';
import { deviceName, freeText, personName, roomName } from './names.ts';
import { numberWords } from './numbers-en.ts';
import { numberCharacters } from './numbers-zh.ts';
import {
  durationEn,
  numberEn,
  ordinalEn,
  percentageEn,
  quantityWords,
  temperatureEn,
} from './quantities-en.ts';
import {
  durationZh,
  numberZh,
  ordinalZh,
  percentageZh,
  quantityCharacters,
  temperatureZh,
} from './quantities-zh.ts';
import { roomNumberEn, roomNumberZh } from './room-number.ts';
import type { SlotContext, SlotMatch, SlotParsers } from './types.ts';

/** Built-in slot types by language. */
export const slotParsers: { readonly [L in Locale]: SlotParsers } = {
  'en-US': {
    number: numberEn,
    ordinal: ordinalEn,
    percentage: percentageEn,
    temperature: temperatureEn,
    duration: durationEn,
    date: dateEn,
    time: timeEn,
    datetime: datetimeEn,
    'room-number': roomNumberEn,
    digits: digitString,
    'phone-number': phoneNumber,
    colour,
    'device-name': deviceName,
    'room-name': roomName,
    'person-name': personName,
    text: freeText,
  },
  'zh-CN': {
    number: numberZh,
    ordinal: ordinalZh,
    percentage: percentageZh,
    temperature: temperatureZh,
    duration: durationZh,
    date: dateZh,
    time: timeZh,
    datetime: datetimeZh,
    'room-number': roomNumberZh,
    digits: digitString,
    'phone-number': phoneNumber,
    colour,
    'device-name': deviceName,
    'room-name': roomName,
    'person-name': personName,
    text: freeText,
  },
};

export function isBuiltInType(type: string): type is BuiltInSlotType {
  return Object.hasOwn(slotParsers['en-US'], type);
}

/** Every reading of `type` that starts at `start`, longest first; none for a type that is not built in. */
export function parseAt(
  type: string,
  tokens: readonly Token[],
  start: number,
  context: SlotContext,
): readonly SlotMatch[] {
  return isBuiltInType(type) ? slotParsers[context.locale][type](tokens, start, context) : [];
}

const clockWords = new Set(
  "half past quarter to at o'clock oh am pm a p m noon midnight morning afternoon evening night the in minutes".split(
    ' ',
  ),
);
const digitWords = new Set('oh o double triple hundred dash hyphen'.split(' '));
const clockCharacters = new Set([...'点时分半刻整钟差过早上午中下晚凌晨傍']);
const union = (...sets: readonly ReadonlySet<string>[]) => new Set(sets.flatMap((set) => [...set]));
const lexicon: { readonly [L in Locale]: Partial<Record<BuiltInSlotType, ReadonlySet<string>>> } = {
  'en-US': {
    number: numberWords,
    ordinal: union(numberWords, new Set(['the', 'number'])),
    percentage: union(numberWords, quantityWords),
    temperature: union(numberWords, quantityWords),
    duration: union(numberWords, quantityWords),
    date: union(numberWords, dateWords),
    time: union(numberWords, clockWords),
    datetime: union(numberWords, dateWords, clockWords, quantityWords),
    'room-number': union(numberWords, new Set(['room', 'number'])),
    digits: union(numberWords, digitWords),
    'phone-number': union(numberWords, digitWords, new Set(['plus'])),
  },
  'zh-CN': {
    number: numberCharacters,
    ordinal: numberCharacters,
    percentage: union(numberCharacters, quantityCharacters),
    temperature: union(numberCharacters, quantityCharacters),
    duration: union(numberCharacters, quantityCharacters),
    date: union(numberCharacters, dateCharacters),
    time: union(numberCharacters, clockCharacters),
    datetime: union(numberCharacters, dateCharacters, clockCharacters, quantityCharacters),
    'room-number': union(numberCharacters, new Set([...'房间号'])),
    digits: union(numberCharacters, new Set([...'幺杠'])),
    'phone-number': union(numberCharacters, new Set([...'幺杠加'])),
  },
};

/** Whether all words from `start` on could be the beginning of a value that is not complete yet. */
export function couldBegin(
  type: string,
  tokens: readonly Token[],
  start: number,
  { locale }: SlotContext,
): boolean {
  const words = isBuiltInType(type) ? lexicon[locale][type] : undefined;
  if (!words || start >= tokens.length) return false;
  return tokens.slice(start).every(({ text }) => words.has(text) || /^[0-9]+$/.test(text));
}
