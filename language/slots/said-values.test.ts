import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokenise } from '../text/tokenise.ts';
import { isoDate } from './calendar.ts';
import { parseAt } from './registry.ts';
import { speak } from './speak.ts';
import type { SlotContext, SlotValue } from './types.ts';

/** Ways of saying values that people found misread somewhere, and their siblings; each stands for a kind. */

const span = (from: string, to: string) => ({ from, to });

/** `2026-11-23T10:00` in Shanghai, a Monday, unless a case names another moment. */
const contextAt = (text: string, now = '2026-11-23T10:00'): SlotContext => ({
  locale: /\p{Script=Han}/u.test(text) ? 'zh-CN' : 'en-US',
  nowMs: Date.parse(`${now}:00+08:00`),
  timeZone: 'Asia/Shanghai',
  entities: [],
});

function whole(type: string, text: string, context: SlotContext): SlotValue | undefined {
  const tokens = tokenise(text, context.locale);
  return parseAt(type, tokens, 0, context).find(({ end }) => end === tokens.length)?.value;
}

const cases: readonly (readonly [type: string, text: string, value: SlotValue, now?: string])[] = [
  ['percentage', 'half a percent', 0.5],
  ['percentage', 'a quarter of a percent', 0.25],
  ['percentage', 'half', 50],
  ['duration', 'half an hour and ten minutes', 2400],
  ['duration', 'an hour and thirty', 5400],
  ['duration', 'an hour and thirty seconds', 3630],
  ['duration', 'three quarters of an hour and five seconds', 2705],
  ['duration', '一小时三十', 5400],
  ['duration', '一个小时三十秒', 3630],
  ['duration', '一又二分之一小时', 5400],
  ['number', '一又四分之三', 1.75],
  ['datetime', '今晚零点', '2026-11-24T00:00'],
  ['datetime', '明天凌晨零点半', '2026-11-24T00:30'],
  ['datetime', 'from 3am to 12 noon', span('2026-11-24T03:00', '2026-11-24T12:00'), '2026-11-23T17:53'],
  ['datetime', 'from 10am to 1pm', span('2026-11-24T10:00', '2026-11-24T13:00'), '2026-11-23T17:53'],
  ['datetime', 'from three to five', span('2026-11-24T15:00', '2026-11-24T17:00'), '2026-11-23T20:00'],
  ['datetime', '下午三点到五点', span('2026-11-24T15:00', '2026-11-24T17:00'), '2026-11-23T20:00'],
  ['datetime', '今天下午7到8点', span('2026-11-23T19:00', '2026-11-23T20:00')],
  ['datetime', '下午三到五点', span('2026-11-23T15:00', '2026-11-23T17:00')],
  ['datetime', '三到五点', span('2026-11-23T15:00', '2026-11-23T17:00')],
  ['datetime', '明天上午九到十一点半', span('2026-11-24T09:00', '2026-11-24T11:30')],
  ['datetime', '晚上8到10点', span('2026-11-23T20:00', '2026-11-23T22:00')],
  ['datetime', '明天下午兩點半', '2026-11-24T14:30'],
  ['duration', '二十分鐘', 1200],
  ['duration', '半個小時', 1800],
  ['date', '下週三', '2026-12-02'],
  ['datetime', '从现在到六点', span('2026-11-23T10:00', '2026-11-23T18:00')],
  ['datetime', '现在到晚上八点', span('2026-11-23T10:00', '2026-11-23T20:00')],
  ['datetime', 'from now until six', span('2026-11-23T10:00', '2026-11-23T18:00')],
  ['datetime', '今晚7点到7点30', span('2026-11-23T19:00', '2026-11-23T19:30')],
  ['datetime', '今晚八点到九点', span('2026-11-23T20:00', '2026-11-23T21:00')],
  ['date', '十二月底', '2026-12-31'],
  ['date', '十二月月底', '2026-12-31'],
  ['date', '十二月初', '2026-12-01'],
  ['date', '十二月中旬', span('2026-12-11', '2026-12-20')],
  ['date', '下个月底', '2026-12-31'],
  ['date', '下个月初', '2026-12-01'],
  ['date', '明年年底', '2027-12-31'],
  ['date', '明年三月底', '2027-03-31'],
  ['date', '年底', '2026-12-31'],
  ['date', '月末', '2026-11-30'],
  ['date', 'the end of the week', '2026-11-29'],
  ['date', 'the end of the year', '2026-12-31'],
  ['date', 'the end of the month', '2026-11-30'],
  ['date', 'the end of this month', '2026-11-30'],
  ['date', 'end of next week', '2026-12-06'],
  ['date', 'the end of december', '2026-12-31'],
  ['date', 'the beginning of next month', '2026-12-01'],
  ['date', 'the start of next week', '2026-11-30'],
  ['date', 'the middle of december', '2026-12-15'],
  ['date', 'the last day of the year', '2026-12-31'],
  ['date', 'the first monday of next month', '2026-12-07'],
  ['date', 'the last friday of december', '2026-12-25'],
  ['date', 'tuesday of last week', '2026-11-17'],
  ['date', 'tuesday of next week', '2026-12-01'],
  ['date', 'tuesday of this week', '2026-11-24'],
  ['date', 'last week tuesday', '2026-11-17'],
  ['date', 'next week on friday', '2026-12-04'],
  ['date', 'friday next week', '2026-12-04'],
  ['number', '1千零20', 1020],
  ['number', '3万4000', 34000],
  ['number', '1千零1', 1001],
  ['number', '25万6千', 256000],
  ['number', '1百05', 105],
  ['number', '2千零50', 2050],
  ['number', '一千五', 1500],
  ['number', '贰千伍', 2500],
  ['number', '叁佰贰拾', 320],
  ['number', 'one and a half thousand', 1500],
  ['number', 'two point five thousand', 2500],
  ['number', 'a couple hundred', 200],
  ['date', 'on 23 of this month', '2026-11-23'],
  ['date', 'the last five days of may', span('2027-05-27', '2027-05-31')],
  ['date', 'the first three days of december', span('2026-12-01', '2026-12-03')],
  ['date', '2nd of this month', '2026-11-02'],
  ['date', 'two weeks before today', '2026-11-09'],
  ['date', 'three days before christmas', '2026-12-22'],
  ['date', 'a week from tomorrow', '2026-12-01'],
  ['date', 'a week today', '2026-11-30'],
  ['datetime', 'today in half an hour', '2026-11-23T10:30'],
  ['datetime', '今天半小时后', '2026-11-23T10:30'],
  ['date', '上一季度', span('2026-07-01', '2026-09-30')],
  ['date', '这个季度', span('2026-10-01', '2026-12-31')],
  ['date', '明年第一季度', span('2027-01-01', '2027-03-31')],
  ['date', 'last quarter', span('2026-07-01', '2026-09-30')],
  ['date', 'the first quarter of next year', span('2027-01-01', '2027-03-31')],
  ['duration', '一个点', 3600],
  ['duration', '两个小时整', 7200],
  ['duration', 'one hour and half', 5400],
  ['duration', 'two and a half hours', 9000],
  ['duration', 'half hour', 1800],
  ['duration', 'one half hour', 1800],
  ['duration', 'half of an hour', 1800],
  ['duration', 'an hour and a quarter', 4500],
  ['percentage', '千分之一', 0.1],
  ['percentage', '万分之三', 0.03],
  ['percentage', '十分之一', 10],
  ['percentage', '百分之零点五', 0.5],
  ['duration', '半小时', 1800],
  ['duration', '一个半小时', 5400],
  ['datetime', 'in the morning', span('2026-11-24T06:00', '2026-11-24T11:59'), '2026-11-23T17:53'],
  ['datetime', 'tonight at ten', '2026-11-23T22:00'],
  ['time', 'tonight at ten', '22:00'],
  ['time', '今晚八点', '20:00'],
  ['time', 'ten this evening', '22:00'],
  ['temperature', '26º', { degrees: 26, unit: null }],
  ['temperature', '26℃', { degrees: 26, unit: 'C' }],
  ['temperature', '26˚C', { degrees: 26, unit: 'C' }],
  ['datetime', '明天早上八点半', '2026-11-24T08:30'],
  ['datetime', '明天中午十二点半', '2026-11-24T12:30'],
  ['datetime', '今晚十二点', '2026-11-24T00:00'],
  ['datetime', '后天凌晨两点', '2026-11-25T02:00'],
  ['date', '半个月后', '2026-12-08'],
  ['date', '下下周三', '2026-12-09'],
  ['date', '大后天', '2026-11-26'],
  ['date', '这周五', '2026-11-27'],
  ['date', '上周三', '2026-11-18'],
  ['date', '两天前', '2026-11-21'],
  ['date', '前年', span('2024-01-01', '2024-12-31')],
  ['date', '后年三月', span('2028-03-01', '2028-03-31')],
  ['date', '本周末', span('2026-11-28', '2026-11-29')],
  ['date', '下周末', span('2026-12-05', '2026-12-06')],
  ['date', '下个月五号', '2026-12-05'],
  ['date', '这个月最后一天', '2026-11-30'],
  ['date', '十二月的第一天', '2026-12-01'],
  ['date', '本周', span('2026-11-23', '2026-11-29')],
  ['date', '周五到下周一', span('2026-11-27', '2026-11-30')],
  ['date', '本月底', '2026-11-30'],
  ['date', '今年年初', '2026-01-01'],
  ['time', '八点差五分', '07:55'],
  ['time', '差五分八点', '07:55'],
  ['time', '八点过五分', '08:05'],
  ['time', '八点零五', '08:05'],
  ['time', '8：05', '08:05'],
  ['time', '零点', '00:00'],
  ['time', '二十三点五十九', '23:59'],
  ['time', '下午两点三刻', '14:45'],
  ['time', '中午十二点', '12:00'],
  ['time', '晚上十一点一刻', '23:15'],
  ['time', '正午', '12:00'],
  ['time', '早上六点整', '06:00'],
  ['duration', '一刻钟', 900],
  ['duration', '三刻钟', 2700],
  ['duration', '一小时零五分', 3900],
  ['duration', '1小时30分', 5400],
  ['duration', '两小时15分30秒', 8130],
  ['duration', '两个半钟头', 9000],
  ['duration', '1.5小时', 5400],
  ['duration', '一点五小时', 5400],
  ['duration', '半天', 43200],
  ['duration', '一天半', 129600],
  ['duration', '90秒', 90],
  ['duration', '一分半', 90],
  ['duration', '两个点', 7200],
  ['duration', '一个小时又十分钟', 4200],
  ['duration', '五分钟整', 300],
  ['duration', '整整两个小时', 7200],
  ['number', '三点一四', 3.14],
  ['number', '负三', -3],
  ['number', '一百二', 120],
  ['number', '十二万三千', 123000],
  ['number', '两千零五', 2005],
  ['number', '一万零一', 10001],
  ['number', '3千5', 3500],
  ['number', '2万5', 25000],
  ['number', '五百三十一', 531],
  ['number', '1万2千', 12000],
  ['number', '二十五点五', 25.5],
  ['number', '三分之一', 0.3333],
  ['number', '一万五', 15000],
  ['number', '十五万', 150000],
  ['ordinal', '第十二', 12],
  ['ordinal', '第三个', 3],
  ['percentage', '百分之三十五', 35],
  ['percentage', '三成', 30],
  ['percentage', '百分之百', 100],
  ['percentage', '四分之三', 75],
  ['percentage', '一半', 50],
  ['percentage', '千分之五', 0.5],
  ['temperature', '零下五度', { degrees: -5, unit: null }],
  ['temperature', '负五度', { degrees: -5, unit: null }],
  ['temperature', '-5度', { degrees: -5, unit: null }],
  ['temperature', '摄氏二十六度半', { degrees: 26.5, unit: 'C' }],
  ['temperature', 'minus five degrees', { degrees: -5, unit: null }],
  ['temperature', 'five below', { degrees: -5, unit: null }],
  ['temperature', '72°F', { degrees: 72, unit: 'F' }],
  ['temperature', 'twenty two and a half degrees', { degrees: 22.5, unit: null }],
  ['datetime', 'tomorrow at half past seven', '2026-11-24T07:30'],
  ['datetime', 'half past seven tomorrow evening', '2026-11-24T19:30'],
  ['datetime', 'friday at noon', '2026-11-27T12:00'],
  ['datetime', 'a quarter to nine tonight', '2026-11-23T20:45'],
  ['datetime', 'in an hour and a half', '2026-11-23T11:30'],
  ['datetime', 'in two and a half hours', '2026-11-23T12:30'],
  ['datetime', 'an hour and twenty minutes from now', '2026-11-23T11:20'],
  ['datetime', 'three hours from now', '2026-11-23T13:00'],
  ['datetime', 'in half an hour', '2026-11-23T10:30'],
  ['datetime', 'at 8:05 pm', '2026-11-23T20:05'],
  ['datetime', 'tomorrow between nine and eleven', span('2026-11-24T09:00', '2026-11-24T11:00')],
  ['datetime', 'from nine till noon tomorrow', span('2026-11-24T09:00', '2026-11-24T12:00')],
  ['datetime', 'next monday at 7', '2026-11-30T07:00'],
  ['datetime', 'the day after tomorrow at 5 pm', '2026-11-25T17:00'],
  ['datetime', 'on friday the 27th at 3pm', '2026-11-27T15:00'],
  ['datetime', 'tomorrow at 12', '2026-11-24T12:00'],
  ['datetime', 'midnight', '2026-11-24T00:00'],
  ['datetime', 'this evening at six', '2026-11-23T18:00'],
  ['datetime', "8 o'clock tomorrow morning", '2026-11-24T08:00'],
  ['datetime', 'twenty to eight', '2026-11-23T19:40'],
  ['datetime', 'half eight', '2026-11-23T20:30'],
  ['datetime', 'six in the morning', '2026-11-24T06:00'],
  ['datetime', 'tomorrow, 3 pm', '2026-11-24T15:00'],
  ['datetime', 'at 15:30', '2026-11-23T15:30'],
  ['datetime', 'thursday morning at ten', '2026-11-26T10:00'],
  ['date', 'the 5th of next month', '2026-12-05'],
  ['date', 'the fifteenth', '2026-12-15'],
  ['date', 'march third', '2027-03-03'],
  ['date', 'december 25', '2026-12-25'],
  ['date', 'the twenty third of march twenty twenty seven', '2027-03-23'],
  ['date', 'first week of december', span('2026-12-01', '2026-12-07')],
  ['date', 'the second tuesday of december', '2026-12-08'],
  ['date', 'in a fortnight', '2026-12-07'],
  ['date', 'in a couple of days', '2026-11-25'],
  ['date', 'a month from now', '2026-12-23'],
  ['date', 'three weeks from friday', '2026-12-18'],
  ['date', 'the day after christmas', '2026-12-26'],
  ['date', 'two days after tomorrow', '2026-11-26'],
  ['date', 'the day before christmas', '2026-12-24'],
  ['date', 'this quarter', span('2026-10-01', '2026-12-31')],
  ['date', 'next weekend', span('2026-12-05', '2026-12-06')],
  ['date', 'friday to monday', span('2026-11-27', '2026-11-30')],
  ['date', 'last monday', '2026-11-16'],
  ['date', 'yesterday', '2026-11-22'],
  ['date', 'next year', span('2027-01-01', '2027-12-31')],
  ['duration', 'an hour and a half', 5400],
  ['duration', 'an hour and half', 5400],
  ['duration', 'two and half hours', 9000],
  ['duration', 'one and a half hours', 5400],
  ['duration', 'ninety seconds', 90],
  ['duration', 'two hours and fifteen minutes', 8100],
  ['duration', 'five minutes and thirty seconds', 330],
  ['duration', '1 hour 15 minutes 30 seconds', 4530],
  ['duration', 'half a minute', 30],
  ['duration', 'three quarters of an hour', 2700],
  ['duration', 'a quarter hour', 900],
  ['duration', 'a couple of minutes', 120],
  ['duration', 'a couple of hours', 7200],
  ['duration', 'one hour thirty', 5400],
  ['duration', 'a day and a half', 129600],
  ['duration', 'quarter of an hour', 900],
  ['duration', '1.5 hours', 5400],
  ['number', 'twenty six', 26],
  ['number', 'two hundred and three', 203],
  ['number', 'one hundred five', 105],
  ['number', 'three thousand four hundred', 3400],
  ['number', 'two and a half', 2.5],
  ['number', 'half a dozen', 6],
  ['number', 'a dozen', 12],
  ['number', 'three dozen', 36],
  ['number', 'two and three quarters', 2.75],
  ['number', '1,500', 1500],
  ['number', 'minus two point five', -2.5],
  ['number', 'two and a quarter thousand', 2250],
  ['number', 'half a thousand', 500],
  ['number', 'a thousand and one', 1001],
  ['percentage', 'half', 50],
  ['percentage', 'three quarters', 75],
  ['percentage', '33.5 percent', 33.5],
  ['ordinal', 'the twenty first', 21],
  ['ordinal', 'number three', 3],
];

