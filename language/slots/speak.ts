/** Values back into speech, for prompts: what `speak` says, the parser of the same type reads. */
import type { Locale } from '../model/types.ts';
import { sayDigits } from '../spoken/numbers-en.ts';
import { sayCode } from '../spoken/numbers-zh.ts';
import { civil, dayOf, isoTime, weekday } from './calendar.ts';
import { speakColour } from './colours.ts';
import { partMinutes } from './day-parts.ts';
import { nameIn, namesFor } from './entities.ts';
import * as english from './numbers-en.ts';
import * as chinese from './numbers-zh.ts';
import type { Range, SlotContext, SlotValue, Temperature } from './types.ts';

const monthNames =
  'January February March April May June July August September October November December'.split(' ');
const weekdayNames = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ');

const isRange = (value: SlotValue): value is Range => typeof value === 'object' && 'from' in value;
const isTemperature = (value: SlotValue): value is Temperature =>
  typeof value === 'object' && 'degrees' in value;

function speakTemperature({ degrees, unit }: Temperature, locale: Locale): string {
  if (locale === 'zh-CN') {
    const scale = unit === 'C' ? '摄氏' : unit === 'F' ? '华氏' : '';
    const sign = degrees < 0 ? '零下' : '';
    return `${scale}${sign}${chinese.speakNumber(Math.abs(degrees))}度`;
  }
  const scale = unit === 'C' ? ' celsius' : unit === 'F' ? ' fahrenheit' : '';
  return `${english.speakNumber(degrees)} ${Math.abs(degrees) === 1 ? 'degree' : 'degrees'}${scale}`;
}

const durationUnits = [
  [86_400, 'day', '天'],
  [3600, 'hour', '小时'],
  [60, 'minute', '分钟'],
  [1, 'second', '秒'],
] as const;

function speakDuration(seconds: number, locale: Locale): string {
  let rest = Math.max(0, Math.round(seconds));
  const parts: string[] = [];
  for (const [size, name, character] of durationUnits) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count === 0) continue;
    parts.push(
      locale === 'zh-CN'
        ? `${chinese.speakAmount(count)}${character}`
        : `${english.speakNumber(count)} ${name}${count === 1 ? '' : 's'}`,
    );
  }
  return locale === 'zh-CN' ? parts.join('') : parts.join(' and ');
}

function speakTime(text: string, locale: Locale): string {
  const [hour = 0, minute = 0] = text.split(':').map(Number);
  if (locale === 'zh-CN') {
    const part = hour < 6 ? '凌晨' : hour < 12 ? '早上' : hour < 13 ? '中午' : hour < 18 ? '下午' : '晚上';
    const spoken = hour === 0 ? '零' : chinese.speakAmount(hour > 12 ? hour - 12 : hour);
    const tail =
      minute === 0
        ? ''
        : minute === 30
          ? '半'
          : minute < 10
            ? `零${chinese.speakNumber(minute)}分`
            : `${chinese.speakNumber(minute)}分`;
    return `${part}${spoken}点${tail}`;
  }
  const spoken = english.speakNumber(hour % 12 === 0 ? 12 : hour % 12);
  const tail =
    minute === 0
      ? ''
      : minute < 10
        ? ` oh ${english.speakNumber(minute)}`
        : ` ${english.speakNumber(minute)}`;
  return `${spoken}${tail} ${hour < 12 ? 'AM' : 'PM'}`;
}

function speakDate(text: string, context: SpeakContext): string {
  const [year = 0, month = 1, date = 1] = text.split('-').map(Number);
  const day = dayOf(year, month, date);
  if (day === undefined) return text;
  const now = new Intl.DateTimeFormat('en-CA', { timeZone: safeZone(context.timeZone) }).format(
    context.nowMs,
  );
  const [nowYear = 0, nowMonth = 1, nowDate = 1] = now.split('-').map(Number);
  const ahead = day - (dayOf(nowYear, nowMonth, nowDate) ?? day);
  // A day that is over would be heard as the next of its name.
  const isThisYear = civil(day).year === nowYear && ahead >= (context.isDayUnknown === true ? 2 : 0);
  const isNear = context.isDayUnknown !== true;
  if (context.locale === 'zh-CN') {
    const near = ahead === -1 ? '昨天' : ['今天', '明天', '后天'][ahead];
    if (near && isNear) return near;
    const yearText = isThisYear
      ? ''
      : `${[...String(year)].map((digit) => '零一二三四五六七八九'[Number(digit)]).join('')}年`;
    return `${yearText}${chinese.speakNumber(month)}月${chinese.speakNumber(date)}号`;
  }
  const near = ahead === -1 ? 'yesterday' : ['today', 'tomorrow', 'the day after tomorrow'][ahead];
  if (near && isNear) return near;
  const base = `${monthNames[month - 1]} ${english.speakOrdinal(date)}`;
  if (!isThisYear) return `${base} ${year}`;
  return isNear && ahead > 0 && ahead < 7 ? weekdayNames[weekday(day) - 1]! : base;
}

