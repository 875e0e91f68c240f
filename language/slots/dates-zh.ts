/** Chinese days and spans of days. Weeks run from Monday, so 下周三 is the Wednesday of the next week. */
import type { Token } from '../text/tokenise.ts';
import {
  addMonths,
  civil,
  type DayNumber,
  dayOf,
  monthSpan,
  quarterSpan,
  upcoming,
  weekday,
  yearSpan,
} from './calendar.ts';
import { cardinals, digitStrings } from './numbers-zh.ts';
import { hasWords, lengthOfAny, phrases } from './types.ts';

export interface DayMatch {
  readonly end: number;
  readonly from: DayNumber;
  readonly to: DayNumber;
}

const one = (end: number, day: DayNumber): DayMatch => ({ end, from: day, to: day });
const monday = (day: DayNumber) => day - weekday(day) + 1;

const fixedDays: readonly (readonly [string, number])[] = [
  ['大后天', 3],
  ['大前天', -3],
  ['后天', 2],
  ['后儿', 2],
  ['明天', 1],
  ['明日', 1],
  ['明儿个', 1],
  ['明儿', 1],
  ['今天', 0],
  ['今日', 0],
  ['今儿个', 0],
  ['今儿', 0],
  ['当天', 0],
  ['昨天', -1],
  ['昨日', -1],
  ['前天', -2],
];

const feasts: readonly (readonly [string, number, number])[] = [
  ['元旦', 1, 1],
  ['情人节', 2, 14],
  ['妇女节', 3, 8],
  ['劳动节', 5, 1],
  ['五一', 5, 1],
  ['儿童节', 6, 1],
  ['国庆节', 10, 1],
  ['国庆', 10, 1],
  ['平安夜', 12, 24],
  ['圣诞节', 12, 25],
  ['圣诞', 12, 25],
];

const weekNames = ['星期', '礼拜', '周'];
const weekdayNames = '一二三四五六日天';

/** 周, 星期 or 礼拜 at `at`: where it ends. */
function weekWord(tokens: readonly Token[], at: number): number | undefined {
  const name = weekNames.find((candidate) => hasWords(tokens, at, [...candidate]));
  return name ? at + name.length : undefined;
}

function weekdayIndex(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-7]$/.test(text)) return Number(text);
  const index = text.length === 1 ? weekdayNames.indexOf(text) : -1;
  return index < 0 ? undefined : Math.min(index + 1, 7);
}

/** 下下周, 上个星期, 这周, 本周: shift in weeks and where the week word ends. */
function weekPrefix(
  tokens: readonly Token[],
  start: number,
): { end: number; shift: number; isNamed: boolean } | undefined {
  let at = start;
  let shift = 0;
  while (tokens[at]?.text === '下' && shift >= 0 && shift < 4) {
    shift += 1;
    at += 1;
  }
  while (shift <= 0 && tokens[at]?.text === '上' && shift > -4) {
    shift -= 1;
    at += 1;
  }
  if (shift === 0 && (tokens[at]?.text === '这' || tokens[at]?.text === '本')) at += 1;
  const isNamed = at > start;
  if (isNamed && tokens[at]?.text === '一') at += 1;
  if (isNamed && tokens[at]?.text === '个') at += 1;
  const end = weekWord(tokens, at);
  return end === undefined ? undefined : { end, shift, isNamed };
}

function weekForms(tokens: readonly Token[], start: number, today: DayNumber): DayMatch[] {
  const prefix = weekPrefix(tokens, start);
  if (!prefix) return [];
  const { end, shift, isNamed } = prefix;
  const first = monday(today) + 7 * shift;
  const found: DayMatch[] = [];
  if (tokens[end]?.text === '末') {
    const from = shift === 0 ? Math.max(first + 5, today) : first + 5;
    return [{ end: end + 1, from, to: first + 6 }];
  }
  const day = weekdayIndex(tokens[end]?.text);
  if (day !== undefined) {
    // A bare weekday is the coming one; today counts, as 周三 said on a Wednesday is today.
    const bare = today + ((day - weekday(today) + 7) % 7);
    found.push(one(end + 1, isNamed ? first + day - 1 : bare));
  }
  if (isNamed) found.push({ end, from: first, to: first + 6 });
  return found;
}

