/** The switches of listening itself: the microphone and the wake word, off, off for a while, and on again. */
import {
  defineSkill,
  deviceControl,
  type InteractionModel,
  type Locale,
  type ManifestInput,
  zonedTimeMs,
} from '@earshot/skills-sdk';
import { operator, operatorTimeZone, timeZoneField } from './about.ts';
import { spokenDuration } from './timer.ts';

/** The longest that the gateway takes. */
const maxMinutes = 7 * 24 * 60;

const slots = { duration: { type: 'duration' }, until: { type: 'datetime' }, day: { type: 'date' } } as const;

/** Who cannot be heard cannot take it back by voice: what was not plainly said is asked about. */
const ask = (chinese: string, english: string) =>
  ({ confirm: { 'zh-CN': [chinese], 'en-US': [english] }, confirmWhen: 'unsure' }) as const;

const model = {
  invocationNames: { 'zh-CN': ['聆听开关'], 'en-US': ['listening'] },
  intents: {
    MuteMicrophone: {
      ...ask('要关闭麦克风吗？', 'Shall I turn the microphone off?'),
      slots,
      samples: {
        'zh-CN': [
          '[<please>]<off>麦克风[<a-while>]',
          '[<please>]把麦克风<off>[<a-while>]',
          '(别|不要)(听了|听我说话)',
          '[接下来]{duration}[内|里]不要听[我们|我]',
          '到{until}之前不要听',
        ],
        'en-US': [
          '[<please>] (mute|switch off|turn off|disable) [the|your|my] microphone [<a-while>] [please]',
          '[<please>] (turn|switch) [the|your|my] microphone off [<a-while>] [please]',
          '[<please>] stop listening [to (me|us)] [<a-while>] [please]',
          "[<please>] (don't|do not) listen [to (me|us)] [<a-while>]",
          '[<please>] mute (yourself|the mic) [<a-while>] [please]',
        ],
      },
    },
    UnmuteMicrophone: {
      ...ask('要打开麦克风吗？', 'Shall I turn the microphone on?'),
      samples: {
        'zh-CN': ['[<please>](打开|开启)麦克风', '[<please>]把麦克风打开'],
        'en-US': [
          '[<please>] (unmute|switch on|turn on|enable) [the|your|my] microphone [please]',
          '[<please>] (turn|switch) [the|your|my] microphone on [please]',
          '[<please>] listen again [please]',
        ],
      },
    },
    DisableWakeWord: {
      ...ask('要关闭唤醒词吗？', 'Shall I turn the wake word off?'),
      slots,
      samples: {
        'zh-CN': [
          '[<please>]<off>(唤醒词|语音唤醒)[<a-while>]',
          '[<please>]把(唤醒词|语音唤醒)<off>[<a-while>]',
        ],
        'en-US': [
          '[<please>] (switch off|turn off|disable) [the|your] wake word [<a-while>] [please]',
          '[<please>] (turn|switch) [the|your] wake word off [<a-while>] [please]',
          "[<please>] (don't|do not) (react|respond|answer) to the wake word [<a-while>]",
        ],
      },
    },
    EnableWakeWord: {
      ...ask('要打开唤醒词吗？', 'Shall I turn the wake word on?'),
      samples: {
        'zh-CN': ['[<please>](打开|开启)(唤醒词|语音唤醒)', '[<please>]把(唤醒词|语音唤醒)打开'],
        'en-US': [
          '[<please>] (switch on|turn on|enable) [the|your] wake word [please]',
          '[<please>] (turn|switch) [the|your] wake word on [please]',
        ],
      },
    },
  },
  rules: {
    'zh-CN': {
      please: '(请|帮我|请帮我|麻烦)',
      off: '(关掉|关闭|关上|关)',
      'a-while': '({duration}|到{until}|到{day})',
    },
    'en-US': {
      please: '(please|(can|could|would) you [please])',
      'a-while': '(for {duration}|until {until}|until {day}|till {day})',
    },
  },
} as const satisfies InteractionModel;

const manifest = {
  id: 'earshot.listening',
  version: '1.0.0',
  name: { 'zh-CN': '聆听开关', 'en-US': 'Listening' },
  developer: operator,
  locales: ['zh-CN', 'en-US'],
  endpoint: 'in-process',
  fields: [timeZoneField],
  returns: [{ name: 'speech' }, { name: 'device-control' }],
} as const satisfies ManifestInput;

interface Moment {
  readonly value: string | { readonly from: string } | null;
}

const startOf = ({ value }: Moment): string | undefined => (typeof value === 'string' ? value : value?.from);

/** How many minutes a switch stays off; 0 = until somebody switches it on. */
export function minutesOff(
  said: {
    readonly duration?: { readonly value: number | null };
    readonly until?: Moment;
    readonly day?: Moment;
  },
  nowMs: number,
  timeZone: string,
): number {
  const day = said.day === undefined ? undefined : startOf(said.day);
  const until = said.until === undefined ? undefined : startOf(said.until);
  const end = until ?? (day === undefined ? undefined : `${day}T00:00`);
  const seconds =
    said.duration?.value ?? (end === undefined ? 0 : (zonedTimeMs(end, timeZone) - nowMs) / 1000);
  return Math.min(Math.max(Math.ceil(seconds / 60), 0), maxMinutes);
}

const value = (minutes: number): string => (minutes > 0 ? `off:${minutes}` : 'off');
const forHowLong = (minutes: number, locale: Locale): string => {
  if (minutes === 0) return '';
  const spoken = spokenDuration(minutes * 60, locale);
  return locale === 'zh-CN' ? `，${spoken}后恢复` : ` for ${spoken}`;
};

export const listening = defineSkill({
  manifest,
  model,
  intents: {
    MuteMicrophone: ({ slots: said, tell, clock, timeZone = operatorTimeZone }) => {
      const minutes = minutesOff(said, clock.now().getTime(), timeZone);
      return tell(
        {
          'zh-CN': `麦克风已关闭${forHowLong(minutes, 'zh-CN')}。`,
          'en-US': `The microphone is off${forHowLong(minutes, 'en-US')}.`,
        },
        { directives: [deviceControl('microphone', value(minutes))] },
      );
    },
    UnmuteMicrophone: ({ tell }) =>
      tell(
        { 'zh-CN': '麦克风已打开。', 'en-US': 'The microphone is on.' },
        { directives: [deviceControl('microphone', 'on')] },
      ),
    DisableWakeWord: ({ slots: said, tell, clock, timeZone = operatorTimeZone }) => {
      const minutes = minutesOff(said, clock.now().getTime(), timeZone);
      return tell(
        {
          'zh-CN': `唤醒词已关闭${forHowLong(minutes, 'zh-CN')}，按键仍然可用。`,
          'en-US': `The wake word is off${forHowLong(minutes, 'en-US')}; the button still works.`,
        },
        { directives: [deviceControl('wake_word', value(minutes))] },
      );
    },
    EnableWakeWord: ({ tell }) =>
      tell(
        { 'zh-CN': '唤醒词已打开。', 'en-US': 'The wake word is on.' },
        { directives: [deviceControl('wake_word', 'on')] },
      ),
  },
});
