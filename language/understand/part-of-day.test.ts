import '../node/outside.ts';
import { describe, expect, it } from 'vitest';
import { createEngine, type DialogueState, initialState } from '../engine.ts';
import type { InteractionModel } from '../model/types.ts';

const model: InteractionModel = {
  invocationNames: { 'en-US': ['bell ringer'], 'zh-CN': ['打铃'] },
  intents: {
    Remind: {
      slots: {
        what: { type: 'text' },
        day: { type: 'date' },
        at: { type: 'time', required: true, elicit: { 'en-US': ['At what time?'], 'zh-CN': ['几点？'] } },
      },
      samples: {
        'en-US': [
          'ring [{day}] at {at} for {what}',
          'ring for {what} [{day}] at {at}',
          'ring {day}',
          'ring at {at}',
        ],
        'zh-CN': ['[{day}]{at}打铃{what}', '{day}打铃'],
      },
    },
    Wake: {
      slots: { at: { type: 'time', required: true, elicit: { 'en-US': ['When?'], 'zh-CN': ['几点？'] } } },
      samples: { 'en-US': ['wake me [at {at}]'], 'zh-CN': ['[{at}]记得叫我起床'] },
    },
  },
};
/** A Monday, 23 November 2026, ten in the morning in Shanghai. */
const options = { clock: () => Date.UTC(2026, 10, 23, 2, 0), timeZone: 'Asia/Shanghai' };

describe('a part of the day', () => {
  it.each([
    ['en-US', ['ring tonight at nine for supper'], '2026-11-23 21:00'],
    ['en-US', ['ring for supper tomorrow night at nine'], '2026-11-24 21:00'],
    ['en-US', ['ring for tea tomorrow morning at six'], '2026-11-24 06:00'],
    ['en-US', ['ring tonight at one for luck'], '2026-11-24 01:00'],
    ['en-US', ['ring tonight', 'at nine'], '2026-11-23 21:00'],
    ['en-US', ['ring tonight', 'at nine in the morning'], '2026-11-23 09:00'],
    ['en-US', ['ring tomorrow', 'at nine'], '2026-11-24 09:00'],
    ['en-US', ['wake me tonight', 'at nine'], '21:00'],
    ['en-US', ['wake me', 'at nine'], '09:00'],
    ['zh-CN', ['今晚九点打铃吃饭'], '2026-11-23 21:00'],
    ['zh-CN', ['明天晚上八点打铃吃饭'], '2026-11-24 20:00'],
    ['zh-CN', ['今晚打铃', '九点'], '2026-11-23 21:00'],
    ['zh-CN', ['今晚记得叫我起床', '九点'], '21:00'],
    ['zh-CN', ['记得叫我起床', '九点'], '09:00'],
  ] as const)(
    'is said of the hour beside it, and of the one that is said next: %s %j',
    (locale, turns, expected) => {
      const engine = createEngine({ ...options, locale, models: [{ skillId: 'bell', model }] });
      let state: DialogueState = initialState;
      let last = engine.turn(turns[0], state);
      for (const said of turns.slice(1)) {
        state = JSON.parse(JSON.stringify(last.nextState)) as DialogueState;
        last = engine.turn(said, state);
      }
      const values = (last.interpretation?.slots ?? [])
        .filter(({ name }) => name !== 'what')
        .sort((a, b) => b.name.localeCompare(a.name) * -1)
        .map(({ value }) => value);
      expect([last.decision, values.sort((a, b) => String(b).length - String(a).length).join(' ')]).toEqual([
        'invoke',
        expected,
      ]);
    },
  );

  it('of another day is not lost where only an hour is wanted', () => {
    const engine = createEngine({ ...options, locale: 'en-US', models: [{ skillId: 'bell', model }] });
    const { decision, interpretation } = engine.turn('wake me tomorrow night');
    expect(decision === 'invoke' || interpretation?.intent === 'Wake').toBe(false);
  });
});
