import '../node/outside.ts';
import { describe, expect, it } from 'vitest';
import { createEngine, type DialogueState, initialState, type Outcome } from '../engine.ts';
import { medicine } from '../testing/medicine.ts';

/** A Monday, 23 November 2026, ten in the morning in Shanghai. */
const startMs = Date.UTC(2026, 10, 23, 2, 0);

const clock = {
  invocationNames: { 'en-US': ['the clock'], 'zh-CN': ['时钟'] },
  intents: { Time: { samples: { 'en-US': ['what time is it'], 'zh-CN': ['[现在]几点[了]'] } } },
} as const;
const options = {
  models: [
    { skillId: 'medicine', model: medicine },
    { skillId: 'clock', model: clock },
  ],
  timeZone: 'Asia/Shanghai',
  clock: () => startMs,
} as const;
const engines = {
  'en-US': createEngine({ ...options, locale: 'en-US' }),
  'zh-CN': createEngine({ ...options, locale: 'zh-CN' }),
};

const brief = ({ decision, interpretation }: Outcome) =>
  [
    decision,
    interpretation?.intent,
    ...(interpretation?.slots ?? []).map(({ name, value }) => `${name}=${value}`).sort(),
  ]
    .filter((part) => part !== undefined)
    .join(' | ');

/** Says the sentences one after the other; what the last turned out to be. */
function last(...sentences: string[]): Outcome {
  const engine = engines[/\p{Script=Han}/u.test(sentences[0]!) ? 'zh-CN' : 'en-US'];
  let state: DialogueState = initialState;
  let outcome: Outcome | undefined;
  for (const sentence of sentences) {
    outcome = engine.turn(sentence, state);
    state = JSON.parse(JSON.stringify(outcome.nextState)) as DialogueState;
    if (outcome.decision !== 'invoke' || !outcome.interpretation) continue;
    const { skillId, version, intent } = outcome.interpretation;
    const over = { elicitSlot: '', isConfirming: false, isExpectingSpeech: false, isSessionEnded: false };
    state = engine.observe(state, { skillId, version, intent, slots: [], ...over });
  }
  return outcome!;
}

describe('a time', () => {
  it.each([
    ['remind me to take my pills tonight at ten', 'what=take my pills | when=2026-11-23T22:00'],
    ['remind me to take my pills at ten tonight', 'what=take my pills | when=2026-11-23T22:00'],
    [
      'could you remind me to call the doctor tomorrow morning at half past nine',
      'what=call the doctor | when=2026-11-24T09:30',
    ],
    [
      'remind me to water the plants every day at eight',
      'repeat=daily | what=water the plants | when=2026-11-23T20:00',
    ],
    ['明天早上八点提醒我吃药', 'what=吃药 | when=2026-11-24T08:00'],
    ['提醒爷爷今晚八点吃药', 'what=吃药 | when=2026-11-23T20:00 | who=爷爷'],
  ])('goes where it belongs, and not into the text: %s', (sentence, expected) => {
    expect(brief(last(sentence))).toBe(`ask | Remind | ${expected}`);
  });

  it.each([
    ['take two pills tonight at ten', 'count=2 | time=22:00'],
    ['grandma takes two aspirin at eight tonight', 'count=2 | pill=aspirin | time=20:00 | who=grandma'],
    ['爷爷今晚八点吃两片降压药', 'count=2 | pill=blood-pressure | time=20:00 | who=爷爷'],
  ])('keeps its half of the day: %s', (sentence, expected) => {
    expect(brief(last(sentence))).toBe(`ask | TakePills | ${expected}`);
  });

  it('is nobody, and never one of two', () => {
    expect(brief(last('晚上八点吃两片药'))).toBe('ask | TakePills | count=2 | time=20:00');
    for (const sentence of [
      'remind me to take my pills at ten, not at nine',
      '提醒我九点和十点吃药',
      '提醒我明天或者后天去医院',
      '每周一早上八点提醒我吃药',
    ]) {
      expect([sentence, last(sentence).interpretation?.slots.find(({ name }) => name === 'when')]).toEqual([
        sentence,
        undefined,
      ]);
    }
  });

  it.each([
    // The slot holds a time of day; the next day would be lost.
    'take two pills tomorrow at ten',
    '奶奶明天早上八点吃一片阿司匹林',
  ])('that no slot can hold is not dropped: %s', (sentence) => {
    expect(brief(last(sentence))).toBe('reject');
  });

  it('stays in the text where it is what the text is about', () => {
    expect(brief(last('remind me to leave before ten tonight'))).toBe(
      'ask | Remind | what=leave before ten tonight',
    );
    expect(brief(last('remind me to buy tickets for tomorrow'))).toBe(
      'ask | Remind | what=buy tickets for tomorrow',
    );
    expect(brief(last('提醒我准备明天的会议'))).toBe('ask | Remind | what=准备明天的会议');
  });

  it('said for a text is when, and no text', () => {
    expect(brief(last('set a reminder', 'at nine tonight'))).toBe('ask | Remind | when=2026-11-23T21:00');
    expect(brief(last('设个提醒', '今晚九点'))).toBe('ask | Remind | when=2026-11-23T21:00');
    expect(brief(last('set a reminder', 'call Anna at nine tonight'))).toBe(
      'ask | Remind | what=call Anna | when=2026-11-23T21:00',
    );
  });
});

