/** Chinese dates, times and moments as slot types. */
import type { Token } from '../text/tokenise.ts';
import { dayNumber, isoDate, isoDateTime, isoTime, laterDateTime, localTime } from './calendar.ts';
import { type ClockMatch, clockTimes, partAt } from './clock-zh.ts';
import { afterWord, bareWeekdays, type DayMatch, days, passingWord, rangeLinks } from './dates-zh.ts';
import { datedEnds, endings, rangeMatches } from './datetime-ranges.ts';
import { type DayPart, nextMoment, partMinutes, settleHour } from './day-parts.ts';
import { cardinals } from './numbers-zh.ts';
import { durations } from './quantities-zh.ts';
import { hasWords, type SlotContext, type SlotMatch, type SlotParser, sortMatches } from './types.ts';

function todayOf(context: SlotContext): { today: number; nowMinutes: number } {
  const now = localTime(context.nowMs, context.timeZone);
  return { today: dayNumber(now.year, now.month, now.day), nowMinutes: now.hour * 60 + now.minute };
}

/** 从A到B, A到B, A至B: pairs of readings of one kind. */
function ranges<T extends { end: number }>(
  tokens: readonly Token[],
  start: number,
  read: (at: number) => readonly T[],
  readEnd: (at: number, from: T) => readonly T[] = read,
): { from: T; to: T }[] {
  const at = tokens[start]?.text === '从' ? start + 1 : start;
  const found: { from: T; to: T }[] = [];
  for (const from of read(at)) {
    if (!rangeLinks.has(tokens[from.end]?.text ?? '')) continue;
    for (const to of readEnd(from.end + 1, from)) found.push({ from, to });
  }
  return found;
}

/** 周三到周五, 五月一号到三号, 周一到三. */
function dayRanges(
  tokens: readonly Token[],
  start: number,
  today: number,
): { from: DayMatch; to: DayMatch }[] {
  return ranges(
    tokens,
    start,
    (at) => days(tokens, at, today),
    (at, from) => [
      ...endings(
        days(tokens, at, today),
        () => days(tokens, at, from.from),
        (end) => end.to >= from.from,
      ),
      ...bareWeekdays(tokens, at, from),
    ],
  );
}

const dayValue = (match: DayMatch) =>
  match.from === match.to ? isoDate(match.from) : { from: isoDate(match.from), to: isoDate(match.to) };

export const dateZh: SlotParser = (tokens, start, context) => {
  const { today } = todayOf(context);
  // 明天早上 names a day too; a part of the day alone does not.
  const found: SlotMatch[] = daysWithParts(tokens, start, today)
    .filter(({ hasDay }) => hasDay)
    .map((day) => ({ end: day.end, value: dayValue(day) }));
  for (const { from, to } of dayRanges(tokens, start, today)) {
    found.push({ end: to.end, value: { from: isoDate(from.from), to: isoDate(to.to) } });
  }
  return sortMatches(found);
};

export const timeZh: SlotParser = (tokens, start) => {
  const found: SlotMatch[] = clockTimes(tokens, start).map(({ end, minutes }) => ({
    end,
    value: isoTime(minutes),
  }));
  // 今晚八点: beside its hour, today says no less than a moment.
  for (const day of daysWithParts(tokens, start, 0)) {
    if (day.from !== 0 || day.to !== 0 || !/^今/.test(tokens[start]?.text ?? '')) continue;
    const at = tokens[day.end]?.text === '的' ? day.end + 1 : day.end;
    for (const { end, minutes } of clockTimes(tokens, at, day.part)) {
      found.push({ end, value: isoTime(minutes) });
    }
  }
  if (hasWords(tokens, start, ['中', '午'])) found.push({ end: start + 2, value: '12:00', isWeak: true });
  return sortMatches(found);
};

const shortDays: readonly (readonly [string, number, DayPart])[] = [
  ['今晚', 0, 'night'],
  ['今早', 0, 'morning'],
  ['今晨', 0, 'morning'],
  ['明早', 1, 'morning'],
  ['明晨', 1, 'morning'],
  ['明晚', 1, 'night'],
  ['后晚', 2, 'night'],
  ['昨晚', -1, 'night'],
];

function shortDay(
  tokens: readonly Token[],
  at: number,
): { end: number; shift: number; part: DayPart } | undefined {
  const found = shortDays.find(([name]) => hasWords(tokens, at, [...name]));
  return found ? { end: at + 2, shift: found[1], part: found[2] } : undefined;
}

interface DayAndPart extends DayMatch {
  readonly part: DayPart | undefined;
  /** False where only a part of the day was said, which is today's. */
  readonly hasDay: boolean;
}

function daysWithParts(tokens: readonly Token[], start: number, today: number): DayAndPart[] {
  const found: DayAndPart[] = [];
  const short = shortDay(tokens, start);
  if (short) {
    const day = today + short.shift;
    const end = tokens[short.end]?.text === '上' && short.part === 'night' ? short.end + 1 : short.end;
    found.push({ end, from: day, to: day, part: short.part, hasDay: true });
  }
  for (const match of days(tokens, start, today)) {
    found.push({ ...match, part: undefined, hasDay: true });
    const at = tokens[match.end]?.text === '的' ? match.end + 1 : match.end;
    const named = match.from === match.to ? partAt(tokens, at) : undefined;
    if (named) found.push({ ...match, end: named.end, part: named.part, hasDay: true });
  }
  const named = partAt(tokens, start);
  if (named) found.push({ end: named.end, from: today, to: today, part: named.part, hasDay: false });
  return found;
}

