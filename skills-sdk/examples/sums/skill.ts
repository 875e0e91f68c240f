import { defineSkill, ssml } from '@earshot/skills-sdk';
import { manifest } from './manifest.ts';
import { model } from './model.ts';

const operations = {
  add: (left: number, right: number) => left + right,
  subtract: (left: number, right: number) => left - right,
  multiply: (left: number, right: number) => left * right,
  divide: (left: number, right: number) => left / right,
} as const;

/** Three digits after the point are as many as anybody listens to. */
const spokenNumber = (value: number): string => String(Math.round(value * 1000) / 1000);

export const skill = defineSkill({
  manifest,
  model,
  intents: {
    Calculate: ({ slots, spoken, tell }) => {
      const { left, operation, right } = slots;
      const result = operations[operation.value](left.value, right.value);
      if (!Number.isFinite(result)) {
        return tell({ 'zh-CN': '不能除以零。', 'en-US': 'Nothing can be divided by zero.' });
      }
      const said = spokenNumber(result);
      return tell({
        'zh-CN': ssml`${left.value}${spoken('operation')}${right.value}等于<emphasis>${said}</emphasis>。`,
        'en-US': ssml`${left.value} ${spoken('operation')} ${right.value} is <emphasis>${said}</emphasis>.`,
      });
    },
  },
});
