import '../node/outside.ts';
import { expect, test } from 'vitest';
import { atOnce } from '../steps.ts';
import { sentenceFeatures } from './sentence-features.ts';
import { compilingEntry } from './skill-entry.ts';

const rooms = ['kitchen', 'bedroom', 'hall', 'study'];
const examples = rooms.flatMap((room) =>
  [
    ['warmer', `make it warmer in the ${room} please`],
    ['warmer', `it is far too cold in the ${room}`],
    ['colder', `make it colder in the ${room} please`],
    ['colder', `it is far too warm in the ${room}`],
  ].map(([intent, text]) => ({ intent: intent!, text: text!, slots: [] })),
);
const learn = (own: typeof examples) =>
  atOnce(compilingEntry('heating', own, 'en-US', new Map(), undefined)).choice;

test('the intents of one skill are told apart by the words that differ, in sentences that no sample says', () => {
  const choice = learn(examples)!;
  const likelihoods = (text: string) =>
    choice.likelihoods({ features: sentenceFeatures(text, 'en-US'), vector: undefined })!;
  // In the order in which the samples name them.
  const [warmer, colder] = likelihoods('could it be warmer in here please');
  expect(warmer! + colder!).toBeCloseTo(1);
  expect(warmer).toBeGreaterThan(0.6);
  expect(likelihoods('the attic is far too warm')[1]).toBeGreaterThan(0.6);
});

test('there is nothing to choose in a skill of one intent', () => {
  expect(learn(examples.filter(({ intent }) => intent === 'warmer'))).toBeUndefined();
});