function monthForms(tokens: readonly Token[], start: number, today: DayNumber): DayMatch[] {
  const names: readonly (readonly [string, number])[] = [
    ['下下个月', 2],
    ['下个月', 1],
    ['下月', 1],
    ['这个月', 0],
    ['本月', 0],
    ['上个月', -1],
    ['上月', -1],
  ];
  for (const [name, shift] of names) {
    if (!hasWords(tokens, start, [...name])) continue;
    const end = start + name.length;
    const { year, month } = civil(today);
    const span = monthSpan(year, month + shift);
    const found: DayMatch[] = [{ end, ...span }, ...partsOfMonth(tokens, end, span)];
    const target = civil(span.from);
    for (const day of dayOfMonth(tokens, end)) {
      const number = dayOf(target.year, target.month, day.value);
      if (number !== undefined) found.push(one(day.end, number));
    }
    return found;
  }
  return [];
}

/** 底, 初, 中旬 after a month that was named. */
function partsOfMonth(
  tokens: readonly Token[],
  at: number,
  { from, to }: { readonly from: DayNumber; readonly to: DayNumber },
): DayMatch[] {
  const start = tokens[at]?.text === '的' ? at + 1 : at;
  const parts: readonly (readonly [string, DayNumber, DayNumber])[] = [
    ['月底', to, to],
    ['月末', to, to],
    ['月初', from, from],
    ['底', to, to],
    ['末', to, to],
    ['初', from, from],
    ['上旬', from, from + 9],
    ['中旬', from + 10, from + 19],
    ['下旬', from + 20, to],
    ['最后一天', to, to],
    ['第一天', from, from],
  ];
  return parts.flatMap(([words, first, last]) =>
    hasWords(tokens, start, [...words]) ? [{ end: start + words.length, from: first, to: last }] : [],
  );
}

/** 上一季度, 本季度, 第三季度, 明年一季度 */
function quarters(tokens: readonly Token[], start: number, today: DayNumber): DayMatch[] {
  const now = civil(today);
  const current = Math.floor((now.month - 1) / 3);
  const shifts: readonly (readonly [string, number])[] = [
    ['上一个', -1],
    ['下一个', 1],
    ['上一', -1],
    ['下一', 1],
    ['上个', -1],
    ['下个', 1],
    ['这个', 0],
    ['上', -1],
    ['下', 1],
    ['本', 0],
    ['这', 0],
  ];
  const isQuarter = (at: number) => hasWords(tokens, at, ['季', '度']) || hasWords(tokens, at, ['季']);
  const endOf = (at: number) => (tokens[at + 1]?.text === '度' ? at + 2 : at + 1);
  for (const [name, shift] of shifts) {
    const at = start + name.length;
    if (!hasWords(tokens, start, [...name]) || !hasWords(tokens, at, ['季', '度'])) continue;
    return [{ end: at + 2, ...quarterSpan(now.year, current + shift) }];
  }
  const dated = Object.entries(relativeYears).find(([name]) => hasWords(tokens, start, [...name]));
  let at = dated ? start + dated[0].length : start;
  if (tokens[at]?.text === '第') at += 1;
  else if (tokens[at]?.text === '的' && tokens[at + 1]?.text === '第') at += 2;
  return cardinals(tokens, at).flatMap(({ end, value }) =>
    value >= 1 && value <= 4 && isQuarter(end)
      ? [{ end: endOf(end), ...quarterSpan(now.year + (dated?.[1] ?? 0), value - 1) }]
      : [],
  );
}

const relativeYears = { 今年: 0, 明年: 1, 后年: 2, 去年: -1, 前年: -2 } as const;

/** 三号, 十五日, 15号 */
function dayOfMonth(tokens: readonly Token[], at: number): { end: number; value: number }[] {
  return cardinals(tokens, at)
    .filter(({ end, value }) => value >= 1 && value <= 31 && /^[号日]$/.test(tokens[end]?.text ?? ''))
    .map(({ end, value }) => ({ end: end + 1, value }));
}

