import type { InteractionModel } from '@earshot/skills-sdk';

export const model = {
  invocationNames: { 'en-US': ['the parrot'] },
  intents: { Shout: { samples: { 'en-US': ['[please] shout (it|this) (out|loud)'] } } },
} as const satisfies InteractionModel;
