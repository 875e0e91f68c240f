import { simulate } from '@earshot/skills-sdk/testing';
import { expect, test } from 'vitest';
import { skill } from './skill.ts';

const control = (property: string, value: string, targetId = '') => ({
  deviceControl: { targetId, property, value },
});

test.each([
  ['turn on the living room lights', control('power', 'on', 'living-room.light')],
  ['turn the bedroom light off please', control('power', 'off', 'bedroom.light')],
  ['dim the lights to thirty percent', control('brightness', '30', 'light')],
  ['set the temperature to twenty two degrees', control('temperature', '22', 'air-conditioner')],
  ['make it a bit warmer', control('temperature', 'up', 'air-conditioner')],
  ['close the blinds halfway', control('position', '50', 'blind')],
  ['set the volume to forty', control('volume', '40')],
  ['good night', control('scene', 'sleep')],
  ['next song', control('playback', 'next')],
])('%s', async (words, directive) => {
  const turn = await simulate(skill, { locale: 'en-US' }).say(words);
  expect(turn.directives).toEqual([directive]);
});

test.each([
  ['打开客厅的灯', control('power', 'on', 'living-room.light')],
  ['把空调调到二十六度', control('temperature', '26', 'air-conditioner')],
  ['窗帘打开一半', control('position', '50', 'curtain')],
  ['空调风速调到最大', control('fan-speed', 'high', 'air-conditioner')],
  ['换到中央一台', control('channel', 'cctv-1', 'television')],
  ['打开阅读模式', control('scene', 'reading')],
])('%s', async (words, directive) => {
  const turn = await simulate(skill, { locale: 'zh-CN' }).say(words);
  expect(turn.directives).toEqual([directive]);
});

test('another room is a correction of what was just done', async () => {
  const user = simulate(skill, { locale: 'en-US' });
  await user.say('turn on the bedroom lights');
  const corrected = await user.say('no, the living room');
  expect(corrected.directives).toEqual([control('power', 'on', 'living-room.light')]);
});

test('in a hotel room, the same commands leave, and nobody is named', async () => {
  const turn = await simulate(skill, { locale: 'en-US', audience: 'hotel' }).say('turn off all the lights');
  expect(turn.directives).toEqual([control('power', 'off', 'light')]);
  expect(turn.withheld).toMatchObject({ 'user.id': 'device_kind', 'device.id': 'device_kind' });
});
