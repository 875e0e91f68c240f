/** English times of day: "half past seven", "seven oh five pm", "19:30", "quarter to eight in the evening". */
import type { Token } from '../text/tokenise.ts';
import { type ClockTime, type DayPart, settleHour } from './day-parts.ts';
import { cardinals } from './numbers-en.ts';
import { hasWords, lengthOfAny, phrases } from './types.ts';

export interface ClockMatch extends ClockTime {
  readonly end: number;
  /** A bare number ("seven"): only a time where a time is expected. */
  readonly isBare: boolean;
}

export const partWords = new Map<string, DayPart>([
  ['morning', 'morning'],
  ['afternoon', 'afternoon'],
  ['evening', 'evening'],
  ['night', 'night'],
]);

/** "pm", "in the evening", "at night": how long it is and which part of the day it names. */
export function meridiem(
  tokens: readonly Token[],
  at: number,
): { end: number; part: DayPart; isStrict: boolean } | undefined {
  const word = tokens[at]?.text;
  if (word === 'am') return { end: at + 1, part: 'early', isStrict: true };
  if (word === 'pm') return { end: at + 1, part: 'afternoon', isStrict: true };
  if ((word === 'a' || word === 'p') && tokens[at + 1]?.text === 'm') {
    return { end: at + 2, part: word === 'a' ? 'early' : 'afternoon', isStrict: true };
  }
  if (hasWords(tokens, at, ['in', 'the'])) {
    const part = partWords.get(tokens[at + 2]?.text ?? '');
    return part && part !== 'night' ? { end: at + 3, part, isStrict: false } : undefined;
  }
  if (hasWords(tokens, at, ['at', 'night'])) return { end: at + 2, part: 'night', isStrict: false };
  return undefined;
}

/** Midnight is the end of its day. */
const namedHours = new Map([
  ['noon', 12],
  ['midday', 12],
  ['midnight', 24],
]);
const zeroWords = new Set(['oh', 'o', 'zero']);
const emphases = phrases('sharp|on the dot|exactly');

interface Reading {
  readonly end: number;
  readonly hour: number;
  readonly minute: number;
  readonly isBare: boolean;
}

function minutesAt(tokens: readonly Token[], at: number): { end: number; minutes: number } | undefined {
  const word = tokens[at]?.text;
  if (word === 'half') return { end: at + 1, minutes: 30 };
  if (word === 'quarter') return { end: at + 1, minutes: 15 };
  if (word === 'a' && tokens[at + 1]?.text === 'quarter') return { end: at + 2, minutes: 15 };
  const number = cardinals(tokens, at).at(-1);
  if (!number || number.value < 1 || number.value > 59) return undefined;
  const isNamed = /^minutes?$/.test(tokens[number.end]?.text ?? '');
  // Only steps of five go without the word: "ten to five" is a time, "nine to five" a range.
  if (!isNamed && number.value % 5 !== 0) return undefined;
  return { end: isNamed ? number.end + 1 : number.end, minutes: number.value };
}

