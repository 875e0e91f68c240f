import './node/outside.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { propertyRuns } from '../property-runs.ts';
import { createEngine, type DialogueState, initialState, type Outcome, validateModel } from './engine.ts';
import { testModels } from './testing/models.ts';

/** A Monday, 23 November 2026, ten in the morning in Shanghai. */
const startMs = Date.UTC(2026, 10, 23, 2, 0);
const options = { models: testModels, timeZone: 'Asia/Shanghai', clock: () => startMs } as const;
const engines = {
  'en-US': createEngine({ ...options, locale: 'en-US' }),
  'zh-CN': createEngine({ ...options, locale: 'zh-CN' }),
};
type Locale = keyof typeof engines;

const brief = ({ decision, interpretation }: Outcome) =>
  interpretation === undefined
    ? decision
    : `${decision} ${interpretation.intent}${interpretation.confirmation === 'none' ? '' : ` ${interpretation.confirmation}`} ${interpretation.slots
        .map(({ name, value }) => `${name}=${typeof value === 'object' ? JSON.stringify(value) : value}`)
        .sort()
        .join(' ')}`.trim();

/** Says the sentences one after the other; what each turned out to be. */
function converse(locale: Locale, ...sentences: string[]): string[] {
  let state: DialogueState = initialState;
  return sentences.map((sentence) => {
    const outcome = engines[locale].turn(sentence, state);
    state = JSON.parse(JSON.stringify(outcome.nextState)) as DialogueState;
    return brief(outcome);
  });
}

describe('the test models', () => {
  it.each(testModels)('$skillId has no errors', ({ skillId, model }) => {
    expect(validateModel(model, { file: skillId }).filter(({ severity }) => severity === 'error')).toEqual(
      [],
    );
  });
});

describe('one sentence', () => {
  it.each([
    ['en-US', 'turn on the living room lights', 'invoke TurnOn device=light room=living-room'],
    ['en-US', 'please could you turn the bedroom light off', 'invoke TurnOff device=light room=bedroom'],
    ['en-US', 'um turn off the AC in the study please', 'invoke TurnOff device=air-conditioner room=study'],
    ['en-US', 'dim the lights to 30%', 'invoke Dim level=30'],
    [
      'en-US',
      'set the temperature to 22 degrees',
      'invoke SetTemperature temperature={"degrees":22,"unit":null}',
    ],
    ['en-US', 'wake me up at seven tomorrow morning', 'invoke Alarm when=2026-11-24T07:00'],
    [
      'en-US',
      'remind me to take my medicine at eight tonight',
      'invoke Remind what=take my medicine when=2026-11-23T20:00',
    ],
    ['en-US', 'hi, um, I was wondering if you could maybe bring up some tea', 'invoke Request item=tea'],
    ['en-US', "we're out of toilet paper", 'invoke Request item=toilet-paper'],
    ['en-US', 'send two bottles of water to my room', 'invoke Request count=2 item=water'],
    ['en-US', 'the toilet is blocked', 'invoke Fault thing=toilet'],
    ['en-US', 'that movie was pretty boring', 'reject'],
    ['en-US', 'my mother is in the hospital', 'reject'],
    ['en-US', "don't turn on the living room lights", 'reject'],
    ['zh-CN', '打开客厅的灯', 'invoke TurnOn device=light room=living-room'],
    ['zh-CN', '麻烦帮我把卧室的灯关掉吧', 'invoke TurnOff device=light room=bedroom'],
    ['zh-CN', '把空调调到二十六度', 'invoke SetTemperature temperature={"degrees":26,"unit":null}'],
    ['zh-CN', '空调调到26度', 'invoke SetTemperature temperature={"degrees":26,"unit":null}'],
    ['zh-CN', '明天早上七点半叫我起床', 'invoke Alarm when=2026-11-24T07:30'],
    ['zh-CN', '后天下午三点提醒我开会', 'invoke Remind what=开会 when=2026-11-25T15:00'],
    ['zh-CN', '喂你好，我想问一下那个，能不能送点茶叶上来', 'invoke Request item=tea'],
    ['zh-CN', '麻烦送两瓶水到房间', 'invoke Request count=2 item=water'],
    ['zh-CN', '下午三点以后来打扫', 'invoke Clean time=15:00'],
    ['zh-CN', '我妈住院了，我得赶紧回去', 'reject'],
    ['zh-CN', '股票又跌了，真烦', 'reject'],
    ['zh-CN', '别打开客厅的灯', 'reject'],
  ] as const)('%s %s', (locale, sentence, expected) => {
    expect(converse(locale, sentence)).toEqual([expected]);
  });

  it("asks again for what is out of a slot's bounds", () => {
    expect(engines['zh-CN'].turn('空调调到八十度').speech).toBe('可以是十六度到三十度。');
    expect(converse('zh-CN', '空调调到八十度', '二十六度')).toEqual([
      'ask SetTemperature',
      'invoke SetTemperature temperature={"degrees":26,"unit":null}',
    ]);
  });

  it.each([
    ['zh-CN', '打开客厅的东', 'invoke TurnOn device=light room=living-room'],
    ['zh-CN', '吧卧室的灯关吊', 'invoke TurnOff device=light room=bedroom'],
    ['zh-CN', '送两瓶谁到房间', 'invoke Request count=2 item=water'],
    ['en-US', 'turn of the bedroom light', 'invoke TurnOff device=light room=bedroom'],
    ['en-US', 'the toilet is block', 'invoke Fault thing=toilet'],
  ] as const)('is understood with recognition errors: %s %s', (locale, sentence, expected) => {
    expect(converse(locale, sentence)).toEqual([expected]);
  });
});

