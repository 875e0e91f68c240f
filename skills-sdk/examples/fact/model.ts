import type { InteractionModel } from '@earshot/skills-sdk';

/** What may be said to the smallest useful skill: one question, no slots. */
export const model = {
  invocationNames: {
    'zh-CN': ['小知识', '冷知识'],
    'en-US': ['fact box', 'fun facts'],
  },
  intents: {
    TellFact: {
      samples: {
        'zh-CN': [
          '[<please>](讲|说|来|告诉我)[一](个|条)[有趣的](小知识|冷知识|知识)',
          '[我想](听|知道)[一](个|条)[有趣的](小知识|冷知识)',
          '再[来|讲|说][一](个|条)(小知识|冷知识)',
        ],
        'en-US': [
          '[<please>] (tell|give) me (a|another|one|one more) [fun|interesting|random] fact [please]',
          '[I want to|let me] (hear|know) (a|another) [fun|interesting|random] fact',
          '(tell|teach) me something (new|interesting)',
        ],
      },
    },
    TellJoke: {
      samples: {
        'zh-CN': ['[<please>](讲|说|来)[一]个笑话[听听|吧]', '再[讲|说|来]一个笑话', '逗我笑[一下|一笑]'],
        'en-US': [
          '[<please>] tell (me|us) (a|another|one more) [good|funny] joke [please]',
          'do you know (a|any) [good] (joke|jokes)',
          'make me laugh',
        ],
      },
    },
  },
  rules: {
    'zh-CN': { please: '(请|麻烦你|帮我|给我)' },
    'en-US': { please: '(please|(can|could|would) you [please])' },
  },
} as const satisfies InteractionModel;
