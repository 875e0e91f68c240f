import '../node/outside.ts';
import { describe, expect, it } from 'vitest';
import { createEngine, type DialogueState, initialState, type Outcome } from '../engine.ts';
import { testModels } from '../testing/models.ts';

/** A Monday, 23 November 2026, ten in the morning in Shanghai. */
const startMs = Date.UTC(2026, 10, 23, 2, 0);

const rules = { 'zh-CN': {}, 'en-US': {} };
/** Another skill that has samples for words of correction, and a question that only yes or no answers. */
const counter = {
  invocationNames: { 'zh-CN': ['记数本'], 'en-US': ['tally book'] },
  intents: {
    Recount: {
      slots: { count: { type: 'number' } },
      samples: {
        'zh-CN': ['不是[两]瓶是{count}瓶', '改成{count}瓶'],
        'en-US': ['make it {count}', 'no {count}'],
      },
    },
    Wipe: {
      samples: { 'zh-CN': ['删除[所有]记录'], 'en-US': ['delete all [the] tallies'] },
      confirm: { 'zh-CN': ['要删除所有记录吗？'], 'en-US': ['Shall I delete all tallies?'] },
    },
  },
  rules,
} as const;
const models = [...testModels, { skillId: 'counter', model: counter }];
const options = { models, timeZone: 'Asia/Shanghai', clock: () => startMs } as const;
const engines = {
  'en-US': createEngine({ ...options, locale: 'en-US' }),
  'zh-CN': createEngine({ ...options, locale: 'zh-CN' }),
};
type Locale = keyof typeof engines;

const brief = ({ decision, interpretation }: Outcome) =>
  [
    decision,
    interpretation?.skillId,
    interpretation?.intent,
    interpretation && interpretation.confirmation !== 'none' ? interpretation.confirmation : undefined,
    ...(interpretation?.slots ?? []).map(({ name, value }) => `${name}=${value}`).sort(),
  ]
    .filter((part) => part !== undefined)
    .join(' ');

/** What the last of the sentences turned out to be. */
function last(locale: Locale, ...sentences: string[]): string {
  let state: DialogueState = initialState;
  let outcome: Outcome | undefined;
  for (const sentence of sentences) {
    outcome = engines[locale].turn(sentence, state);
    state = JSON.parse(JSON.stringify(outcome.nextState)) as DialogueState;
  }
  return brief(outcome!);
}

describe('a correction', () => {
  it.each([
    ['en-US', 'send two bottles of water', 'make it three', 'invoke hotel Request count=3 item=water'],
    ['en-US', 'send two bottles of water', 'not two, three', 'invoke hotel Request count=3 item=water'],
    [
      'en-US',
      'turn on the bedroom light',
      'oops, I meant the kitchen',
      'invoke home TurnOn device=light room=kitchen',
    ],
    [
      'en-US',
      'turn on the bedroom light',
      'not the bedroom, the kitchen',
      'invoke home TurnOn device=light room=kitchen',
    ],
    ['zh-CN', '送两瓶水', '不是两瓶，是三瓶', 'invoke hotel Request count=3 item=water'],
    ['zh-CN', '打开卧室的灯', '我说的是客厅', 'invoke home TurnOn device=light room=living-room'],
  ] as const)('is for what was done last: %s %s / %s', (locale, first, second, expected) => {
    expect(last(locale, first, second)).toBe(expected);
  });

  it('is none where it names something that the last command does not know', () => {
    expect(last('en-US', 'send two bottles of water', 'set the volume to five')).toBe('reject');
    expect(last('zh-CN', '送两瓶水', '把音量调成五')).toBe('reject');
  });

  it('leaves the words to the skill that has them when nothing was done', () => {
    expect(last('en-US', 'make it three')).toBe('invoke counter Recount count=3');
  });
});

describe('a question for yes or no', () => {
  const asked = { 'en-US': 'delete all the tallies', 'zh-CN': '删除所有记录' } as const;

  it.each([
    ['en-US', 'yes, delete them', 'invoke counter Wipe confirmed'],
    ['en-US', 'uh huh', 'invoke counter Wipe confirmed'],
    ['en-US', "don't delete them", 'invoke counter Wipe denied'],
    ['en-US', "I'd rather not", 'invoke counter Wipe denied'],
    ['en-US', 'please no', 'invoke counter Wipe denied'],
    ['en-US', 'no wait yes', 'ask counter Wipe'],
    ['en-US', 'please', 'invoke counter Wipe confirmed'],
    ['en-US', 'okay computer says hello', 'ask counter Wipe'],
    ['zh-CN', '对，删除', 'invoke counter Wipe confirmed'],
    ['zh-CN', '好嘞', 'invoke counter Wipe confirmed'],
    ['zh-CN', '先别删', 'invoke counter Wipe denied'],
    ['zh-CN', '不要删了', 'invoke counter Wipe denied'],
    ['zh-CN', '好冷', 'ask counter Wipe'],
    ['zh-CN', '等等', 'ask counter Wipe'],
  ] as const)('%s %s: %s', (locale, answer, expected) => {
    expect(last(locale, asked[locale], answer)).toBe(expected);
  });
});

describe('words that are no command', () => {
  it.each([
    ...[
      'what',
      'please',
      'can I have',
      'tell me',
      'is it',
      'the kitchen',
      'seven',
      'so what',
      'she sent two bottles of water',
    ].map((text) => ['en-US', text] as const),
    ...['什么', '怎么', '是吗', '客厅', '两个', '他点了两杯拿铁', '她打开了客厅的灯'].map(
      (text) => ['zh-CN', text] as const,
    ),
  ])('%s %s', (locale, text) => {
    expect(last(locale, text)).toBe('reject');
  });

  it('ask the question again', () => {
    expect(last('en-US', 'can I get a latte', 'what')).toBe('ask coffee Order drink=latte');
    expect(last('zh-CN', '我要拿铁', '你说什么')).toBe('ask coffee Order drink=latte');
  });

  it('give up rather than guess', () => {
    expect(last('en-US', 'stop')).toBe('cancel');
    expect(last('zh-CN', '停')).toBe('cancel');
  });
});

describe('what was named before', () => {
  it('is meant by a word that points at it', () => {
    const off = 'invoke home TurnOff device=light room=bedroom';
    expect(last('en-US', 'turn on the bedroom light', 'turn it off')).toBe(off);
    expect(last('zh-CN', '打开卧室的灯', '把它关掉')).toBe(off);
    expect(last('en-US', 'send two bottles of water', 'turn it off')).toBe('reject');
  });

  it('is never the text of a request that has none', () => {
    expect(last('en-US', 'remind me')).toBe('ask home Remind');
    expect(last('zh-CN', '提醒我')).toBe('ask home Remind');
  });
});
