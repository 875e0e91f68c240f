/** English dates, times and moments as slot types. */
import type { Token } from '../text/tokenise.ts';
import {
  type DayNumber,
  dayNumber,
  isoDate,
  isoDateTime,
  isoTime,
  laterDateTime,
  localTime,
} from './calendar.ts';
import { type ClockMatch, clockTimes, partWords } from './clock-en.ts';
import { type DayMatch, days, sharedMonthRanges } from './dates-en.ts';
import { datedEnds, endings, rangeMatches } from './datetime-ranges.ts';
import { type DayPart, nextMoment, partMinutes } from './day-parts.ts';
import { durations } from './quantities-en.ts';
import {
  hasWords,
  lengthOfAny,
  phrases,
  type Range,
  type SlotContext,
  type SlotMatch,
  type SlotParser,
  sortMatches,
} from './types.ts';

function todayOf(context: SlotContext): { today: DayNumber; nowMinutes: number } {
  const now = localTime(context.nowMs, context.timeZone);
  return { today: dayNumber(now.year, now.month, now.day), nowMinutes: now.hour * 60 + now.minute };
}

const rangeLinks = new Set(['to', 'until', 'till', 'through', 'and', 'thru']);

/** "from A to B", "between A and B", "A to B": pairs of readings of one kind. */
function ranges<T extends { end: number }>(
  tokens: readonly Token[],
  start: number,
  read: (at: number) => readonly T[],
  readEnd: (at: number, from: T) => readonly T[] = read,
): { from: T; to: T }[] {
  const { at, isLink } = rangeOpening(tokens, start);
  const found: { from: T; to: T }[] = [];
  for (const from of read(at)) {
    if (!isLink(tokens[from.end]?.text)) continue;
    for (const to of readEnd(from.end + 1, from)) found.push({ from, to });
  }
  return found;
}

/** Where the first end stands, and the words that may follow it: "between" wants "and". */
function rangeOpening(tokens: readonly Token[], start: number) {
  const opener = tokens[start]?.text;
  const isBetween = opener === 'between';
  const isLink = (word: string | undefined) =>
    word !== undefined && rangeLinks.has(word) && (word === 'and') === isBetween;
  return { at: isBetween || opener === 'from' ? start + 1 : start, isLink };
}

/** "friday to monday", "may first to third". */
function dayRanges(
  tokens: readonly Token[],
  start: number,
  today: DayNumber,
): { from: DayMatch; to: DayMatch }[] {
  const { at, isLink } = rangeOpening(tokens, start);
  const pairs = ranges(
    tokens,
    start,
    (first) => days(tokens, first, today),
    (last, from) =>
      endings(
        days(tokens, last, today),
        () => days(tokens, last, from.from),
        (end) => end.to >= from.from,
      ),
  );
  return [...sharedMonthRanges(tokens, at, isLink, today), ...pairs];
}

const dayValue = (match: DayMatch) =>
  match.from === match.to ? isoDate(match.from) : { from: isoDate(match.from), to: isoDate(match.to) };

export const dateEn: SlotParser = (tokens, start, context) => {
  const { today } = todayOf(context);
  // "Tomorrow night" names a day too; a part of the day alone does not.
  const found: SlotMatch[] = daysWithParts(tokens, start, today)
    .filter(({ hasDay }) => hasDay)
    .map((day) => ({ end: day.end, value: dayValue(day) }));
  for (const { from, to } of dayRanges(tokens, start, today)) {
    found.push({ end: to.end, value: { from: isoDate(from.from), to: isoDate(to.to) } });
  }
  return sortMatches(found);
};

const timeLeads = new Set(['at', 'around', 'about', 'by', 'exactly']);

export const timeEn: SlotParser = (tokens, start) => {
  const at = skipLead(tokens, start);
  const found: SlotMatch[] = [];
  const add = ({ minutes, isBare }: ClockMatch, end: number) =>
    found.push({ end, value: isoTime(minutes), isWeak: isBare && end === start + 1 });
  for (const clock of clockTimes(tokens, at)) {
    found.push({ end: clock.end, value: isoTime(clock.minutes), isWeak: clock.isBare && at === start });
    for (const part of todaysParts(tokens, clock.end)) {
      const settled = clockTimes(tokens, at, part.part).find(({ end }) => end === clock.end) ?? clock;
      add({ ...settled, isBare: false }, part.end);
    }
  }
  for (const part of todaysParts(tokens, start)) {
    for (const clock of clockTimes(tokens, skipLead(tokens, part.end), part.part)) add(clock, clock.end);
  }
  return sortMatches(found);
};

