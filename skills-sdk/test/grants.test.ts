import { expect, it } from 'vitest';
import { defineSkill } from '../src/index.ts';
import { simulate } from '../src/testing/index.ts';
import { manifest, model } from './sample.ts';

const name = { 'en-US': 'Your name', 'zh-CN': '您的名字' };
const needy = defineSkill({
  manifest: {
    ...manifest,
    fields: manifest.fields.map((field) => ({ ...field, required: field.name === 'user.name' })),
    scopes: [{ name: 'name', title: name, fields: ['user.name'] }],
  },
  model,
  intents: { Brew: (turn) => turn.tell('Brewing.'), Stop: (turn) => turn.tell('Stopped.') },
  onDelete: () => undefined,
});

it.each([
  ['en-US', 'brew 2', 'Tea house needs your permission first: Your name', 'Which tea?'],
  ['zh-CN', '泡两杯', '茶馆还需要您授权：您的名字', '什么茶？'],
] as const)(
  'a permission that is missing is told before the first question: %s',
  async (locale, said, refusal, question) => {
    const user = simulate(needy, { locale });
    const refused = await user.say(said);
    expect(refused.speech).toContain(refusal);
    expect(refused).toMatchObject({ isListening: false, isSessionEnded: true, sent: undefined });
    // Nothing is waited for: a tea alone says nothing now.
    expect((await user.say(locale === 'zh-CN' ? '绿茶' : 'green tea')).intent).not.toBe('Brew');
    user.grant('user.name');
    expect(await user.say(said)).toMatchObject({ speech: question, isListening: true });
  },
);
