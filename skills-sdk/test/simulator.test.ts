/** What a simulated user is: somebody of their own, whose conversation goes on and ends as it does live. */
import { describe, expect, it } from 'vitest';
import { createMessages, defineSkill } from '../src/index.ts';
import { simulate } from '../src/testing/index.ts';
import { manifest, model, tea } from './sample.ts';

const confirming = {
  ...model,
  intents: {
    ...model.intents,
    Stop: { ...model.intents.Stop, confirm: { 'en-US': ['Really stop?'], 'zh-CN': ['真的停吗？'] } },
  },
} as const;

/** A skill over one of the models; what its handler saw is kept. */
const seen: { isNew: boolean; cups: number }[] = [];
const skillOver = <M extends typeof model | typeof confirming>(over: M) =>
  defineSkill({
    manifest,
    model: over as typeof model,
    attributes: { version: 1, initial: () => ({ cups: 0 }) },
    intents: {
      Brew: ({ tell }) => tell('Brewing.'),
      Stop: ({ session, tell }) => {
        seen.push({ isNew: session.isNew, cups: session.attributes.cups });
        session.attributes.cups += 1;
        return tell('Stopped.');
      },
    },
    onDenied: ({ tell, intent }) => tell(`${intent} is not wanted.`),
    onDelete: () => undefined,
  });
const skill = skillOver(model);
const stop = async (user: ReturnType<typeof simulate>, answer = 'yes') => {
  const asked = await user.say('stop the kettle');
  return asked.isListening ? user.say(answer) : asked;
};

describe('a simulated user', () => {
  it('is known by names that no other simulation has, and that change with a withdrawal', async () => {
    const [one, other] = [simulate(skill), simulate(skill)];
    expect(one.pseudonym()).not.toBe(other.pseudonym());
    const before = one.pseudonym();
    one.grant('user.name');
    await one.withdraw('user.name');
    expect(one.pseudonym()).not.toBe(before);
  });

  it('finds the conversation again, until two minutes went by or the names changed', async () => {
    const user = simulate(skill, { locale: 'en-US', grants: ['user.name'] });
    await stop(user);
    await stop(user);
    user.clock.advance(120_001);
    await stop(user);
    await stop(user);
    await user.withdraw('user.name');
    await stop(user);
    expect(seen).toEqual([
      { isNew: true, cups: 0 },
      { isNew: false, cups: 1 },
      { isNew: true, cups: 0 },
      { isNew: false, cups: 1 },
      { isNew: true, cups: 0 },
    ]);
  });

  it('who says no to the question of the model is heard by onDenied, and by no handler', async () => {
    const before = seen.length;
    const denied = await stop(simulate(skillOver(confirming), { locale: 'en-US' }), 'no');
    expect(denied).toMatchObject({ speech: 'Stop is not wanted.', decision: 'invoke', isListening: false });
    expect(denied.sent?.intent).toMatchObject({ confirmation: 'denied' });
    expect(seen).toHaveLength(before);
  });

  it('hears a sentence where nothing was understood, as people do', async () => {
    expect((await simulate(skill, { locale: 'en-US' }).say('bananas fly')).speech).not.toBe('');
  });
});

describe('messages', () => {
  const messages = createMessages({
    'en-US': { poured: '{cups} {cups|cup|cups} of {tea}.', odd: '{missing}' },
    'zh-CN': { poured: '{cups}杯{tea}。', odd: '{missing}' },
  });

  it('are filled in each language, with the number that each counts by', () => {
    expect(messages('poured', { cups: 1, tea: tea.name })).toEqual({
      'en-US': `1 cup of ${tea.name}.`,
      'zh-CN': `1杯${tea.name}。`,
    });
    expect(messages('poured', { cups: 2, tea: '$&' })['en-US']).toBe('2 cups of $&.');
    expect(messages('odd')['en-US']).toBe('{missing}');
  });
});
