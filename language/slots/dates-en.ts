/** English days and spans of days. Numeric and month-name forms are read by chrono-node, the rest here. */
import * as chrono from 'chrono-node';
import type { Token } from '../text/tokenise.ts';
import { addMonths, civil, type DayNumber, dayOf, upcoming, weekday } from './calendar.ts';
import { coming, type DayMatch, monday, monthOf, one, weekdayOf, weekdays } from './day-words-en.ts';
import { cardinals, numbers, ordinalNumbers } from './numbers-en.ts';
import { placesInSpans, spans } from './spans-en.ts';
import { hasWords, Phrases } from './types.ts';

export type { DayMatch } from './day-words-en.ts';

const fixedDays = new Phrases<number>([
  ['the day after tomorrow', 2],
  ['day after tomorrow', 2],
  ['the day before yesterday', -2],
  ['today', 0],
  ['tonight', 0],
  ['tomorrow', 1],
  ['tomorrows', 1],
  ['yesterday', -1],
]);

const feasts = new Phrases<readonly [month: number, day: number]>([
  ["new year's day", [1, 1]],
  ['new years day', [1, 1]],
  ["new year's eve", [12, 31]],
  ['new years eve', [12, 31]],
  ["valentine's day", [2, 14]],
  ['valentines day', [2, 14]],
  ['christmas eve', [12, 24]],
  ['christmas day', [12, 25]],
  ['boxing day', [12, 26]],
  ['christmas', [12, 25]],
  ['halloween', [10, 31]],
]);

/** Every day or span of days at `start`, longest first. */
export function days(tokens: readonly Token[], start: number, today: DayNumber): DayMatch[] {
  const at = tokens[start]?.text === 'on' ? start + 1 : start;
  const word = tokens[at]?.text;
  if (word === undefined) return [];
  const found: DayMatch[] = [];
  for (const { end, meaning } of fixedDays.at(tokens, at)) found.push(one(end, today + meaning));
  for (const { end, meaning } of feasts.at(tokens, at)) {
    const date = upcoming(today, ...meaning);
    if (date !== undefined) found.push(one(end, date));
  }
  // "Tuesday, November 24th": the weekday only says it once more.
  if (weekdayOf(word) !== undefined) found.push(...calendarDays(tokens, at + 1, today));
  found.push(...weekdayForms(tokens, at, today), ...spans(tokens, at, today), ...offsets(tokens, at, today));
  found.push(...calendarDays(tokens, at, today), ...placesInSpans(tokens, at, today));
  found.push(...comingDays(tokens, at, today), ...neighbours(tokens, at, today));
  return found.sort((a, b) => b.end - a.end);
}

/** "Of last week", "next week": how far, and where it ends. */
function weekShift(tokens: readonly Token[], at: number): { end: number; shift: number } | undefined {
  const from = tokens[at]?.text === 'of' ? at + 1 : at;
  const shift = { this: 0, next: 1, last: -1 }[tokens[from]?.text ?? ''];
  return shift === undefined || tokens[from + 1]?.text !== 'week' ? undefined : { end: from + 2, shift };
}

function weekdayForms(tokens: readonly Token[], at: number, today: DayNumber): DayMatch[] {
  const word = tokens[at]?.text;
  const bare = weekdayOf(word);
  if (bare !== undefined) {
    const day = coming(today, bare);
    const next = tokens[at + 1]?.text;
    if (next === 'week') return [one(at + 2, day + 7), one(at + 1, day)];
    const week = weekShift(tokens, at + 1);
    if (week) return [one(week.end, monday(today) + 7 * week.shift + bare - 1), one(at + 1, day)];
    return [one(at + 1, day)];
  }
  // "Next week on friday", "last week tuesday".
  const named = word === 'of' ? undefined : weekShift(tokens, at);
  if (named) {
    const dayAt = tokens[named.end]?.text === 'on' ? named.end + 1 : named.end;
    const day = weekdayOf(tokens[dayAt]?.text);
    return day === undefined ? [] : [one(dayAt + 1, monday(today) + 7 * named.shift + day - 1)];
  }
  const offset = tokens[at + 1]?.text === 'coming' ? 2 : 1;
  const wanted = weekdayOf(tokens[at + offset]?.text);
  if (wanted === undefined) return [];
  if (word === 'this' || (word === 'the' && offset === 2)) {
    return [one(at + offset + 1, today + ((wanted - weekday(today) + 7) % 7))];
  }
  if (word === 'next') return [one(at + offset + 1, monday(today) + 6 + wanted)];
  if (word === 'last')
    return [one(at + offset + 1, coming(today, wanted) - (wanted === weekday(today) ? 14 : 7))];
  return [];
}

