import { defineSkill } from '@earshot/skills-sdk';
import { manifest } from './manifest.ts';
import { model } from './model.ts';

/** How long an answer takes, in milliseconds: long enough to kill a process meanwhile. */
export const answerAfterMs = 1_500;

export const skill = defineSkill({
  manifest,
  model,
  intents: {
    CountSheep: async ({ tell }) => {
      await new Promise((resolve) => setTimeout(resolve, answerAfterMs));
      return tell({ 'en-US': 'One hundred sheep.' });
    },
  },
});