/** 三月五号, 二零二七年三月五日, 明年三月五号, 五号, 2026-11-23, 11/23 */
function calendarDays(tokens: readonly Token[], start: number, today: DayNumber): DayMatch[] {
  const now = civil(today);
  const found: DayMatch[] = [];
  const word = tokens[start]?.text ?? '';
  const written = /^([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})$/.exec(word);
  const short = /^([0-9]{1,2})[/-]([0-9]{1,2})$/.exec(word);
  if (written) {
    const day = dayOf(Number(written[1]), Number(written[2]), Number(written[3]));
    if (day !== undefined) found.push(one(start + 1, day));
  } else if (short) {
    const day = upcoming(today, Number(short[1]), Number(short[2]));
    if (day !== undefined) found.push(one(start + 1, day));
  }
  let at = start;
  let year: number | undefined;
  for (const word of ['年', '年年']) {
    if (hasWords(tokens, start, [...word, '底']))
      found.push(one(start + word.length + 1, yearSpan(now.year).to));
  }
  for (const [name, shift] of Object.entries(relativeYears)) {
    if (hasWords(tokens, start, [...name])) {
      year = now.year + shift;
      at = start + 2;
    }
  }
  const spoken = digitStrings(tokens, start).find(
    ({ end, digits }) => digits.length === 4 && tokens[end]?.text === '年',
  );
  if (spoken) {
    year = Number(spoken.digits);
    at = spoken.end + 1;
  }
  if (year !== undefined) {
    const span = yearSpan(year);
    found.push({ end: at, ...span });
    for (const word of ['年底', '年末', '底', '末']) {
      if (hasWords(tokens, at, [...word])) found.push(one(at + word.length, span.to));
    }
    for (const word of ['年初', '初']) {
      if (hasWords(tokens, at, [...word])) found.push(one(at + word.length, span.from));
    }
  }
  for (const month of cardinals(tokens, at)) {
    if (month.value < 1 || month.value > 12 || tokens[month.end]?.text !== '月') continue;
    const from = tokens[month.end + 1]?.text === '份' ? month.end + 2 : month.end + 1;
    const spanYear = year ?? (month.value < now.month ? now.year + 1 : now.year);
    const span = monthSpan(spanYear, month.value);
    found.push({ end: from, ...span }, ...partsOfMonth(tokens, from, span));
    for (const day of [...dayOfMonth(tokens, from), ...bareDays(tokens, from)]) {
      const number =
        year === undefined ? upcoming(today, month.value, day.value) : dayOf(year, month.value, day.value);
      if (number !== undefined) found.push(one(day.end, number));
    }
  }
  if (year === undefined) {
    for (const day of dayOfMonth(tokens, start)) {
      for (let ahead = day.value >= now.day ? 0 : 1; ahead < 13; ahead += 1) {
        const index = now.month - 1 + ahead;
        const number = dayOf(now.year + Math.floor(index / 12), (index % 12) + 1, day.value);
        if (number === undefined) continue;
        found.push(one(day.end, number));
        break;
      }
    }
  }
  return found;
}

/** 十二月二十五; with one digit only where a range goes on, 五月一到三号. */
const bareDays = (tokens: readonly Token[], at: number) =>
  cardinals(tokens, at)
    .filter(({ end, value }) => value >= (rangeLinks.has(tokens[end]?.text ?? '') ? 1 : 10) && value <= 31)
    .map(({ end, value }) => ({ end, value }));

/** Words between the two ends of a range. */
export const rangeLinks: ReadonlySet<string> = new Set(['到', '至']);

/** 三天后, 两周以后, 过三天, 三天前 */
function offsets(tokens: readonly Token[], start: number, today: DayNumber): DayMatch[] {
  const found: DayMatch[] = [];
  const passing = passingWord(tokens, start);
  if (hasWords(tokens, passing ?? start, ['半', '个', '月'])) {
    const end = (passing ?? start) + 3;
    const after = afterWord(tokens, end) ?? (passing === undefined ? undefined : end);
    if (after !== undefined) found.push(one(after, today + halfMonthDays));
  }
  for (const { end, value } of cardinals(tokens, passing ?? start)) {
    const unitStart = tokens[end]?.text === '个' ? end + 1 : end;
    const week = weekWord(tokens, unitStart);
    const unit = tokens[unitStart]?.text;
    const isDay = unit === '天' || unit === '日';
    const isMonth = unit === '月' && unitStart > end;
    if (value > 366 || !(isDay || isMonth || week !== undefined)) continue;
    const later = (amount: number) =>
      isMonth ? addMonths(today, amount) : today + (isDay ? amount : 7 * amount);
    const at = week ?? unitStart + 1;
    const after = afterWord(tokens, at);
    if (after !== undefined) found.push(one(after, later(value)));
    else if (passing !== undefined) found.push(one(at, later(value)));
    else if (lengthOfAny(tokens, at, before) > 0) {
      found.push(one(at + lengthOfAny(tokens, at, before), later(-value)));
    }
  }
  return found;
}