/** "the next three days", "the coming week": today and the days that follow. */
function comingDays(tokens: readonly Token[], at: number, today: DayNumber): DayMatch[] {
  const from = tokens[at]?.text === 'the' ? at + 1 : at;
  if (!/^(?:next|coming)$/.test(tokens[from]?.text ?? '')) return [];
  const counts =
    tokens[from + 1]?.text === 'few' ? [{ end: from + 2, value: someDays }] : cardinals(tokens, from + 1);
  return counts.flatMap(({ end, value }) => {
    const length = value >= 1 && value <= 366 ? unitDays.get(tokens[end]?.text ?? '') : undefined;
    return length === undefined ? [] : [{ end: end + 1, from: today, to: today + value * length - 1 }];
  });
}
/** What "a few" is counted as. */
const someDays = 3;

const unitDays = new Map([
  ['day', 1],
  ['days', 1],
  ['week', 7],
  ['weeks', 7],
  ['fortnight', 14],
]);

/** "in three days", "three days from now", "two days ago", "a week from friday". */
function offsets(tokens: readonly Token[], at: number, today: DayNumber): DayMatch[] {
  const isIn = tokens[at]?.text === 'in';
  const from = isIn ? at + 1 : at;
  const found: DayMatch[] = [];
  for (const { end, value } of numbers(tokens, from)) {
    const unit = tokens[end]?.text ?? '';
    const length = unitDays.get(unit);
    const isMonth = unit === 'month' || unit === 'months';
    if (!Number.isInteger(value) || value < 1 || value > 366 || !(isMonth || length !== undefined)) continue;
    const later = (count: number, base: DayNumber) =>
      isMonth ? addMonths(base, count) : base + count * (length ?? 0);
    const link = tokens[end + 1]?.text;
    if (isIn) found.push(one(end + 1, later(value, today)));
    else if (hasWords(tokens, end + 1, ['from', 'now'])) found.push(one(end + 3, later(value, today)));
    else if (link === 'ago') found.push(one(end + 2, later(-value, today)));
    else if (link === 'from' || link === 'on' || link === 'after' || link === 'before') {
      const base = days(tokens, end + 2, today).find((match) => match.from === match.to);
      if (base) found.push(one(base.end, later(link === 'before' ? -value : value, base.from)));
    } else if (link === 'today' || link === 'tomorrow') {
      // "A week today".
      found.push(one(end + 2, later(value, link === 'today' ? today : today + 1)));
    }
  }
  return found;
}

/** "The day after christmas", "the day before friday": beside a day that is named. */
function neighbours(tokens: readonly Token[], at: number, today: DayNumber): DayMatch[] {
  const from = tokens[at]?.text === 'the' ? at + 1 : at;
  const link = tokens[from + 1]?.text;
  if (tokens[from]?.text !== 'day' || (link !== 'after' && link !== 'before')) return [];
  return days(tokens, from + 2, today).flatMap((base) =>
    base.from === base.to ? [one(base.end, base.from + (link === 'after' ? 1 : -1))] : [],
  );
}

/** In words: "the twenty third of march twenty twenty seven" and a little more. */
const longestDate = 7;