describe('a value as people say it', () => {
  for (const [type, text, value, now] of cases) {
    it(`${type} ${text}`, () => {
      const context = contextAt(text, now);
      expect(whole(type, text, context)).toEqual(value);
      // What is said back is heard as the same.
      expect(whole(type, speak(type, value, context), context)).toEqual(value);
    });
  }
});

const parts = {
  'en-US': {
    days: [
      'today',
      'tomorrow',
      'yesterday',
      'friday',
      'next tuesday',
      'last friday',
      'march third',
      'december 31st',
      'the fifth of next month',
      'two weeks before today',
      'the end of the month',
      'tuesday of last week',
      'the last friday of december',
    ],
    clocks: [
      'at seven',
      'at half past nine',
      'at 15:30',
      'at noon',
      'at midnight',
      'at quarter to six',
      'at 8:05 pm',
      'at twelve',
      'at 12:30 am',
    ],
    ranges: ['from nine to eleven', 'from three pm to five pm', 'between ten and noon'],
    glue: ' ',
  },
  'zh-CN': {
    days: [
      '今天',
      '明天',
      '昨天',
      '周五',
      '下周二',
      '上周五',
      '三月三号',
      '十二月三十一号',
      '下个月五号',
      '两周前',
      '月底',
      '大后天',
      '明年年初',
    ],
    clocks: [
      '七点',
      '上午九点半',
      '15:30',
      '中午十二点',
      '零点',
      '差一刻六点',
      '晚上八点零五',
      '凌晨两点',
      '半夜十二点',
    ],
    ranges: ['九点到十一点', '下午三到五点', '晚上八点到十点半'],
    glue: '',
  },
} as const;

