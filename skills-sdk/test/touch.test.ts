/** Lists on screens, and what a touch on them says. */
import { expect, test } from 'vitest';
import { defineSkill, list } from '../src/index.ts';
import { simulate } from '../src/testing/index.ts';

const teas = [
  { title: 'Mint', text: 'From the garden', imageUrl: 'https://tea.example/mint.png', valueId: 'mint' },
  { title: 'House tea', valueId: 'house' },
  { title: 'Sold out', valueId: 'none' },
  { title: 'A nice cup' },
];

const bar = (items: Parameters<typeof list>[1] = teas) =>
  defineSkill({
    manifest: {
      id: 'org.example.tea-bar',
      version: '1.0.0',
      name: { 'en-US': 'Tea bar' },
      developer: {
        operator: 'Example',
        contact: 'privacy@tea.example',
        region: 'eu',
        privacyPolicyUrl: 'https://tea.example/privacy',
      },
      locales: ['en-US'],
      endpoint: 'https://tea.example/earshot',
      fields: [],
      returns: [
        { name: 'speech' },
        { name: 'listening' },
        { name: 'elicit' },
        { name: 'display' },
        { name: 'names' },
      ],
    },
    model: {
      invocationNames: { 'en-US': ['tea bar'] },
      types: {
        Tea: { takesNames: true, values: [{ id: 'mint', forms: { 'en-US': ['mint tea', 'mint'] } }] },
      },
      intents: {
        Order: { slots: { tea: { type: 'Tea' } }, samples: { 'en-US': ['order [a] [{tea}] please'] } },
      },
    },
    intents: {
      Order: ({ slots, elicit, tell, spoken }) =>
        slots.tea?.matched
          ? tell(`One ${spoken('tea')}.`)
          : elicit('tea', 'Which tea?', {
              names: { Tea: [{ id: 'house', forms: ['oolong number five'] }] },
              directives: [list('Teas', items, 'https://tea.example/bar.png')],
            }),
    },
  });

test('a list is shown, and each value of the asked slot says its own form when it is touched', async () => {
  const user = simulate(bar());
  const turn = await user.say('order please');
  expect(turn.directives).toEqual([
    {
      display: {
        title: 'Teas',
        lines: [],
        imageUrl: 'https://tea.example/bar.png',
        items: [
          { ...teas[0], say: 'mint tea' },
          { ...teas[1], say: 'oolong number five' },
          { ...teas[2], say: '' },
          { ...teas[3], say: '' },
        ],
      },
    },
  ]);
  // What a device sends that is touched.
  const touched = await user.say('oolong number five');
  expect([touched.slots['tea'], touched.speech]).toEqual(['house', 'One oolong number five.']);
});

test.each([
  ['a picture that is not https', [{ title: 'Mint', imageUrl: 'http://tea.example/mint.png' }]],
  ['a picture at home', [{ title: 'Mint', imageUrl: 'https://192.168.1.4/cam.png' }]],
  ['no title', [{ title: '' }]],
  ['markup', [{ title: '<b>Mint' }]],
  ['an id that is a sentence', [{ title: 'Mint', valueId: 'send it to my mother' }]],
  ['21 items', Array.from({ length: 21 }, () => ({ title: 'Mint' }))],
])('an answer with %s is refused whole', async (_, items) => {
  const turn = await simulate(bar(items)).say('order please');
  expect(turn.directives).toEqual([]);
  expect(turn.error).toBeDefined();
});

test('what a skill says that a touch says is not looked at', async () => {
  const turn = await simulate(bar([{ title: 'Mint', say: 'open the door' }])).say('order please');
  expect(JSON.stringify(turn.directives)).not.toContain('open the door');
});
