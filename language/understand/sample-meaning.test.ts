import '../node/outside.ts';
import { describe, expect, it } from 'vitest';
import { createEngine, type DialogueState, type EntityName, validateModel } from '../engine.ts';
import type { InteractionModel } from '../model/types.ts';
import { brief } from '../testing/brief.ts';

const model: InteractionModel = {
  invocationNames: { 'en-US': ['blue house'], 'zh-CN': ['蓝房子'] },
  intents: {
    Switch: {
      slots: {
        device: { type: 'device-name' },
        area: { type: 'room-name', kinds: ['room'] },
        floor: { type: 'room-name', kinds: ['floor'] },
        what: { type: 'Domain' },
        reply: { type: 'Reply' },
      },
      samples: {
        'en-US': [
          { templates: ['turn on {device}'], exceptKinds: { device: ['door'] } },
          {
            templates: ['[turn on] all lights (on;in {area})', 'all lights in {area}'],
            constants: { what: 'light', reply: 'room' },
          },
          { templates: ['lights for {floor}'], constants: { what: 'light', reply: 'floor' } },
          { templates: ['lights please'], constants: { what: 'light' }, roomSlot: 'area' },
          { templates: ['lights please'], constants: { what: 'light', reply: 'all' }, room: 'unknown' },
        ],
        'zh-CN': [
          { templates: ['打开{device}'], exceptKinds: { device: ['door'] } },
          { templates: ['开灯'], constants: { what: 'light' }, roomSlot: 'area' },
          { templates: ['开灯'], constants: { what: 'light', reply: 'all' }, room: 'unknown' },
        ],
      },
    },
    Open: {
      slots: { device: { type: 'device-name' } },
      samples: {
        'en-US': [{ templates: ['turn on {device}', 'open {device}'], kinds: { device: ['door'] } }],
        'zh-CN': [{ templates: ['打开{device}'], kinds: { device: ['door'] } }],
      },
    },
    Brighten: {
      slots: { level: { type: ['number', 'Level'], min: 1, max: 100 }, device: { type: 'device-name' } },
      samples: {
        'en-US': [
          'brightness {level}',
          '{device} brightness to {level:number}',
          "set {device}'s light to {level:Level}",
          { templates: ['make it cosy'], constants: { level: 20 } },
          { templates: ['make it dark'], constants: { level: 'low' } },
        ],
        'zh-CN': ['亮度{level}', { templates: ['弄舒服点'], constants: { level: 20 } }],
      },
    },
    Say: {
      slots: { text: { type: 'text' } },
      samples: {
        'en-US': ['note {text}', { templates: ['note {text}', 'note down {text}'], priority: -1 }],
        'zh-CN': ['记下{text}'],
      },
    },
  },
  types: {
    Domain: { values: [{ id: 'light', forms: {} }] },
    Reply: { values: ['room', 'floor', 'all'].map((id) => ({ id, forms: {} })) },
    Level: {
      values: [
        { id: 'low', forms: { 'en-US': ['low', 'the lowest'], 'zh-CN': ['最低'] } },
        { id: 'high', forms: { 'en-US': ['high', 'full'], 'zh-CN': ['最高'] } },
      ],
    },
  },
  skipWords: { 'en-US': ['my dear house', 'blimey'], 'zh-CN': ['劳驾啦'] },
};

const place = (entityId: string, kind: string, names: string[], roomId?: string): EntityName => ({
  entityId,
  names,
  slotType: 'room-name',
  kinds: [kind],
  ...(roomId === undefined ? {} : { roomId }),
});
const entities: EntityName[] = [
  place('upstairs', 'floor', ['upstairs']),
  place('study', 'room', ['study', '书房'], 'upstairs'),
  { entityId: 'd1', names: ['desk', '桌子'], slotType: 'device-name', kinds: ['light'], roomId: 'study' },
  { entityId: 'd2', names: ['desk', '桌子'], slotType: 'device-name', kinds: ['door'] },
  { entityId: 'd3', names: ['lamp'], slotType: 'device-name', kinds: ['light'] },
];

const engineIn = (locale: 'en-US' | 'zh-CN', roomId?: string) =>
  createEngine({
    models: [{ skillId: 'house', model }],
    locale,
    entities,
    clock: () => 0,
    ...(roomId === undefined ? {} : { roomId }),
  });

