/** An Alexa skill as its author wrote it, for tests: its handler and its interaction model. */

import type { ManifestInput } from '@earshot/skills-sdk';

/** Who is behind it, as its author writes it for Earshot. */
export const manifest = {
  id: 'com.example.pizza-place',
  version: '1.0.0',
  name: { 'en-US': 'Pizza place' },
  developer: {
    operator: 'Example Pizza',
    contact: 'privacy@pizza.example',
    region: 'eu',
    privacyPolicyUrl: 'https://pizza.example/privacy',
  },
  locales: ['en-US'],
  endpoint: 'https://pizza.example/earshot',
  deletionUrl: 'https://pizza.example/notices',
  fields: [
    { name: 'user.name', required: false, purpose: { 'en-US': 'To name the box.' }, retentionDays: 0 },
  ],
  returns: [
    { name: 'speech' },
    { name: 'reprompt' },
    { name: 'card' },
    { name: 'audio' },
    { name: 'attributes' },
    { name: 'listening' },
    { name: 'elicit' },
  ],
} as const satisfies ManifestInput;

/** The interaction model, as the developer console exports it. */
export const alexaModel = {
  interactionModel: {
    languageModel: {
      invocationName: 'pizza place',
      intents: [
        { name: 'AMAZON.HelpIntent', samples: [] },
        { name: 'AMAZON.StopIntent', samples: [] },
        { name: 'AMAZON.YesIntent', samples: [] },
        { name: 'AMAZON.NoIntent', samples: [] },
        { name: 'AMAZON.ScrollUpIntent', samples: [] },
        {
          name: 'OrderIntent',
          slots: [
            { name: 'pizza', type: 'PizzaType' },
            { name: 'count', type: 'AMAZON.NUMBER' },
            { name: 'time', type: 'AMAZON.DURATION' },
          ],
          samples: ['order {count} {pizza}', 'I want {count} {pizza} in {time}', 'order a pizza'],
        },
        { name: 'WhoAmIIntent', samples: ['who am I'] },
      ],
      types: [
        {
          name: 'PizzaType',
          values: [
            { id: 'MARG', name: { value: 'margherita', synonyms: ['plain pizza'] } },
            { id: 'FUNGHI', name: { value: 'mushroom pizza' } },
          ],
        },
      ],
    },
    dialog: {
      intents: [
        {
          name: 'OrderIntent',
          slots: [{ name: 'pizza', elicitationRequired: true, prompts: { elicitation: 'Elicit.Pizza' } }],
        },
      ],
    },
    prompts: [{ id: 'Elicit.Pizza', variations: [{ type: 'PlainText', value: 'Which pizza?' }] }],
  },
};
