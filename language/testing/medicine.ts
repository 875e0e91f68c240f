import type { InteractionModel } from '../model/types.ts';

/**
 * A reminder skill as somebody writes it on a first afternoon: twelve samples an intent, in both languages. The
 * utterances of `medicine-utterances.ts` were written after it, as people talk, without a look at the samples.
 */
export const medicine = {
  invocationNames: { 'zh-CN': ['吃药提醒'], 'en-US': ['pill pal'] },
  intents: {
    Remind: {
      slots: {
        what: {
          type: 'text',
          required: true,
          elicit: { 'zh-CN': ['提醒什么事？'], 'en-US': ['What should I remind you of?'] },
        },
        when: {
          type: 'datetime',
          required: true,
          elicit: { 'zh-CN': ['什么时候提醒？'], 'en-US': ['When should I remind you?'] },
        },
        who: { type: 'person-name' },
        repeat: { type: 'Repeat' },
      },
      samples: {
        'zh-CN': [
          '[{repeat}]{when}提醒我{what}',
          '提醒我[{repeat}]{when}{what}',
          '提醒{who}{when}{what}',
          '{when}提醒{who}{what}',
          '{when}叫{who}{what}',
          '{when}记得叫我{what}',
          '{when}别忘了{what}',
          '帮我记一下{when}{what}',
          '提醒我{what}',
          '设一个{when}的提醒[，{what}]',
          '设[一]个提醒',
          '{when}要{what}，提醒我一下',
        ],
        'en-US': [
          'remind me to {what} at {when}',
          'remind me to {what} {when} [{repeat}]',
          'remind me {when} to {what}',
          'remind {who} to {what} at {when}',
          'remind {who} {when} to {what}',
          'remind me {repeat} at {when} to {what}',
          'remind me to {what}',
          'remind me about {what} [{when}]',
          'set a reminder [for {when}] [to {what}]',
          "don't let me forget to {what} [{when}]",
          'I need to {what} at {when}, remind me',
          'make a note to {what} {when}',
        ],
      },
      confirm: {
        'zh-CN': ['{who}{repeat}{when}{what}，对吗？'],
        'en-US': ['{what} {when} {repeat}, right?'],
      },
    },
    TakePills: {
      slots: {
        count: {
          type: 'number',
          required: true,
          min: 1,
          max: 10,
          elicit: { 'zh-CN': ['吃几片？'], 'en-US': ['How many pills?'] },
        },
        pill: { type: 'Pill' },
        who: { type: 'person-name' },
        time: {
          type: 'time',
          required: true,
          elicit: { 'zh-CN': ['几点吃？'], 'en-US': ['At what time?'] },
        },
      },
      samples: {
        'zh-CN': [
          '{time}吃{count}片{pill}',
          '{who}{time}吃{count}片{pill}',
          '{who}{time}吃{count}片药',
          '{time}要吃{count}片药',
          '给{who}加一个{time}的药',
          '给{who}加{count}片{pill}',
          '{who}吃{count}片{pill}',
          '加一次吃药',
          '{who}该吃{pill}了，{count}片',
          '{time}服用{count}片{pill}',
          '安排{who}{time}吃{pill}',
          '新增{count}片{pill}',
        ],
        'en-US': [
          'take {count} pills at {time}',
          'take {count} {pill} at {time}',
          '{who} takes {count} {pill} at {time}',
          '{who} takes {count} pills at {time}',
          'give {who} {count} {pill} at {time}',
          'give {who} {count} pills at {time}',
          'add {count} {pill} at {time}',
          'add {count} pills for {who} at {time}',
          'schedule {count} {pill} for {time}',
          'schedule pills for {who}',
          'plan {count} pills',
          'add a dose',
        ],
      },
      confirm: {
        'zh-CN': ['{who}{time}吃{count}片{pill}，对吗？'],
        'en-US': ['{count} {pill} for {who} at {time}, right?'],
      },
    },
    ListDoses: {
      slots: { day: { type: 'date' }, who: { type: 'person-name' } },
      samples: {
        'zh-CN': [
          '{day}要吃什么药',
          '{who}{day}要吃什么药',
          '{day}有哪些提醒',
          '我有哪些提醒',
          '看看{day}的提醒',
          '{day}还有药要吃吗',
          '念一下我的提醒',
          '查一下{day}的安排',
          '{who}的药吃了吗',
          '有什么提醒',
          '{day}的药单',
          '列出所有提醒',
        ],
        'en-US': [
          'what do I take {day}',
          'what does {who} take {day}',
          'which reminders do I have {day}',
          'what reminders do I have',
          'list my reminders [for {day}]',
          'read my reminders',
          'show me the doses for {day}',
          'is there anything left to take {day}',
          'what is on the list {day}',
          'did {who} take the pills',
          'what pills are planned {day}',
          'tell me about {day}',
        ],
      },
    },
    Cancel: {
      slots: { when: { type: 'datetime' }, repeat: { type: 'Repeat' } },
      samples: {
        'zh-CN': [
          '取消{when}的提醒',
          '删除{when}的提醒',
          '把{when}的提醒删掉',
          '把{when}的提醒取消',
          '取消{repeat}的提醒',
          '不用提醒我了',
          '取消所有提醒',
          '删掉全部提醒',
          '{when}不用提醒了',
          '去掉{when}的药',
          '取消提醒',
          '{when}的提醒不要了',
        ],
        'en-US': [
          'cancel the reminder [for|at] {when}',
          'delete the reminder [for|at] {when}',
          'cancel my {when} reminder',
          'remove the {when} reminder',
          'cancel the {repeat} reminder',
          'cancel all [my] reminders',
          'delete all [my] reminders',
          'forget the reminder for {when}',
          'no reminder {when}',
          'drop the dose at {when}',
          'cancel the reminder',
          'take the reminder at {when} off [the list]',
        ],
      },
    },
  },
  types: {
    Repeat: {
      values: [
        { id: 'daily', forms: { 'zh-CN': ['每天', '天天'], 'en-US': ['every day', 'daily'] } },
        { id: 'weekly', forms: { 'zh-CN': ['每周', '每个星期'], 'en-US': ['every week', 'weekly'] } },
        { id: 'workdays', forms: { 'zh-CN': ['工作日'], 'en-US': ['on weekdays', 'every weekday'] } },
      ],
    },
    Pill: {
      values: [
        { id: 'aspirin', forms: { 'zh-CN': ['阿司匹林'], 'en-US': ['aspirin', 'aspirins'] } },
        { id: 'vitamin-d', forms: { 'zh-CN': ['维生素D', '维他命D'], 'en-US': ['vitamin D'] } },
        {
          id: 'blood-pressure',
          forms: { 'zh-CN': ['降压药'], 'en-US': ['blood pressure pill', 'blood pressure pills'] },
        },
      ],
    },
  },
} as const satisfies InteractionModel;
