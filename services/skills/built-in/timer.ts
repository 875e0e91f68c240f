/** Timers that the speaker keeps: this skill only says how long. */
import {
  cancelTimer,
  defineSkill,
  type InteractionModel,
  type Locale,
  type ManifestInput,
  timer,
} from '@earshot/skills-sdk';
import { operator } from './about.ts';

const maxDurationS = 24 * 3600;

const model = {
  invocationNames: { 'zh-CN': ['计时器'], 'en-US': ['the timer'] },
  intents: {
    SetTimer: {
      slots: {
        duration: {
          type: 'duration',
          required: true,
          elicit: { 'zh-CN': ['计时多久？'], 'en-US': ['For how long?'] },
        },
      },
      samples: {
        'zh-CN': [
          '[<please>](设|设置|定|开)[一]个[{duration}的](计时器|计时|倒计时)',
          '[<please>](计时|倒计时){duration}',
          '[<please>]{duration}(倒计时|计时)',
          '{duration}(后|之后|以后)(提醒|叫)我[一声|一下]',
        ],
        'en-US': [
          '[<please>] (set|start|make) a timer [for {duration}] [please]',
          '[<please>] (set|start|make) a {duration} timer [please]',
          '[a] timer for {duration} [please]',
          'count down {duration}',
        ],
      },
    },
    CancelTimer: {
      samples: {
        'zh-CN': [
          '[<please>](取消|关掉|停止|关闭)[所有[的]](计时器|计时|倒计时)',
          '[<please>]把计时器(取消|关掉|停掉)',
        ],
        'en-US': ['[<please>] (cancel|stop|delete|turn off) (the|my|all) [my] (timer|timers) [please]'],
      },
    },
  },
  rules: {
    'zh-CN': { please: '(请|帮我|请帮我|麻烦)' },
    'en-US': { please: '(please|(can|could|would) you [please])' },
  },
} as const satisfies InteractionModel;

const manifest = {
  id: 'earshot.timer',
  version: '1.0.0',
  name: { 'zh-CN': '计时器', 'en-US': 'Timer' },
  developer: operator,
  locales: ['zh-CN', 'en-US'],
  endpoint: 'in-process',
  fields: [],
  returns: [{ name: 'speech' }, { name: 'timer' }, { name: 'listening' }, { name: 'elicit' }],
} as const satisfies ManifestInput;

/** Seconds as people say them: `1 hour 30 minutes`. */
export function spokenDuration(seconds: number, locale: Locale): string {
  const parts: readonly (readonly [number, string, string])[] = [
    [Math.floor(seconds / 3600), '小时', 'hour'],
    [Math.floor((seconds % 3600) / 60), '分钟', 'minute'],
    [seconds % 60, '秒', 'second'],
  ];
  const said = parts.filter(([count]) => count > 0);
  if (locale === 'zh-CN') return said.map(([count, unit]) => `${count}${unit}`).join('');
  return said.map(([count, , unit]) => `${count} ${unit}${count === 1 ? '' : 's'}`).join(' ');
}

export const timers = defineSkill({
  manifest,
  model,
  intents: {
    SetTimer: ({ slots, tell, elicit, requestId, locale }) => {
      const seconds = Math.round(slots.duration.value);
      if (seconds < 1 || seconds > maxDurationS) {
        return elicit('duration', {
          'zh-CN': '计时最长二十四小时。要多久？',
          'en-US': 'A timer runs for a day at most. For how long?',
        });
      }
      const spoken = spokenDuration(seconds, locale);
      return tell(locale === 'zh-CN' ? `${spoken}，开始计时。` : `${spoken}, starting now.`, {
        directives: [timer(requestId, seconds)],
      });
    },
    // No id: all of them. The speaker knows which run; this skill keeps nothing.
    CancelTimer: ({ tell }) =>
      tell(
        { 'zh-CN': '计时已取消。', 'en-US': 'No timer is running now.' },
        { directives: [cancelTimer('')] },
      ),
  },
});
