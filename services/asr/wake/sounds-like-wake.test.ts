import { expect, test } from 'vitest';
import { likenessToWake, soundsLikeWake } from './sounds-like-wake.ts';

test.each([
  ['en-US', 'hey earshot', 'hey ear shot turn on the light', true],
  ['en-US', 'hey earshot', 'so hey earshot', true],
  ['en-US', 'hey earshot', 'play some music in the living room', false],
  ['en-US', 'hey earshot', 'what time is it', false],
  ['en-US', 'hey earshot', '', false],
  ['zh-CN', '你好耳朵', '你好儿多打开灯', true],
  ['zh-CN', '你好耳朵', '今天天气怎么样', false],
  ['zh-CN', '你好耳朵', '我妈住院了', false],
  ['zh-CN', '你好管家', '你好管家', true],
  ['zh-CN', '你好管家', '把客厅的灯打开', false],
] as const)('%s “%s”: “%s” is %s', (locale, wakeWord, text, isLike) => {
  expect(soundsLikeWake(text, [wakeWord], locale)).toBe(isLike);
});

test('a wake word in the middle of a sentence was meant for nobody', () => {
  const late = 'yesterday somebody said hey earshot to me';
  expect(likenessToWake(late, ['hey earshot'], 'en-US')).toBeLessThan(0.55);
});
