/** Slots of several types keep the type that was read: when they are tagged, spotted, remembered; and what a sample gives is given. */
import '../node/outside.ts';
import { describe, expect, it } from 'vitest';
import { changeSnapshot, compileSkill, createEngine, emptySnapshot, initialState } from '../engine.ts';
import type { InteractionModel } from '../model/types.ts';
import { tokenise } from '../text/tokenise.ts';
import { frameOf, slotsOfFrame } from './frames.ts';
import { judge } from './judge.ts';
import { scopeOf } from './readings.ts';
import { fill } from './slots.ts';
import { spotSlots } from './spot.ts';
import { readTagged } from './tagged.ts';

const model: InteractionModel = {
  invocationNames: { 'en-US': ['blue house'] },
  intents: {
    Note: {
      slots: { what: { type: ['number', 'text'] }, code: { type: ['number', 'digits'] } },
      samples: { 'en-US': ['note {what} with {code}'] },
    },
    Dim: {
      slots: {
        level: { type: ['number', 'Level'], required: true },
        mode: { type: 'Level', required: true },
      },
      samples: {
        'en-US': [
          'dim to {level} and {mode}',
          { templates: ['make it cosy'], constants: { level: 20, mode: 'low' } },
          { templates: ['make it darker'], constants: { level: 20 } },
        ],
      },
    },
  },
  types: {
    Level: {
      values: [
        { id: 'low', forms: { 'en-US': ['low'] } },
        { id: 'high', forms: { 'en-US': ['full'] } },
      ],
    },
  },
};

const snapshot = changeSnapshot(emptySnapshot('en-US'), {
  enable: [compileSkill('house', '1.0.0', model, 'en-US')],
});
const context = { locale: 'en-US', nowMs: 0, timeZone: 'UTC', entities: [] } as const;
const intent = (name: string) => snapshot.skills.get('house')!.intents.get(name)!;
const scopeOver = (text: string) => scopeOf(tokenise(text, 'en-US'), snapshot, context);

describe('a slot of several types', () => {
  it('has the type that reads what was tagged', () => {
    const tagged = [{ name: 'level', text: 'full', start: 0, end: 4, probability: 1 }];
    expect(readTagged(intent('Dim'), tagged, scopeOver('full'))).toMatchObject([
      { name: 'level', typeName: 'Level', value: 'high', isMatched: true, dataClass: 'command' },
    ]);
  });

  it('is not guessed by a type that takes any words', () => {
    const { captures } = spotSlots(intent('Note'), scopeOver('my aunt likes it very much'));
    expect(captures).toEqual([]);
    const five = spotSlots(intent('Note'), scopeOver('rather five please'), { only: new Set(['what']) });
    expect(five.captures.map(({ name, match }) => [name, match.value])).toEqual([['what', 5]]);
  });

  it('keeps it over a turn', () => {
    const said = 'zero zero four two';
    const [match] = scopeOver(said)
      .parse('digits', 0)
      .filter(({ end }) => end === 4);
    const captures = [{ name: 'code', start: 0, end: 4, match: { ...match!, type: 'digits' } }];
    const slots = fill(intent('Note'), captures, said, tokenise(said, 'en-US'));
    const frame = frameOf(intent('Note'), slots, true, false);
    expect(slotsOfFrame(frame, snapshot)).toMatchObject([
      { name: 'code', typeName: 'digits', value: '0042', dataClass: 'identifier' },
    ]);
  });
});

describe('what a sample gives by itself', () => {
  it('is no reason to wait for more words', () => {
    expect(judge('make it cosy', snapshot, initialState, context).isComplete).toBe(true);
    expect(judge('make it darker', snapshot, initialState, context).isComplete).toBe(false);
  });

  it('is what is called', () => {
    const engine = createEngine({ models: [{ skillId: 'house', model }], locale: 'en-US', clock: () => 0 });
    expect(engine.turn('make it cosy')).toMatchObject({ decision: 'invoke' });
  });
});
