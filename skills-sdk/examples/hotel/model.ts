import type { InteractionModel } from '@earshot/skills-sdk';

/** Lists, numbers and times: a slot of free words is never filled from a room. */
export const model = {
  invocationNames: {
    'zh-CN': ['湖畔水疗', '湖畔水疗中心'],
    'en-US': ['lakeside spa', 'the lakeside spa'],
  },
  intents: {
    BookTreatment: {
      slots: {
        treatment: {
          type: 'Treatment',
          required: true,
          elicit: { 'zh-CN': ['您想做哪个项目？'], 'en-US': ['Which treatment would you like?'] },
        },
        time: {
          type: 'time',
          required: true,
          elicit: { 'zh-CN': ['几点来？'], 'en-US': ['At what time?'] },
        },
        people: { type: 'number', min: 1, max: 4 },
      },
      samples: {
        'zh-CN': [
          '[我想|帮我|请]预约[{time}][{people}个人][做|的]{treatment}',
          '[我想|帮我|请]预约{treatment}{time}',
        ],
        'en-US': [
          '[please|I want to|could you] (book|reserve) [me|us] (a|an|the) {treatment} [for {people} [people]] [(at|for) {time}]',
          '[please|I want to|could you] (book|reserve) (a|an|the) {treatment} at {time} for {people} [people]',
        ],
      },
      confirm: {
        'zh-CN': ['{time}做{treatment}，对吗？'],
        'en-US': ['A {treatment} at {time}, is that right?'],
      },
    },
    AskPrice: {
      slots: {
        treatment: {
          type: 'Treatment',
          required: true,
          elicit: { 'zh-CN': ['哪个项目？'], 'en-US': ['Which treatment?'] },
        },
      },
      samples: {
        'zh-CN': ['{treatment}(多少钱|什么价格|怎么收费)'],
        'en-US': [
          'how much (is|does) (a|an|the) {treatment} [cost]',
          'what does (a|an|the) {treatment} cost',
        ],
      },
    },
    CancelBooking: {
      slots: {
        code: {
          type: 'number',
          min: 1000,
          max: 9999,
          required: true,
          elicit: { 'zh-CN': ['预约号是多少？'], 'en-US': ['What is the number of the booking?'] },
        },
      },
      samples: {
        'zh-CN': ['取消[我的]水疗预约[{code}]', '取消预约{code}'],
        'en-US': ['cancel (my|the) [spa] (booking|treatment) [[number] {code}]'],
      },
    },
  },
  types: {
    Treatment: {
      values: [
        {
          id: 'hot-stone',
          forms: { 'zh-CN': ['热石护理', '热石'], 'en-US': ['hot stone treatment', 'hot stones'] },
        },
        {
          id: 'facial',
          forms: { 'zh-CN': ['面部护理', '脸部护理'], 'en-US': ['facial treatment', 'face treatment'] },
        },
        { id: 'mud-bath', forms: { 'zh-CN': ['泥浴'], 'en-US': ['mud bath'] } },
      ],
    },
  },
} as const satisfies InteractionModel;
