import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testModels } from '../testing/models.ts';
import { checkModel, validateModel } from './validate.ts';

const base = {
  invocationNames: { 'en-US': ['test skill'] },
  intents: { Go: { samples: { 'en-US': ['go there'] } } },
};
type Json = Record<string, unknown>;

/** The model with `changes` merged over its top level. */
const model = (changes: Json): Json => ({ ...base, ...changes });
const intent = (name: string, definition: Json): Json =>
  model({ intents: { ...base.intents, [name]: definition } });
const codes = (json: unknown) => validateModel(json).map(({ code, path }) => `${code} ${path}`);

describe('validateModel', () => {
  it('finds nothing wrong with a good model', () => {
    for (const { model: good } of testModels) {
      expect(validateModel(good).filter(({ severity }) => severity === 'error')).toEqual([]);
    }
    expect(validateModel(base)).toEqual([]);
    expect(validateModel(JSON.stringify(base))).toEqual([]);
    expect(validateModel(`\uFEFF${JSON.stringify(base)}`)).toEqual([]);
  });

  it('names file, place, reason and what to do', () => {
    const [problem] = validateModel(intent('Buy', { samples: { 'en-US': ['buy {thing}'] } }), {
      file: 'model.json',
    });
    expect(problem).toEqual({
      severity: 'error',
      code: 'SLOT_UNKNOWN',
      file: 'model.json',
      path: 'intents.Buy.samples.en-US[0]',
      message: 'in "buy {thing}": the intent has no slot {thing} (at character 5)',
      hint: 'add it under slots, or mend the name',
    });
  });

  it.each<[string, unknown, string]>([
    ['not JSON', '{"a":', 'MODEL_NOT_JSON '],
    ['not an object', '[]', 'MODEL_SHAPE '],
    ['undefined', undefined, 'MODEL_NOT_JSON '],
    ['no intents', model({ intents: {} }), 'NO_INTENTS intents'],
    ['an unknown key', model({ extra: 1 }), 'MODEL_SHAPE '],
    ['a bad intent name', model({ intents: { '1x': { samples: {} } } }), 'NAME_INVALID intents.1x'],
    ['an over-long name', model({ intents: { ['A'.repeat(65)]: { samples: {} } } }), 'NAME_INVALID'],
    [
      'a prototype name',
      '{"invocationNames":{},"intents":{"Go":{"samples":{"en-US":["go"]}},"__proto__":{"samples":{}}}}',
      'NAME_INVALID intents.__proto__',
    ],
    [
      'an id with a control character',
      model({ types: { T: { values: [{ id: 'a\u0000b', forms: { 'en-US': ['x'] } }] } } }),
      'CONTROL_CHARACTER types.T.values[0].id',
    ],
    [
      'a form written like a template',
      model({ types: { T: { values: [{ id: 'a', forms: { 'en-US': ['[big] ball'] } }] } } }),
      'FORM_IS_TEMPLATE types.T.values[0].forms.en-US[0]',
    ],
    ['an intent without samples', intent('Empty', { samples: {} }), 'INTENT_EMPTY intents.Empty.samples'],
    [
      'an unknown type',
      intent('Buy', { slots: { thing: { type: 'Thing' } }, samples: { 'en-US': ['buy {thing}'] } }),
      'TYPE_UNKNOWN intents.Buy.slots.thing.type',
    ],
    ['an empty type', model({ types: { Thing: { values: [] } } }), 'TYPE_EMPTY types.Thing.values'],
    [
      'a type named like a built-in one',
      model({ types: { number: { values: [{ id: 'a', forms: { 'en-US': ['a'] } }] } } }),
      'TYPE_SHADOWS types.number',
    ],
    [
      'an unknown rule',
      intent('Buy', { samples: { 'en-US': ['<please> buy'] } }),
      'RULE_UNKNOWN intents.Buy.samples.en-US[0]',
    ],
    [
      'a rule that uses itself',
      model({ rules: { 'en-US': { a: 'x <b>', b: 'y <a>' } } }),
      'RULE_RECURSIVE rules.en-US.a',
    ],
    [
      'a required slot nobody asks for',
      intent('Buy', { slots: { n: { type: 'number', required: true } }, samples: { 'en-US': ['buy {n}'] } }),
      'ELICIT_MISSING intents.Buy.slots.n.elicit.en-US',
    ],
    [
      'a prompt with an unknown slot',
      intent('Buy', { samples: { 'en-US': ['buy'] }, confirm: { 'en-US': ['buy {n}?'] } }),
      'PROMPT_SLOT_UNKNOWN intents.Buy.confirm.en-US[0]',
    ],
    [
      'bounds the wrong way round',
      intent('Buy', { slots: { n: { type: 'number', min: 2, max: 1 } }, samples: { 'en-US': ['buy {n}'] } }),
      'SLOT_BOUNDS intents.Buy.slots.n',
    ],
    [
      'a rule that no value of the slot can be measured by',
      intent('Buy', {
        slots: { n: { type: 'number', check: { fromDay: 0 }, refuse: { 'en-US': ['No.'] } } },
        samples: { 'en-US': ['buy {n}'] },
      }),
      'SLOT_CHECK intents.Buy.slots.n.check.fromDay',
    ],
    [
      'a rule without words for what breaks it',
      intent('Buy', {
        slots: { n: { type: 'number', check: { step: 2 } } },
        samples: { 'en-US': ['buy {n}'] },
      }),
      'REFUSE_MISSING intents.Buy.slots.n.refuse.en-US',
    ],
    [
      'a time to ask with nothing to ask',
      intent('Buy', { samples: { 'en-US': ['buy'] }, confirmWhen: 'unsure' }),
      'CONFIRM_MISSING intents.Buy.confirmWhen',
    ],
    [
      'a template that does not parse',
      intent('Buy', { samples: { 'en-US': ['buy [it'] } }),
      'TEMPLATE_SYNTAX intents.Buy.samples.en-US[0]',
    ],
    [
      'a template that matches silence',
      intent('Buy', { samples: { 'en-US': ['[buy]'] } }),
      'TEMPLATE_SILENT intents.Buy.samples.en-US[0]',
    ],
    [
      'a template of signs',
      intent('Buy', { samples: { 'en-US': ['!!!'] } }),
      'TEXT_EMPTY intents.Buy.samples.en-US[0]',
    ],
    [
      'a control character',
      intent('Buy', { samples: { 'en-US': ['buy\u0007 it'] } }),
      'CONTROL_CHARACTER intents.Buy.samples.en-US[0]',
    ],
    [
      'a template that explodes',
      intent('Buy', { samples: { 'en-US': ['(a|b|c|d|e|f|g|h|i|j) '.repeat(30)] } }),
      'TEMPLATE_EXPLODES intents.Buy.samples.en-US[0]',
    ],
    [
      'deep nesting',
      intent('Buy', { samples: { 'en-US': [`${'['.repeat(40)}a${']'.repeat(40)} b`] } }),
      'TEMPLATE_TOO_LARGE intents.Buy.samples.en-US[0]',
    ],
    ['deeply nested JSON', `${'['.repeat(10_000)}${']'.repeat(10_000)}`, 'MODEL_TOO_DEEP '],
    [
      '100,000 samples',
      intent('Buy', { samples: { 'en-US': Array.from({ length: 100_000 }, (_, i) => `buy number ${i}`) } }),
      'TOO_MANY intents',
    ],
    ['no invocation name', model({ invocationNames: {} }), 'INVOCATION_MISSING invocationNames.en-US'],
    [
      'two values with one id',
      model({
        types: {
          T: {
            values: [
              { id: 'a', forms: { 'en-US': ['x'] } },
              { id: 'a', forms: { 'en-US': ['y'] } },
            ],
          },
        },
      }),
      'VALUE_DUPLICATE types.T.values[1].id',
    ],
    [
      'a form of two values',
      model({
        types: {
          T: {
            values: [
              { id: 'a', forms: { 'en-US': ['x y'] } },
              { id: 'b', forms: { 'en-US': ['X  Y'] } },
            ],
          },
        },
      }),
      'FORM_AMBIGUOUS types.T.values[1].forms.en-US[0]',
    ],
    [
      'samples of two intents that collide',
      intent('Also', { samples: { 'en-US': ['[please] (run|go) there'] } }),
      'SAMPLES_COLLIDE intents.Also.samples.en-US[0]',
    ],
    [
      'a sample that another says too',
      model({ intents: { Go: { samples: { 'en-US': ['go there', 'go [over] there'] } } } }),
      'SAMPLES_REPEAT intents.Go.samples.en-US[1]',
    ],
    [
      'a slot that no sample uses',
      intent('Buy', { slots: { n: { type: 'number' } }, samples: { 'en-US': ['buy'] } }),
      'SLOT_UNUSED intents.Buy.slots.n',
    ],
    [
      'a sample that catches everything',
      intent('Buy', { slots: { t: { type: 'text' } }, samples: { 'en-US': ['{t}'] } }),
      'SAMPLE_CATCHES_ALL intents.Buy.samples.en-US[0]',
    ],
  ])('reports %s', (_name, json, expected) => {
    expect(codes(json).some((line) => line.startsWith(expected))).toBe(true);
  });

  it('reports a collision with both places and a sentence that shows it', () => {
    const [problem] = validateModel(intent('Also', { samples: { 'en-US': ['[please] (run|go) there'] } }));
    expect(problem?.message).toContain('intents.Go.samples.en-US[0]');
    expect(problem?.message).toContain('"go there"');
  });

  it('finds collisions through slots of one type and through rules', () => {
    const slots = { n: { type: 'number' } };
    const colliding = model({
      intents: {
        Set: { slots, samples: { 'en-US': ['set it to {n}'] } },
        Move: { slots, samples: { 'en-US': ['<verb> it to {n}'] } },
      },
      rules: { 'en-US': { verb: 'move|set' } },
    });
    expect(codes(colliding)).toEqual(['SAMPLES_COLLIDE intents.Move.samples.en-US[0]']);
  });

  it('stays quick on models made to be slow', () => {
    const many = {
      samples: { 'en-US': Array.from({ length: 2_000 }, (_, i) => `[a] [b] [c] (d|e) word${i} [f] [g]`) },
    };
    const rules = Object.fromEntries(
      Array.from({ length: 400 }, (_, i) => [`r${i}`, i === 0 ? 'x|y' : `<r${i - 1}> `.repeat(16)]),
    );
    validateModel(model({ intents: { Many: many } }));
    validateModel(
      model({
        rules: { 'en-US': rules },
        intents: { Go: { samples: { 'en-US': ['<r30> z', '<r399> z'] } } },
      }),
    );
    validateModel(intent('Odd', { samples: { 'en-US': ['[a]'.repeat(120)] } }));
  });

  it('never puts control characters into its messages', () => {
    const json = model({ intents: { Go: { samples: { 'en-US': ['go \u001b[2J'] } } } });
    expect(JSON.stringify(validateModel(json))).not.toMatch(/\\u001b/);
  });

  it('never throws, whatever it is given', () => {
    const hostile = [
      Object.defineProperty({}, 'intents', {
        enumerable: true,
        get: () => {
          throw new Error('no');
        },
      }),
      (() => {
        const cycle: Json = {};
        cycle['self'] = cycle;
        return cycle;
      })(),
      Symbol('x'),
      () => 1,
      10n,
      Number.NaN,
      null,
      'null',
      '"x"',
      new Map(),
    ];
    for (const json of hostile) expect(Array.isArray(validateModel(json))).toBe(true);
    fc.assert(fc.property(fc.anything(), (json) => Array.isArray(validateModel(json))));
    fc.assert(fc.property(fc.json(), (json) => Array.isArray(validateModel(json))));
    const sample = fc
      .array(fc.constantFrom('[', ']', '(', ')', '|', '{n}', '<r>', ' a', '灯', '\u0000', ' '), {
        maxLength: 20,
      })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.array(sample, { maxLength: 4 }), sample, (samples, rule) => {
        const json = model({
          intents: { Go: { slots: { n: { type: 'number' } }, samples: { 'en-US': samples } } },
          rules: { 'en-US': { r: rule } },
        });
        const { problems, model: checked } = checkModel(json);
        // Either usable or something to mend, never neither.
        expect(checked !== undefined || problems.some(({ severity }) => severity === 'error')).toBe(true);
      }),
    );
  });
});
