import type { InteractionModel } from '@earshot/skills-sdk';

/** Which playlists there are is known at run time; of the model is only the one that everybody has. */
export const model = {
  invocationNames: { 'zh-CN': ['我的歌单'], 'en-US': ['playlist box'] },
  intents: {
    Choose: {
      samples: {
        'zh-CN': ['[播放|放]我的歌单', '我有哪些歌单'],
        'en-US': ['(play|show) my playlists', 'which playlists do I have'],
      },
    },
    Play: {
      slots: {
        playlist: {
          type: 'Playlist',
          required: true,
          elicit: { 'zh-CN': ['哪一个歌单？'], 'en-US': ['Which playlist?'] },
        },
      },
      samples: {
        'zh-CN': ['播放{playlist}歌单', '播放一个歌单'],
        'en-US': ['play [the] playlist [{playlist}]', 'play [my] {playlist} playlist'],
      },
    },
    StopAfter: {
      slots: {
        minutes: {
          type: 'number',
          required: true,
          min: 5,
          max: 120,
          check: { step: 5 },
          elicit: { 'zh-CN': ['几分钟？'], 'en-US': ['After how many minutes?'] },
          refuse: {
            'zh-CN': ['我只能按五分钟来算，最多两小时。'],
            'en-US': ['I count in steps of five minutes, up to two hours.'],
          },
        },
      },
      samples: {
        'zh-CN': ['{minutes}分钟后停止播放歌单', '过一会儿停止播放歌单'],
        'en-US': ['stop the playlist after {minutes} minutes', 'stop the playlist later'],
      },
    },
  },
  types: {
    Playlist: {
      takesNames: true,
      values: [{ id: 'favourites', forms: { 'zh-CN': ['收藏'], 'en-US': ['favourites', 'favorites'] } }],
    },
  },
} as const satisfies InteractionModel;
