/** Words that carry meaning block a call; particles and idioms of denial do not. */
import '../node/outside.ts';
import { describe, expect, it } from 'vitest';
import { createEngine } from '../engine.ts';

const weather = {
  invocationNames: { 'en-US': ['the weather'], 'zh-CN': ['天气'] },
  intents: {
    Weather: {
      slots: { day: { type: 'date' } },
      samples: {
        'en-US': [
          'what is the weather like {day}',
          'do I need an umbrella {day}',
          'how cold does it get {day}',
        ],
        'zh-CN': ['{day}天气怎么样', '{day}要带伞吗', '{day}外面冷吗'],
      },
    },
  },
} as const;
const options = { models: [{ skillId: 'weather', model: weather }], clock: () => Date.UTC(2026, 10, 23, 2) };
const engines = {
  'en-US': createEngine({ ...options, locale: 'en-US' }),
  'zh-CN': createEngine({ ...options, locale: 'zh-CN' }),
};

const calls = (sentence: string) => {
  const { decision, interpretation } =
    engines[/\p{Script=Han}/u.test(sentence) ? 'zh-CN' : 'en-US'].turn(sentence);
  return decision === 'invoke' && interpretation?.slots.map(({ value }) => value);
};

describe('what is left over', () => {
  it.each([
    ["what's the weather like out there on friday", '2026-11-27'],
    ['do I need an umbrella on friday or not', '2026-11-27'],
    ['明天外面冷吗是不是', '2026-11-24'],
  ])('says nothing of its own: %s', (sentence, day) => {
    expect(calls(sentence)).toEqual([day]);
  });

  it.each(['do I not need an umbrella before friday', '明天不要带伞'])('blocks: %s', (sentence) => {
    expect(calls(sentence)).toBe(false);
  });
});

describe('a number that is left over', () => {
  const listed = { isOpen: true, values: [{ id: 'miles', forms: { 'en-US': ['miles'] } }] };
  const sums = {
    invocationNames: { 'en-US': ['sum teacher'] },
    types: { Unit: listed },
    intents: {
      Sum: {
        slots: { unit: { type: 'Unit' } },
        samples: {
          'en-US': [
            'what is two plus three',
            'what is nine times seven',
            'how much is five minus four',
            'what is ten divided by two',
            'convert twelve {unit}',
          ],
        },
      },
      Steps: {
        slots: { unit: { type: 'Unit' } },
        samples: {
          'en-US': ['how far did i walk', 'how many {unit} did i walk', 'tell me how far i walked'],
        },
      },
    },
  } as const;
  const engine = createEngine({
    models: [{ skillId: 'sums', model: sums }],
    locale: 'en-US',
    clock: () => 0,
  });

  it.each(['what is three times seven', 'what is six minus four', 'how much is eleven plus six'])(
    'is what samples say by themselves: %s',
    (sentence) => expect(engine.turn(sentence).interpretation?.intent).toBe('Sum'),
  );

  it('blocks where samples say none', () => {
    expect(engine.turn('tell me how far i walked in seven').decision).toBe('reject');
  });
});
