import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { propertyRuns } from '../../property-runs.ts';
import { tokenise } from '../text/tokenise.ts';
import { colourNames } from './colours.ts';
import { commonNames } from './entities.ts';
import { parseAt } from './registry.ts';
import { speak } from './speak.ts';
import type { SlotContext, SlotValue } from './types.ts';

/** A Monday, 23 November 2026, ten in the morning in Shanghai. */
const nowMs = Date.UTC(2026, 10, 23, 2, 0);
const english: SlotContext = { locale: 'en-US', nowMs, timeZone: 'Asia/Shanghai', entities: [] };
const chinese: SlotContext = { ...english, locale: 'zh-CN' };

/** The value when the whole of `text` is one, else undefined. */
function whole(type: string, text: string, context: SlotContext): SlotValue | undefined {
  const tokens = tokenise(text, context.locale);
  return parseAt(type, tokens, 0, context).find(({ end }) => end === tokens.length)?.value;
}

const c = (degrees: number, unit: 'C' | 'F' | null = null) => ({ degrees, unit });
const span = (from: string, to: string) => ({ from, to });
const at = (time: string, day = '2026-11-23') => `${day}T${time}`;

const englishCases: readonly (readonly [type: string, text: string, value: SlotValue | undefined])[] = [
  ['number', 'twenty six', 26],
  ['number', 'twenty-six', 26],
  ['number', '26', 26],
  ['number', 'two hundred and three', 203],
  ['number', 'two hundred three', 203],
  ['number', 'a hundred', 100],
  ['number', 'twelve thousand three hundred', 12300],
  ['number', '1,204', 1204],
  ['number', 'two point five', 2.5],
  ['number', '2.5', 2.5],
  ['number', 'one and a half', 1.5],
  ['number', 'minus five', -5],
  ['number', 'a dozen', 12],
  ['number', 'half a dozen', 6],
  ['number', 'a couple of', 2],
  ['number', 'an', 1],
  ['number', 'twenty twenty', undefined],
  ['number', 'banana', undefined],
  ['number', '1234567', undefined],
  ['ordinal', 'the third', 3],
  ['ordinal', 'twenty first', 21],
  ['ordinal', '22nd', 22],
  ['ordinal', 'hundred and first', undefined],
  ['ordinal', 'one hundred and first', 101],
  ['percentage', 'thirty percent', 30],
  ['percentage', '30%', 30],
  ['percentage', 'half', 50],
  ['percentage', 'halfway', 50],
  ['percentage', 'forty', 40],
  ['percentage', 'three hundred percent', undefined],
  ['temperature', 'twenty two degrees', c(22)],
  ['temperature', '22 degrees', c(22)],
  ['temperature', '22°C', c(22, 'C')],
  ['temperature', 'seventy two degrees fahrenheit', c(72, 'F')],
  ['temperature', 'minus five degrees', c(-5)],
  ['temperature', 'five degrees below zero', c(-5)],
  ['temperature', 'twenty one point five degrees', c(21.5)],
  ['duration', 'fifteen minutes', 900],
  ['duration', '15 minutes', 900],
  ['duration', 'half an hour', 1800],
  ['duration', 'an hour and a half', 5400],
  ['duration', 'one and a half hours', 5400],
  ['duration', 'one hour and twenty minutes', 4800],
  ['duration', 'two minutes thirty seconds', 150],
  ['duration', 'two and a half minutes', 150],
  ['duration', 'a quarter of an hour', 900],
  ['duration', '10min', 600],
  ['time', 'half past seven', '07:30'],
  ['time', 'quarter to eight', '07:45'],
  ['time', 'ten past nine', '09:10'],
  ['time', 'seven thirty', '07:30'],
  ['time', 'six thirty pm', '18:30'],
  ['time', 'seven thirty p.m.', '19:30'],
  ['time', '7:30', '07:30'],
  ['time', '19:30', '19:30'],
  ['time', '7:30 pm', '19:30'],
  ['time', '7pm', '19:00'],
  ['time', "seven o'clock", '07:00'],
  ['time', "eight o'clock in the evening", '20:00'],
  ['time', 'seven oh five', '07:05'],
  ['time', 'noon', '12:00'],
  ['time', 'midnight', '00:00'],
  ['time', 'twelve thirty am', '00:30'],
  ['time', 'at three', '15:00'],
  ['time', 'eight at night', '20:00'],
  ['time', 'five to midnight', '23:55'],
  ['time', 'quarter past', undefined],
  ['time', 'seven seventy', undefined],
  ['date', 'today', '2026-11-23'],
  ['date', 'tomorrow', '2026-11-24'],
  ['date', 'the day after tomorrow', '2026-11-25'],
  ['date', 'wednesday', '2026-11-25'],
  ['date', 'on friday', '2026-11-27'],
  ['date', 'this friday', '2026-11-27'],
  ['date', 'next wednesday', '2026-12-02'],
  ['date', 'monday', '2026-11-30'],
  ['date', 'march third', '2027-03-03'],
  ['date', 'the third of march', '2027-03-03'],
  ['date', 'december twenty fifth', '2026-12-25'],
  ['date', 'march 3rd 2028', '2028-03-03'],
  ['date', '2026-12-24', '2026-12-24'],
  ['date', '12/24/2026', '2026-12-24'],
  ['date', 'the fifteenth', '2026-12-15'],
  ['date', 'december the third', '2026-12-03'],
  ['date', 'in three days', '2026-11-26'],
  ['date', 'a week from friday', '2026-12-04'],
  ['date', 'christmas', '2026-12-25'],
  ['date', 'this weekend', span('2026-11-28', '2026-11-29')],
  ['date', 'next week', span('2026-11-30', '2026-12-06')],
  ['date', 'next month', span('2026-12-01', '2026-12-31')],
  ['date', 'from wednesday to friday', span('2026-11-25', '2026-11-27')],
  ['date', 'february thirtieth', undefined],
  ['datetime', 'tomorrow at seven', at('07:00', '2026-11-24')],
  ['datetime', 'seven tomorrow morning', at('07:00', '2026-11-24')],
  ['datetime', 'at seven tomorrow morning', at('07:00', '2026-11-24')],
  ['datetime', 'six thirty tomorrow', at('06:30', '2026-11-24')],
  ['datetime', 'tonight at eight', at('20:00')],
  ['datetime', 'eight tonight', at('20:00')],
  ['datetime', 'eight in the morning', at('08:00', '2026-11-24')],
  ['datetime', 'at eight', at('20:00')],
  ['datetime', 'at eleven', at('11:00')],
  ['datetime', 'half past seven', at('19:30')],
  ['datetime', 'in twenty minutes', at('10:20')],
  ['datetime', 'in half an hour', at('10:30')],
  ['datetime', 'two hours from now', at('12:00')],
  ['datetime', 'next wednesday at 3pm', at('15:00', '2026-12-02')],
  ['datetime', 'friday evening at half past seven', at('19:30', '2026-11-27')],
  ['datetime', 'this afternoon at three', at('15:00')],
  ['datetime', 'tomorrow morning', span(at('06:00', '2026-11-24'), at('11:59', '2026-11-24'))],
  ['datetime', 'this evening', span(at('18:00'), at('21:59'))],
  ['datetime', 'tomorrow from three to five', span(at('15:00', '2026-11-24'), at('17:00', '2026-11-24'))],
  [
    'datetime',
    'between nine and eleven tomorrow',
    span(at('09:00', '2026-11-24'), at('11:00', '2026-11-24')),
  ],
  ['datetime', 'from two to four pm', span(at('14:00'), at('16:00'))],
  ['datetime', 'the day after tomorrow at noon', at('12:00', '2026-11-25')],
  ['datetime', 'march third at 19:30', at('19:30', '2027-03-03')],
  ['room-number', 'double oh seven', '007'],
  ['room-number', 'twelve oh four', '1204'],
  ['room-number', 'one two oh four', '1204'],
  ['room-number', '1204', '1204'],
  ['room-number', 'room twelve fifteen', '1215'],
  ['room-number', 'two hundred and three', '203'],
  ['room-number', 'seventy two', '72'],
  ['room-number', 'five twelve', '512'],
  ['room-number', 'room 12', '12'],
  ['colour', 'light blue', 'lightblue'],
  ['colour', 'gray', 'grey'],
  ['room-name', 'living room', 'living-room'],
  ['device-name', 'the tv', 'television'],
  ['person-name', 'mary jane', 'mary jane'],
  ['person-name', 'my mom', 'mom'],
  ['text', "it's late", 'it is late'],
  ['text', '3 + 5', '3 plus 5'],
  ['number', 'point five', 0.5],
  ['number', 'two and a quarter', 2.25],
  ['number', 'one three eight', 138],
  ['ordinal', 'the third one', 3],
  ['percentage', 'a quarter', 25],
  ['duration', '1h30m', 5400],
  ['duration', 'one hour thirty', 5400],
  ['duration', 'an hour and a quarter', 4500],
  ['duration', 'another five minutes', 300],
  ['time', 'quarter of nine', '08:45'],
  ['time', 'twelve noon', '12:00'],
  ['time', 'twelve midnight', '00:00'],
  ['time', 'eighteen hundred hours', '18:00'],
  ['time', 'oh seven hundred', '07:00'],
  ['time', '730', '07:30'],
  ['time', 'seven sharp', '07:00'],
  ['time', 'nine to five', undefined],
  ['date', 'two days ago', '2026-11-21'],
  ['date', 'in a couple of days', '2026-11-25'],
  ['date', 'wednesday of next week', '2026-12-02'],
  ['date', 'Tuesday, November 24', '2026-11-24'],
  ['date', 'tuesday the 24th', '2026-11-24'],
  ['date', 'the end of the month', '2026-11-30'],
  ['date', 'the first of next month', '2026-12-01'],
  ['date', 'tomorrow night', '2026-11-24'],
  ['date', 'in may', span('2027-05-01', '2027-05-31')],
  ['date', 'next year', span('2027-01-01', '2027-12-31')],
  ['date', 'the next three days', span('2026-11-23', '2026-11-25')],
  ['date', 'between monday and wednesday', span('2026-11-30', '2026-12-02')],
  ['date', 'thursday to tuesday', span('2026-11-26', '2026-12-01')],
  ['date', 'may first to third', span('2027-05-01', '2027-05-03')],
  ['date', 'may 1 to may 3', span('2027-05-01', '2027-05-03')],
  ['date', 'from the first to the third of may', span('2027-05-01', '2027-05-03')],
  ['date', 'december 30th to january 2nd', span('2026-12-30', '2027-01-02')],
  ['datetime', 'midnight tonight', at('00:00', '2026-11-24')],
  ['datetime', '9 to 5', span(at('09:00'), at('17:00'))],
  [
    'datetime',
    'from ten to eleven tomorrow night',
    span(at('22:00', '2026-11-24'), at('23:00', '2026-11-24')),
  ],
  [
    'datetime',
    'from monday at nine until friday at five',
    span(at('09:00', '2026-11-30'), at('17:00', '2026-12-04')),
  ],
  ['datetime', 'last night', span(at('18:00', '2026-11-22'), at('23:59', '2026-11-22'))],
  ['datetime', 'two hours later', at('12:00')],
  ['colour', 'pale pink', 'lightpink'],
  ['colour', 'bright red', 'red'],
];

