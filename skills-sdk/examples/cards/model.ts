import type { InteractionModel } from '@earshot/skills-sdk';

/** Judges a hand of one to three playing cards, said as they lie on the table. */
export const model = {
  invocationNames: {
    'zh-CN': ['看牌', '荷官'],
    'en-US': ['card table', 'the dealer'],
  },
  intents: {
    OneCard: {
      slots: { rank: { type: 'Rank' }, suit: { type: 'Suit' } },
      samples: {
        'zh-CN': ['[我有|这是][一张]{suit}{rank}'],
        'en-US': ['[I have|I hold|this is] [the|a|an] {rank} [of] {suit}'],
      },
    },
    TwoCards: {
      slots: {
        firstRank: { type: 'Rank' },
        firstSuit: { type: 'Suit' },
        secondRank: { type: 'Rank' },
        secondSuit: { type: 'Suit' },
      },
      samples: {
        'zh-CN': [
          '[我有|这是]{firstSuit}{firstRank}[和|还有]{secondSuit}{secondRank}',
          '[我有|这是]一张{firstRank}[和]一张{secondRank}',
        ],
        'en-US': [
          '[I have|I hold] [the|a] {firstRank} [of] {firstSuit} [and] [the|a] {secondRank} [of] {secondSuit}',
          '[I have|I hold] [the|a] {firstRank} [and] [the|a] {secondRank} [of] {secondSuit}',
          '[I have|I hold] [the|a] {firstRank} [and] [the|a] {secondRank}',
        ],
      },
    },
    ThreeCards: {
      slots: {
        firstRank: { type: 'Rank' },
        firstSuit: { type: 'Suit' },
        secondRank: { type: 'Rank' },
        secondSuit: { type: 'Suit' },
        thirdRank: { type: 'Rank' },
        thirdSuit: { type: 'Suit' },
      },
      samples: {
        'zh-CN': ['[我有|这是]{firstSuit}{firstRank}{secondSuit}{secondRank}[和|还有]{thirdSuit}{thirdRank}'],
        'en-US': [
          '[I have|I hold] [the] {firstRank} [of] {firstSuit} [the] {secondRank} [of] {secondSuit} [and] [the] {thirdRank} [of] {thirdSuit}',
        ],
      },
    },
  },
  types: {
    Rank: {
      values: [
        { id: '2', forms: { 'zh-CN': ['二', '两'], 'en-US': ['two'] } },
        { id: '3', forms: { 'zh-CN': ['三'], 'en-US': ['three'] } },
        { id: '4', forms: { 'zh-CN': ['四'], 'en-US': ['four'] } },
        { id: '5', forms: { 'zh-CN': ['五'], 'en-US': ['five'] } },
        { id: '6', forms: { 'zh-CN': ['六'], 'en-US': ['six'] } },
        { id: '7', forms: { 'zh-CN': ['七'], 'en-US': ['seven'] } },
        { id: '8', forms: { 'zh-CN': ['八'], 'en-US': ['eight'] } },
        { id: '9', forms: { 'zh-CN': ['九'], 'en-US': ['nine'] } },
        { id: '10', forms: { 'zh-CN': ['十'], 'en-US': ['ten'] } },
        { id: 'jack', forms: { 'zh-CN': ['钩', '杰克'], 'en-US': ['jack'] } },
        { id: 'queen', forms: { 'zh-CN': ['皇后', '圈'], 'en-US': ['queen', 'lady'] } },
        { id: 'king', forms: { 'zh-CN': ['国王', '老凯'], 'en-US': ['king'] } },
        { id: 'ace', forms: { 'zh-CN': ['尖', '幺'], 'en-US': ['ace'] } },
      ],
    },
    Suit: {
      values: [
        { id: 'clubs', forms: { 'zh-CN': ['梅花'], 'en-US': ['clubs'] } },
        { id: 'diamonds', forms: { 'zh-CN': ['方块', '方片'], 'en-US': ['diamonds'] } },
        { id: 'hearts', forms: { 'zh-CN': ['红桃', '红心'], 'en-US': ['hearts'] } },
        { id: 'spades', forms: { 'zh-CN': ['黑桃'], 'en-US': ['spades'] } },
      ],
    },
  },
} as const satisfies InteractionModel;
