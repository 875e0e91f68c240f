/** Chinese times of day: 早上七点半, 下午三点一刻, 差五分八点, 十九点三十, 19:30. */
import type { Token } from '../text/tokenise.ts';
import { type ClockTime, type DayPart, dayEnd, settleHour } from './day-parts.ts';
import { cardinals } from './numbers-zh.ts';
import { hasWords } from './types.ts';

export interface ClockMatch extends ClockTime {
  readonly end: number;
}

const partNames: readonly (readonly [string, DayPart])[] = [
  ['大清早', 'morning'],
  ['大早上', 'morning'],
  ['清早', 'morning'],
  ['清晨', 'morning'],
  ['早上', 'morning'],
  ['早晨', 'morning'],
  ['上午', 'morning'],
  ['凌晨', 'early'],
  ['半夜', 'night'],
  ['夜里', 'night'],
  ['深夜', 'night'],
  ['午夜', 'night'],
  ['中午', 'noon'],
  ['正午', 'noon'],
  ['午后', 'afternoon'],
  ['下午', 'afternoon'],
  ['傍晚', 'evening'],
  ['晚上', 'night'],
  ['晚间', 'night'],
  ['早', 'morning'],
  ['晚', 'night'],
];

/** The part of the day named at `at`. */
export function partAt(tokens: readonly Token[], at: number): { end: number; part: DayPart } | undefined {
  const found = partNames.find(
    // 早八点, but not the 早 of 早餐.
    ([name]) => hasWords(tokens, at, [...name]) && (name.length > 1 || cardinals(tokens, at + 1).length > 0),
  );
  return found ? { end: at + found[0].length, part: found[1] } : undefined;
}

const hourMarks = new Set(['点', '时']);

function minuteForms(tokens: readonly Token[], at: number): { end: number; minutes: number }[] {
  const found = [{ end: at, minutes: 0 }];
  const word = tokens[at]?.text;
  if (word === '钟') found.push({ end: at + 1, minutes: 0 });
  if (word === '整') found.push({ end: at + 1, minutes: 0 });
  if (word === '半') {
    found.push({ end: tokens[at + 1]?.text === '钟' ? at + 2 : at + 1, minutes: 30 });
  }
  if (hasWords(tokens, at, ['一', '刻'])) found.push({ end: at + 2, minutes: 15 });
  if (hasWords(tokens, at, ['三', '刻'])) found.push({ end: at + 2, minutes: 45 });
  const isPast = word === '过' || word === '零' || word === '〇';
  const from = isPast ? at + 1 : at;
  if (isPast && hasWords(tokens, from, ['一', '刻'])) found.push({ end: from + 2, minutes: 15 });
  for (const { end, value } of cardinals(tokens, from)) {
    if (value < 1 || value > 59 || !Number.isInteger(value)) continue;
    const isMinutes = tokens[end]?.text === '分';
    // 七点五 alone is not a time; 七点零五, 七点十五 and 七点五分 are.
    if (isMinutes) found.push({ end: tokens[end + 1]?.text === '钟' ? end + 2 : end + 1, minutes: value });
    const isWritten = /^0[0-9]$/.test(tokens[from]?.text ?? '');
    if (value >= 10 || isWritten || (isPast && word !== '过')) found.push({ end, minutes: value });
  }
  return found;
}

/** Every time of day at `start`, longest first; `part` is what words before it already said (今晚 …). */
export function clockTimes(tokens: readonly Token[], start: number, part?: DayPart): ClockMatch[] {
  const named = partAt(tokens, start);
  const at = named?.end ?? start;
  const within = named?.part ?? part;
  const found: ClockMatch[] = [];
  const add = (end: number, hour: number, minute: number) => {
    const settled = settleHour(hour, minute, within);
    if (settled) found.push({ ...settled, end });
  };
  const word = tokens[at]?.text ?? '';
  const written = /^([0-9]{1,2}):([0-5][0-9])$/.exec(word);
  if (written) add(at + 1, Number(written[1]), Number(written[2]));
  for (const { end, value } of cardinals(tokens, at)) {
    if (!hourMarks.has(tokens[end]?.text ?? '') || value > 24) continue;
    for (const form of minuteForms(tokens, end + 1)) add(form.end, value, form.minutes);
    // 九点差十分 is ten minutes before nine.
    if (tokens[end + 1]?.text === '差') {
      for (const before of differences(tokens, end + 2)) {
        add(before.end, value <= 1 ? 12 : value - 1, 60 - before.minutes);
      }
    }
  }
  // 差五分八点, 差一刻九点
  if (word === '差') {
    for (const before of differences(tokens, at + 1)) {
      for (const { end, value } of cardinals(tokens, before.end)) {
        if (!hourMarks.has(tokens[end]?.text ?? '') || value > 24 || value < 1) continue;
        const hour = value === 1 ? 12 : value - 1;
        add(end + 1, hour, 60 - before.minutes);
      }
    }
  }
  if (!named && hasWords(tokens, start, ['正', '午'])) add(start + 2, 12, 0);
  if (named?.part === 'noon' && hasWords(tokens, start, ['正', '午'])) add(start + 2, 12, 0);
  if (hasWords(tokens, start, ['午', '夜'])) found.push({ ...dayEnd, end: start + 2 });
  return found.sort((a, b) => b.end - a.end);
}

function differences(tokens: readonly Token[], at: number): { end: number; minutes: number }[] {
  const found = cardinals(tokens, at)
    .filter(({ end, value }) => value > 0 && value < 60 && tokens[end]?.text === '分')
    .map(({ end, value }) => ({ end: tokens[end + 1]?.text === '钟' ? end + 2 : end + 1, minutes: value }));
  if (hasWords(tokens, at, ['一', '刻'])) {
    found.push({ end: tokens[at + 2]?.text === '钟' ? at + 3 : at + 2, minutes: 15 });
  }
  return found;
}
