import { simulate } from '@earshot/skills-sdk/testing';
import { expect, test } from 'vitest';
import { createDesk } from './desk.ts';
import { createSkill } from './skill.ts';

const at = (locale: 'en-US' | 'zh-CN') => {
  const desk = createDesk();
  return { desk, guest: simulate(createSkill(desk), { locale, audience: 'hotel' }) };
};

test('two things at once are two orders, with bounded parameters alone', async () => {
  const { desk, guest } = at('en-US');
  const turn = await guest.say('two bottles of water and four bath towels please');
  expect(desk.orders).toEqual([
    { command: 'bring', parameters: { item: 'water', count: 2 } },
    { command: 'bring', parameters: { item: 'bath-towel', count: 4 } },
  ]);
  expect(turn.speech).toBe('We are bringing 2 bottles of water and 4 bath towels.');
  expect(turn.sent?.user).toBeUndefined();
  expect(turn.sent?.utterance).toBeUndefined();
});

test.each([
  ['帮我叫个人拿行李', { command: 'luggage', parameters: {} }],
  ['马桶堵了', { command: 'repair', parameters: { fixture: 'toilet', fault: 'blocked' } }],
  ['明天早上六点半叫醒我', { command: 'wake-up', parameters: { at: '2026-03-03T06:30' } }],
  ['喂你好，我想问一下那个，能不能送点茶叶上来', { command: 'bring', parameters: { item: 'tea', count: 1 } }],
])('%s', async (words, order) => {
  const { desk, guest } = at('zh-CN');
  await guest.say(words);
  expect(desk.orders).toEqual([order]);
});

test('a number is corrected', async () => {
  const { desk, guest } = at('en-US');
  await guest.say('could you send two bottles of water to my room');
  await guest.say('no, three bottles, not two');
  expect(desk.orders.at(-1)).toMatchObject({ parameters: { count: 3 } });
});