describe('asking back', () => {
  it('elicits what is required, confirms, and calls the skill', () => {
    const [first, second] = [engines['en-US'].turn('can I get a latte'), undefined];
    expect(first.speech).toBe('Which size of latte?');
    expect(second).toBeUndefined();
    expect(converse('en-US', 'can I get a latte', 'a large one please', 'yes please')).toEqual([
      'ask Order drink=latte',
      'ask Order drink=latte size=large',
      'invoke Order confirmed drink=latte size=large',
    ]);
    expect(converse('zh-CN', '来两杯拿铁', '大杯的吧', '好的')).toEqual([
      'ask Order count=2 drink=latte',
      'ask Order count=2 drink=latte size=large',
      'invoke Order confirmed count=2 drink=latte size=large',
    ]);
  });

  it('takes several answers at once', () => {
    expect(converse('zh-CN', '点杯咖啡', '大杯拿铁不加糖', '对')).toEqual([
      'ask Order',
      'ask Order drink=latte size=large sugar=none',
      'invoke Order confirmed drink=latte size=large sugar=none',
    ]);
  });

  it('hears an answer by its sound', () => {
    expect(converse('zh-CN', '我要拿铁', '打杯')[1]).toBe('ask Order drink=latte size=large');
  });

  it('takes free text as it is said', () => {
    expect(converse('en-US', 'set a reminder', 'call Anna about the Friday party')).toEqual([
      'ask Remind',
      'invoke Remind what=call Anna about the Friday party',
    ]);
  });

  it('asks again, then lets it go', () => {
    expect(
      converse('en-US', 'can I get a latte', 'purple elephants', 'the sky is high', 'purple elephants'),
    ).toEqual(['ask Order drink=latte', 'ask Order drink=latte', 'ask Order drink=latte', 'cancel']);
  });

  it.each([
    ['en-US', 'can I get a latte', 'never mind', 'cancel'],
    ['en-US', 'order a coffee', 'oh forget it', 'cancel'],
    ['zh-CN', '我要拿铁', '算了，不用了', 'cancel'],
    // Said no to a confirmation: the skill hears so, and no value of what was not wanted.
    ['zh-CN', '我要大杯拿铁', '不用了', 'invoke Order denied'],
    ['en-US', 'I want a large latte', 'no thanks', 'invoke Order denied'],
  ] as const)('%s %s / %s gives up', (locale, first, second, expected) => {
    expect(converse(locale, first, second)[1]).toBe(expected);
  });

  it('corrects while asking', () => {
    expect(converse('zh-CN', '我要大杯拿铁', '不对，要中杯', '是的')).toEqual([
      'ask Order drink=latte size=large',
      'ask Order drink=latte size=medium',
      'invoke Order confirmed drink=latte size=medium',
    ]);
    expect(converse('en-US', 'I want two large lattes', 'make that three', 'yes')[2]).toBe(
      'invoke Order confirmed count=3 drink=latte size=large',
    );
  });

  it('turns to another command when one is plainly said', () => {
    expect(converse('zh-CN', '我要拿铁', '打开客厅的灯')[1]).toBe(
      'invoke TurnOn device=light room=living-room',
    );
  });

  it('remembers nothing after the time for an answer', () => {
    const asked = engines['zh-CN'].turn('我要拿铁').nextState;
    const late = createEngine({ ...options, locale: 'zh-CN', clock: () => startMs + 121_000 });
    expect(brief(late.turn('大杯', asked))).toBe('reject');
  });
});