function safeZone(timeZone: string): string {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: timeZone || 'UTC' }).resolvedOptions().timeZone;
  } catch {
    return 'UTC';
  }
}

function speakDateTime(text: string, context: SpeakContext): string {
  const [date = '', time = ''] = text.split('T');
  const at = context.locale === 'zh-CN' ? '' : ' at ';
  return `${speakDate(date, context)}${at}${speakTime(time, context.locale)}`;
}

/** "Tomorrow", "friday morning" for the moments from its first to its last minute. */
function speakSpan({ from, to }: Range, context: SpeakContext): string | undefined {
  const [day = '', start = ''] = from.split('T');
  const [lastDay = '', end = ''] = to.split('T');
  const isChinese = context.locale === 'zh-CN';
  if (start === '00:00' && end === '23:59') {
    return day === lastDay
      ? speakDate(day, context)
      : speakRange('date', { from: day, to: lastDay }, context);
  }
  if (day !== lastDay) return undefined;
  const part = spokenParts.find(([name]) => {
    const [first, last] = partMinutes[name];
    return isoTime(first) === start && isoTime(last) === end;
  });
  if (!part) return undefined;
  const said = speakDate(day, context);
  return isChinese ? `${said}${part[2]}` : `${said} ${part[1]}`;
}

const spokenParts = [
  ['morning', 'in the morning', '早上'],
  ['afternoon', 'in the afternoon', '下午'],
  ['evening', 'in the evening', '傍晚'],
  ['night', 'night', '晚上'],
] as const;

function speakRange(type: string, range: Range, context: SpeakContext): string {
  const span = type === 'datetime' ? speakSpan(range, context) : undefined;
  if (span !== undefined) return span;
  const [from, to] = [speak(type, range.from, context), speak(type, range.to, context)];
  return context.locale === 'zh-CN' ? `${from}到${to}` : `from ${from} to ${to}`;
}

/** As a slot's context; `isDayUnknown` where nobody knows which day it is there. */
export interface SpeakContext extends SlotContext {
  readonly isDayUnknown?: boolean;
}

/** `value` of built-in type `type` as it is said in the context's language. Total: odd values come back as text. */
export function speak(type: string, value: SlotValue, context: SpeakContext): string {
  const { locale } = context;
  const isChinese = locale === 'zh-CN';
  if (isRange(value)) return speakRange(type, value, context);
  if (isTemperature(value)) return speakTemperature(value, locale);
  if (typeof value === 'number') {
    if (type === 'ordinal')
      return isChinese ? `第${chinese.speakNumber(value)}` : english.speakOrdinal(value);
    if (type === 'percentage') {
      return isChinese ? `百分之${chinese.speakNumber(value)}` : `${english.speakNumber(value)} percent`;
    }
    if (type === 'duration') return speakDuration(value, locale);
    return isChinese ? chinese.speakAmount(value) : english.speakNumber(value);
  }
  switch (type) {
    case 'time':
      return speakTime(value, locale);
    case 'date':
      return speakDate(value, context);
    case 'datetime':
      return speakDateTime(value, context);
    case 'room-number':
    case 'digits':
      return isChinese ? sayCode(value) : sayDigits(value);
    case 'phone-number': {
      const digits = value.replace('+', '');
      const said = isChinese ? sayCode(digits) : sayDigits(digits);
      return value.startsWith('+') ? `${isChinese ? '加' : 'plus '}${said}` : said;
    }
    case 'colour':
      return speakColour(value, locale);
    case 'room-name':
    case 'device-name': {
      const entity = namesFor(type, context).find(({ entityId }) => entityId === value);
      return entity ? nameIn(entity, locale) : value;
    }
    default:
      return value;
  }
}
