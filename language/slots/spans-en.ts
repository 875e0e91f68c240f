/** English spans of time. */
import type { Token } from '../text/tokenise.ts';
import {
  addMonths,
  civil,
  type DayNumber,
  daysInMonth,
  monthSpan,
  quarterSpan,
  weekday,
  yearSpan,
} from './calendar.ts';
import { type DayMatch, monday, monthOf, one, weekdayOf } from './day-words-en.ts';
import { cardinals, digitStrings, ordinalNumbers } from './numbers-en.ts';

/** English weeks, months, quarters and years, and days by their place in one. */

type SpanUnit = 'week' | 'weekend' | 'month' | 'quarter' | 'year';

interface Span extends DayMatch {
  readonly unit: SpanUnit;
  /** "The month": of the one that we are in, unless that is over. */
  readonly isCurrent: boolean;
}

const shifts: Readonly<Record<string, number>> = { the: 0, this: 0, next: 1, last: -1 };

function unitSpan(unit: SpanUnit, shift: number, today: DayNumber): { from: DayNumber; to: DayNumber } {
  const { year, month } = civil(today);
  switch (unit) {
    case 'week':
    case 'weekend': {
      const first = monday(today) + 7 * shift;
      if (unit === 'week') return { from: first, to: first + 6 };
      // On a Sunday, "this weekend" is what is left of it.
      return { from: shift === 0 ? Math.max(first + 5, today) : first + 5, to: first + 6 };
    }
    case 'month':
      return monthSpan(year, month + shift);
    case 'quarter':
      return quarterSpan(year, Math.floor((month - 1) / 3) + shift);
    case 'year':
      return yearSpan(year + shift);
  }
}

const isUnit = (word: string | undefined): word is SpanUnit =>
  word !== undefined && /^(?:week|weekend|month|quarter|year)$/.test(word);

/** "2027" and "twenty twenty seven" after a month. */
function yearAt(tokens: readonly Token[], at: number): { end: number; year: number } | undefined {
  const from = tokens[at]?.text === 'of' || tokens[at]?.text === 'in' ? at + 1 : at;
  const written = digitStrings(tokens, from)[0];
  const text = tokens[from]?.text ?? '';
  if (/^(?:19|20|21)[0-9]{2}$/.test(text)) return { end: from + 1, year: Number(text) };
  if (written && text !== 'twenty') return undefined;
  if (text !== 'twenty') return undefined;
  const rest = cardinals(tokens, from + 1)
    .filter(({ value }) => value >= 10 && value <= 99)
    .at(-1);
  return rest && { end: rest.end, year: 2000 + rest.value };
}

/** Every span that stands at `at`; with `isPlace`, also those that need "the end of" before them. */
function spansAt(tokens: readonly Token[], at: number, today: DayNumber, isPlace: boolean): Span[] {
  const first = tokens[at]?.text;
  if (first === undefined) return [];
  const monthAt = first === 'in' ? at + 1 : at;
  const month = monthOf.get(tokens[monthAt]?.text ?? '');
  // "May" by itself is as often a verb.
  if (month !== undefined && (monthAt > at || first !== 'may' || isPlace)) {
    const now = civil(today);
    const upcoming = monthSpan(month < now.month ? now.year + 1 : now.year, month);
    const dated = yearAt(tokens, monthAt + 1);
    const found: Span[] = [{ end: monthAt + 1, ...upcoming, unit: 'month', isCurrent: false }];
    if (dated) {
      found.push({ end: dated.end, ...monthSpan(dated.year, month), unit: 'month', isCurrent: false });
    }
    return found;
  }
  // "The first quarter", "second quarter of next year".
  const place = ordinalNumbers(tokens, first === 'the' ? at + 1 : at)[0];
  if (place && place.value >= 1 && place.value <= 4 && tokens[place.end]?.text === 'quarter') {
    const { year } = civil(today);
    const of = tokens[place.end + 1]?.text === 'of' ? place.end + 2 : place.end + 1;
    const shift = tokens[of + 1]?.text === 'year' ? shifts[tokens[of]?.text ?? ''] : undefined;
    const dated = yearAt(tokens, place.end + 1);
    const own = dated
      ? { end: dated.end, year: dated.year }
      : shift === undefined
        ? { end: place.end + 1, year }
        : { end: of + 2, year: year + shift };
    return [{ end: own.end, ...quarterSpan(own.year, place.value - 1), unit: 'quarter', isCurrent: false }];
  }
  if (first === 'weekend')
    return [{ end: at + 1, ...unitSpan('weekend', 0, today), unit: 'weekend', isCurrent: true }];
  const shift = shifts[first];
  const unit = tokens[at + 1]?.text;
  if (shift === undefined || !isUnit(unit)) return [];
  const isCurrent = first === 'the';
  if (isCurrent && !isPlace && unit !== 'weekend') return [];
  return [{ end: at + 2, ...unitSpan(unit, shift, today), unit, isCurrent }];
}