const todaysWords = new Set('today tonight this in the morning afternoon evening night'.split(' '));

/** "Tonight", "this evening", "today": with an hour beside it, a time of day says no less than a moment. */
const todaysParts = (tokens: readonly Token[], start: number): DayAndPart[] =>
  daysWithParts(tokens, start, 0).filter(({ end }) =>
    tokens.slice(start, end).every(({ text }) => todaysWords.has(text)),
  );

/** "tomorrow morning", "this afternoon", "tonight", "friday evening": a day with a part of it. */
interface DayAndPart extends DayMatch {
  readonly part: DayPart | undefined;
  /** False where only a part of the day was said, which is today's. */
  readonly hasDay: boolean;
}

function daysWithParts(tokens: readonly Token[], start: number, today: DayNumber): DayAndPart[] {
  const found: DayAndPart[] = [];
  for (const match of days(tokens, start, today)) {
    const isTonight = tokens[match.end - 1]?.text === 'tonight';
    found.push({ ...match, part: isTonight ? 'night' : undefined, hasDay: true });
    const next = tokens[match.end]?.text ?? '';
    const isIn = hasWords(tokens, match.end, ['in', 'the']);
    const part = partWords.get(isIn ? (tokens[match.end + 2]?.text ?? '') : next);
    if (part && match.from === match.to) {
      found.push({ ...match, end: match.end + (isIn ? 3 : 1), part, hasDay: true });
    }
  }
  if (tokens[start]?.text === 'this') {
    const part = partWords.get(tokens[start + 1]?.text ?? '');
    if (part) found.push({ end: start + 2, from: today, to: today, part, hasDay: false });
  }
  if (hasWords(tokens, start, ['last', 'night'])) {
    found.push({ end: start + 2, from: today - 1, to: today - 1, part: 'night', hasDay: true });
  }
  if (hasWords(tokens, start, ['in', 'the'])) {
    const part = partWords.get(tokens[start + 2]?.text ?? '');
    if (part) found.push({ end: start + 3, from: today, to: today, part, hasDay: false });
  }
  return found;
}

/** Words between a day and a time: "tomorrow at seven", "friday, around noon". */
const skipLead = (tokens: readonly Token[], at: number) =>
  timeLeads.has(tokens[at]?.text ?? '') ? at + 1 : at;

interface Moment {
  readonly end: number;
  readonly text: string;
  /** A bare number of hours, which is a moment only where one is expected. */
  readonly isBare: boolean;
  readonly hasDay: boolean;
}

function moments(tokens: readonly Token[], start: number, context: SlotContext): Moment[] {
  const { today, nowMinutes } = todayOf(context);
  const found: Moment[] = [];
  const at = (day: DayNumber, clock: ClockMatch, end: number): Moment => ({
    end,
    text: isoDateTime(day, clock.minutes),
    isBare: false,
    hasDay: true,
  });
  for (const day of daysWithParts(tokens, start, today)) {
    if (day.from !== day.to) continue;
    for (const clock of clockTimes(tokens, skipLead(tokens, day.end), day.part)) {
      found.push(
        day.from === today && day.part === undefined && clock.isAmbiguous
          ? { end: clock.end, text: nextMoment(clock, today, nowMinutes), isBare: false, hasDay: true }
          : at(day.from, clock, clock.end),
      );
    }
  }
  const first = skipLead(tokens, start);
  for (const clock of clockTimes(tokens, first)) {
    found.push({
      end: clock.end,
      text: nextMoment(clock, today, nowMinutes),
      isBare: clock.isBare && first === start,
      hasDay: false,
    });
    for (const day of daysWithParts(tokens, clock.end, today)) {
      if (day.from !== day.to) continue;
      // The part comes after the hour here, so the hour is read again in its light.
      const settled = clockTimes(tokens, first, day.part).find(({ end }) => end === clock.end) ?? clock;
      found.push(at(day.from, settled, day.end));
    }
  }
  found.push(...fromNow(tokens, start, context));
  if (tokens[start]?.text === 'now' || hasWords(tokens, start, ['right', 'now'])) {
    const end = start + (tokens[start]?.text === 'now' ? 1 : 2);
    found.push({ end, text: isoDateTime(today, nowMinutes), isBare: false, hasDay: true });
  }
  return found;
}

const laterWords = phrases('from now|later');