describe('a negation', () => {
  it.each([
    'do not take two pills at eight',
    "don't remind me to call mom at eight tonight",
    '别在八点吃两片降压药',
  ])('is never dropped: %s', (sentence) => {
    expect(brief(last(sentence))).not.toMatch(/TakePills|Remind/);
  });
});

describe('what sounds alike', () => {
  it('is no match where both are words', () => {
    expect(brief(last('明天早上八点提醒我吃药'))).not.toContain('repeat');
    expect(brief(last('取消明天的提醒'))).toBe('invoke | Cancel | when=[object Object]');
  });
});

describe('a correction', () => {
  const dose = 'grandma takes two aspirin at eight tonight';
  it.each([
    [[dose, 'no, at nine'], 'count=2 | pill=aspirin | time=21:00 | who=grandma'],
    [[dose, 'no wait, at nine'], 'count=2 | pill=aspirin | time=21:00 | who=grandma'],
    [[dose, 'no, grandpa'], 'count=2 | pill=aspirin | time=20:00 | who=grandpa'],
    [[dose, 'no, three'], 'count=3 | pill=aspirin | time=20:00 | who=grandma'],
    [[dose, 'nine thirty'], 'count=2 | pill=aspirin | time=21:30 | who=grandma'],
    [[dose, 'yes but at nine'], 'count=2 | pill=aspirin | time=21:00 | who=grandma'],
    [['晚上八点吃两片降压药', '等一下，八点半'], 'count=2 | pill=blood-pressure | time=20:30'],
    [['晚上八点吃两片降压药', '九点吧'], 'count=2 | pill=blood-pressure | time=21:00'],
    [['奶奶早上八点吃一片阿司匹林', '不，爷爷'], 'count=1 | pill=aspirin | time=08:00 | who=爷爷'],
    [['奶奶早上八点吃一片阿司匹林', '不对，是三片'], 'count=3 | pill=aspirin | time=08:00 | who=奶奶'],
  ] as const)('goes to the slot that its words fit: %s', (sentences, expected) => {
    expect(brief(last(...sentences))).toBe(`ask | TakePills | ${expected}`);
  });

  it('keeps the hour with another day, and puts nobody in another slot', () => {
    expect(brief(last('remind me to call mom at eight tonight', 'no, tomorrow'))).toBe(
      'ask | Remind | what=call mom | when=2026-11-24T20:00',
    );
    expect(brief(last('remind me to call mom at eight tonight', 'no, dad'))).not.toContain('who');
  });

  it('answers a question too', () => {
    expect(brief(last('take two pills', 'no, at nine'))).toBe('ask | TakePills | count=2 | time=09:00');
  });
});

describe('a value out of bounds', () => {
  it('asks for that slot and keeps the rest', () => {
    const asked = last('take eleven pills at nine');
    expect(brief(asked)).toBe('ask | TakePills | time=09:00');
    expect(asked.speech).toBe('It can be from one to ten. How many pills?');
    expect(brief(last('take eleven pills at nine', 'ten'))).toBe('ask | TakePills | count=10 | time=09:00');
    expect(last('奶奶早上八点吃十一片阿司匹林').speech).toBe('可以是一到十。吃几片？');
  });

  it('asks again when it comes as an answer or as a correction', () => {
    expect(last('add a dose', 'twenty').speech).toBe('It can be from one to ten. How many pills?');
    expect(last('take two pills at nine', 'no, twenty').speech).toBe(
      'It can be from one to ten. How many pills?',
    );
  });
});

describe('a question', () => {
  it('comes back when something else was done in between', () => {
    expect(last('remind me to call mom', 'what time is it').resume).toBe('When should I remind you?');
    expect(brief(last('remind me to call mom', 'what time is it', 'at nine tonight'))).toBe(
      'ask | Remind | what=call mom | when=2026-11-23T21:00',
    );
    expect(last('晚上八点吃两片降压药', '几点了').resume).toBe('晚上八点吃两片降压药，对吗？');
    expect(brief(last('晚上八点吃两片降压药', '几点了', '对'))).toBe(
      'invoke | TakePills | count=2 | pill=blood-pressure | time=20:00',
    );
  });

  it('is let go when it was interrupted too often', () => {
    const time = 'what time is it';
    expect(last('add a dose', time, time, time).resume).toBeUndefined();
  });
});
