import type { InteractionModel } from '@earshot/skills-sdk';

/** An order with several slots, corrections while it is taken, and a confirmation before it counts. */
export const model = {
  invocationNames: {
    'zh-CN': ['豆子咖啡', '咖啡店'],
    'en-US': ['bean counter', 'the coffee shop'],
  },
  intents: {
    OrderCoffee: {
      slots: {
        drink: {
          type: 'Drink',
          required: true,
          elicit: {
            'zh-CN': ['您想喝什么？', '要哪一种咖啡？'],
            'en-US': ['What would you like to drink?', 'Which coffee would you like?'],
          },
        },
        size: {
          type: 'Size',
          required: true,
          elicit: {
            'zh-CN': ['要中杯、大杯还是超大杯？', '要多大杯的？'],
            'en-US': ['Which size: small, medium or large?', 'What size would you like?'],
          },
        },
        count: { type: 'number', min: 1, max: 12 },
        temperature: { type: 'Temperature' },
        sugar: { type: 'Sugar' },
        milk: { type: 'Milk' },
        place: { type: 'Place' },
      },
      samples: {
        'zh-CN': [
          '<ask>[一杯|{count}杯][<options>]{drink}[<after>]',
          '<ask>{drink}(一杯|{count}杯)[<after>]',
          '[一杯|{count}杯][<options>]{drink}[<after>]',
          '<ask>[一杯|{count}杯]咖啡[送到{place}]',
          '(买|订)[一杯]咖啡',
        ],
        'en-US': [
          '<ask> <item> [<deliver>] [please]',
          '<item> [<deliver>] [please]',
          '<ask> [a|some|{count}] (coffee|coffees) [<deliver>] [please]',
          'I want to (order|buy) [a|some] (coffee|coffees) [please]',
        ],
      },
    },
    ChangeOrder: {
      slots: {
        drink: { type: 'Drink' },
        size: { type: 'Size' },
        count: { type: 'number', min: 1, max: 12 },
        temperature: { type: 'Temperature' },
        sugar: { type: 'Sugar' },
        milk: { type: 'Milk' },
        place: { type: 'Place' },
      },
      samples: {
        'zh-CN': [
          '[还是|那就|请]<change>{count}杯[吧]',
          '[还是|那就|请]<change>[一杯]{size}[的][吧]',
          '[还是|那就|请]<change>[一杯]{drink}[吧]',
          '[还是|那就|请][<change>]{temperature}[的|吧]',
          '[还是|那就|请]<change>{sugar}[的|吧]',
          '{temperature}[的]{sugar}[的|吧]',
          '[不要牛奶](加|换|用){milk}[吧]',
          '[改]送到{place}[吧]',
        ],
        'en-US': [
          '[no] [sorry] [actually] <change> {count} [please]',
          '[no] [sorry] [actually] <change> [a] {size} [one] [please]',
          '[no] [sorry] [actually] <change> [a] {drink} [please]',
          '[no] [sorry] [actually] [make (it|that|them)] {temperature} [please]',
          '[no] [sorry] [actually] [make (it|that|them)] [with] {sugar} [please]',
          '[no] [sorry] [actually] (make (it|that|them) with|with|use|add) {milk} [please]',
          '{temperature} [with|and] {sugar} [please]',
          '[no] [sorry] [actually] (deliver|send|bring) (it|that|them) to [the] {place} [please]',
        ],
      },
    },
    OrderStatus: {
      samples: {
        'zh-CN': [
          '我的(咖啡|订单)(到哪了|好了吗|好了没有|怎么样了)',
          '我点的(咖啡|东西)(到哪了|好了吗|好了没有)',
          '咖啡(还要多久|什么时候到|好了吗)',
        ],
        'en-US': [
          "(where is|where's|how is|how's) my (coffee|order)",
          'is my (coffee|order) ready [yet]',
          'when (will|is) my (coffee|order) (be ready|arrive|coming)',
        ],
      },
    },
    ShowMenu: {
      samples: {
        'zh-CN': ['[你们]有(什么|哪些)咖啡', '(看看|看一下)(菜单|咖啡单)', '(都|还)有什么喝的'],
        'en-US': [
          '(what|which) coffees do you (have|serve)',
          "(what is|what's) on the [coffee] menu",
          'show me the [coffee] menu',
        ],
      },
    },
  },
  types: {
    Drink: {
      values: [
        { id: 'latte', forms: { 'zh-CN': ['拿铁', '拿铁咖啡'], 'en-US': ['latte', 'lattes'] } },
        {
          id: 'americano',
          forms: { 'zh-CN': ['美式', '美式咖啡'], 'en-US': ['americano', 'americanos', 'black coffee'] },
        },
        {
          id: 'cappuccino',
          forms: { 'zh-CN': ['卡布奇诺'], 'en-US': ['cappuccino', 'cappuccinos'] },
        },
        { id: 'mocha', forms: { 'zh-CN': ['摩卡', '摩卡咖啡'], 'en-US': ['mocha', 'mochas'] } },
        {
          id: 'espresso',
          forms: { 'zh-CN': ['浓缩', '浓缩咖啡', '意式浓缩'], 'en-US': ['espresso', 'espressos'] },
        },
        {
          id: 'flat-white',
          forms: { 'zh-CN': ['澳白', '馥芮白'], 'en-US': ['flat white', 'flat whites'] },
        },
        {
          id: 'hot-chocolate',
          forms: { 'zh-CN': ['热巧克力', '巧克力'], 'en-US': ['hot chocolate', 'hot chocolates'] },
        },
      ],
    },
    Size: {
      values: [
        { id: 'small', forms: { 'zh-CN': ['小杯'], 'en-US': ['small'] } },
        { id: 'medium', forms: { 'zh-CN': ['中杯'], 'en-US': ['medium', 'regular'] } },
        { id: 'large', forms: { 'zh-CN': ['大杯'], 'en-US': ['large', 'big'] } },
        { id: 'extra-large', forms: { 'zh-CN': ['超大杯', '特大杯'], 'en-US': ['extra large'] } },
      ],
    },
    Temperature: {
      values: [
        { id: 'hot', forms: { 'zh-CN': ['热', '热的'], 'en-US': ['hot'] } },
        {
          id: 'iced',
          forms: { 'zh-CN': ['冰', '冰的', '加冰', '凉的'], 'en-US': ['iced', 'cold', 'with ice'] },
        },
        { id: 'warm', forms: { 'zh-CN': ['温', '温的', '去冰'], 'en-US': ['warm'] } },
      ],
    },
    Sugar: {
      values: [
        {
          id: 'none',
          forms: {
            'zh-CN': ['无糖', '不加糖', '不要糖', '不放糖'],
            'en-US': ['no sugar', 'without sugar', 'unsweetened', 'sugar free'],
          },
        },
        {
          id: 'less',
          forms: {
            'zh-CN': ['少糖', '半糖', '少放糖', '微糖'],
            'en-US': ['less sugar', 'half sugar', 'a little sugar', 'one sugar'],
          },
        },
        {
          id: 'full',
          forms: { 'zh-CN': ['全糖', '正常糖', '加糖'], 'en-US': ['full sugar', 'sugar', 'two sugars'] },
        },
      ],
    },
    Milk: {
      values: [
        {
          id: 'whole',
          forms: { 'zh-CN': ['全脂奶', '牛奶'], 'en-US': ['whole milk', 'regular milk', 'milk'] },
        },
        { id: 'skimmed', forms: { 'zh-CN': ['脱脂奶'], 'en-US': ['skimmed milk', 'skim milk'] } },
        { id: 'oat', forms: { 'zh-CN': ['燕麦奶'], 'en-US': ['oat milk'] } },
        { id: 'soy', forms: { 'zh-CN': ['豆奶', '豆浆'], 'en-US': ['soy milk'] } },
        { id: 'almond', forms: { 'zh-CN': ['杏仁奶'], 'en-US': ['almond milk'] } },
      ],
    },
    Place: {
      dataClass: 'preference',
      values: [
        { id: 'home', forms: { 'zh-CN': ['家', '家里'], 'en-US': ['home', 'my place'] } },
        {
          id: 'office',
          forms: { 'zh-CN': ['公司', '办公室', '单位'], 'en-US': ['office', 'work', 'my office'] },
        },
        { id: 'shop', forms: { 'zh-CN': ['店里', '柜台'], 'en-US': ['shop', 'counter'] } },
      ],
    },
  },
  rules: {
    'zh-CN': {
      ask: '(我要|我想要|我想喝|来|给我来|给我|帮我点|帮我来|帮我订|请给我|点|再来|麻烦来)',
      options: '({size}[的]|{temperature}[的]|{size}[的]{temperature}[的]|{temperature}[的]{size}[的])',
      after: '({sugar}|{temperature}[的]|加{milk}|{sugar}加{milk}|送到{place}|{sugar}送到{place})',
      change: '(改成|换成|改为|变成|要)',
    },
    'en-US': {
      ask: "(I'd like|I would like|I want|I'll have|I will have|can I (get|have)|could I (get|have)|may I have|get me|give me|order|bring me)",
      item: '[a|an|{count}] [{temperature}] [{size}] [{temperature}] {drink} [<extras>]',
      extras: '([with|and] {sugar}|with {milk}|with {milk} [and] {sugar}|[with] {sugar} and {milk})',
      deliver: '(delivered|sent|brought) to [the] {place}',
      change: '(make (it|that|them)|change (it|that|them) to|I meant)',
    },
  },
} as const satisfies InteractionModel;
