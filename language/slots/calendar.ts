/** Days and clocks of the place where the words were said. Pure: the moment and the zone come from outside. */

export interface LocalTime {
  readonly year: number;
  /** 1 = January. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

/** Whole days since 1970-01-01; arithmetic on days needs no clock. */
export type DayNumber = number;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    const options = {
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      hourCycle: 'h23',
    } as const;
    try {
      format = new Intl.DateTimeFormat('en-US', { ...options, timeZone });
    } catch {
      // A device with a zone that this machine does not know still gets an answer.
      format = new Intl.DateTimeFormat('en-US', { ...options, timeZone: 'UTC' });
    }
    if (formats.size < 1000) formats.set(timeZone, format);
  }
  return format;
}

/** The wall clock at `nowMs` in `timeZone`; an unknown zone is read as UTC. */
export function localTime(nowMs: number, timeZone: string): LocalTime {
  // Every parser of a sentence asks for the same moment.
  if (last?.nowMs !== nowMs || last.timeZone !== timeZone) {
    last = { nowMs, timeZone, at: computeLocalTime(nowMs, timeZone) };
  }
  return last.at;
}

let last: { readonly nowMs: number; readonly timeZone: string; readonly at: LocalTime } | undefined;

function computeLocalTime(nowMs: number, timeZone: string): LocalTime {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatOf(timeZone || 'UTC').formatToParts(nowMs)) parts[type] = Number(value);
  return {
    year: parts['year']!,
    month: parts['month']!,
    day: parts['day']!,
    hour: parts['hour']! % 24,
    minute: parts['minute']!,
  };
}

export function dayNumber(year: number, month: number, day: number): DayNumber {
  return Math.floor(Date.UTC(year, month - 1, day) / 86_400_000);
}

/** `undefined` when there is no such day (30 February). */
export function dayOf(year: number, month: number, day: number): DayNumber | undefined {
  if (year < 1900 || year > 2199 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) {
    return undefined;
  }
  return dayNumber(year, month, day);
}

export function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

export function civil(day: DayNumber): { year: number; month: number; day: number } {
  const date = new Date(day * 86_400_000);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** 1 = Monday to 7 = Sunday. */
export function weekday(day: DayNumber): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

const pad = (value: number, width = 2) => String(value).padStart(width, '0');

export function isoDate(day: DayNumber): string {
  const { year, month, day: date } = civil(day);
  return `${pad(year, 4)}-${pad(month)}-${pad(date)}`;
}

export function isoTime(minutes: number): string {
  const inDay = ((minutes % 1440) + 1440) % 1440;
  return `${pad(Math.floor(inDay / 60))}:${pad(inDay % 60)}`;
}

/** `minutes` may lie outside the day: 25 * 60 is one o'clock the next day. */
export function isoDateTime(day: DayNumber, minutes: number): string {
  return `${isoDate(day + Math.floor(minutes / 1440))}T${isoTime(minutes)}`;
}

/** The same moment as `nowMs`, `seconds` later, on the wall clock there. */
export function laterDateTime(nowMs: number, timeZone: string, seconds: number): string {
  const at = localTime(nowMs + seconds * 1000, timeZone);
  return isoDateTime(dayNumber(at.year, at.month, at.day), at.hour * 60 + at.minute);
}

/** The next such day of the year, today included; `undefined` when there is none (30 February). */
export function upcoming(today: DayNumber, month: number, day: number): DayNumber | undefined {
  const { year } = civil(today);
  // Eight years hold a 29 February, also around 2100.
  for (let ahead = 0; ahead <= 8; ahead += 1) {
    const found = dayOf(year + ahead, month, day);
    if (found !== undefined && found >= today) return found;
  }
  return undefined;
}

/** First and last day of a month; `month` may lie outside the year: 13 is January of the next. */
export function monthSpan(year: number, month: number): { from: DayNumber; to: DayNumber } {
  return { from: dayNumber(year, month, 1), to: dayNumber(year, month + 1, 0) };
}

/** First and last day of a quarter; `index` 0 is the year's first, and may lie outside the year. */
export function quarterSpan(year: number, index: number): { from: DayNumber; to: DayNumber } {
  return { from: monthSpan(year, 3 * index + 1).from, to: monthSpan(year, 3 * index + 3).to };
}

/** First and last day of a year. */
export function yearSpan(year: number): { from: DayNumber; to: DayNumber } {
  return { from: dayNumber(year, 1, 1), to: dayNumber(year, 12, 31) };
}

/** The day `months` later; the 31st becomes the last day where a month is shorter. */
export function addMonths(day: DayNumber, months: number): DayNumber {
  const from = civil(day);
  const index = from.year * 12 + from.month - 1 + months;
  const year = Math.floor(index / 12);
  const month = (index % 12) + 1;
  return dayNumber(year, month, Math.min(from.day, daysInMonth(year, month)));
}
