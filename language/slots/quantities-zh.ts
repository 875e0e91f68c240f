/** Chinese amounts: numbers, ordinals, percentages, temperatures, durations. */
import type { Token } from '../text/tokenise.ts';
import { cardinals, numbers } from './numbers-zh.ts';
import { hasWords, lengthOfAny, phrases, type SlotMatch, type SlotParser, sortMatches } from './types.ts';

export const numberZh: SlotParser = (tokens, start) => sortMatches(numbers(tokens, start));

export const ordinalZh: SlotParser = (tokens, start) => {
  if (tokens[start]?.text !== '第') return [];
  const found: SlotMatch[] = cardinals(tokens, start + 1).filter(({ value }) => value > 0);
  // 第三个 as an answer; 第三首 and the like are for the sample to say.
  for (const { end, value } of [...found]) {
    if (tokens[end]?.text === '个') found.push({ end: end + 1, value });
  }
  return sortMatches(found);
};

/** A single digit that is said after a unit as its tenth: the five of 七成五 and of 二十六度五. */
const oneDigit = (tokens: readonly Token[], at: number) =>
  cardinals(tokens, at).filter(({ end, value }) => end === at + 1 && value >= 1 && value <= 9);

const percentUnits = phrases('%|趴|个百分点');

export const percentageZh: SlotParser = (tokens, start) => {
  const found: SlotMatch[] = [];
  const keep = (end: number, value: number, isWeak = false) => {
    if (value >= 0 && value <= 100) found.push({ end, value, ...(isWeak ? { isWeak } : {}) });
  };
  if (hasWords(tokens, start, [...'百分之'])) {
    for (const { end, value } of numbers(tokens, start + 3)) keep(end, value);
    if (tokens[start + 3]?.text === '百') keep(start + 4, 100);
  }
  // 千分之一, 万分之三: no number stands before the power.
  for (const [power, share] of [
    ['千', 10],
    ['万', 100],
  ] as const) {
    if (!hasWords(tokens, start, [power, '分', '之'])) continue;
    for (const { end, value } of numbers(tokens, start + 3))
      keep(end, Math.round((value / share) * 1e6) / 1e6);
  }
  if (hasWords(tokens, start, [...'百分百'])) keep(start + 3, 100);
  if (hasWords(tokens, start, ['一', '半'])) keep(start + 2, 50);
  if (tokens[start]?.text === '半') keep(start + 1, 50, true);
  for (const { end, value } of numbers(tokens, start)) {
    if (tokens[start]?.text === '半') break;
    const unit = lengthOfAny(tokens, end, percentUnits);
    if (unit > 0) keep(end + unit, value);
    if (tokens[end]?.text === '成') {
      keep(end + 1, value * 10);
      // 三成半, 七成五
      if (tokens[end + 1]?.text === '半') keep(end + 2, value * 10 + 5);
      for (const part of oneDigit(tokens, end + 1)) keep(part.end, value * 10 + part.value);
    }
    if (hasWords(tokens, end, ['分', '之'])) {
      for (const part of cardinals(tokens, end + 2)) {
        if (value > 0) keep(part.end, Math.round((part.value / value) * 100));
      }
    }
    keep(end, value, true);
  }
  return sortMatches(found);
};

const belowZero = phrases('零下|负');
const aboveZero = phrases('零上');
const scales: readonly (readonly [string, 'C' | 'F'])[] = [
  ['摄氏', 'C'],
  ['华氏', 'F'],
];

export const temperatureZh: SlotParser = (tokens, start) => {
  const found: SlotMatch[] = [];
  let at = start;
  let unit: 'C' | 'F' | null = null;
  for (const [word, scale] of scales) {
    if (hasWords(tokens, at, [...word])) {
      unit = scale;
      at += 2;
    }
  }
  const below = lengthOfAny(tokens, at, belowZero);
  const from = at + (below || lengthOfAny(tokens, at, aboveZero));
  for (const { end, value } of numbers(tokens, from)) {
    if (tokens[from]?.text === '半' || value > 1000) continue;
    const signed = (magnitude: number) => (below > 0 ? -magnitude : magnitude) || 0;
    const degrees = signed(value);
    found.push({ end, value: { degrees, unit }, isWeak: from === at && unit === null });
    const word = tokens[end]?.text;
    const isDegrees = word === '度' || word === '°';
    if (isDegrees) found.push({ end: end + 1, value: { degrees, unit } });
    if (word === '度' && Number.isInteger(value)) {
      // 二十六度半, 二十六度五
      const tenths = oneDigit(tokens, end + 1).map((digit) => ({ end: digit.end, value: digit.value / 10 }));
      if (tokens[end + 1]?.text === '半') tenths.push({ end: end + 2, value: 0.5 });
      for (const tenth of tenths) {
        found.push({ end: tenth.end, value: { degrees: signed(value + tenth.value), unit } });
      }
    }
    const letterAt = isDegrees ? end + 1 : end;
    const letter = tokens[letterAt]?.text;
    if (letter === 'c' || letter === 'f') {
      found.push({ end: letterAt + 1, value: { degrees, unit: letter === 'c' ? 'C' : 'F' } });
    }
    for (const [name, scale] of scales) {
      if (hasWords(tokens, end, [...name, '度']))
        found.push({ end: end + 3, value: { degrees, unit: scale } });
    }
  }
  return sortMatches(found);
};

