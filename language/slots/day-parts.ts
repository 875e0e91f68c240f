/** Parts of the day, and which of two hours they mean, in both languages. */
import type { DayNumber } from './calendar.ts';
import { isoDateTime } from './calendar.ts';

/** Parts of the day and how they settle which of two hours was meant. Shared by both languages. */

export type DayPart = 'early' | 'morning' | 'noon' | 'afternoon' | 'evening' | 'night';

/** First and last minute of each, from midnight; night ends on the next day. */
export const partMinutes: { readonly [P in DayPart]: readonly [from: number, to: number] } = {
  early: [0, 5 * 60 + 59],
  morning: [6 * 60, 11 * 60 + 59],
  noon: [11 * 60, 13 * 60 + 59],
  afternoon: [12 * 60, 17 * 60 + 59],
  evening: [18 * 60, 21 * 60 + 59],
  night: [18 * 60, 23 * 60 + 59],
};

/** A time of day as said. */
export interface ClockTime {
  /** Minutes after midnight; above 1,440 when the words point into the next day ("one tonight"). */
  readonly minutes: number;
  /** Neither a part of the day nor a 24-hour figure settled which half of the day is meant. */
  readonly isAmbiguous: boolean;
}

/** Midnight belongs to the day that ends then, as in "tonight at midnight" and 今天24点. */
export const dayEnd: ClockTime = { minutes: 1440, isAmbiguous: false };

/**
 * Settles an hour of the twelve-hour clock. Without a part of the day, people who say one to five mean the
 * afternoon and people who say six to twelve mean what stands there: the hours they are awake in.
 */
export function settleHour(hour: number, minute: number, part: DayPart | undefined): ClockTime | undefined {
  if (hour > 24 || minute > 59 || (hour === 24 && minute > 0)) return undefined;
  if (hour === 24) return dayEnd;
  // 今晚零点 is when the night that was named is over.
  if (hour === 0 && part === 'night') return { minutes: 1440 + minute, isAmbiguous: false };
  if (hour > 12 || hour === 0) return { minutes: hour * 60 + minute, isAmbiguous: false };
  const am = (hour % 12) * 60 + minute;
  const pm = am + 720;
  switch (part) {
    case 'early':
      return { minutes: am, isAmbiguous: false };
    case 'morning':
      return { minutes: hour === 12 ? pm : am, isAmbiguous: false };
    case 'noon':
      return { minutes: hour >= 10 && hour <= 11 ? am : pm, isAmbiguous: false };
    case 'afternoon':
    case 'evening':
      return { minutes: hour === 12 && part === 'evening' ? 1440 + minute : pm, isAmbiguous: false };
    case 'night':
      // "Twelve at night" and "one at night" are after midnight.
      return { minutes: hour === 12 || hour <= 4 ? 1440 + am : pm, isAmbiguous: false };
    case undefined:
      return { minutes: hour === 12 || hour <= 5 ? pm : am, isAmbiguous: true };
  }
}

/**
 * The moment a time names when no day was said: today if it is still to come (in either half of the day,
 * where the words leave that open), else tomorrow.
 */
export function nextMoment(time: ClockTime, today: DayNumber, nowMinutes: number): string {
  if (time.minutes >= 1440 || time.minutes > nowMinutes) return isoDateTime(today, time.minutes);
  const other = (time.minutes + 720) % 1440;
  if (time.isAmbiguous && other > nowMinutes && other >= 360 && other <= 23 * 60) {
    return isoDateTime(today, other);
  }
  return isoDateTime(today + 1, time.minutes);
}