const chineseCases: typeof englishCases = [
  ['number', '二十六', 26],
  ['number', '26', 26],
  ['number', '两百零三', 203],
  ['number', '一百五', 150],
  ['number', '一百零五', 105],
  ['number', '三千二百一十', 3210],
  ['number', '一万两千', 12000],
  ['number', '3万', 30000],
  ['number', '十二', 12],
  ['number', '两', 2],
  ['number', '三点一四', 3.14],
  ['number', '3.14', 3.14],
  ['number', '负五', -5],
  ['number', '零', 0],
  ['number', '二十二十', undefined],
  ['number', '苹果', undefined],
  ['ordinal', '第三', 3],
  ['ordinal', '第二十一', 21],
  ['percentage', '百分之三十', 30],
  ['percentage', '百分之百', 100],
  ['percentage', '30%', 30],
  ['percentage', '一半', 50],
  ['percentage', '百分百', 100],
  ['percentage', '三成', 30],
  ['percentage', '四分之三', 75],
  ['percentage', '四十', 40],
  ['percentage', '百分之三百', undefined],
  ['temperature', '二十六度', c(26)],
  ['temperature', '26度', c(26)],
  ['temperature', '26℃', c(26, 'C')],
  ['temperature', '零下五度', c(-5)],
  ['temperature', '二十二度半', c(22.5)],
  ['temperature', '二十六摄氏度', c(26, 'C')],
  ['temperature', '摄氏二十六度', c(26, 'C')],
  ['duration', '十五分钟', 900],
  ['duration', '15分钟', 900],
  ['duration', '半个小时', 1800],
  ['duration', '半小时', 1800],
  ['duration', '一个半小时', 5400],
  ['duration', '一小时二十分钟', 4800],
  ['duration', '两分半', 150],
  ['duration', '一刻钟', 900],
  ['duration', '三十秒', 30],
  ['duration', '两天', 172800],
  ['time', '七点半', '07:30'],
  ['time', '早上七点半', '07:30'],
  ['time', '晚上八点', '20:00'],
  ['time', '下午三点一刻', '15:15'],
  ['time', '下午三点', '15:00'],
  ['time', '三点', '15:00'],
  ['time', '十点十分', '10:10'],
  ['time', '七点零五分', '07:05'],
  ['time', '七点过五分', '07:05'],
  ['time', '差五分八点', '07:55'],
  ['time', '差一刻九点', '08:45'],
  ['time', '十九点三十', '19:30'],
  ['time', '19:30', '19:30'],
  ['time', '晚上7:30', '19:30'],
  ['time', '7点半', '07:30'],
  ['time', '中午十二点', '12:00'],
  ['time', '正午', '12:00'],
  ['time', '午夜', '00:00'],
  ['time', '凌晨两点', '02:00'],
  ['time', '八点整', '08:00'],
  ['time', '八点钟', '08:00'],
  ['time', '九点差十分', '08:50'],
  ['time', '早八点', '08:00'],
  ['time', '晚八点', '20:00'],
  ['time', '7点05', '07:05'],
  ['time', '中午', '12:00'],
  ['time', '七点七十', undefined],
  ['date', '今天', '2026-11-23'],
  ['date', '明天', '2026-11-24'],
  ['date', '后天', '2026-11-25'],
  ['date', '大后天', '2026-11-26'],
  ['date', '周三', '2026-11-25'],
  ['date', '下周三', '2026-12-02'],
  ['date', '下下周三', '2026-12-09'],
  ['date', '这周五', '2026-11-27'],
  ['date', '下个星期天', '2026-12-06'],
  ['date', '礼拜六', '2026-11-28'],
  ['date', '三月五号', '2027-03-05'],
  ['date', '12月25日', '2026-12-25'],
  ['date', '二零二七年三月五日', '2027-03-05'],
  ['date', '明年三月五号', '2027-03-05'],
  ['date', '2026-12-24', '2026-12-24'],
  ['date', '十五号', '2026-12-15'],
  ['date', '三天后', '2026-11-26'],
  ['date', '两周以后', '2026-12-07'],
  ['date', '元旦', '2027-01-01'],
  ['date', '月底', '2026-11-30'],
  ['date', '下个月五号', '2026-12-05'],
  ['date', '周末', span('2026-11-28', '2026-11-29')],
  ['date', '下周', span('2026-11-30', '2026-12-06')],
  ['date', '周三到周五', span('2026-11-25', '2026-11-27')],
  ['date', '二月三十号', undefined],
  ['datetime', '明天早上七点半', at('07:30', '2026-11-24')],
  ['datetime', '明早七点', at('07:00', '2026-11-24')],
  ['datetime', '今晚八点', at('20:00')],
  ['datetime', '晚上八点', at('20:00')],
  ['datetime', '后天下午三点', at('15:00', '2026-11-25')],
  ['datetime', '下周三下午三点一刻', at('15:15', '2026-12-02')],
  ['datetime', '明天7:30', at('07:30', '2026-11-24')],
  ['datetime', '八点', at('20:00')],
  ['datetime', '早上八点', at('08:00', '2026-11-24')],
  ['datetime', '二十分钟后', at('10:20')],
  ['datetime', '半小时以后', at('10:30')],
  ['datetime', '三月五号上午九点', at('09:00', '2027-03-05')],
  ['datetime', '明天早上', span(at('06:00', '2026-11-24'), at('11:59', '2026-11-24'))],
  ['datetime', '下午三点到五点', span(at('15:00'), at('17:00'))],
  ['datetime', '明天下午三点到五点', span(at('15:00', '2026-11-24'), at('17:00', '2026-11-24'))],
  ['datetime', '明天上午十一点到下午两点', span(at('11:00', '2026-11-24'), at('14:00', '2026-11-24'))],
  ['room-number', '幺三八', '138'],
  ['room-number', '一二零四', '1204'],
  ['room-number', '一千二百零四', '1204'],
  ['room-number', '十二零四', '1204'],
  ['room-number', '两百零三', '203'],
  ['room-number', '1204', '1204'],
  ['room-number', '八零八号房', '808'],
  ['room-number', '房间一二零四', '1204'],
  ['colour', '天蓝色', 'skyblue'],
  ['colour', '红', 'red'],
  ['room-name', '客厅', 'living-room'],
  ['device-name', '空调', 'air-conditioner'],
  ['person-name', '周杰伦', '周杰伦'],
  ['text', '开会', '开会'],
  ['number', '1.5万', 15000],
  ['number', '一个半', 1.5],
  ['number', '幺三八', 138],
  ['number', '三四', undefined],
  ['ordinal', '第三个', 3],
  ['percentage', '七成五', 75],
  ['temperature', '二十六度五', c(26.5)],
  ['temperature', '零下五度半', c(-5.5)],
  ['temperature', '零上五度', c(5)],
  ['temperature', '26C', c(26, 'C')],
  ['time', '大早上六点', '06:00'],
  ['time', '零点三十', '00:30'],
  ['date', '五月一号到三号', span('2027-05-01', '2027-05-03')],
  ['date', '五月一到三号', span('2027-05-01', '2027-05-03')],
  ['date', '下周一到周五', span('2026-11-30', '2026-12-04')],
  ['date', '下周一到三', span('2026-11-30', '2026-12-02')],
  ['date', '周五到周一', span('2026-11-27', '2026-11-30')],
  ['date', '再过三天', '2026-11-26'],
  ['date', '三天前', '2026-11-20'],
  ['date', '二月二十九号', '2028-02-29'],
  ['date', '11月24号星期二', '2026-11-24'],
  ['date', '明天晚上', '2026-11-24'],
  ['date', '五月份', span('2027-05-01', '2027-05-31')],
  ['date', '明年', span('2027-01-01', '2027-12-31')],
  ['date', '年底', '2026-12-31'],
  ['date', '未来三天', span('2026-11-23', '2026-11-25')],
  ['datetime', '过二十分钟', at('10:20')],
  ['datetime', '今天24点', at('00:00', '2026-11-24')],
  ['datetime', '周五早上九点到周一下午五点', span(at('09:00', '2026-11-27'), at('17:00', '2026-11-30'))],
  ['colour', '淡紫色', 'lavender'],
  ['colour', '大红色', 'red'],
  ['person-name', '王一博', '王一博'],
  ['person-name', '我妈妈', '妈妈'],
];

