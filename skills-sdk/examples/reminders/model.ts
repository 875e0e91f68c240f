import type { InteractionModel } from '@earshot/skills-sdk';

/** Alarms and reminders: things that the skill keeps for a while, and so must be able to forget. */
export const model = {
  invocationNames: {
    'zh-CN': ['提醒本', '备忘'],
    'en-US': ['memory jogger', 'reminders'],
  },
  intents: {
    SetAlarm: {
      slots: {
        when: {
          type: 'datetime',
          required: true,
          elicit: {
            'zh-CN': ['几点？', '定在什么时候？'],
            'en-US': ['For what time?', 'When should it ring?'],
          },
        },
        repeat: { type: 'Repeat' },
      },
      samples: {
        'zh-CN': [
          '[<please>][{repeat}]{when}[的时候](叫我|叫醒我)[起床]',
          '[<please>](设|定|设置|订)[一]个[{repeat}][{when}的]闹钟',
          '[<please>](设|定|设置|订)[一]个[{repeat}]闹钟{when}',
        ],
        'en-US': [
          '[<please>] wake me [up] [at] {when} [{repeat}] [please]',
          '[<please>] wake me [up] {repeat} [at] {when} [please]',
          '[<please>] (set|make) (an|my) alarm [for|at] {when} [{repeat}] [please]',
          '[<please>] (set|make) (an|my) alarm',
        ],
      },
    },
    CancelAlarm: {
      slots: { when: { type: 'datetime' } },
      samples: {
        'zh-CN': [
          '[<please>](取消|删除|关掉|关闭)[{when}的]闹钟',
          '[<please>]把[{when}的]闹钟(取消|删除|关掉)',
          '[<please>](取消|删除)(所有|全部)[的]闹钟',
        ],
        'en-US': [
          '[<please>] (cancel|delete|remove|turn off) [all] [the|my] [morning|evening] (alarm|alarms) [for|at] [{when}] [please]',
          '[<please>] (cancel|delete|remove) (the|my) {when} alarm [please]',
        ],
      },
    },
    ListAlarms: {
      samples: {
        'zh-CN': ['[我](有|设了)(哪些|什么|几个)(闹钟|提醒)', '(看看|查一下|念一下)我的(闹钟|提醒)'],
        'en-US': [
          '(which|what|how many) (alarms|reminders) do I have [set]',
          '(list|read|show me|tell me) my (alarms|reminders)',
        ],
      },
    },
    Remind: {
      slots: {
        what: {
          type: 'text',
          required: true,
          elicit: { 'zh-CN': ['提醒您做什么？'], 'en-US': ['What should I remind you of?'] },
        },
        when: {
          type: 'datetime',
          required: true,
          elicit: { 'zh-CN': ['什么时候提醒您？'], 'en-US': ['When should I remind you?'] },
        },
      },
      samples: {
        'zh-CN': [
          '[<please>]提醒我{when}{what}',
          '[<please>]{when}[的时候]提醒我{what}',
          '[<please>]提醒我{what}',
          '[<please>](设|加|建)[一]个提醒',
        ],
        'en-US': [
          '[<please>] remind me [to|about] {what} [at|on] {when} [please]',
          '[<please>] remind me [at|on] {when} [to|about] {what} [please]',
          '[<please>] remind me (to|about) {what}',
          '[<please>] (set|add|make) a reminder',
        ],
      },
    },
    ForgetEverything: {
      samples: {
        'zh-CN': ['(忘掉|删除)我(所有|全部)[的]提醒', '把我的提醒(全|全都|都)(忘掉|删掉)'],
        'en-US': ['(forget|delete) (all|everything about) my reminders', 'forget all of my reminders'],
      },
      confirm: {
        'zh-CN': ['要删除您所有的提醒和闹钟吗？'],
        'en-US': ['Shall I delete all your reminders and alarms?'],
      },
    },
  },
  types: {
    Repeat: {
      values: [
        { id: 'daily', forms: { 'zh-CN': ['每天', '天天'], 'en-US': ['every day', 'daily', 'each day'] } },
        {
          id: 'workdays',
          forms: {
            'zh-CN': ['每个工作日', '工作日', '周一到周五'],
            'en-US': ['on weekdays', 'every weekday', 'every workday'],
          },
        },
        {
          id: 'weekend',
          forms: { 'zh-CN': ['每个周末', '周末'], 'en-US': ['on weekends', 'every weekend'] },
        },
      ],
    },
  },
  rules: {
    'zh-CN': { please: '(请|请帮我|帮我|麻烦|记得|给我)' },
    'en-US': { please: '(please|(can|could|would|will) you [please])' },
  },
} as const satisfies InteractionModel;
