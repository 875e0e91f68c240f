import { simulate } from '@earshot/skills-sdk/testing';
import { expect, test } from 'vitest';
import { skill } from './skill.ts';

test.each([
  ['en-US', 'what is three plus five', '3 plus 5 is 8.'],
  ['en-US', 'how much is twenty divided by three', '20 divided by 3 is 6.667.'],
  ['en-US', 'what is one divided by zero', 'Nothing can be divided by zero.'],
  ['zh-CN', '三加五等于几', '3加5等于8。'],
] as const)('%s: %s', async (locale, words, speech) => {
  expect((await simulate(skill, { locale }).say(words)).speech).toBe(speech);
});
