import { defineSkill } from '@earshot/skills-sdk';
import { manifest } from './manifest.ts';
import { model } from './model.ts';

/** A word that it prints of every request, half a line of JSON with it. */
export const shouted = 'marmaladecathedral';

export const skill = defineSkill({
  manifest,
  model,
  intents: {
    Shout: ({ tell }) => {
      process.stderr.write(`{"event":"heard ${shouted}\n`);
      process.stdout.write(`${shouted}\n`);
      return tell({ 'en-US': 'I did.' });
    },
  },
});
