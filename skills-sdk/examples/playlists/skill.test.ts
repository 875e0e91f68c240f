import { simulate } from '@earshot/skills-sdk/testing';
import { describe, expect, test } from 'vitest';
import { skill } from './skill.ts';

describe('names of a conversation', () => {
  test('are heard from when they are given, and leave as the ids that were given', async () => {
    const user = simulate(skill, { locale: 'en-US' });
    const unknown = await user.say('play the playlist kitchen disco');
    expect(unknown.slots['playlist']).not.toBe('p-102');
    user.startOver();
    expect((await user.say('which playlists do I have')).speech).toBe(
      'You have Rainy Sunday, Kitchen Disco. Which one?',
    );
    const turn = await user.say('play the playlist kitchen disco');
    expect(turn.speech).toBe('Playing Kitchen Disco.');
    expect(turn.sent?.intent.slots).toMatchObject([
      { name: 'playlist', valueId: 'p-102', valueClass: 'DATA_CLASS_COMMAND', isMatched: true },
    ]);
  });

  test('end with the conversation, and what the model lists stays', async () => {
    const user = simulate(skill, { locale: 'en-US' });
    await user.say('which playlists do I have');
    user.clock.advance(121_000);
    expect(
      (await user.say('play the playlist rainy sunday')).sent?.intent.slots?.[0]?.valueId,
    ).toBeUndefined();
    expect((await user.say('play the playlist favourites')).speech).toBe('Playing favourites.');
  });

  test.each([
    [
      'en-US',
      'which playlists do I have',
      'ask playlist box to play playlist Kitchen Disco',
      'Playing Kitchen Disco.',
    ],
    ['zh-CN', '我有哪些歌单', '让我的歌单播放厨房迪斯科歌单', '播放厨房迪斯科。'],
  ] as const)(
    'stand on a screen, where a touch says what a person would: %s',
    async (locale, asked, said, answer) => {
      const user = simulate(skill, { locale });
      const { directives } = await user.say(asked);
      const [shown] = directives as readonly { display: { items: readonly { say: string }[] } }[];
      expect(shown?.display.items[1]?.say).toBe(said);
      // Something else is said meanwhile, and the list still stands there.
      await user.say(locale === 'en-US' ? 'stop the playlist after fifteen minutes' : '十分钟后停止播放歌单');
      expect((await user.say(said)).speech).toBe(answer);
    },
  );

  test('are heard in Mandarin', async () => {
    const user = simulate(skill, { locale: 'zh-CN' });
    await user.say('我有哪些歌单');
    expect((await user.say('播放厨房迪斯科歌单')).speech).toBe('播放厨房迪斯科。');
  });

  test.each(['hotel', 'child'] as const)('are not kept of a %s', async (audience) => {
    const user = simulate(skill, { locale: 'en-US', audience });
    expect((await user.say('which playlists do I have')).dropped).toEqual(['names']);
    expect((await user.say('play the playlist kitchen disco')).slots['playlist']).not.toBe('p-102');
  });
});

test('a value outside of the skill’s own rule is asked for again in its words', async () => {
  const user = simulate(skill, { locale: 'en-US' });
  expect((await user.say('stop the playlist after seven minutes')).speech).toBe(
    'I count in steps of five minutes, up to two hours. After how many minutes?',
  );
  expect((await user.say('two hundred')).speech).toMatch(/^I count in steps/);
  expect((await user.say('fifteen')).speech).toBe('I stop after 15 minutes.');
  user.setLocale('zh-CN');
  user.startOver();
  expect((await user.say('七分钟后停止播放歌单')).speech).toBe('我只能按五分钟来算，最多两小时。几分钟？');
  expect((await user.say('十分钟')).speech).toBe('10分钟后停止。');
});