describe.each([
  ['en-US', english, englishCases],
  ['zh-CN', chinese, chineseCases],
] as const)('slot types in %s', (_locale, context, cases) => {
  it.each(cases)('%s: %s', (type, text, value) => {
    expect(whole(type, text, context)).toEqual(value);
  });
});

describe('what is spoken is read again', () => {
  const places = [english, chinese];
  const check = <T extends SlotValue>(type: string, values: fc.Arbitrary<T>) => {
    fc.assert(
      fc.property(values, fc.constantFrom(...places), (value, context) => {
        expect(whole(type, speak(type, value, context), context)).toEqual(value);
      }),
      { numRuns: propertyRuns() },
    );
  };
  const minutes = fc.integer({ min: 0, max: 1439 });
  const clock = minutes.map((m) => new Date(m * 60_000).toISOString().slice(11, 16));
  const day = fc
    .integer({ min: 0, max: 3000 })
    .map((d) => new Date(nowMs + d * 86_400_000).toISOString().slice(0, 10));

  it('numbers', () => check('number', fc.integer({ min: -999_999, max: 999_999 })));
  it('decimals', () =>
    check(
      'number',
      fc.integer({ min: 1, max: 99_999 }).map((n) => n / 100),
    ));
  it('ordinals', () => check('ordinal', fc.integer({ min: 1, max: 999 })));
  it('percentages', () => check('percentage', fc.integer({ min: 0, max: 100 })));
  it('temperatures', () =>
    check(
      'temperature',
      fc.record({ degrees: fc.integer({ min: -50, max: 250 }), unit: fc.constantFrom('C', 'F', null) }),
    ));
  it('durations', () => check('duration', fc.integer({ min: 1, max: 200_000 })));
  it('times', () => check('time', clock));
  it('dates', () => check('date', day));
  it('moments', () =>
    check(
      'datetime',
      fc.tuple(day, clock).map(([date, time]) => `${date}T${time}`),
    ));
  it('room numbers', () => check('room-number', fc.stringMatching(/^[0-9]{1,6}$/)));
  it('colours', () => check('colour', fc.constantFrom(...colourNames)));
  it('names', () => {
    for (const context of places) {
      for (const { slotType, entityId } of commonNames[context.locale]) {
        expect(whole(slotType, speak(slotType, entityId, context), context)).toBe(entityId);
      }
    }
  });
});

