import type { InteractionModel } from '@earshot/skills-sdk';

/** One sum of two numbers. */
export const model = {
  invocationNames: {
    'zh-CN': ['算一算', '计算器'],
    'en-US': ['quick sums', 'the calculator'],
  },
  intents: {
    Calculate: {
      slots: {
        left: {
          type: 'number',
          required: true,
          elicit: { 'zh-CN': ['第一个数是多少？'], 'en-US': ['What is the first number?'] },
        },
        operation: {
          type: 'Operation',
          required: true,
          elicit: { 'zh-CN': ['加、减、乘还是除？'], 'en-US': ['Plus, minus, times or divided by?'] },
        },
        right: {
          type: 'number',
          required: true,
          elicit: { 'zh-CN': ['第二个数是多少？'], 'en-US': ['What is the second number?'] },
        },
      },
      samples: {
        'zh-CN': [
          '[请问|算一下|帮我算]{left}{operation}{right}(等于几|等于多少|是多少|得多少)',
          '(算一下|帮我算){left}{operation}{right}',
        ],
        'en-US': [
          "(what is|what's|how much is|calculate|work out) {left} {operation} {right}",
          '{left} {operation} {right} (equals|is) (what|how much)',
        ],
      },
    },
  },
  types: {
    Operation: {
      values: [
        { id: 'add', forms: { 'zh-CN': ['加', '加上'], 'en-US': ['plus', 'and'] } },
        { id: 'subtract', forms: { 'zh-CN': ['减', '减去'], 'en-US': ['minus', 'less'] } },
        { id: 'multiply', forms: { 'zh-CN': ['乘', '乘以'], 'en-US': ['times', 'multiplied by'] } },
        { id: 'divide', forms: { 'zh-CN': ['除以'], 'en-US': ['divided by', 'over'] } },
      ],
    },
  },
} as const satisfies InteractionModel;
