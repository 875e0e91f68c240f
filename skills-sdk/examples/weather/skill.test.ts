import { simulate } from '@earshot/skills-sdk/testing';
import { expect, test } from 'vitest';
import { openMeteo } from './forecast.ts';
import { createSkill, skill } from './skill.ts';

const dry = { kind: 'forecast', minDegrees: -2.4, maxDegrees: 9.6, rainPercent: 5 } as const;

test('says that it looks, and then what the weather is', async () => {
  const asked: string[] = [];
  const live = createSkill(async (city, date) => {
    asked.push(`${city} ${date}`);
    return dry;
  });
  const turn = await simulate(live, { locale: 'en-US' }).say("what's the weather like in London tomorrow");
  expect(turn.progress).toEqual(['Let me look.']);
  expect(turn.speech).toBe('London: minus 2 to 10 degrees. It should stay dry.');
  expect(asked).toEqual(['london 2026-03-03']);
});

test('asks which city, and says that what it knows is no forecast', async () => {
  const user = simulate(skill, { locale: 'en-US' });
  expect(await user.say('how is the weather')).toMatchObject({
    speech: 'In which city?',
    isListening: true,
  });
  expect((await user.say('Beijing')).speech).toBe(
    'I have no forecast here, only what is usual for that month. Beijing: 1 to 13 degrees. Rain or snow falls on about 1 day in 10.',
  );
  const chinese = simulate(skill, { locale: 'zh-CN' });
  expect((await chinese.say('今天天气怎么样')).speech).toBe('哪个城市？');
  expect((await chinese.say('上海')).speech).toBe(
    '我没有天气预报，只知道这个月的常年情况。上海7到14度。十天里约有4天下雨或下雪。',
  );
});

test('makes nothing up for a city that its source does not have', async () => {
  const turn = await simulate(skill, { locale: 'en-US' }).say('how is the weather in Chengdu');
  expect(turn.speech).toBe('I have nothing about the weather of that day or place.');
});

test('knows the own city only when it is granted', async () => {
  const live = createSkill(async () => dry);
  const user = simulate(live, { locale: 'zh-CN', profile: { 'device.city': '北京' } });
  expect((await user.say('今天天气怎么样')).speech).toBe('哪个城市？');
  user.grant('device.city');
  const turn = await user.say('今天天气怎么样');
  expect(turn.speech).toBe('北京零下2到10度。应该不下雨。');
  expect(turn.pulled).toEqual(['device.city']);
});

test('apologises when the forecast cannot be reached', async () => {
  const live = createSkill(openMeteo(async () => new Response('', { status: 503 })));
  const turn = await simulate(live, { locale: 'en-US' }).say('will it rain in London tomorrow');
  expect(turn.speech).toBe('I am sorry, I cannot reach the weather just now.');
});
