/** Clock times and dates as English writes them. American order: month, day, year. */
import { sayCardinal, sayOrdinal, sayYear } from '../../../language/spoken/numbers-en.ts';
import { type Rule, rule } from './rule.ts';

const months = 'January February March April May June July August September October November December'.split(
  ' ',
);
const weekdays: Readonly<Record<string, string>> = {
  Mon: 'Monday',
  Tue: 'Tuesday',
  Tues: 'Tuesday',
  Wed: 'Wednesday',
  Thu: 'Thursday',
  Thur: 'Thursday',
  Thurs: 'Thursday',
  Fri: 'Friday',
  Sat: 'Saturday',
  Sun: 'Sunday',
};

const weekdayPattern = Object.keys(weekdays)
  .sort((a, b) => b.length - a.length)
  .join('|');

/** A month written out or short. */
export const monthPattern = `(?:${months.map((name) => (name.length > 3 ? `${name.slice(0, 3)}(?:${name.slice(3)})?` : name)).join('|')}|Sept)`;

function monthNamed(text: string): string | undefined {
  const start = text.slice(0, 3).toLowerCase();
  return months.find((name) => name.toLowerCase().startsWith(start));
}

const monthNumber = (text: string) => months.indexOf(monthNamed(text) ?? '') + 1;

/** A capital that goes on with the date ("9 a.m. Monday", "9 a.m. PST") begins no sentence. */
const newSentence = String.raw`(?=\s*$|\s+(?!(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Satur|Sun)(?:day)?\b|${monthPattern}\b|[A-Z]{2,4}\b)\p{Lu})`;
/** "AM", "p.m.": its letter, and its full stop where that ends the sentence too. */
const half = String.raw`([AaPp])\.?\s?[Mm](?:(\.)${newSentence}|\.(?=[\s,;–—-])|(?!\p{L}))`;
const halfWords = (letter: string) => `${letter.toUpperCase()} M`;

/** "nine", "nine oh five", "nine thirty". */
function sayHourMinute(hour: number, minute: number): string {
  const head = sayCardinal(String(hour));
  if (minute === 0) return head;
  return `${head} ${minute < 10 ? 'oh ' : ''}${sayCardinal(String(minute))}`;
}

/** A time of the twelve-hour clock, or of the other one, which is turned into it. */
function sayClock(hourText: string, minuteText: string, letter: string): string | undefined {
  const [hour, minute] = [Number(hourText), Number(minuteText)];
  if (hour > 24 || minute > 59) return undefined;
  if (letter !== '')
    return `${sayHourMinute(hour > 12 ? hour - 12 : hour === 0 ? 12 : hour, minute)} ${halfWords(letter)}`;
  if (hour === 0 || hour === 24) return `${sayHourMinute(12, minute)} A M`;
  if (hour > 12) return `${sayHourMinute(hour - 12, minute)} P M`;
  return minute === 0 ? `${sayCardinal(hourText)} o'clock` : sayHourMinute(hour, minute);
}

/** What ended both the time and its sentence ends the sentence still. */
const stop = (words: string | undefined, end: string) => (words === undefined ? undefined : words + end);

const dash = String.raw`\s?(?:[-–—~～])\s?`;

function sayTimeRange([
  ,
  h1 = '',
  m1 = '',
  a1 = '',
  ,
  h2 = '',
  m2 = '',
  a2 = '',
  end = '',
]: readonly string[]) {
  if (m1 === '' && m2 === '' && a2 === '') return undefined;
  const from =
    a1 === '' && a2 !== '' ? sayHourMinute(Number(h1), Number(m1 || 0)) : sayClock(h1, m1 || '0', a1);
  const to = sayClock(h2, m2 || '0', a2);
  return from === undefined || to === undefined ? undefined : stop(`${from} to ${to}`, end);
}