describe('what a sample means beside its words', () => {
  it('is a model that can be registered', () => {
    expect(validateModel(model).filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it.each([
    [
      'en-US',
      undefined,
      'turn on all lights in the study on',
      'invoke Switch area=study reply=room what=light',
    ],
    ['en-US', undefined, 'all lights on in the study', 'invoke Switch area=study reply=room what=light'],
    ['en-US', undefined, 'lights for upstairs', 'invoke Switch floor=upstairs reply=floor what=light'],
    ['en-US', 'study', 'lights please', 'invoke Switch area=study what=light'],
    ['en-US', undefined, 'lights please', 'invoke Switch reply=all what=light'],
    ['zh-CN', 'study', '开灯', 'invoke Switch area=study what=light'],
    ['zh-CN', undefined, '开灯', 'invoke Switch reply=all what=light'],
    ['en-US', undefined, 'open the desk', 'invoke Open device=d2'],
    ['en-US', undefined, 'make it cosy', 'invoke Brighten level=20'],
    ['en-US', undefined, 'make it dark', 'invoke Brighten level=low'],
    ['zh-CN', undefined, '弄舒服点', 'invoke Brighten level=20'],
    ['en-US', undefined, 'brightness forty', 'invoke Brighten level=40'],
    ['en-US', undefined, 'brightness full', 'invoke Brighten level=high'],
    ['zh-CN', undefined, '亮度最低', 'invoke Brighten level=low'],
    ['en-US', undefined, "the lamp's brightness to 30", 'invoke Brighten device=d3 level=30'],
    ['en-US', undefined, "set lamp's light to low", 'invoke Brighten device=d3 level=low'],
    ['en-US', undefined, 'blimey make it cosy my dear house', 'invoke Brighten level=20'],
    ['zh-CN', undefined, '劳驾啦亮度四十', 'invoke Brighten level=40'],
    ['en-US', undefined, 'note down milk', 'invoke Say text=down milk'],
  ] as const)('%s, in the room %s: %s', (locale, room, said, expected) => {
    expect(brief(engineIn(locale, room).turn(said))).toBe(expected);
  });

  it('things of one name are told apart by the kinds that each intent takes', () => {
    const said = engineIn('en-US').turn('turn on the desk');
    expect(said.interpretation?.slots.map(({ value }) => value)).not.toEqual(['d2', 'd1']);
    expect([said.interpretation, ...said.alternatives].map((one) => one?.slots[0]?.value).sort()).toEqual([
      'd1',
      'd2',
    ]);
  });

  it('a slot of several types keeps its type through an answer', () => {
    const asking: InteractionModel = {
      ...model,
      intents: {
        Brighten: {
          slots: {
            level: { type: ['number', 'Level'], required: true, elicit: { 'en-US': ['How bright?'] } },
          },
          samples: { 'en-US': ['change the brightness'] },
          confirm: { 'en-US': ['Brightness {level}?'] },
        },
      },
    };
    const engine = createEngine({
      models: [{ skillId: 'house', model: asking }],
      locale: 'en-US',
      clock: () => 0,
    });
    const answers = (answer: string) => {
      const asked = engine.turn('change the brightness');
      const state = JSON.parse(JSON.stringify(asked.nextState)) as DialogueState;
      const told = engine.turn(answer, state);
      const yes = engine.turn('yes', JSON.parse(JSON.stringify(told.nextState)) as DialogueState);
      return [asked.speech, told.speech, brief(yes), yes.interpretation?.slots[0]?.typeName];
    };
    expect(answers('forty')).toEqual([
      'How bright?',
      'Brightness forty?',
      'invoke Brighten level=40',
      'number',
    ]);
    expect(answers('full')).toEqual([
      'How bright?',
      'Brightness high?',
      'invoke Brighten level=high',
      'Level',
    ]);
  });
});

describe('what is wrong with a sample that means more than its words', () => {
  const problemsOf = (change: Partial<InteractionModel['intents'][string]>) =>
    validateModel({
      ...model,
      intents: { Brighten: { ...model.intents['Brighten']!, ...change } },
    }).map(({ severity, code, path }) => `${severity} ${code} ${path}`);

  it.each([
    [{ templates: ['so'], constants: { level: 'medium' } }, 'CONSTANT_INVALID', '.constants.level'],
    [{ templates: ['so'], constants: { level: 200 } }, 'CONSTANT_INVALID', '.constants.level'],
    [{ templates: ['so'], constants: { colour: 'red' } }, 'CONSTANT_INVALID', '.constants.colour'],
    [{ templates: ['so'], roomSlot: 'level' }, 'ROOM_SLOT_INVALID', '.roomSlot'],
    [{ templates: ['so'], kinds: { level: ['light'] } }, 'SLOT_KINDS', '.kinds.level'],
    [{ templates: ['so {level:Colour}'] }, 'TYPE_UNKNOWN', '.templates[0]'],
  ])('%j', (sample, code, path) => {
    expect(problemsOf({ samples: { 'en-US': ['fine', sample] } })).toContain(
      `error ${code} intents.Brighten.samples.en-US[1]${path}`,
    );
  });

  it('the same words with other constants collide, unless one has priority or the room tells', () => {
    const twice = (more: object) => ({
      samples: {
        'en-US': [
          { templates: ['cosy now'], constants: { level: 20 } },
          { templates: ['cosy now'], constants: { level: 30 }, ...more },
        ],
      },
    });
    const collide = 'error SAMPLES_COLLIDE intents.Brighten.samples.en-US[1].templates[0]';
    expect(problemsOf(twice({}))).toContain(collide);
    expect(problemsOf(twice({ priority: 1 }))).not.toContain(collide);
    expect(
      problemsOf({
        samples: {
          'en-US': [
            { templates: ['cosy now'], constants: { level: 20 }, room: 'known' },
            { templates: ['cosy now'], constants: { level: 30 }, room: 'unknown' },
          ],
        },
      }),
    ).not.toContain(collide);
  });
});

describe('a number that no slot is for', () => {
  const sums: InteractionModel = {
    invocationNames: { 'en-US': ['sum machine'] },
    intents: {
      Sum: {
        samples: {
          'en-US': [
            'what is one plus four',
            'what is nine plus three',
            'how much is ten plus seven',
            'what is six plus two',
          ],
        },
      },
      Channel: {
        slots: { number: { type: 'number', max: 3 } },
        samples: { 'en-US': ['go to channel {number}', 'show me channel {number} please'] },
      },
    },
  };
  const engine = createEngine({
    models: [{ skillId: 'sums', model: sums }],
    locale: 'en-US',
    clock: () => 0,
  });

  it('blocks nothing where the samples of the intent say many', () => {
    expect(brief(engine.turn('what is eight plus five'))).toBe('invoke Sum');
  });

  it('is never dropped where a slot is for it', () => {
    const { decision, interpretation } = engine.turn('go to channel eight');
    expect([decision, interpretation?.slots.length]).not.toEqual(['invoke', 0]);
  });
});