describe('going on from what was done', () => {
  it.each([
    ['zh-CN', '麻烦送两瓶水到房间', '不是两瓶，是三瓶', 'invoke Request count=3 item=water'],
    ['zh-CN', '麻烦送两瓶水到房间', '再来双拖鞋', 'invoke Request item=slippers'],
    ['zh-CN', '打开卧室的灯', '不是卧室，是客厅', 'invoke TurnOn device=light room=living-room'],
    ['zh-CN', '打开卧室的灯', '那客厅呢', 'invoke TurnOn device=light room=living-room'],
    ['zh-CN', '明天早上七点叫我', '改到八点', 'invoke Alarm when=2026-11-24T08:00'],
    ['zh-CN', '明天晚上七点叫我', '改成七点半', 'invoke Alarm when=2026-11-24T19:30'],
    ['zh-CN', '关掉卧室的灯', '厨房的也关掉', 'invoke TurnOff device=light room=kitchen'],
    ['en-US', 'turn off the bedroom light', 'the kitchen too', 'invoke TurnOff device=light room=kitchen'],
    [
      'en-US',
      'wake me up at seven tomorrow morning',
      'make it half past eight',
      'invoke Alarm when=2026-11-24T08:30',
    ],
    ['en-US', 'turn on the living room lights', 'no, the bedroom', 'invoke TurnOn device=light room=bedroom'],
    [
      'en-US',
      'send two bottles of water to my room',
      'and a pair of slippers',
      'invoke Request count=1 item=slippers',
    ],
    ['en-US', 'send two bottles of water', 'no, three bottles, not two', 'invoke Request count=3 item=water'],
    [
      'en-US',
      'turn off the bedroom light',
      'what about the kitchen',
      'invoke TurnOff device=light room=kitchen',
    ],
    ['en-US', 'dim the lights to thirty percent', 'make it forty', 'invoke Dim level=40'],
  ] as const)('%s %s / %s', (locale, first, second, expected) => {
    expect(converse(locale, first, second)[1]).toBe(expected);
  });

  it('does not take talk for a follow-up', () => {
    expect(converse('zh-CN', '打开卧室的灯', '那个项目下周一定要交了')[1]).toBe('reject');
    expect(converse('en-US', 'turn on the lights', 'and then he just left me standing there')[1]).toBe(
      'reject',
    );
  });
});

describe('several skills', () => {
  const twice = {
    ...options,
    models: [
      ...testModels,
      {
        skillId: 'diner',
        model: {
          ...testModels[0].model,
          invocationNames: { 'en-US': ['corner diner'], 'zh-CN': ['街角餐厅'] },
        },
      },
    ],
  };
  const engine = createEngine({ ...twice, locale: 'en-US' });

  it('asks which one is meant, and takes the answer', () => {
    const first = engine.turn('I want a large mocha');
    expect([first.decision, first.speech]).toEqual(['ask', 'Do you mean bean counter or corner diner?']);
    const second = engine.turn('the corner diner', first.nextState);
    expect([second.interpretation?.skillId, second.interpretation?.intent]).toEqual(['diner', 'Order']);
    expect(engine.turn('the second one', first.nextState).interpretation?.skillId).toBe('diner');
    expect(engine.turn('never mind', first.nextState).decision).toBe('cancel');
  });

  it('goes to the one that is named', () => {
    expect(engine.turn('ask corner diner for a large mocha').interpretation?.skillId).toBe('diner');
    expect(engine.turn('get me a large mocha from bean counter').interpretation?.skillId).toBe('coffee');
    const chinese = createEngine({ ...twice, locale: 'zh-CN' });
    expect(chinese.turn('让街角餐厅来一杯大杯拿铁').interpretation?.skillId).toBe('diner');
  });

  it('opens a skill by its name', () => {
    const opened = engine.turn('open bean counter');
    expect([opened.decision, opened.speech]).toEqual(['ask', 'What would you like?']);
    expect(engine.turn('I want a large mocha', opened.nextState).interpretation?.skillId).toBe('coffee');
  });
});

