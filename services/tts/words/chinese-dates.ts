/** Years, dates and clock times as Chinese writes them. */
import { sayCardinal, sayDigits } from '../../../language/spoken/numbers-zh.ts';
import { type Rule, rule } from './rule.ts';

/** 两点, but 十二点 and 二十二点. */
const hourWords = (hour: string) => (Number(hour) === 2 ? '两' : sayCardinal(hour));

function sayClock(hour: string, minute: string, second = ''): string | undefined {
  if (Number(hour) > 24 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const [minutes, seconds] = [Number(minute), Number(second)];
  const gap = (value: number) => (value < 10 ? '零' : '');
  const head = `${hourWords(hour)}点`;
  const secondWords = second === '' || seconds === 0 ? '' : `${gap(seconds)}${sayCardinal(second)}秒`;
  if (minutes === 0) return secondWords === '' ? head : `${head}零分${secondWords}`;
  return `${head}${gap(minutes)}${sayCardinal(minute)}分${secondWords}`;
}

/** A year is read digit by digit; a count of years is an amount: 2026年, but 1000年前. */
const isCalendarYear = (digits: string) => !/^[1-9]000$/.test(digits) || digits === '2000';

function sayDate(year: string, month: string, day: string): string | undefined {
  if (Number(month) < 1 || Number(month) > 12 || Number(day) > 31 || Number(day) < 1) return undefined;
  return `${year === '' ? '' : `${sayDigits(year)}年`}${sayCardinal(month)}月${sayCardinal(day)}日`;
}

const dash = String.raw`\s?[-–—~～至到]\s?`;

export const chineseDateRules: readonly Rule[] = [
  rule(/(?<=[日号月年时点分])\s?[-–—~～]\s?(?=\d{1,4}\s?[日号月年时点分:：])/u, () => '到'),
  rule(
    /(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?)?(?![\d./-])/u,
    ([, year = '', month = '', day = '', hour = '', minute = '', second = '']) => {
      const date = sayDate(year, month, day);
      const time = hour === '' ? '' : sayClock(hour, minute, second);
      return date === undefined || time === undefined ? undefined : date + time;
    },
  ),
  rule(new RegExp(String.raw`(?<!\d)(\d{4})(?:年)?${dash}(\d{4})(?=\s?年)`), ([, from = '', to = '']) =>
    isCalendarYear(from) && isCalendarYear(to) ? `${sayDigits(from)}到${sayDigits(to)}` : undefined,
  ),
  rule(
    /(?<!\d)(\d{4})(?=\s?年(?!前|后|来|多|的?历史|以[前上来])|\s?学?年度|[届级款](?!项))/u,
    ([, year = '']) => (isCalendarYear(year) ? sayDigits(year) : undefined),
  ),
  // Behind 公元 or before a month even a round number is a year.
  rule(/(?<!\d)(\d{2})(?=\s?(?:年代|后(?![来面续来])|级学生|届))/u, ([, year = '']) =>
    year.endsWith('0') ? (year === '00' ? '零零' : sayCardinal(year)) : sayDigits(year),
  ),
  rule(/(?<!\d)(\d{2})(?=年(?:\d{1,2}|[一二三四五六七八九十]+)月)/u, ([, year = '']) => sayDigits(year)),
  rule(
    new RegExp(String.raw`(?<!\d)(\d{1,2})[:：](\d{2})${dash}(\d{1,2})[:：](\d{2})(?![\d:：])`),
    ([, h1 = '', m1 = '', h2 = '', m2 = '']) => {
      const [from, to] = [sayClock(h1, m1), sayClock(h2, m2)];
      return from === undefined || to === undefined ? undefined : `${from}到${to}`;
    },
  ),
  rule(
    /(?<!\d|(?:比分|比例|比率)[^\d]{0,6})(\d{1,2})[:：](\d{2})(?:[:：](\d{2}))?(?![\d:：]|\s?(?:战胜|击败|领先|落后))(?:分|点)?/u,
    ([, hour = '', minute = '', second = '']) => sayClock(hour, minute, second),
  ),
  rule(new RegExp(String.raw`(?<!\d)(\d{1,2})${dash}(\d{1,2})点(?!\d*[%％])`), ([, from = '', to = '']) =>
    Number(from) > 24 || Number(to) > 24 ? undefined : `${hourWords(from)}到${hourWords(to)}点`,
  ),
  rule(/(?<!\d)(\d{1,2})点(\d{1,2})(分)?(?!\d|[.])/u, ([, hour = '', minute = '', mark = '']) => {
    if (Number(hour) > 24 || Number(minute) > 59) return undefined;
    return mark === '' && minute.length === 1
      ? `${hourWords(hour)}点${sayCardinal(minute)}`
      : `${hourWords(hour)}点${minute.length === 2 && minute.startsWith('0') ? '零' : ''}${sayCardinal(minute)}分`;
  }),
  rule(/(?<![\d.])(\d{1,2})(?=点(?!\d))/u, ([, hour = '']) => hourWords(hour)),
  // 12/25 is a date only beside what says so.
  rule(
    /(?<!\d)(\d{1,2})[/](\d{1,2})(?=\s?[(（]?(?:星期|周[一二三四五六日天]|号|日))/u,
    ([, month = '', day = '']) => sayDate('', month, day),
  ),
];
