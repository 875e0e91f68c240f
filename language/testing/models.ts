import type { InteractionModel } from '../model/types.ts';

/** Three skills for tests: an order with required slots and a confirmation, a home, a hotel desk. */

export const coffee = {
  invocationNames: { 'zh-CN': ['咖啡店', '豆子咖啡'], 'en-US': ['bean counter'] },
  intents: {
    Order: {
      slots: {
        drink: {
          type: 'Drink',
          required: true,
          elicit: { 'zh-CN': ['想喝什么？'], 'en-US': ['What would you like to drink?'] },
        },
        size: {
          type: 'Size',
          required: true,
          elicit: { 'zh-CN': ['要多大杯的{drink}？'], 'en-US': ['Which size of {drink}?'] },
        },
        count: { type: 'number', min: 1, max: 12 },
        sugar: { type: 'Sugar' },
        milk: { type: 'Milk' },
      },
      samples: {
        'zh-CN': [
          '<want>[{count}杯]{size}{drink}[{sugar}]',
          '<want>[{count}杯]{drink}[{sugar}]',
          '{count}杯{size}{drink}[{sugar}]',
          '点[一]杯咖啡',
        ],
        'en-US': [
          '<want> [{count}] [{size}] {drink} [with {milk} milk] [with {sugar}]',
          '[{count}] {size} {drink} [with {sugar}]',
          'order [a] coffee',
        ],
      },
      confirm: {
        'zh-CN': ['{count}杯{size}{drink}，对吗？'],
        'en-US': ['{count} {size} {drink}, right?'],
      },
    },
    Status: {
      samples: { 'zh-CN': ['我的咖啡(好了吗|在哪)'], 'en-US': ["(where is|where's) my coffee"] },
    },
  },
  types: {
    Drink: {
      values: [
        { id: 'latte', forms: { 'zh-CN': ['拿铁', '拿铁咖啡'], 'en-US': ['latte', 'lattes'] } },
        { id: 'americano', forms: { 'zh-CN': ['美式', '美式咖啡'], 'en-US': ['americano', 'americanos'] } },
        { id: 'cappuccino', forms: { 'zh-CN': ['卡布奇诺'], 'en-US': ['cappuccino', 'cappuccinos'] } },
        { id: 'mocha', forms: { 'zh-CN': ['摩卡'], 'en-US': ['mocha', 'mochas'] } },
      ],
    },
    Size: {
      values: [
        { id: 'small', forms: { 'zh-CN': ['小杯'], 'en-US': ['small'] } },
        { id: 'medium', forms: { 'zh-CN': ['中杯'], 'en-US': ['medium', 'regular'] } },
        { id: 'large', forms: { 'zh-CN': ['大杯'], 'en-US': ['large', 'big'] } },
      ],
    },
    Sugar: {
      values: [
        { id: 'none', forms: { 'zh-CN': ['不加糖', '无糖'], 'en-US': ['no sugar', 'out sugar'] } },
        { id: 'less', forms: { 'zh-CN': ['少糖', '半糖'], 'en-US': ['less sugar'] } },
      ],
    },
    Milk: {
      values: [
        { id: 'oat', forms: { 'zh-CN': ['燕麦奶'], 'en-US': ['oat'] } },
        { id: 'soy', forms: { 'zh-CN': ['豆奶'], 'en-US': ['soy'] } },
      ],
    },
  },
  rules: {
    'zh-CN': { want: '我要|我想要|来|给我来|帮我点' },
    'en-US': { want: 'I would like [a]|can I get [a]|I want [a]|get me [a]|order [a]' },
  },
} as const satisfies InteractionModel;