/** "This weekend", "next month", "in may", "last quarter". */
export function spans(tokens: readonly Token[], at: number, today: DayNumber): DayMatch[] {
  return spansAt(tokens, at, today, false).map(({ end, from, to }) => ({ end, from, to }));
}

type Place = (span: Span) => { from: DayNumber; to: DayNumber } | undefined;

const onlyDay = (day: DayNumber) => ({ from: day, to: day });

/** What may stand before "of": an end, the first three days, the second tuesday, the 23rd. */
function placesAt(tokens: readonly Token[], at: number): { end: number; place: Place }[] {
  const from = tokens[at]?.text === 'the' ? at + 1 : at;
  const word = tokens[from]?.text;
  const found: { end: number; place: Place }[] = [];
  const add = (end: number, place: Place) => found.push({ end, place });
  if (word === 'end') add(from + 1, ({ to }) => onlyDay(to));
  if (word === 'beginning' || word === 'start') add(from + 1, (span) => onlyDay(span.from));
  if (word === 'middle') {
    add(from + 1, ({ from: first, to, unit }) =>
      onlyDay(unit === 'month' ? first + 14 : first + Math.floor((to - first) / 2)),
    );
  }
  const ordinal = ordinalNumbers(tokens, from)[0];
  const isLast = word === 'last';
  const ordinalEnd = isLast ? from + 1 : ordinal?.end;
  if (ordinalEnd !== undefined) {
    const nth = isLast ? -1 : ordinal!.value;
    const next = tokens[ordinalEnd]?.text;
    if (!isLast) add(ordinalEnd, (span) => onlyDay(Math.min(span.from + nth - 1, span.to)));
    if (next === 'day') add(ordinalEnd + 1, (span) => onlyDay(isLast ? span.to : span.from + nth - 1));
    if (next === 'week') {
      add(ordinalEnd + 1, ({ from: first, to }) =>
        isLast
          ? { from: to - 6, to }
          : { from: first + 7 * (nth - 1), to: Math.min(first + 7 * nth - 1, to) },
      );
    }
    const named = weekdayOf(next);
    if (named !== undefined) add(ordinalEnd + 1, (span) => nthWeekday(span, named, nth));
    // "The last five days of may", "the first two weeks of june".
    if (isLast || nth === 1) {
      for (const { end, value } of cardinals(tokens, ordinalEnd)) {
        const length = { day: 1, days: 1, week: 7, weeks: 7 }[tokens[end]?.text ?? ''];
        if (length === undefined || value < 1) continue;
        const count = value * length;
        add(end + 1, ({ from: first, to }) =>
          isLast
            ? { from: Math.max(to - count + 1, first), to }
            : { from: first, to: Math.min(first + count - 1, to) },
        );
      }
    }
  }
  // "On 23 of this month".
  for (const { end, value } of cardinals(tokens, from)) {
    if (value >= 1 && value <= 31)
      add(end, (span) => (span.unit === 'month' ? onlyDay(span.from + value - 1) : undefined));
  }
  return found;
}

function nthWeekday({ from, to }: Span, named: number, nth: number) {
  const day =
    nth < 0 ? to - ((weekday(to) - named + 7) % 7) : from + ((named - weekday(from) + 7) % 7) + 7 * (nth - 1);
  return day > to || day < from ? undefined : onlyDay(day);
}

/** "The end of the month", "the first of next month", "the last five days of may": days by their place in a span. */
export function placesInSpans(tokens: readonly Token[], at: number, today: DayNumber): DayMatch[] {
  return placesAt(tokens, at).flatMap(({ end, place }) => {
    // "Early next week" needs no "of", nor does "the first thing next month".
    if (tokens[end]?.text !== 'of') return [];
    return spansAt(tokens, end + 1, today, true).flatMap((span) => {
      const days = place(span);
      if (!days || days.to > span.to || days.from < span.from) return [];
      const isOver = span.isCurrent && span.unit === 'month' && days.to < today;
      if (!isOver || days.from !== days.to) return [{ end: span.end, ...days }];
      const next = addMonths(days.from, 1);
      const { year, month } = civil(next);
      // The end of the month stays its end.
      const isEnd = days.from === span.to;
      return [one(span.end, isEnd ? next - civil(next).day + daysInMonth(year, month) : next)];
    });
  });
}
