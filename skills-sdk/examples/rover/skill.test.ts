import { simulate } from '@earshot/skills-sdk/testing';
import { expect, test } from 'vitest';
import { skill } from './skill.ts';

test('goes forward ten meters, and asks how far when it is not told', async () => {
  const user = simulate(skill, { locale: 'en-US' });
  const turn = await user.say('go forward ten meters');
  expect(turn.speech).toBe('Going forward 10 meters.');
  expect(turn.directives).toEqual([{ deviceControl: { targetId: 'rover', property: 'drive', value: '10' } }]);
  expect((await user.say('go back')).waitsFor).toBe('distance');
  expect((await user.say('three')).directives).toEqual([
    { deviceControl: { targetId: 'rover', property: 'drive', value: '-3' } },
  ]);
});