export const home = {
  invocationNames: { 'zh-CN': ['智能家居'], 'en-US': ['smart home'] },
  intents: {
    TurnOn: {
      slots: { room: { type: 'room-name' }, device: { type: 'device-name' } },
      samples: {
        'zh-CN': ['(打开|开)[{room}的]{device}', '把[{room}的]{device}打开'],
        'en-US': [
          '(turn|switch) on the [{room}] {device} [in the {room}]',
          '(turn|switch) the [{room}] {device} on',
        ],
      },
    },
    TurnOff: {
      slots: { room: { type: 'room-name' }, device: { type: 'device-name' } },
      samples: {
        'zh-CN': ['(关掉|关闭|关)[{room}的]{device}', '把[{room}的]{device}(关掉|关上)'],
        'en-US': [
          '(turn|switch) off the [{room}] {device} [in the {room}]',
          '(turn|switch) the [{room}] {device} off',
        ],
      },
    },
    Dim: {
      slots: { level: { type: 'percentage' }, room: { type: 'room-name' } },
      samples: {
        'zh-CN': ['把[{room}的]灯调到{level}', '[{room}的]灯光调到{level}'],
        'en-US': ['(dim|set) the [{room}] lights to {level}'],
      },
    },
    SetTemperature: {
      slots: { temperature: { type: 'temperature', min: 16, max: 30 } },
      samples: {
        'zh-CN': ['[把]空调(调到|设到|设为){temperature}', '温度(调到|设为){temperature}'],
        'en-US': ['set the (temperature|air conditioner) to {temperature}'],
      },
    },
    Alarm: {
      slots: {
        when: {
          type: 'datetime',
          required: true,
          elicit: { 'zh-CN': ['几点？'], 'en-US': ['For what time?'] },
        },
      },
      samples: {
        'zh-CN': ['{when}叫我[起床]', '设[一]个[{when}的]闹钟'],
        'en-US': ['wake me up {when}', 'set an alarm [for {when}]'],
      },
    },
    Remind: {
      slots: {
        when: { type: 'datetime' },
        what: {
          type: 'text',
          required: true,
          elicit: { 'zh-CN': ['提醒您什么？'], 'en-US': ['Remind you of what?'] },
        },
      },
      samples: {
        'zh-CN': ['[{when}]提醒我{what}', '提醒我{when}{what}', '设[一]个提醒'],
        'en-US': ['remind me to {what} [{when}]', 'set a reminder'],
      },
    },
    Stop: { samples: { 'zh-CN': ['停止[播放]'], 'en-US': ['stop the music'] } },
  },
} as const satisfies InteractionModel;

export const hotel = {
  invocationNames: { 'zh-CN': ['酒店前台'], 'en-US': ['front desk'] },
  intents: {
    Request: {
      slots: { item: { type: 'Item' }, count: { type: 'number', min: 1, max: 20 } },
      samples: {
        'zh-CN': ['<bring>[{count}<unit>]{item}[到房间|上来]', '{count}<unit>{item}', '没有{item}了'],
        'en-US': ['<bring> [{count}] [<unit>] {item} [to my room]', 'we are out of {item}'],
      },
    },
    Clean: {
      slots: { time: { type: 'time' } },
      samples: {
        'zh-CN': ['[{time}[以后]](来|可以)打扫[一下][房间]'],
        'en-US': ['clean (the|my) room [after {time}]'],
      },
    },
    CallRoom: {
      slots: {
        room: {
          type: 'room-number',
          required: true,
          elicit: { 'zh-CN': ['哪个房间？'], 'en-US': ['Which room?'] },
        },
      },
      samples: {
        'zh-CN': ['(打给|呼叫){room}', '打电话给房间'],
        'en-US': ['call {room}', 'call another room'],
      },
      confirm: { 'zh-CN': ['打给{room}，可以吗？'], 'en-US': ['Call {room}?'] },
    },
    Fault: {
      slots: { thing: { type: 'Thing' } },
      samples: {
        'zh-CN': ['{thing}(坏了|堵了|没有信号|不亮了)'],
        'en-US': ['the {thing} (is broken|is blocked|has no signal|does not work)'],
      },
    },
    CheckOut: { samples: { 'zh-CN': ['我要退房'], 'en-US': ['I would like to check out'] } },
  },
  types: {
    Item: {
      values: [
        { id: 'water', forms: { 'zh-CN': ['水', '矿泉水'], 'en-US': ['water', 'bottles of water'] } },
        { id: 'towel', forms: { 'zh-CN': ['毛巾', '浴巾'], 'en-US': ['towel', 'towels', 'bath towels'] } },
        { id: 'slippers', forms: { 'zh-CN': ['拖鞋'], 'en-US': ['slippers'] } },
        { id: 'tea', forms: { 'zh-CN': ['茶叶', '茶'], 'en-US': ['tea'] } },
        { id: 'pillow', forms: { 'zh-CN': ['枕头'], 'en-US': ['pillow', 'pillows'] } },
        { id: 'toilet-paper', forms: { 'zh-CN': ['卫生纸'], 'en-US': ['toilet paper'] } },
      ],
    },
    Thing: {
      values: [
        { id: 'toilet', forms: { 'zh-CN': ['马桶'], 'en-US': ['toilet'] } },
        { id: 'television', forms: { 'zh-CN': ['电视'], 'en-US': ['television'] } },
        { id: 'lamp', forms: { 'zh-CN': ['灯泡'], 'en-US': ['lamp'] } },
      ],
    },
  },
  rules: {
    'zh-CN': { bring: '送|拿|给我拿|再给我|送点|我要', unit: '瓶|条|双|个|张|包|盒' },
    'en-US': {
      bring: '(send|bring|bring up) [some|a]|can I (have|get) [a|an extra]',
      unit: '(bottles|pairs|pair) of',
    },
  },
} as const satisfies InteractionModel;

export const testModels = [
  { skillId: 'coffee', model: coffee },
  { skillId: 'home', model: home },
  { skillId: 'hotel', model: hotel },
] as const;
