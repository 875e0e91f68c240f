import type { InteractionModel } from '@earshot/skills-sdk';

/** A toy rover: short commands with a direction, a distance or an angle. */
export const model = {
  invocationNames: {
    'zh-CN': ['探测车', '小车'],
    'en-US': ['rover', 'the rover'],
  },
  intents: {
    Drive: {
      slots: {
        direction: {
          type: 'Direction',
          required: true,
          elicit: { 'zh-CN': ['往哪个方向？'], 'en-US': ['Which way?'] },
        },
        distance: {
          type: 'number',
          min: 1,
          max: 100,
          required: true,
          elicit: { 'zh-CN': ['走多少米？'], 'en-US': ['How many meters?'] },
        },
      },
      samples: {
        'zh-CN': ['[请|小车]{direction}[走|开|移动]{distance}米', '[请|小车]{direction}(走|开|移动)'],
        'en-US': [
          '[please] (go|drive|move|roll) {direction} [by] {distance} [meter|meters]',
          '[please] (go|drive|move|roll) {distance} (meter|meters) {direction}',
          '[please] (go|drive|move|roll) {direction}',
        ],
      },
    },
    Turn: {
      slots: {
        side: {
          type: 'Side',
          required: true,
          elicit: { 'zh-CN': ['左还是右？'], 'en-US': ['Left or right?'] },
        },
        angle: { type: 'number', min: 1, max: 360 },
      },
      samples: {
        'zh-CN': ['[请|小车](向|往){side}转[{angle}度]', '[请|小车]{side}转[{angle}度]'],
        'en-US': ['[please] (turn|rotate|spin) [to the] {side} [by] [{angle} (degree|degrees)]'],
      },
    },
    Halt: {
      samples: {
        'zh-CN': ['(小车|探测车)(停|停下|停车|别动)', '停车'],
        'en-US': ['[rover|the rover] halt', 'halt the rover', 'hold [your] position'],
      },
    },
  },
  types: {
    Direction: {
      values: [
        {
          id: 'forward',
          forms: { 'zh-CN': ['向前', '往前', '前进'], 'en-US': ['forward', 'ahead', 'forwards'] },
        },
        {
          id: 'backward',
          forms: { 'zh-CN': ['向后', '往后', '后退'], 'en-US': ['backward', 'back', 'backwards'] },
        },
      ],
    },
    Side: {
      values: [
        { id: 'left', forms: { 'zh-CN': ['左'], 'en-US': ['left'] } },
        { id: 'right', forms: { 'zh-CN': ['右'], 'en-US': ['right'] } },
      ],
    },
  },
} as const satisfies InteractionModel;
