import type { InteractionModel } from '@earshot/skills-sdk';

export const model = {
  invocationNames: { 'en-US': ['the shepherd'] },
  intents: { CountSheep: { samples: { 'en-US': ['[please] count (all|the|all the) sheep'] } } },
} as const satisfies InteractionModel;