interface Moment {
  readonly end: number;
  readonly text: string;
  readonly hasDay: boolean;
}

function moments(tokens: readonly Token[], start: number, context: SlotContext): Moment[] {
  const { today, nowMinutes } = todayOf(context);
  const found: Moment[] = [];
  for (const day of daysWithParts(tokens, start, today)) {
    if (day.from !== day.to) continue;
    const at = tokens[day.end]?.text === '的' ? day.end + 1 : day.end;
    for (const clock of clockTimes(tokens, at, day.part)) {
      const text =
        day.hasDay && !(day.from === today && clock.isAmbiguous)
          ? isoDateTime(day.from, clock.minutes)
          : nextMoment(clock, today, nowMinutes);
      found.push({ end: clock.end, text, hasDay: day.hasDay });
    }
  }
  for (const clock of clockTimes(tokens, start)) {
    found.push({ end: clock.end, text: nextMoment(clock, today, nowMinutes), hasDay: false });
  }
  // 今天半小时后 is half an hour from now all the same.
  const from = ['今天', '今晚'].some((word) => hasWords(tokens, start, [...word])) ? start + 2 : start;
  const passing = passingWord(tokens, from);
  for (const match of durations(tokens, passing ?? from)) {
    const end = afterWord(tokens, match.end) ?? (passing === undefined ? undefined : match.end);
    if (end === undefined) continue;
    found.push({ end, text: laterDateTime(context.nowMs, context.timeZone, match.seconds), hasDay: true });
  }
  for (const word of ['现在', '马上', '立刻']) {
    if (!hasWords(tokens, start, [...word])) continue;
    found.push({ end: start + 2, text: isoDateTime(today, nowMinutes), hasDay: true });
  }
  return found;
}

/** 从现在到六点: until the next such moment. */
function fromThisMoment(tokens: readonly Token[], start: number, context: SlotContext): SlotMatch[] {
  const at = tokens[start]?.text === '从' ? start + 1 : start;
  const lead = ['现在开始', '此刻', '现在'].find((word) => hasWords(tokens, at, [...word]));
  if (lead === undefined || !rangeLinks.has(tokens[at + lead.length]?.text ?? '')) return [];
  const { today, nowMinutes } = todayOf(context);
  const from = isoDateTime(today, nowMinutes);
  return moments(tokens, at + lead.length + 1, context)
    .filter(({ text }) => text > from)
    .map(({ end, text }) => ({ end, value: { from, to: text } }));
}

export const datetimeZh: SlotParser = (tokens, start, context) => {
  const { today, nowMinutes } = todayOf(context);
  const found: SlotMatch[] = moments(tokens, start, context).map(({ end, text }) => ({ end, value: text }));
  for (const day of daysWithParts(tokens, start, today)) {
    if (day.part !== undefined) {
      const [from, to] = partMinutes[day.part];
      // 早上 said in the afternoon is the next one.
      const shift = !day.hasDay && to < nowMinutes ? 1 : 0;
      const value = { from: isoDateTime(day.from + shift, from), to: isoDateTime(day.to + shift, to) };
      found.push({ end: day.end, value });
    } else {
      const value = { from: isoDateTime(day.from, 0), to: isoDateTime(day.to, 1439) };
      found.push({ end: day.end, value, isWeak: true });
    }
    const overAt = day.hasDay ? undefined : nowMinutes;
    const at = tokens[day.end]?.text === '的' ? day.end + 1 : day.end;
    if (day.from === day.to) found.push(...clockRanges(tokens, at, day.from, day.part, overAt));
  }
  found.push(...clockRanges(tokens, start, today, undefined, nowMinutes));
  found.push(...fromThisMoment(tokens, start, context));
  const { begin, end } = datedEnds((at, from) => moments(tokens, at, from), context);
  found.push(...rangeMatches(ranges(tokens, start, begin, end), dayRanges(tokens, start, today)));
  return sortMatches(found);
};

/**
 * 下午三点到五点, 三到五点: the end lies in the part of the day in which the beginning was put. With `nowMinutes` no day
 * was said, and a range that is over is tomorrow's.
 */
function clockRanges(
  tokens: readonly Token[],
  start: number,
  day: number,
  part: DayPart | undefined,
  nowMinutes?: number,
): SlotMatch[] {
  const read = (at: number): readonly (ClockMatch & { part: DayPart | undefined })[] => {
    const named = partAt(tokens, at);
    const within = named?.part ?? part;
    const clocks = clockTimes(tokens, at, part).map((clock) => ({ ...clock, part: within }));
    // The word for the hour is said once, at the end.
    const bare = cardinals(tokens, named?.end ?? at).flatMap(({ end, value }) => {
      const settled = rangeLinks.has(tokens[end]?.text ?? '') ? settleHour(value, 0, within) : undefined;
      return settled ? [{ ...settled, end, part: within }] : [];
    });
    return [...clocks, ...bare];
  };
  return ranges(tokens, start, read, (at, from) =>
    clockTimes(tokens, at, from.part).map((clock) => ({ ...clock, part: from.part })),
  ).map(({ from, to }) => {
    let last = to.minutes;
    if (last <= from.minutes && last + 720 > from.minutes && last < 720) last += 720;
    if (last <= from.minutes) last += 1440;
    const on = nowMinutes !== undefined && last <= nowMinutes ? day + 1 : day;
    return { end: to.end, value: { from: isoDateTime(on, from.minutes), to: isoDateTime(on, last) } };
  });
}
