/** An interaction model for benchmarks: ordering coffee. */
import type { InteractionModel } from '@earshot/skills-sdk';

/** Ordering coffee, with several slots in one sentence. For benchmarks only. */
export const coffeeModel = {
  invocationNames: { 'en-US': ['bean counter'], 'zh-CN': ['豆子咖啡'] },
  types: {
    drink: {
      values: [
        { id: 'latte', forms: { 'en-US': ['latte', 'lattes'], 'zh-CN': ['拿铁'] } },
        { id: 'cappuccino', forms: { 'en-US': ['cappuccino', 'cappuccinos'], 'zh-CN': ['卡布奇诺'] } },
        { id: 'americano', forms: { 'en-US': ['americano', 'americanos'], 'zh-CN': ['美式咖啡', '美式'] } },
        { id: 'mocha', forms: { 'en-US': ['mocha', 'mochas'], 'zh-CN': ['摩卡'] } },
        { id: 'espresso', forms: { 'en-US': ['espresso', 'espressos'], 'zh-CN': ['浓缩咖啡'] } },
        { id: 'flat-white', forms: { 'en-US': ['flat white', 'flat whites'], 'zh-CN': ['澳白'] } },
        { id: 'tea', forms: { 'en-US': ['green tea', 'black tea'], 'zh-CN': ['红茶', '绿茶'] } },
      ],
    },
    size: {
      values: [
        { id: 'small', forms: { 'en-US': ['small'], 'zh-CN': ['小杯'] } },
        { id: 'medium', forms: { 'en-US': ['medium'], 'zh-CN': ['中杯'] } },
        { id: 'large', forms: { 'en-US': ['large'], 'zh-CN': ['大杯', '超大杯'] } },
      ],
    },
    milk: {
      values: [
        { id: 'oat', forms: { 'en-US': ['oat milk'], 'zh-CN': ['燕麦奶'] } },
        { id: 'soy', forms: { 'en-US': ['soy milk'], 'zh-CN': ['豆奶'] } },
        { id: 'whole', forms: { 'en-US': ['whole milk', 'skim milk'], 'zh-CN': ['全脂奶', '脱脂奶'] } },
      ],
    },
    sugar: {
      values: [
        { id: 'none', forms: { 'en-US': ['no sugar', 'without sugar'], 'zh-CN': ['不加糖', '无糖'] } },
        { id: 'less', forms: { 'en-US': ['less sugar', 'half sugar'], 'zh-CN': ['少糖', '半糖'] } },
        { id: 'extra', forms: { 'en-US': ['extra sugar', 'one sugar'], 'zh-CN': ['加糖', '多加糖'] } },
      ],
    },
    heat: {
      values: [
        { id: 'hot', forms: { 'en-US': ['hot'], 'zh-CN': ['热'] } },
        { id: 'iced', forms: { 'en-US': ['iced'], 'zh-CN': ['冰'] } },
      ],
    },
    place: {
      values: [
        { id: 'work', forms: { 'en-US': ['the office', 'work'], 'zh-CN': ['公司', '办公室'] } },
        { id: 'home', forms: { 'en-US': ['my home', 'my place'], 'zh-CN': ['家里', '家'] } },
      ],
    },
  },
  rules: {
    'en-US': {
      ask: "I'd like|I want|can I (get|have)|could I (get|have)|give me|order|I'll have",
      cup: '(a|an) [{size}] [{heat}] {drink}|{count} [{size}] [{heat}] {drink}',
    },
    'zh-CN': { ask: '我要|来|给我来|帮我点|我想要|我想喝|点', cups: '{count}杯' },
  },
  intents: {
    OrderCoffee: {
      slots: {
        drink: {
          type: 'drink',
          required: true,
          elicit: { 'en-US': ['Which drink?'], 'zh-CN': ['喝什么？'] },
        },
        size: { type: 'size' },
        milk: { type: 'milk' },
        sugar: { type: 'sugar' },
        heat: { type: 'heat' },
        place: { type: 'place' },
        count: { type: 'number', min: 1, max: 20 },
      },
      samples: {
        'en-US': [
          '[<ask>] <cup> [please]',
          '[<ask>] <cup> with ({milk}|{sugar}|{milk} and {sugar}) [please]',
          '[<ask>] <cup> {sugar} [please]',
          '<ask> <cup> [delivered] to {place}',
        ],
        'zh-CN': [
          '[<ask>]<cups>[{size}][{heat}][的]{drink}[{sugar}]',
          '<ask><cups>[{size}][{heat}]{drink}[加{milk}][送到{place}]',
        ],
      },
    },
    SayHow: {
      slots: { heat: { type: 'heat' }, sugar: { type: 'sugar' }, size: { type: 'size' } },
      samples: {
        'en-US': ['{heat} [please]', '{heat} with {sugar}', '{size} [please]', '{sugar} [please]'],
        'zh-CN': ['{heat}的[{sugar}]', '{sugar}', '{size}[的]'],
      },
    },
    ChangeCount: {
      slots: { count: { type: 'number', min: 1, max: 20 } },
      samples: {
        'en-US': ['make (that|it) {count}', '{count} instead'],
        'zh-CN': ['(改成|换成|改为)<cups>'],
      },
    },
  },
} as const satisfies InteractionModel;
