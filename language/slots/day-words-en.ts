/** English names of weekdays and months, and what a reading of days is. */
import { type DayNumber, weekday } from './calendar.ts';

export interface DayMatch {
  readonly end: number;
  readonly from: DayNumber;
  /** The same as `from` for a single day. */
  readonly to: DayNumber;
}

export const weekdays = 'monday tuesday wednesday thursday friday saturday sunday'.split(' ');
const months = 'january february march april may june july august september october november december'.split(
  ' ',
);
export const monthOf = new Map(
  months.flatMap((name, index) => [[name, index + 1] as const, [name.slice(0, 3), index + 1] as const]),
);
monthOf.set('sept', 9);

export function weekdayOf(word: string | undefined): number | undefined {
  if (word === undefined) return undefined;
  const bare = word.replace(/'?s$/, '');
  const index = weekdays.findIndex(
    (name) =>
      name === bare ||
      (bare.length >= 3 && bare.length <= 5 && bare !== 'sun' && bare !== 'sat' && name.startsWith(bare)),
  );
  return index < 0 ? undefined : index + 1;
}

export const one = (end: number, day: DayNumber): DayMatch => ({ end, from: day, to: day });

/** The coming one, never today: today is called today. */
export const coming = (today: DayNumber, wanted: number) => today + ((wanted - weekday(today) + 6) % 7) + 1;
export const monday = (day: DayNumber) => day - weekday(day) + 1;