describe('any words at all', () => {
  it('are read without failing, and ends stay inside', () => {
    const words = [
      ...'half past quarter seven oh next march third of in minutes to from a and percent degrees'.split(' '),
      ...'零一二两十百千万点半周下第月号分之后明天差刻个小时度从到',
      '7:30',
      '26',
      '3rd',
      '-5',
      '2026-11-23',
      '%',
      '°',
    ];
    const types =
      'number ordinal percentage temperature duration date time datetime room-number colour person-name text'.split(
        ' ',
      );
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...words), { maxLength: 14 }),
        fc.constantFrom(english, chinese),
        (parts, context) => {
          const tokens = tokenise(parts.join(' '), context.locale);
          for (const type of types) {
            for (const { end } of parseAt(type, tokens, 0, context)) {
              expect(end).toBeGreaterThan(0);
              expect(end).toBeLessThanOrEqual(tokens.length);
            }
          }
        },
      ),
      { numRuns: propertyRuns() },
    );
  });

  it('are split into tokens whose offsets lie in order inside the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 80 }),
        fc.constantFrom('zh-CN' as const, 'en-US' as const),
        (text, locale) => {
          let last = 0;
          for (const { start, end } of tokenise(text, locale)) {
            expect(start).toBeGreaterThanOrEqual(0);
            expect(end).toBeGreaterThan(start);
            expect(end).toBeLessThanOrEqual(text.length);
            expect(end).toBeGreaterThanOrEqual(last);
            last = end;
          }
        },
      ),
    );
  });
});
