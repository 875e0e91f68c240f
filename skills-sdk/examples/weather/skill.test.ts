import { simulate } from '@earshot/skills-sdk/testing';
import { expect, test } from 'vitest';
import { openMeteo } from './forecast.ts';
import { createSkill } from './skill.ts';

const dry = { minDegrees: 2.4, maxDegrees: 9.6, rainPercent: 5 };

test('says that it looks, and then what the weather is', async () => {
  const asked: string[] = [];
  const skill = createSkill(async (city, date) => {
    asked.push(`${city} ${date}`);
    return dry;
  });
  const turn = await simulate(skill, { locale: 'en-US' }).say("what's the weather like in London tomorrow");
  expect(turn.progress).toEqual(['Let me look.']);
  expect(turn.speech).toBe('London: 2 to 10 degrees. It should stay dry.');
  expect(asked).toEqual(['london 2026-03-03']);
});

test('knows the own city only when it is granted', async () => {
  const user = simulate(
    createSkill(async () => dry),
    { locale: 'zh-CN', profile: { 'device.city': '北京' } },
  );
  expect((await user.say('今天天气怎么样')).speech).toContain('请说出城市');
  user.grant('device.city');
  const turn = await user.say('今天天气怎么样');
  expect(turn.speech).toBe('北京2到10度。应该不下雨。');
  expect(turn.pulled).toEqual(['device.city']);
});

test('apologises when the forecast cannot be reached', async () => {
  const skill = createSkill(openMeteo(async () => new Response('', { status: 503 })));
  const turn = await simulate(skill, { locale: 'en-US' }).say('will it rain in London tomorrow');
  expect(turn.speech).toBe('I am sorry, I cannot reach the weather just now.');
});