describe('a value that was read is read again when it is spoken', () => {
  const locale = fc.constantFrom('en-US' as const, 'zh-CN' as const);
  const now = fc.integer({ min: Date.UTC(2025, 11, 1), max: Date.UTC(2028, 2, 1) });
  const zone = fc.constantFrom('Asia/Shanghai', 'America/New_York', 'UTC');

  it('days, hours, and both together', () => {
    fc.assert(
      fc.property(
        locale.chain((language) =>
          fc.record({
            language: fc.constant(language),
            day: fc.constantFrom(...parts[language].days),
            clock: fc.constantFrom(...parts[language].clocks, ...parts[language].ranges),
          }),
        ),
        now,
        zone,
        fc.constantFrom('date', 'datetime', 'time'),
        ({ language, day, clock }, nowMs, timeZone, type) => {
          const context = { locale: language, nowMs, timeZone, entities: [] };
          const text = { date: day, time: clock, datetime: `${day}${parts[language].glue}${clock}` }[type]!;
          const value = whole(type, text, context);
          fc.pre(value !== undefined);
          expect(whole(type, speak(type, value as SlotValue, context), context)).toEqual(value);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('spans of days and of hours', () => {
    const start = Date.UTC(2026, 0, 1) / 86_400_000;
    fc.assert(
      fc.property(
        locale,
        fc.integer({ min: start, max: start + 800 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 1439 }),
        fc.integer({ min: 0, max: 1439 }),
        fc.boolean(),
        now,
        (language, day, length, from, to, isDated, nowMs) => {
          const context = { locale: language, nowMs, timeZone: 'Asia/Shanghai', entities: [] };
          const clock = (minutes: number) =>
            `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
          const days = { from: isoDate(day), to: isoDate(day + length) };
          const value = isDated
            ? { from: `${days.from}T${clock(from)}`, to: `${days.to}T${clock(to)}` }
            : days;
          const type = isDated ? 'datetime' : 'date';
          expect(whole(type, speak(type, value, context), context)).toEqual(value);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('amounts with fractions', () => {
    fc.assert(
      fc.property(
        locale,
        fc.integer({ min: 1, max: 99_999 }).map((n) => n / 100),
        fc.integer({ min: -400, max: 1000 }).map((n) => n / 10),
        (language, number, degrees) => {
          const context = { locale: language, nowMs: 0, timeZone: 'UTC', entities: [] };
          expect(whole('number', speak('number', number, context), context)).toBe(number);
          const temperature = { degrees, unit: null };
          expect(whole('temperature', speak('temperature', temperature, context), context)).toEqual(
            temperature,
          );
          const percent = number / 10;
          if (percent <= 100) {
            const share = Math.round(percent * 1000) / 1000;
            expect(whole('percentage', speak('percentage', share, context), context)).toBe(share);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