const halfMonthDays = 15;
const before = phrases('以前|之前|前');

/** 过, 再过 before an amount of time: where it ends. */
export function passingWord(tokens: readonly Token[], at: number): number | undefined {
  const from = tokens[at]?.text === '再' ? at + 1 : at;
  return tokens[from]?.text === '过' ? from + 1 : undefined;
}

const spanLeads = ['未来', '接下来', '今后', '往后', '最近', '这'];
/** 几 is how few nobody counts. */
const someDays = 3;

/** 未来三天, 接下来一周, 这几天: today and the days that follow. */
function comingDays(tokens: readonly Token[], start: number, today: DayNumber): DayMatch[] {
  const lead = spanLeads.find((words) => hasWords(tokens, start, [...words]));
  if (lead === undefined) return [];
  const at = start + lead.length + (tokens[start + lead.length]?.text === '的' ? 1 : 0);
  const counts = tokens[at]?.text === '几' ? [{ end: at + 1, value: someDays }] : cardinals(tokens, at);
  return counts.flatMap(({ end, value }) => {
    if (value < 1 || value > 366) return [];
    if (tokens[end]?.text === '天') return [{ end: end + 1, from: today, to: today + value - 1 }];
    const week = lead === '这' ? undefined : weekWord(tokens, tokens[end]?.text === '个' ? end + 1 : end);
    return week === undefined ? [] : [{ end: week, from: today, to: today + 7 * value - 1 }];
  });
}

/** 后, 以后, 之后 */
export function afterWord(tokens: readonly Token[], at: number): number | undefined {
  if (tokens[at]?.text === '后') return at + 1;
  if (/^[以之]$/.test(tokens[at]?.text ?? '') && tokens[at + 1]?.text === '后') return at + 2;
  return undefined;
}

/** Every day or span of days at `start`, longest first. */
export function days(tokens: readonly Token[], start: number, today: DayNumber): DayMatch[] {
  const found: DayMatch[] = [];
  for (const [name, offset] of fixedDays) {
    if (hasWords(tokens, start, [...name])) found.push(one(start + name.length, today + offset));
  }
  for (const [name, month, day] of feasts) {
    const number = hasWords(tokens, start, [...name]) ? upcoming(today, month, day) : undefined;
    if (number !== undefined) found.push(one(start + name.length, number));
  }
  const now = civil(today);
  const thisMonth = monthSpan(now.year, now.month);
  for (const end of ['月底', '月末'])
    if (hasWords(tokens, start, [...end])) found.push(one(start + 2, thisMonth.to));
  if (hasWords(tokens, start, ['月', '初'])) {
    const first = now.day === 1 ? today : monthSpan(now.year, now.month + 1).from;
    found.push(one(start + 2, first));
  }
  found.push(...quarters(tokens, start, today));
  found.push(...weekForms(tokens, start, today), ...monthForms(tokens, start, today));
  found.push(...calendarDays(tokens, start, today), ...offsets(tokens, start, today));
  found.push(...comingDays(tokens, start, today));
  // 十一月二十四号星期二, 明天周二: the weekday says it once more.
  for (const match of [...found]) {
    const week = match.from === match.to ? weekWord(tokens, match.end) : undefined;
    if (week !== undefined && weekdayIndex(tokens[week]?.text) !== undefined) {
      found.push({ ...match, end: week + 1 });
    }
  }
  return found.sort((a, b) => b.end - a.end);
}

/** 周一到三: after a weekday the week need not be said again. */
export function bareWeekdays(tokens: readonly Token[], at: number, from: DayMatch): DayMatch[] {
  const first = weekdayIndex(tokens[from.end - 1]?.text);
  const last = weekdayIndex(tokens[at]?.text);
  const isWeekday = first !== undefined && from.from === from.to && first === weekday(from.from);
  return isWeekday && last !== undefined && last > first ? [one(at + 1, from.from + last - first)] : [];
}

export const dateCharacters: ReadonlySet<string> = new Set([
  ...'今明后昨前大天日号月年周星期礼拜末下上这本个底初旬季度第一二三四五六七过再未来接',
]);