describe('the recogniser', () => {
  const hear = (locale: Locale, texts: string[], isRejectedByRecogniser = false) =>
    engines[locale].understand({
      hypotheses: texts.map((text) => ({ text, confidence: 0.8 })),
      isRejectedByRecogniser,
      isBoundedOnly: false,
    });

  it('is understood by the hypothesis that means something', () => {
    const outcome = hear('en-US', ['turn on the leaving broom bright', 'turn on the living room light']);
    expect([brief(outcome), outcome.text]).toEqual([
      'invoke TurnOn device=light room=living-room',
      'turn on the living room light',
    ]);
  });

  it('is believed when it rejects', () => {
    expect(hear('zh-CN', ['马桶堵了'], true).decision).toBe('reject');
    const engine = engines['en-US'];
    const noise = (text: string) => ({
      hypotheses: [{ text, confidence: 0.3 }],
      isRejectedByRecogniser: true,
      isBoundedOnly: false,
    });
    const confirming = engine.turn('I want a large latte').nextState;
    expect(engine.understand(noise('yes'), confirming).decision).toBe('ask');
    const done = engine.turn('turn on the living room lights').nextState;
    expect(engine.understand(noise('no, the bedroom'), done).decision).toBe('reject');
    const asking = engine.turn('can I get a latte').nextState;
    expect(brief(engine.understand(noise('large'), asking))).toBe('ask Order drink=latte size=large');
  });

  it('may hear nothing', () => {
    expect(hear('en-US', []).decision).toBe('reject');
    const asked = engines['en-US'].turn('can I get a latte').nextState;
    const silent = { hypotheses: [], isRejectedByRecogniser: false, isBoundedOnly: false };
    expect(engines['en-US'].understand(silent, asked).speech).toBe('Which size of latte?');
  });
});

describe('a skill that leads the conversation', () => {
  const answer = {
    skillId: 'home',
    version: '1.0.0',
    intent: 'Alarm',
    slots: [],
    elicitSlot: '',
    isConfirming: false,
    isExpectingSpeech: true,
    isSessionEnded: false,
  };

  it('elicits a slot', () => {
    const engine = engines['en-US'];
    const state = engine.observe(engine.turn('wake me up at seven').nextState, {
      ...answer,
      elicitSlot: 'when',
    });
    expect(brief(engine.turn('half past eight', state))).toBe('invoke Alarm when=2026-11-23T20:30');
  });

  it('asks for a yes or a no', () => {
    const engine = engines['zh-CN'];
    const invoked = engine.turn('明天早上七点叫我').nextState;
    const state = engine.observe(invoked, { ...answer, isConfirming: true });
    expect(brief(engine.turn('是的', state))).toBe('invoke Alarm confirmed when=2026-11-24T07:00');
    expect(brief(engine.turn('不要', state))).toBe('invoke Alarm denied when=2026-11-24T07:00');
    expect(brief(engine.turn('嗯那个那个', state))).toMatch(/^ask/);
  });
});

describe('what a session remembers', () => {
  it('is never the words', () => {
    const state = JSON.stringify(engines['zh-CN'].turn('麻烦送两瓶水到房间').nextState);
    expect(state).not.toMatch(/瓶|水|麻烦/);
  });

  it('is, in a hotel, no free text and no name', () => {
    const engine = createEngine({ ...options, locale: 'en-US', isBoundedOnly: true });
    const outcome = engine.turn('remind me to call doctor smith at eight tonight');
    expect(outcome.interpretation?.slots.map(({ name }) => name).sort()).toEqual(['what', 'when']);
    expect(JSON.stringify(outcome.nextState)).not.toContain('smith');
  });
});

