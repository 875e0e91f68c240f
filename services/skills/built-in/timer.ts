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
        // What it is for. Words leave only when they are granted; a timer runs without them.
        name: { type: 'text' },
      },
      samples: {
        'zh-CN': [
          '[<please>](设|设置|定|开|开始|启动|来|建|新建)[一]个[{duration}的]<timer>',
          '[<please>](设|设置|定|开|开始|启动)[一个]{duration}[的]<timer>',
          '[<please>](设|设置|定|开|开始|启动)[一]个[{name}][的](计时器|定时器|闹铃){duration}',
          '[<please>](设置|启动|开始|设|定)[{name}]<timer>{duration}',
          '[<please>][给我](计时|倒计时|倒数|定时){duration}',
          '[<please>](计时器|定时器)[设为|设成|定为]{duration}',
          '[<please>]{duration}[的](倒计时|计时|计时器|定时器)',
          '{duration}(后|之后|以后)(提醒|叫)我[一声|一下]',
        ],
        'en-US': [
          '[<please>] <begin> (a|the|my|another) timer [for {duration}] [please]',
          '[<please>] <begin> (a|an|the|my) {name} timer [for {duration}] [please]',
          '[<please>] [<begin>] [a|an] {duration} timer [to {name}|for {name}|for the {name}] [please]',
          '[<please>] [<begin>] [a|the] timer [for|of|to] {duration} [please]',
          '[<please>] time {duration} [please]',
          '[<please>] (count down|countdown) [from] {duration} [please]',
        ],
      },
    },
    CancelTimer: {
      samples: {
        'zh-CN': [
          '[<please>](取消|关掉|停止|关闭|停掉|结束)[所有[的]]<timer>',
          '[<please>]把<timer>(取消|关掉|停掉|关闭|停止)[掉]',
        ],
        'en-US': ['[<please>] (cancel|stop|delete|turn off) (the|my|all) [my] (timer|timers) [please]'],
      },
    },
  },
  rules: {
    'zh-CN': { please: '(请|帮我|请帮我|麻烦)', timer: '(计时器|计时|倒计时|定时器|定时)' },
    'en-US': {
      please: '(please|(can|could|would) you [please])',
      begin: '(set|set up|start|make|create|begin|give me|run)',
    },
  },
} as const satisfies InteractionModel;

const manifest = {
  id: 'earshot.timer',
  version: '1.1.0',
  name: { 'zh-CN': '计时器', 'en-US': 'Timer' },
  developer: operator,
  locales: ['zh-CN', 'en-US'],
  endpoint: 'in-process',
  fields: [
    {
      name: 'slots.name',
      required: false,
      purpose: {
        'zh-CN': '开始计时时说出它的名字。',
        'en-US': 'To say what the timer is for when it starts.',
      },
      retentionDays: 0,
    },
  ],
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
      const name = slots.name?.value;
      const said = locale === 'zh-CN' ? `${spoken}，开始计时。` : `${spoken}, starting now.`;
      return tell(name === undefined ? said : locale === 'zh-CN' ? `${name}：${said}` : `${name}: ${said}`, {
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