/** Unit, seconds, and whether 半 may follow it (一分半, 一小时半). Longer names first. */
const units: readonly (readonly [name: string, seconds: number])[] = [
  ['个小时', 3600],
  ['个钟头', 3600],
  ['个钟', 3600],
  ['个点', 3600],
  ['个星期', 604_800],
  ['个礼拜', 604_800],
  ['分钟', 60],
  ['秒钟', 1],
  ['小时', 3600],
  ['钟头', 3600],
  ['刻钟', 900],
  ['星期', 604_800],
  ['礼拜', 604_800],
  ['天', 86_400],
  ['周', 604_800],
  ['分', 60],
  ['秒', 1],
];

export interface DurationMatch {
  readonly end: number;
  readonly seconds: number;
}

function durationParts(tokens: readonly Token[], start: number): (DurationMatch & { unit: number })[] {
  const found: (DurationMatch & { unit: number })[] = [];
  const add = (end: number, seconds: number, unit: number) =>
    found.push({ end, seconds: Math.round(seconds), unit });
  for (const { end, value } of numbers(tokens, start)) {
    const isHalf = tokens[start]?.text === '半';
    if (isHalf && end !== start + 1) continue;
    if (value <= 0) continue;
    // 一个半小时
    if (hasWords(tokens, end, ['个', '半'])) {
      for (const [name, seconds] of units) {
        if (hasWords(tokens, end + 2, [...name]))
          add(end + 2 + name.length, (value + 0.5) * seconds, seconds);
      }
    }
    // 两天半, 一分半
    for (const [name, seconds] of units) {
      if (!hasWords(tokens, end, [...name])) continue;
      const stop = end + name.length;
      add(stop, value * seconds, seconds);
      // 一小时三十 leaves the minutes out.
      for (const rest of seconds === 3600 ? cardinals(tokens, stop) : []) {
        const isMinutes = rest.value >= 5 && rest.value <= 59 && rest.end === tokens.length;
        if (isMinutes) add(rest.end, value * seconds + rest.value * 60, 1);
      }
      if (tokens[stop]?.text === '半' && !isHalf) add(stop + 1, (value + 0.5) * seconds, seconds / 60);
    }
    // 一分半钟
    if (hasWords(tokens, end, [...'分半钟'])) add(end + 3, (value + 0.5) * 60, 60);
  }
  return found;
}

/** Parts in falling order, 一小时二十分钟; longest first. */
export function durations(tokens: readonly Token[], start: number): DurationMatch[] {
  const found: DurationMatch[] = [];
  const extend = (at: number, seconds: number, smallest: number): void => {
    for (const part of durationParts(tokens, at)) {
      if (part.unit >= smallest) continue;
      found.push({ end: part.end, seconds: seconds + part.seconds });
      const link = tokens[part.end]?.text;
      extend(link === '零' || link === '又' ? part.end + 1 : part.end, seconds + part.seconds, part.unit);
    }
  };
  extend(hasWords(tokens, start, ['整', '整']) ? start + 2 : start, 0, Number.POSITIVE_INFINITY);
  // 两个小时整
  for (const match of [...found]) {
    if (tokens[match.end]?.text === '整') found.push({ ...match, end: match.end + 1 });
  }
  return found.sort((a, b) => b.end - a.end);
}

export const durationZh: SlotParser = (tokens, start) =>
  sortMatches(durations(tokens, start).map(({ end, seconds }) => ({ end, value: seconds })));

export const quantityCharacters: ReadonlySet<string> = new Set([
  ...'度摄氏华零下%°个小时钟头星期礼拜刻天周分秒半成趴',
]);