/** "march third", "the third of march 2027", "the fifteenth", "11/23", "2026-11-23". */
function calendarDays(tokens: readonly Token[], at: number, today: DayNumber): DayMatch[] {
  const from = tokens[at]?.text === 'the' ? at + 1 : at;
  const word = tokens[from]?.text ?? '';
  const found: DayMatch[] = [];
  const ordinal = ordinalNumbers(tokens, from)[0];
  if (from > at && ordinal && ordinal.value >= 1 && ordinal.value <= 31) {
    const day = nextDayOfMonth(today, ordinal.value);
    if (day !== undefined) found.push(one(ordinal.end, day));
  }
  const isWritten = /^[0-9]{1,4}[/-][0-9]{1,2}(?:[/-][0-9]{1,4})?$/.test(word);
  const startsDate =
    monthOf.has(word) || isWritten || ordinal !== undefined || cardinals(tokens, from).length > 0;
  if (!startsDate || !mentionsMonth(tokens, from)) return found;
  // chrono reads the longest date it can; shorter prefixes are tried so that a template may go on after it.
  const { year, month, day } = civil(today);
  const reference = { instant: new Date(Date.UTC(year, month - 1, day, 12)), timezone: 'UTC' };
  for (let end = Math.min(from + longestDate, tokens.length); end > from; end -= 1) {
    // "December the third" and "third of December" are one thing to chrono without the article.
    const words = tokens.slice(from, end).map((token) => token.text);
    const text = words.filter((word, index) => word !== 'the' || index === 0).join(' ');
    const result = chrono.en.strict.parse(text, reference, { forwardDate: true })[0];
    if (result?.index !== 0 || result.text.length !== text.length || !result.start.isCertain('day')) continue;
    // A range is read from its two ends elsewhere.
    if (result.start.isCertain('hour') || result.end) continue;
    const date = dayOf(result.start.get('year')!, result.start.get('month')!, result.start.get('day')!);
    if (date !== undefined) found.push(one(end, date));
    break;
  }
  return found;
}

function mentionsMonth(tokens: readonly Token[], from: number): boolean {
  return tokens.slice(from, from + 4).some(({ text }) => monthOf.has(text) || /[0-9][/-][0-9]/.test(text));
}

function nextDayOfMonth(today: DayNumber, wanted: number): DayNumber | undefined {
  const { year, month, day } = civil(today);
  for (let ahead = wanted >= day ? 0 : 1; ahead < 13; ahead += 1) {
    const index = month - 1 + ahead;
    const found = dayOf(year + Math.floor(index / 12), (index % 12) + 1, wanted);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Ranges of dates that say their month once: "may first to third", "the first to the third of may". Other
 * ranges are pairs of whole days.
 */
export function sharedMonthRanges(
  tokens: readonly Token[],
  start: number,
  isLink: (word: string | undefined) => boolean,
  today: DayNumber,
): { from: DayMatch; to: DayMatch }[] {
  const found: { from: DayMatch; to: DayMatch }[] = [];
  if (!tokens.slice(start, start + longestDate + 1).some(({ text }) => isLink(text))) return found;
  const inMonthOf = (known: DayNumber, place: { end: number; value: number }) => {
    const { year, month } = civil(known);
    const day = dayOf(year, month, place.value);
    return day === undefined ? undefined : one(place.end, day);
  };
  for (const from of calendarDays(tokens, start, today)) {
    const isMonthSaid = tokens.slice(start, from.end).some(({ text }) => monthOf.has(text));
    if (!isMonthSaid || !isLink(tokens[from.end]?.text)) continue;
    for (const place of daysOfMonth(tokens, from.end + 1)) {
      const to = inMonthOf(from.from, place);
      if (to && to.to > from.from) found.push({ from, to });
    }
  }
  for (const place of daysOfMonth(tokens, start)) {
    if (!isLink(tokens[place.end]?.text) || !mentionsMonth(tokens, place.end + 1)) continue;
    for (const to of calendarDays(tokens, place.end + 1, today)) {
      const from = inMonthOf(to.from, place);
      if (from && from.from < to.to) found.push({ from, to });
    }
  }
  return found;
}

/** "the third", "third", "3": days of a month that is said elsewhere. */
function daysOfMonth(tokens: readonly Token[], at: number): { end: number; value: number }[] {
  const from = tokens[at]?.text === 'the' ? at + 1 : at;
  return [...ordinalNumbers(tokens, from), ...cardinals(tokens, from)];
}

export const dateWords: ReadonlySet<string> = new Set([
  ...weekdays,
  ...monthOf.keys(),
  ...'today tonight tomorrow yesterday the day days after before next last this coming week weekend month year quarter end beginning start middle first in from of on'.split(
    ' ',
  ),
]);