export const clockRules: readonly Rule[] = [
  rule(
    new RegExp(
      String.raw`(\d{1,2})(?::(\d{2}))?\s?(?:${half})?${dash}(\d{1,2})(?::(\d{2}))?(?![\d:])(?:\s?${half})?`,
    ),
    sayTimeRange,
  ),
  rule(
    new RegExp(String.raw`(\d{1,2}):(\d{2}):(\d{2})(?![\d:])(?:\s?${half})?`),
    ([, hour = '', minute = '', second = '', letter = '', end = '']) => {
      if (Number(hour) > 24 || Number(minute) > 59 || Number(second) > 59) return undefined;
      const seconds =
        Number(second) === 0
          ? ''
          : ` and ${sayCardinal(second)} ${Number(second) === 1 ? 'second' : 'seconds'}`;
      const words = sayClock(hour, minute, letter);
      return stop(words === undefined ? undefined : words + seconds, end);
    },
  ),
  rule(
    new RegExp(String.raw`(\d{1,2})[:：](\d{2})(?![\d:])(?:\s?${half})?(?:\s?o'clock)?`),
    ([, hour = '', minute = '', letter = '', end = '']) => stop(sayClock(hour, minute, letter), end),
  ),
  rule(
    new RegExp(String.raw`(\d{1,2})\.(\d{2})\s?${half}`),
    ([, hour = '', minute = '', letter = '', end = '']) => stop(sayClock(hour, minute, letter), end),
  ),
  rule(new RegExp(String.raw`(\d{1,2})\s?${half}`), ([, hour = '', letter = '', end = '']) =>
    Number(hour) > 12 || hour === '0' ? undefined : stop(sayClock(hour, '0', letter), end),
  ),
  rule(/(\d{1,2}) o'clock/u, ([, hour = '']) => `${sayCardinal(hour)} o'clock`),
];

function sayDate(year: string, month: number, day: number): string | undefined {
  const name = months[month - 1];
  if (name === undefined || day < 1 || day > 31) return undefined;
  return `${name} ${sayOrdinal(String(day))}${year === '' ? '' : `, ${sayYear(year)}`}`;
}

const ending = '(?:st|nd|rd|th)';
const suffix = `${ending}?`;
const noMore = String.raw`(?![\p{L}\p{N}]|[.,:]\d)`;

export const monthRules: readonly Rule[] = [
  rule(
    /(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?(?![\p{L}\p{N}-])/u,
    ([, year = '', month = '', day = '', hour = '', minute = '']) => {
      const date = sayDate(year, Number(month), Number(day));
      const time = hour === '' ? '' : sayClock(hour, minute, '');
      return date === undefined || time === undefined ? undefined : time === '' ? date : `${date}, ${time}`;
    },
  ),
  rule(/(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?![\p{L}\p{N}/])/u, ([, year = '', month = '', day = '']) =>
    sayDate(year, Number(month), Number(day)),
  ),
  rule(/(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?![\p{L}\p{N}/])/u, ([, first = '', second = '', year = '']) =>
    Number(first) > 12
      ? sayDate(year, Number(second), Number(first))
      : sayDate(year, Number(first), Number(second)),
  ),
  rule(/(\d{1,2})\/(\d{1,2})\/(\d{2})(?![\p{L}\p{N}/])/u, ([, month = '', day = '', year = '']) =>
    sayDate(`20${year}`, Number(month), Number(day)),
  ),
  // A day and month alone is a date only where something says so; elsewhere it is a fraction.
  rule(
    /(?<=(?:on|by|until|since|due|before|after|from|dated)\s)(\d{1,2})\/(\d{1,2})(?![\p{L}\p{N}/])/iu,
    ([, month = '', day = '']) => sayDate('', Number(month), Number(day)),
  ),
  rule(
    new RegExp(
      String.raw`(${monthPattern})\.?\s(\d{1,2})${suffix}${dash}(\d{1,2})${suffix}(?:,?\s(\d{4}))?${noMore}`,
    ),
    ([, month = '', from = '', to = '', year = '']) => {
      const name = monthNamed(month);
      return `${name} ${sayOrdinal(from)} to ${sayOrdinal(to)}${year === '' ? '' : `, ${sayYear(year)}`}`;
    },
  ),
  rule(
    new RegExp(String.raw`(${monthPattern})\.?\s(\d{1,2})${suffix}(?:,?\s((?:1\d|20)\d\d))?${noMore}`),
    ([, month = '', day = '', year = '']) => sayDate(year, monthNumber(month), Number(day)),
  ),
  rule(
    new RegExp(
      String.raw`(\d{1,2})(${ending})?\s(of\s)?(${monthPattern})(?:\.(?=\s?\d))?(?:,?\s((?:1\d|20)\d\d))?${noMore}`,
    ),
    ([, day = '', ordinal = '', of = '', month = '', year = '']) =>
      ordinal === '' && of === ''
        ? sayDate(year, monthNumber(month), Number(day))
        : `${sayOrdinal(day)} of ${monthNamed(month)}${year === '' ? '' : `, ${sayYear(year)}`}`,
  ),
  rule(/(Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\.(?=\s)/u, ([, month = '']) => monthNamed(month)),
  rule(
    new RegExp(String.raw`(${weekdayPattern})\.?\s?[-–—]\s?(${weekdayPattern})(?:\.|(?!\p{L}))`),
    ([, from = '', to = '']) => `${weekdays[from]} to ${weekdays[to]}`,
  ),
  rule(new RegExp(String.raw`(${weekdayPattern})\.(?=,?\s)`), ([, day = '']) => weekdays[day]),
  rule(/(Mon|Tue|Tues|Wed|Thu|Thur|Thurs|Fri)(?=,\s)/u, ([, day = '']) => weekdays[day]),
];
