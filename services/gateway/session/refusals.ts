/** Why nobody is listened to now, and how that is said: short, in both languages, by every dialect in its own way. */
import type { Locale } from '@earshot/skills-sdk';
import { localeFor } from '../../../language/locale.ts';
import { type Pause, PauseKind } from '../../../proto/gen/earshot/turn/v1/audience.ts';
import type { ErrorCode } from '../../common/errors/catalogue.ts';
import type { TurnRefusal } from '../turn/ports.ts';

export type RefusalCode = Extract<ErrorCode, 'CONSENT_REQUIRED' | 'QUIET_HOURS' | 'TIME_LIMIT_REACHED'>;

const sentences: Readonly<Record<Locale, Readonly<Record<RefusalCode, string>>>> = {
  'zh-CN': {
    CONSENT_REQUIRED: '还没有同意服务条款，所以没有听。请主人在隐私中心确认。',
    QUIET_HOURS: '现在是安静时段，到点后再聊吧。',
    TIME_LIMIT_REACHED: '今天的使用时间用完了，明天再聊吧。',
  },
  'en-US': {
    CONSENT_REQUIRED:
      'The terms were not accepted, so nothing was heard. The owner accepts them in the privacy centre.',
    QUIET_HOURS: 'It is quiet time now. Talk to me again when it is over.',
    TIME_LIMIT_REACHED: 'The time for today is used up. Talk to me again tomorrow.',
  },
};

const quietUntil: Readonly<Record<Locale, (time: string) => string>> = {
  'zh-CN': (time) => `现在是安静时段，${time} 以后再聊吧。`,
  'en-US': (time) => `It is quiet time until ${time}. Talk to me again then.`,
};

export const isRefusal = (code: string): code is RefusalCode => Object.hasOwn(sentences['en-US'], code);

export const refusalText = (code: RefusalCode, locale: string): string => sentences[localeFor(locale)][code];

const codes: Readonly<Partial<Record<PauseKind, RefusalCode>>> = {
  [PauseKind.QUIET_HOURS]: 'QUIET_HOURS',
  [PauseKind.TIME_LIMIT]: 'TIME_LIMIT_REACHED',
};

/** What is said instead of a turn while there is a pause; `undefined` while there is none. */
export function refusalAt(
  pause: Pause | undefined,
  { nowMs, locale, timeZone }: { nowMs: number; locale: string; timeZone: string },
): TurnRefusal | undefined {
  if (pause === undefined || nowMs < pause.fromMs || nowMs >= pause.untilMs) return undefined;
  // A kind that is not known yet is a pause all the same.
  const code = codes[pause.kind] ?? 'QUIET_HOURS';
  const known = localeFor(locale);
  const text =
    code === 'QUIET_HOURS'
      ? quietUntil[known](timeOf(pause.untilMs, known, timeZone))
      : refusalText(code, known);
  return { code, speech: { text, locale: known } };
}

const timeOf = (ms: number, locale: Locale, timeZone: string): string =>
  new Intl.DateTimeFormat(locale, {
    timeZone: timeZone === '' ? 'UTC' : timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(ms);
