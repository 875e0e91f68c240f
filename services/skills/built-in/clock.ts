/** The clock: time, date and weekday. */
import {
  defineSkill,
  type InteractionModel,
  type Locale,
  type ManifestInput,
  zonedDateTime,
} from '@earshot/skills-sdk';
import { operator, operatorTimeZone, timeZoneField } from './about.ts';

const model = {
  invocationNames: { 'zh-CN': ['时钟'], 'en-US': ['the clock'] },
  intents: {
    TellTime: {
      samples: {
        'zh-CN': [
          '[请问](现在|这会儿)[是](几点|几点钟|什么时间|什么时候)[了]',
          '[请问]几点[钟]了',
          '报[一下]时',
        ],
        'en-US': [
          '[please] [can you] tell me the time [please]',
          "(what's|what is) the time [now|please]",
          'what time is it [now]',
        ],
      },
    },
    TellDate: {
      slots: { day: { type: 'date' } },
      samples: {
        'zh-CN': ['[请问]{day}[是](几号|几月几号|多少号|什么日子)', '[请问]几号了'],
        'en-US': [
          "(what's|what is) the date [today|please]",
          "(what's|what is) [the date] {day}['s date]",
          'what date is {day}',
        ],
      },
    },
    TellWeekday: {
      slots: { day: { type: 'date' } },
      samples: {
        'zh-CN': ['[请问]{day}[是](星期几|周几|礼拜几)'],
        'en-US': [
          'what day is [it] {day}',
          'what day of the week is (it|{day})',
          'which (day|weekday) is {day}',
        ],
      },
    },
  },
} as const satisfies InteractionModel;

const manifest = {
  id: 'earshot.clock',
  version: '1.0.0',
  name: { 'zh-CN': '时钟', 'en-US': 'Clock' },
  developer: operator,
  locales: ['zh-CN', 'en-US'],
  endpoint: 'in-process',
  fields: [timeZoneField],
  returns: [{ name: 'speech' }],
} as const satisfies ManifestInput;

/** Named where it is not the user's own, so that nobody takes it for that. */
function spokenTime(now: Date, timeZone: string | undefined, locale: Locale): string {
  return new Intl.DateTimeFormat(locale, {
    timeZone: timeZone ?? operatorTimeZone,
    hour: 'numeric',
    minute: '2-digit',
    ...(timeZone === undefined ? { timeZoneName: 'long' } : {}),
  }).format(now);
}

/** A day of the calendar; noon in UTC is the same day for everybody who formats it in UTC. */
function spokenDay(day: string, locale: Locale, parts: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...parts }).format(new Date(`${day}T12:00:00Z`));
}

export const clock = defineSkill({
  manifest,
  model,
  intents: {
    TellTime: ({ tell, clock: { now }, timeZone, locale }) => {
      const time = spokenTime(now(), timeZone, locale);
      return tell(locale === 'zh-CN' ? `现在是${time}。` : `It is ${time}.`);
    },
    TellDate: ({ slots, tell, clock: { now }, timeZone, locale }) => {
      const today = zonedDateTime(now().getTime(), timeZone ?? operatorTimeZone).slice(0, 10);
      const asked = slots.day?.value ?? today;
      const day = spokenDay(typeof asked === 'string' ? asked : asked.from, locale, {
        weekday: 'long',
        month: 'long',
        day: 'numeric',
      });
      return tell(locale === 'zh-CN' ? `${day}。` : `${day}.`);
    },
    TellWeekday: ({ slots, tell, clock: { now }, timeZone, locale }) => {
      const today = zonedDateTime(now().getTime(), timeZone ?? operatorTimeZone).slice(0, 10);
      const asked = slots.day?.value ?? today;
      const day = typeof asked === 'string' ? asked : asked.from;
      const weekday = spokenDay(day, locale, { weekday: 'long' });
      return tell(locale === 'zh-CN' ? `${weekday}。` : `${weekday}.`);
    },
  },
});
