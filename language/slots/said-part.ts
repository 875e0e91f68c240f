/** Which part of the day words name, and an hour said beside or after it: "tonight", and then "at nine". */
import type { Locale } from '../model/types.ts';
import type { Token } from '../text/tokenise.ts';
import { isoTime } from './calendar.ts';
import { partWords } from './clock-en.ts';
import { partAt } from './clock-zh.ts';
import { type DayPart, settleHour } from './day-parts.ts';

const chineseDays: Readonly<Record<string, DayPart>> = {
  晚: 'night',
  夜: 'night',
  早: 'morning',
  晨: 'morning',
};

/** The part of the day that is named among the words, if one is. */
export function partIn(tokens: readonly Token[], locale: Locale): DayPart | undefined {
  for (let at = 0; at < tokens.length; at += 1) {
    const { text } = tokens[at]!;
    const part =
      locale === 'en-US'
        ? text === 'tonight'
          ? 'night'
          : partWords.get(text)
        : (partAt(tokens, at)?.part ??
          (/^[今明后昨当]$/.test(tokens[at - 1]?.text ?? '') ? chineseDays[text] : undefined));
    if (part) return part;
  }
  return undefined;
}

/** Words of a time that say in which half of the day it is. */
export const namesHalfOfDay =
  /\b(?:am|pm|a m|p m|morning|afternoon|evening|night|tonight|noon|midday|midnight)\b|[早晚夜]|[上中下]午|凌晨|零点|\b(?:1[3-9]|2[0-4])[:点]/;

/** "Nine" in the evening is 21:00. `daysLater` is 1 where that is after the midnight which ends the day. */
export function timeInPart(
  time: string,
  part: DayPart,
): { readonly time: string; readonly daysLater: 0 | 1 } {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const settled = hour > 12 || hour === 0 ? undefined : settleHour(hour, minute, part);
  // An hour that was settled without its part: one to five were taken for the afternoon.
  const asSaid = hour > 12 && hour <= 17 ? settleHour(hour - 12, minute, part) : settled;
  if (!asSaid) return { time, daysLater: 0 };
  return { time: isoTime(asSaid.minutes % 1440), daysLater: asSaid.minutes >= 1440 ? 1 : 0 };
}

/** The day after; what is no plain day stays as it is. */
export function dayAfter(date: string): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const next = new Date(Date.UTC(year, month - 1, day + 1));
  return /^\d{4}-\d{2}-\d{2}$/.test(date) ? next.toISOString().slice(0, 10) : date;
}
