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
import { type DayMatch, days } from './dates-en.ts';
import { rangeMatches } from './datetime-ranges.ts';
import { type DayPart, nextMoment, partMinutes } from './day-parts.ts';
import { durations } from './quantities-en.ts';
import { hasWords, type SlotContext, type SlotMatch, type SlotParser, sortMatches } from './types.ts';

/** English dates, times and moments as slot types. */

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
): { from: T; to: T }[] {
  const opener = tokens[start]?.text;
  const isBetween = opener === 'between';
  const at = isBetween || opener === 'from' ? start + 1 : start;
  const found: { from: T; to: T }[] = [];
  for (const from of read(at)) {
    const link = tokens[from.end]?.text;
    if (link === undefined || !rangeLinks.has(link) || (link === 'and') !== isBetween) continue;
    for (const to of read(from.end + 1)) found.push({ from, to });
  }
  return found;
}

const dayValue = (match: DayMatch) =>
  match.from === match.to ? isoDate(match.from) : { from: isoDate(match.from), to: isoDate(match.to) };

export const dateEn: SlotParser = (tokens, start, context) => {
  const { today } = todayOf(context);
  const found: SlotMatch[] = days(tokens, start, today).map((match) => ({
    end: match.end,
    value: dayValue(match),
  }));
  for (const { from, to } of ranges(tokens, start, (at) => days(tokens, at, today))) {
    if (to.to < from.from) continue;
    found.push({ end: to.end, value: { from: isoDate(from.from), to: isoDate(to.to) } });
  }
  return sortMatches(found);
};

const timeLeads = new Set(['at', 'around', 'about', 'by']);

export const timeEn: SlotParser = (tokens, start) => {
  const at = timeLeads.has(tokens[start]?.text ?? '') ? start + 1 : start;
  return sortMatches(
    clockTimes(tokens, at).map(({ end, minutes, isBare }) => ({
      end,
      value: isoTime(minutes),
      isWeak: isBare,
    })),
  );
};

/** "tomorrow morning", "this afternoon", "tonight", "friday evening": a day with a part of it. */
interface DayAndPart extends DayMatch {
  readonly part: DayPart | undefined;
}

function daysWithParts(tokens: readonly Token[], start: number, today: DayNumber): DayAndPart[] {
  const found: DayAndPart[] = [];
  for (const match of days(tokens, start, today)) {
    const isTonight = tokens[match.end - 1]?.text === 'tonight';
    found.push({ ...match, part: isTonight ? 'night' : undefined });
    const next = tokens[match.end]?.text ?? '';
    const isIn = hasWords(tokens, match.end, ['in', 'the']);
    const part = partWords.get(isIn ? (tokens[match.end + 2]?.text ?? '') : next);
    if (part && match.from === match.to) found.push({ ...match, end: match.end + (isIn ? 3 : 1), part });
  }
  if (tokens[start]?.text === 'this') {
    const part = partWords.get(tokens[start + 1]?.text ?? '');
    if (part) found.push({ end: start + 2, from: today, to: today, part });
  }
  if (hasWords(tokens, start, ['in', 'the'])) {
    const part = partWords.get(tokens[start + 2]?.text ?? '');
    if (part) found.push({ end: start + 3, from: today, to: today, part });
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
      isBare: clock.isBare,
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

/** "in twenty minutes", "an hour from now". */
function fromNow(tokens: readonly Token[], start: number, context: SlotContext): Moment[] {
  const isIn = tokens[start]?.text === 'in' || tokens[start]?.text === 'after';
  return durations(tokens, isIn ? start + 1 : start).flatMap((match) => {
    const isFrom = hasWords(tokens, match.end, ['from', 'now']);
    if (!isIn && !isFrom) return [];
    const end = isIn ? match.end : match.end + 2;
    const text = laterDateTime(context.nowMs, context.timeZone, match.seconds);
    return [{ end, text, isBare: false, hasDay: true }];
  });
}

export const datetimeEn: SlotParser = (tokens, start, context) => {
  const { today } = todayOf(context);
  const found: SlotMatch[] = moments(tokens, start, context).map(({ end, text, isBare }) => ({
    end,
    value: text,
    isWeak: isBare,
  }));
  for (const day of daysWithParts(tokens, start, today)) {
    if (day.part !== undefined) {
      const [from, to] = partMinutes[day.part];
      found.push({ end: day.end, value: { from: isoDateTime(day.from, from), to: isoDateTime(day.to, to) } });
    } else {
      const value = { from: isoDateTime(day.from, 0), to: isoDateTime(day.to, 1439) };
      found.push({ end: day.end, value, isWeak: true });
    }
    found.push(...clockRanges(tokens, day.end, day));
  }
  found.push(...clockRanges(tokens, start, undefined, today));
  const datedMoments = ranges(tokens, start, (at) => moments(tokens, at, context).filter((m) => m.hasDay));
  const wholeDays = ranges(tokens, start, (at) => days(tokens, at, today));
  found.push(...rangeMatches(datedMoments, wholeDays));
  return sortMatches(found);
};

/** "[tomorrow] from three to five [pm]", "between nine and eleven". The end settles the beginning. */
function clockRanges(
  tokens: readonly Token[],
  start: number,
  day?: DayAndPart,
  today?: DayNumber,
): SlotMatch[] {
  const date = day?.from ?? today;
  if (date === undefined || (day && day.from !== day.to)) return [];
  const found: SlotMatch[] = [];
  for (const { from, to } of ranges(tokens, start, (at) => clockTimes(tokens, at, day?.part))) {
    let first = from.minutes;
    let last = to.minutes;
    if (from.isAmbiguous && !to.isAmbiguous && first < 720 && last >= 720 && first + 720 < last) first += 720;
    if (from.isAmbiguous && first > last && first >= 720) first -= 720;
    if (last <= first && to.isAmbiguous && last + 720 > first) last += 720;
    if (last <= first) last += 1440;
    const end = to.end;
    let base = date;
    const after = day ? undefined : days(tokens, end, date)[0];
    if (after && after.from === after.to) base = after.from;
    const stop = after && after.from === after.to ? after.end : end;
    const value = { from: isoDateTime(base, first), to: isoDateTime(base, last) };
    found.push({
      end: stop,
      value,
      ...(from.isBare && to.isBare && stop === end && !day ? { isWeak: true } : {}),
    });
  }
  return found;
}
