import { simulate } from '@earshot/skills-sdk/testing';
import { expect, test } from 'vitest';
import { facts } from './facts.ts';
import { skill } from './skill.ts';

test('tells a fact, another one a minute later, in both languages', async () => {
  const user = simulate(skill, { locale: 'en-US' });
  const first = await user.say('tell me a fun fact');
  expect(facts.map((fact) => fact['en-US'])).toContain(first.speech);
  user.clock.advance(60_000);
  expect((await user.say('tell me another fact')).speech).not.toBe(first.speech);
  user.setLocale('zh-CN');
  expect(facts.map((fact) => fact['zh-CN'])).toContain((await user.say('讲一个小知识')).speech);
});

test('sees nothing of the user but that somebody asked', async () => {
  const turn = await simulate(skill, { locale: 'en-US' }).say('please tell me a fact');
  expect(turn.withheld).toMatchObject({ utterance: 'not_declared', 'user.name': 'not_declared' });
  expect(JSON.stringify(turn.sent)).not.toContain('please');
});