/** "in twenty minutes", "an hour from now". */
function fromNow(tokens: readonly Token[], start: number, context: SlotContext): Moment[] {
  // "Today in half an hour" is half an hour from now all the same.
  const at = /^(?:today|tonight)$/.test(tokens[start]?.text ?? '') ? start + 1 : start;
  const isIn = tokens[at]?.text === 'in' || tokens[at]?.text === 'after';
  return durations(tokens, isIn ? at + 1 : at).flatMap((match) => {
    const later = lengthOfAny(tokens, match.end, laterWords);
    if (!isIn && later === 0) return [];
    const end = match.end + (isIn ? 0 : later);
    const text = laterDateTime(context.nowMs, context.timeZone, match.seconds);
    return [{ end, text, isBare: false, hasDay: true }];
  });
}

/** "From now until six": until the next such moment. */
function fromThisMoment(tokens: readonly Token[], start: number, context: SlotContext): SlotMatch[] {
  const { at, isLink } = rangeOpening(tokens, start);
  const end =
    tokens[at]?.text === 'now' ? at + 1 : hasWords(tokens, at, ['right', 'now']) ? at + 2 : undefined;
  if (end === undefined || !isLink(tokens[end]?.text)) return [];
  const { today, nowMinutes } = todayOf(context);
  const from = isoDateTime(today, nowMinutes);
  return moments(tokens, end + 1, context)
    .filter(({ text }) => text > from)
    .map((moment) => ({ end: moment.end, value: { from, to: moment.text } }));
}

export const datetimeEn: SlotParser = (tokens, start, context) => {
  const { today, nowMinutes } = todayOf(context);
  const found: SlotMatch[] = moments(tokens, start, context).map(({ end, text, isBare }) => ({
    end,
    value: text,
    isWeak: isBare,
  }));
  for (const day of daysWithParts(tokens, start, today)) {
    if (day.part !== undefined) {
      const [from, to] = partMinutes[day.part];
      // "In the morning" said in the evening is the next one; "this morning" is over.
      const shift = !day.hasDay && tokens[start]?.text !== 'this' && to < nowMinutes ? 1 : 0;
      const value = { from: isoDateTime(day.from + shift, from), to: isoDateTime(day.to + shift, to) };
      found.push({ end: day.end, value });
    } else {
      const value = { from: isoDateTime(day.from, 0), to: isoDateTime(day.to, 1439) };
      found.push({ end: day.end, value, isWeak: true });
    }
    found.push(...clockRanges(tokens, day.end, day));
  }
  found.push(
    ...clockRanges(tokens, start, undefined, { today, nowMinutes }),
    ...fromThisMoment(tokens, start, context),
  );
  const { begin, end } = datedEnds((at, from) => moments(tokens, at, from), context);
  found.push(...rangeMatches(ranges(tokens, start, begin, end), dayRanges(tokens, start, today)));
  return sortMatches(found);
};

/**
 * "[tomorrow] from three to five [pm]", "between nine and eleven". The end settles the beginning. Where no day is said,
 * a range that is over is tomorrow's.
 */
function clockRanges(
  tokens: readonly Token[],
  start: number,
  day?: DayAndPart,
  now?: { readonly today: DayNumber; readonly nowMinutes: number },
): SlotMatch[] {
  const date = day?.from ?? now?.today;
  if (date === undefined || (day && day.from !== day.to)) return [];
  const read = (part: DayPart | undefined) => ranges(tokens, start, (at) => clockTimes(tokens, at, part));
  return read(day?.part).flatMap((pair) => {
    const isWeak = pair.from.isBare && pair.to.isBare && !day;
    const span = clockSpan(pair.from, pair.to, date);
    const isOver = now !== undefined && span.to <= isoDateTime(date, now.nowMinutes);
    const value = isOver ? clockSpan(pair.from, pair.to, date + 1) : span;
    const alone: SlotMatch = { end: pair.to.end, value, ...(isWeak ? { isWeak } : {}) };
    // "From ten to eleven tomorrow night": the day comes last, and its part settles both hours.
    const dated = (day ? [] : daysWithParts(tokens, pair.to.end, date)).flatMap((after) =>
      after.from !== after.to
        ? []
        : read(after.part)
            .filter(({ to }) => to.end === pair.to.end)
            .map(({ from, to }) => ({ end: after.end, value: clockSpan(from, to, after.from) })),
    );
    return [alone, ...dated];
  });
}

function clockSpan(from: ClockMatch, to: ClockMatch, day: DayNumber): Range {
  let first = from.minutes;
  let last = to.minutes;
  if (from.isAmbiguous && !to.isAmbiguous && first < 720 && last >= 720 && first + 720 < last) first += 720;
  if (from.isAmbiguous && first > last && first >= 720) first -= 720;
  if (last <= first && to.isAmbiguous && last + 720 > first) last += 720;
  if (last <= first) last += 1440;
  return { from: isoDateTime(day, first), to: isoDateTime(day, last) };
}
