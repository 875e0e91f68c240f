import '../node/outside.ts';
import { describe, expect, it } from 'vitest';
import { createEngine, type DialogueState, type EntityName, initialState, type Outcome } from '../engine.ts';
import type { InteractionModel } from '../model/types.ts';
import { brief } from '../testing/brief.ts';

const device = {
  type: 'device-name',
  required: true,
  elicit: { 'en-US': ['Which device?'], 'zh-CN': ['哪一个？'] },
} as const;
const model: InteractionModel = {
  invocationNames: { 'en-US': ['home control'], 'zh-CN': ['家居'] },
  intents: {
    On: {
      slots: { device, room: { type: 'room-name' } },
      samples: {
        'en-US': ['turn on [the|my] [{room}] {device}', 'turn on [the|my] {device} in [the] {room}'],
        'zh-CN': ['打开[{room}[的]]{device}', '把[{room}[的]]{device}打开'],
      },
    },
    Off: {
      slots: { device, room: { type: 'room-name' } },
      samples: { 'en-US': ['turn [the] {device} off'], 'zh-CN': ['把{device}关掉'] },
    },
    Run: {
      slots: { script: { ...device, kinds: ['script'] } },
      samples: { 'en-US': ['run {script}', 'start {script}'], 'zh-CN': ['运行{script}'] },
    },
    Level: {
      slots: {
        device,
        room: { type: 'room-name' },
        level: {
          type: 'percentage',
          required: true,
          elicit: { 'en-US': ['How bright?'], 'zh-CN': ['多亮？'] },
        },
      },
      samples: { 'en-US': ['dim [the] {device} [to {level}]'], 'zh-CN': ['调暗{device}'] },
    },
  },
};

const room = (entityId: string, ...names: string[]): EntityName => ({
  entityId,
  names,
  slotType: 'room-name',
});
const thing = (entityId: string, roomId: string | undefined, ...names: string[]): EntityName => ({
  entityId,
  names,
  slotType: 'device-name',
  ...(roomId === undefined ? {} : { roomId }),
});

const household = [
  room('r_kitchen', 'kitchen', '厨房'),
  room('r_bedroom', 'bedroom', '卧室'),
  room('r_office', 'office', '书房'),
  room('r_den', 'The Den'),
  thing('d_k', 'r_kitchen', 'overhead light', '吊灯'),
  thing('d_b', 'r_bedroom', 'overhead light', '吊灯'),
  thing('d_om', undefined, 'office main light'),
  thing('d_m', undefined, 'main light'),
  thing('d_wl', undefined, '卧室灯'),
  thing('d_l', undefined, '灯'),
  thing('d_l1', 'r_kitchen', 'lamp 1'),
  thing('d_a', 'r_office', 'the beast'),
  { ...thing('d_s', undefined, 'good night'), kinds: ['script'] },
  { ...thing('d_sw', undefined, 'fan'), kinds: ['switch'] },
];

function engineIn(locale: 'en-US' | 'zh-CN', roomId?: string, entities: readonly EntityName[] = household) {
  const own = roomId === undefined ? {} : { roomId };
  return createEngine({ models: [{ skillId: 'home', model }], locale, entities, clock: () => 0, ...own });
}

function last(engine: ReturnType<typeof engineIn>, ...sentences: string[]): Outcome {
  let state: DialogueState = initialState;
  let outcome: Outcome | undefined;
  for (const sentence of sentences) {
    outcome = engine.turn(sentence, state);
    state = JSON.parse(JSON.stringify(outcome.nextState)) as DialogueState;
  }
  return outcome!;
}

describe('two devices of one name', () => {
  it.each([
    ['en-US', 'turn on the overhead light in the bedroom', 'invoke On device=d_b room=r_bedroom'],
    ['en-US', 'turn on the kitchen overhead light', 'invoke On device=d_k room=r_kitchen'],
    ['zh-CN', '打开卧室的吊灯', 'invoke On device=d_b room=r_bedroom'],
    ['zh-CN', '把厨房吊灯打开', 'invoke On device=d_k room=r_kitchen'],
  ] as const)('are told apart by the room that is named: %s %s', (locale, sentence, expected) => {
    expect(brief(last(engineIn(locale), sentence))).toBe(expected);
  });

  it('are told apart by the room of the device that hears', () => {
    expect(brief(last(engineIn('en-US', 'r_bedroom'), 'turn on the overhead light'))).toBe(
      'invoke On device=d_b',
    );
    expect(brief(last(engineIn('zh-CN', 'r_kitchen'), '打开吊灯'))).toBe('invoke On device=d_k');
    // The room that is named wins.
    expect(brief(last(engineIn('en-US', 'r_bedroom'), 'turn on the overhead light in the kitchen'))).toBe(
      'invoke On device=d_k room=r_kitchen',
    );
  });

  it('are asked about, and the answer is kept', () => {
    const engine = engineIn('en-US');
    const asked = last(engine, 'turn on the overhead light');
    expect([asked.decision, asked.speech]).toEqual(['ask', 'Which overhead light: kitchen or bedroom?']);
    expect(brief(last(engine, 'turn on the overhead light', 'the bedroom'))).toBe('invoke On device=d_b');
    expect(brief(last(engine, 'turn on the overhead light', 'the one in the kitchen'))).toBe(
      'invoke On device=d_k',
    );
    expect(brief(last(engine, 'turn on the overhead light', 'the second one'))).toBe('invoke On device=d_b');
    expect(last(engine, 'turn on the overhead light', 'never mind').decision).toBe('cancel');
    expect(brief(last(engine, 'dim the overhead light', 'the bedroom', 'thirty percent'))).toBe(
      'invoke Level device=d_b level=30',
    );
    expect(brief(last(engine, 'turn on the overhead light', 'the bedroom', 'turn it off'))).toBe(
      'invoke Off device=d_b',
    );
    const chinese = engineIn('zh-CN');
    expect(last(chinese, '打开吊灯').speech).toBe('哪里的吊灯：厨房，还是卧室？');
    expect(brief(last(chinese, '打开吊灯', '卧室的'))).toBe('invoke On device=d_b');
  });

  it('do not stand for one in a room that has none', () => {
    const outcome = last(engineIn('en-US'), 'turn on the overhead light in the office');
    expect([outcome.decision, outcome.speech]).toEqual([
      'reject',
      'There is no overhead light in the office.',
    ]);
  });
});

describe('a name', () => {
  it.each([
    ['en-US', 'turn on the office main light', 'invoke On device=d_om'],
    ['en-US', 'turn on the main light', 'invoke On device=d_m'],
    ['zh-CN', '打开卧室灯', 'invoke On device=d_wl'],
    ['zh-CN', '打开卧室的灯', 'invoke On device=d_wl room=r_bedroom'],
    ['zh-CN', '打开灯', 'invoke On device=d_l'],
    ['en-US', 'turn on lamp one', 'invoke On device=d_l1'],
    ['en-US', 'turn on the beast', 'invoke On device=d_a'],
    ['en-US', 'turn on the fans', 'invoke On device=d_sw'],
    ['en-US', 'turn on the overhead light in the den', 'reject'],
  ] as const)('is the longest that was said: %s %s', (locale, sentence, expected) => {
    expect(brief(last(engineIn(locale), sentence))).toBe(expected);
  });

  it('is of a thing of the kind that the sample wants', () => {
    expect(brief(last(engineIn('en-US'), 'run good night'))).toBe('invoke Run script=d_s');
    expect(last(engineIn('en-US'), 'run fan').decision).not.toBe('invoke');
  });
});
