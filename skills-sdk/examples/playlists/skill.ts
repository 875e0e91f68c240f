import { defineSkill, list } from '@earshot/skills-sdk';
import { exampleLibrary, type Library } from './library.ts';
import { manifest } from './manifest.ts';
import { model } from './model.ts';

/** @param library whose playlists are read out and may be said until the conversation ends */
export function createSkill(library: Library = exampleLibrary) {
  return defineSkill({
    manifest,
    model,
    intents: {
      Choose: ({ ask, locale, userId }) => {
        const playlists = library(userId);
        const told = playlists.map(({ forms }) => forms[0]).join(', ');
        const speech = {
          'zh-CN': `您有：${playlists.map(({ forms }) => forms.at(-1)).join('、')}。放哪一个？`,
          'en-US': `You have ${told}. Which one?`,
        };
        // Whoever has a screen may touch one of them, as long as it is shown.
        const items = playlists.map(({ id, forms }) => ({
          title: forms.at(locale === 'zh-CN' ? -1 : 0) ?? id,
          intent: 'Play',
          valueId: id,
        }));
        return ask(speech, {
          names: { Playlist: playlists },
          directives: [list(manifest.name[locale], items)],
        });
      },
      Play: ({ slots, spoken, tell }) => {
        if (!slots.playlist?.matched) {
          return tell({ 'zh-CN': '我没有这个歌单。', 'en-US': 'There is no such playlist.' });
        }
        const name = spoken('playlist');
        return tell({ 'zh-CN': `播放${name}。`, 'en-US': `Playing ${name}.` });
      },
      StopAfter: ({ slots, tell }) =>
        tell({
          'zh-CN': `${slots.minutes.value}分钟后停止。`,
          'en-US': `I stop after ${slots.minutes.value} minutes.`,
        }),
    },
  });
}

export const skill = createSkill();
