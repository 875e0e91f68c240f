import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createEngine } from '../../../../language/engine.ts';
import '../../../../language/node/outside.ts';
import { validateModel } from '../../../../language/model/validate.ts';
import { importAlexa } from './alexa.ts';
import { readForeign } from './index.ts';

const errorsOf = (model: unknown) => validateModel(model).filter(({ severity }) => severity === 'error');

const alexa = {
  interactionModel: {
    languageModel: {
      invocationName: 'plant keeper',
      intents: [
        { name: 'AMAZON.HelpIntent', samples: [] },
        { name: 'AMAZON.StopIntent', samples: [] },
        {
          name: 'WaterIntent',
          slots: [
            { name: 'plant', type: 'PLANT' },
            { name: 'amount', type: 'AMAZON.NUMBER' },
            { name: 'note', type: 'AMAZON.Landmark' },
          ],
          samples: ['water the {plant}', 'give the {plant} {amount} cups', 'water {plant}; please'],
        },
      ],
      types: [
        {
          name: 'PLANT',
          values: [
            { id: 'fern', name: { value: 'fern', synonyms: ['big fern'] } },
            { name: { value: 'cactus' } },
          ],
        },
      ],
    },
    dialog: {
      intents: [
        {
          name: 'WaterIntent',
          confirmationRequired: true,
          prompts: { confirmation: 'Confirm.1' },
          slots: [{ name: 'plant', elicitationRequired: true, prompts: { elicitation: 'Elicit.1' } }],
        },
      ],
    },
    prompts: [
      { id: 'Elicit.1', variations: [{ type: 'PlainText', value: 'Which plant?' }] },
      { id: 'Confirm.1', variations: [{ type: 'PlainText', value: 'Water the {plant}?' }] },
    ],
  },
} as const;

describe('an Alexa interaction model', () => {
  const { model, notes } = importAlexa(alexa, 'en-US');

  test('becomes a model that can be used, with what did not carry over', () => {
    expect(errorsOf(model)).toEqual([]);
    expect(Object.keys(model.intents)).toEqual(['Help', 'WaterIntent']);
    expect(notes.join('\n')).toContain('AMAZON.Landmark');
    expect(notes.join('\n')).toContain('AMAZON.StopIntent');
  });

  test('is understood', () => {
    const engine = createEngine({
      models: [{ skillId: 'plants', model }],
      locale: 'en-US',
      isTemplatesOnly: true,
    });
    const asked = engine.turn('give the big fern two cups');
    expect(asked.speech).toBe('Water the fern?');
    expect(asked.interpretation?.slots.map(({ name, value }) => [name, value])).toEqual([
      ['plant', 'fern'],
      ['amount', 2],
    ]);
  });
});

describe('a Dialogflow agent', () => {
  test('becomes a model that can be used and is understood', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'agent-'));
    await mkdir(join(folder, 'intents'));
    await mkdir(join(folder, 'entities'));
    const write = (name: string, json: unknown) => writeFile(join(folder, name), JSON.stringify(json));
    await write('agent.json', { displayName: 'room service' });
    await write('entities/dish.json', { name: 'dish' });
    await write('entities/dish_entries_en.json', [{ value: 'soup', synonyms: ['soup', 'tomato soup'] }]);
    await write('intents/order.dish.json', {
      name: 'order.dish',
      contexts: ['seated'],
      responses: [
        {
          parameters: [
            {
              name: 'dish',
              dataType: '@dish',
              required: true,
              prompts: [{ lang: 'en', value: 'Which dish?' }],
            },
            { name: 'number', dataType: '@sys.number' },
          ],
          messages: [{ speech: 'Done.' }],
        },
      ],
    });
    await write('intents/order.dish_usersays_en.json', [
      {
        data: [
          { text: 'bring me ' },
          { text: 'two', alias: 'number' },
          { text: ' bowls of ' },
          { text: 'soup', alias: 'dish' },
        ],
      },
      { data: [{ text: 'I am hungry' }] },
    ]);
    await write('intents/Default Fallback Intent.json', {
      name: 'Default Fallback Intent',
      fallbackIntent: true,
    });
    const { model, notes } = await readForeign(folder, 'en-US');
    expect(errorsOf(model)).toEqual([]);
    expect(Object.keys(model.intents).sort()).toEqual(['Fallback', 'order_dish']);
    expect(notes.join('\n')).toContain('seated');
    const engine = createEngine({
      models: [{ skillId: 'agent', model }],
      locale: 'en-US',
      isTemplatesOnly: true,
    });
    const { decision, interpretation } = engine.turn('bring me three bowls of tomato soup');
    expect([decision, ...(interpretation?.slots ?? []).map(({ value }) => value)]).toEqual([
      'invoke',
      3,
      'soup',
    ]);
    expect(engine.turn('I am hungry').speech).toBe('Which dish?');
  });
});
