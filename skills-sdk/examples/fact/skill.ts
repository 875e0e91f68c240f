import { defineSkill } from '@earshot/skills-sdk';
import { facts, jokes } from './facts.ts';
import { manifest } from './manifest.ts';
import { model } from './model.ts';

/** A different one every minute, the same one for everybody: nothing has to be remembered about anybody. */
const ofTheMinute = <Item>(list: readonly Item[], now: Date): Item =>
  list[Math.floor(now.getTime() / 60_000) % list.length]!;

export const skill = defineSkill({
  manifest,
  model,
  intents: {
    TellFact: ({ tell, clock }) => tell(ofTheMinute(facts, clock.now())),
    TellJoke: ({ tell, clock }) => tell(ofTheMinute(jokes, clock.now())),
  },
});