function readings(tokens: readonly Token[], at: number): Reading[] {
  const word = tokens[at]?.text;
  if (word === undefined) return [];
  const found: Reading[] = [];
  const written = /^([0-9]{1,2})[:.]?([0-5][0-9])$/.exec(word);
  if (written) {
    found.push({
      end: at + 1,
      hour: Number(written[1]),
      minute: Number(written[2]),
      isBare: !word.includes(':'),
    });
  }
  // "Noon", and "twelve noon".
  const namedAt = word === 'twelve' || word === '12' ? at + 1 : at;
  const named = namedHours.get(tokens[namedAt]?.text ?? '');
  if (named !== undefined) found.push({ end: namedAt + 1, hour: named, minute: 0, isBare: false });
  const offset = minutesAt(tokens, at);
  const link = offset ? tokens[offset.end]?.text : undefined;
  const isPast = link === 'past' || link === 'after';
  // "Quarter of nine" is how some Americans say quarter to.
  const isBefore =
    link === 'to' || link === 'before' || link === 'til' || (link === 'of' && offset?.minutes === 15);
  if (offset && (isPast || isBefore)) {
    for (const hour of hours(tokens, offset.end + 1)) {
      // "Five to midnight" is on the day that ends then.
      const whole = isPast ? hour.hour % 24 : hour.hour;
      const minutes = whole * 60 + (isPast ? offset.minutes : -offset.minutes);
      const wrapped = minutes < 60 && hour.hour <= 12 ? minutes + 720 : minutes;
      found.push({ end: hour.end, hour: Math.floor(wrapped / 60), minute: wrapped % 60, isBare: false });
    }
  }
  if (word === 'half') {
    // "Half seven" is how Britain says half past.
    for (const hour of hours(tokens, at + 1)) found.push({ ...hour, minute: 30, isBare: false });
  }
  for (const hour of hours(tokens, at)) {
    found.push({ ...hour, minute: 0, isBare: true });
    if (tokens[hour.end]?.text === "o'clock" || hasWords(tokens, hour.end, ['o', 'clock'])) {
      const end = hour.end + (tokens[hour.end]?.text === 'o' ? 2 : 1);
      found.push({ end, hour: hour.hour, minute: 0, isBare: false });
    }
    found.push(...minutesAfter(tokens, hour));
  }
  // "Eighteen hundred hours", "oh seven hundred".
  const isZeroFirst = zeroWords.has(word);
  for (const hour of hours(tokens, isZeroFirst ? at + 1 : at)) {
    if (tokens[hour.end]?.text !== 'hundred') continue;
    const isNamed = tokens[hour.end + 1]?.text === 'hours';
    const end = isNamed ? hour.end + 2 : hour.end + 1;
    found.push({ end, hour: hour.hour, minute: 0, isBare: !isNamed && !isZeroFirst });
  }
  return found;
}

function hours(tokens: readonly Token[], at: number): { end: number; hour: number }[] {
  const word = tokens[at]?.text ?? '';
  const named = namedHours.get(word);
  if (named !== undefined) return [{ end: at + 1, hour: named }];
  return cardinals(tokens, at)
    .filter(({ value }) => value <= 24)
    .map(({ end, value }) => ({ end, hour: value }));
}

/** "seven thirty", "seven oh five". */
function minutesAfter(tokens: readonly Token[], hour: { end: number; hour: number }): Reading[] {
  if (zeroWords.has(tokens[hour.end]?.text ?? '')) {
    const unit = cardinals(tokens, hour.end + 1)[0];
    return unit && unit.value < 10 && unit.end === hour.end + 2
      ? [{ end: unit.end, hour: hour.hour, minute: unit.value, isBare: false }]
      : [];
  }
  return cardinals(tokens, hour.end)
    .filter(({ value }) => value >= 10 && value <= 59)
    .map(({ end, value }) => ({ end, hour: hour.hour, minute: value, isBare: false }));
}

/** Every time of day at `start`; `part` is what words before it already said ("tonight at …"). */
export function clockTimes(tokens: readonly Token[], start: number, part?: DayPart): ClockMatch[] {
  const found: ClockMatch[] = [];
  for (const reading of readings(tokens, start)) {
    const after = meridiem(tokens, reading.end);
    const settled = settleHour(reading.hour, reading.minute, part);
    if (settled) found.push({ ...settled, end: reading.end, isBare: reading.isBare });
    if (!after || reading.hour > 12) continue;
    const exact = after.isStrict
      ? {
          minutes: (reading.hour % 12) * 60 + reading.minute + (after.part === 'early' ? 0 : 720),
          isAmbiguous: false,
        }
      : settleHour(reading.hour, reading.minute, after.part);
    if (exact) found.push({ ...exact, end: after.end, isBare: false });
  }
  for (const clock of [...found]) {
    const emphasis = lengthOfAny(tokens, clock.end, emphases);
    if (emphasis > 0) found.push({ ...clock, end: clock.end + emphasis, isBare: false });
  }
  return found.sort((a, b) => b.end - a.end);
}
