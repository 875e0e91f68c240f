/** Words that carry meaning block a call; particles and idioms of denial do not. */
import '../node/outside.ts';
import { describe, expect, it } from 'vitest';
import { compileSkill, createEngine } from '../engine.ts';
import type { SkillHypothesis } from '../statistical/skill-snapshot.ts';
import { plainSentence, tokenise } from '../text/tokenise.ts';
import { meaningsIn } from './meaning.ts';
import { scopeOf } from './readings.ts';
import { placeLeftover, readTagged } from './tagged.ts';

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
    ['do I need an umbrella on friday instead', '2026-11-27'],
    ['明天外面冷吗是不是', '2026-11-24'],
  ])('says nothing of its own: %s', (sentence, day) => {
    expect(calls(sentence)).toEqual([day]);
  });

  it.each([
    'do I not need an umbrella before friday',
    'do I need a coat instead of an umbrella on friday',
    '明天不要带伞',
  ])('blocks: %s', (sentence) => {
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

describe('a number beside the value of a list', () => {
  const listed = (...names: readonly string[]) => ({
    isOpen: true,
    values: names.map((name) => ({ id: name, forms: { 'en-US': [name] } })),
  });
  const bank = (day: ReturnType<typeof listed>) =>
    createEngine({
      models: [
        {
          skillId: 'bank',
          model: {
            invocationNames: { 'en-US': ['the bank'] },
            types: { Currency: listed('dollars', 'euros', 'pesos', 'pounds'), Day: day },
            intents: {
              Rate: {
                slots: { currency: { type: 'Currency' }, day: { type: 'Day' } },
                samples: {
                  'en-US': [
                    'what was the exchange rate of {currency} {day}',
                    'how much are ten {currency} worth',
                    'convert five {currency} for me',
                    'the price of twenty {currency}',
                    'how much are {currency} worth at the bank',
                    'what would {currency} cost me {day}',
                    'tell me what {currency} are worth {day}',
                    'are {currency} worth more {day}',
                    'how much are all my {currency} worth {day}',
                    'is it a good time to buy {currency}',
                  ],
                },
              },
            },
          },
        },
      ],
      locale: 'en-US',
      clock: () => 0,
    });
  const said = 'how much are a hundred and seventy pesos worth today';

  it('is about any number where samples say many and no slot is for them', () => {
    const { interpretation } = bank(listed('today', 'last week')).turn(said);
    expect(interpretation?.slots.map(({ name, raw }) => `${name} ${raw}`).sort()).toEqual([
      'currency pesos',
      'day today',
    ]);
  });

  it('blocks where it could be the value of another list', () => {
    const days = listed('today', 'the third', 'the fourteenth of may', 'june twenty two', 'on the seventh');
    const { decision, interpretation } = bank(days).turn(said);
    expect([decision, interpretation?.slots.some(({ raw }) => raw.includes('seventy'))]).not.toEqual([
      'invoke',
      false,
    ]);
  });
});

describe('"cancel"', () => {
  const engineOf = (...more: readonly string[]) =>
    createEngine({
      models: [
        {
          skillId: 'bells',
          model: {
            invocationNames: { 'en-US': ['the bells'] },
            intents: {
              Silence: {
                samples: {
                  'en-US': [
                    'turn off all the bells',
                    'switch off all the bells',
                    'remove all the bells',
                    'stop all of the bells',
                    ...more,
                  ],
                },
              },
            },
          },
        },
      ],
      locale: 'en-US',
      clock: () => 0,
    });

  it('denies nothing where a sample says it, even one that is far', () => {
    const said = 'cancel all the bells';
    expect(engineOf().turn(said).decision).not.toBe('invoke');
    expect(engineOf('cancel what rings').turn(said).decision).toBe('invoke');
  });
});

describe('what carries meaning', () => {
  const { snapshot } = engines['en-US'];
  const context = { locale: 'en-US', nowMs: 0, timeZone: 'UTC', entities: [] } as const;
  const carried = (sentence: string) => {
    const tokens = tokenise(sentence, 'en-US');
    const scope = scopeOf(tokens, snapshot, context);
    return meaningsIn(scope, () => true).map(({ start, end }) =>
      plainSentence(tokens.slice(start, end), 'en-US'),
    );
  };

  it.each([
    'do not let me forget it',
    "don't let us forget the milk",
    'whether or not it rains',
    'make the lamp red instead',
    'delete every event',
    'how many yen for each dollar',
  ])('is nothing of %s', (sentence) => {
    expect(carried(sentence)).toEqual([]);
  });

  it.each([
    ['do not let me sleep', 'not'],
    ['whether it rains or does not rain', 'not'],
    ['the lamp instead of the heater', 'instead'],
    ['not the lamp', 'not'],
    ['delete events every week', 'every week'],
    ['every third friday of a month', 'every third friday'],
  ])('is of %s: %s', (sentence, word) => {
    expect(carried(sentence)).toEqual([word]);
  });
});

describe('a time of which less was marked than was said', () => {
  const open = (...forms: readonly string[]) => ({
    isOpen: true,
    values: forms.map((form) => ({ id: form, forms: { 'en-US': [form] } })),
  });
  const skill = compileSkill(
    'alarms',
    '1.0.0',
    {
      invocationNames: { 'en-US': ['the alarms'] },
      types: { Day: open('friday', 'today'), Hour: open('noon', 'night') },
      intents: {
        Set: {
          slots: { day: { type: 'Day' }, hour: { type: 'Hour' } },
          samples: { 'en-US': ['set an alarm {day} at {hour}'] },
        },
      },
    },
    'en-US',
  );
  const context = { locale: 'en-US', nowMs: 0, timeZone: 'UTC', entities: [] } as const;
  const placed = (said: string) => {
    const text = `set an alarm ${said}`;
    const scope = scopeOf(tokenise(text, 'en-US'), engines['en-US'].snapshot, context);
    const marked = ['friday', 'noon'].map((words, at) => ({
      name: ['day', 'hour'][at]!,
      text: words,
      start: text.indexOf(words),
      end: text.indexOf(words) + words.length,
      probability: 1,
    }));
    const intent = skill.intents.get('Set')!;
    const tagging = { slots: marked, outside: () => 0, likeliest: () => undefined };
    const hypothesis = { text, tagging, nearest: [] } as unknown as SkillHypothesis;
    const tagged = readTagged(intent, marked, scope);
    const { slots, leftover } = placeLeftover(
      intent,
      [said],
      tagged,
      new Set(['day', 'hour']),
      hypothesis,
      scope,
    );
    return [...slots.map(({ name, raw }) => `${name} ${raw}`), ...leftover.map((words) => `left ${words}`)];
  };

  it.each([
    ['next friday at noon', ['day next friday']],
    ['at noon next friday', ['day next friday']],
    ['friday at noon', []],
    ['friday at noon sharp', ['left friday at noon sharp']],
  ])('takes the words before each: %s', (said, expected) => expect(placed(said)).toEqual(expected));
});