describe('explain', () => {
  it('says which template won and what was bent', () => {
    const reasons = (locale: Locale, text: string) =>
      engines[locale].turn(text).interpretation?.reasons().join('\n');
    expect(reasons('en-US', 'please turn off the bedroom light')).toContain('sample "(turn|switch) off the');
    expect(reasons('zh-CN', '打开客厅的东')).toContain('"东" heard for');
  });
});

describe('judge', () => {
  it.each([
    ['en-US', 'turn on the', false, true],
    ['en-US', 'turn on the living room lights', true, true],
    ['en-US', 'can I get a latte', false, true],
    ['en-US', 'set an alarm for half past', false, true],
    ['en-US', 'that movie was', false, false],
    ['zh-CN', '打开客厅', false, true],
    ['zh-CN', '我要退房', true, false],
    ['zh-CN', '送两瓶', false, true],
    ['zh-CN', '', false, true],
  ] as const)('%s %j', (locale, text, isComplete, isPrefix) => {
    expect(engines[locale].judge(text)).toEqual({ isComplete, isPrefix });
  });

  it('knows what answers the question at hand', () => {
    const asked = engines['zh-CN'].turn('我要拿铁').nextState;
    expect(engines['zh-CN'].judge('大杯', asked).isComplete).toBe(true);
    expect(engines['zh-CN'].judge('大杯').isComplete).toBe(false);
  });
});

describe('bad input', () => {
  it('is answered in bounded time, whatever it is', () => {
    const strange = [
      '',
      ' ',
      '\u0000\u0007',
      '对'.repeat(5000),
      '不'.repeat(79),
      '是的'.repeat(39),
      'no '.repeat(70),
      '🦄🦄',
      'a'.repeat(10_000),
      'turn on the '.repeat(26),
      '{room} <want> [x]',
      '再来'.repeat(38),
      '一二三四五六七八九十'.repeat(7),
    ];
    for (const locale of ['en-US', 'zh-CN'] as const) {
      for (const text of strange) {
        const asked = engines[locale].turn(
          locale === 'en-US' ? 'I want a large latte' : '我要大杯拿铁',
        ).nextState;
        engines[locale].turn(text);
        engines[locale].turn(text, asked);
        engines[locale].judge(text, asked);
      }
    }
  });

  it('never throws, in any state, and what it says next is plain JSON', () => {
    const words = fc.constantFrom(
      ...'no not make it the and a large latte turn on lights bedroom seven tomorrow yes never mind ask bean counter for'.split(
        ' ',
      ),
      ...[
        '不是',
        '是',
        '改成',
        '再来',
        '两瓶',
        '水',
        '打开',
        '灯',
        '卧室',
        '明天',
        '算了',
        '让咖啡店',
        '大杯',
        '拿铁',
        '呢',
      ],
    );
    const sentence = fc.oneof(
      fc.array(words, { maxLength: 9 }).map((parts) => parts.join(' ')),
      fc.string({ unit: 'grapheme', maxLength: 60 }),
    );
    fc.assert(
      fc.property(
        fc.constantFrom('en-US' as const, 'zh-CN' as const),
        fc.array(sentence, { maxLength: 5 }),
        (locale, sentences) => {
          let state: DialogueState = initialState;
          for (const text of sentences) {
            const { nextState, decision, speech, interpretation } = engines[locale].turn(text, state);
            expect(JSON.parse(JSON.stringify(nextState))).toEqual(
              JSON.parse(JSON.stringify({ ...nextState })),
            );
            // Whoever is asked hears a question; whoever is called knows the intent.
            if (decision === 'ask') expect(speech).toBeTruthy();
            if (decision === 'invoke') expect(interpretation).toBeDefined();
            state = nextState;
          }
        },
      ),
      { numRuns: propertyRuns(150) },
    );
  });
});
