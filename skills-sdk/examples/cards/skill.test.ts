import { simulate } from '@earshot/skills-sdk/testing';
import { expect, test } from 'vitest';
import { judge } from './hand.ts';
import { skill } from './skill.ts';

test.each([
  ['ten of clubs', 'The ten of clubs counts 10.'],
  ['five five', 'five, five: that is a pair, and the five leads.'],
  [
    'four queen of clubs',
    'four, queen of clubs: that is nothing but a high card, and the queen of clubs leads.',
  ],
  [
    'eight of spades four of clubs seven of hearts',
    'eight of spades, four of clubs, seven of hearts: that is nothing but a high card, and the eight of spades leads.',
  ],
])('%s', async (words, speech) => {
  expect((await simulate(skill, { locale: 'en-US' }).say(words)).speech).toBe(speech);
});

test('judges three cards', () => {
  const suit = 'hearts';
  expect(
    judge([
      { rank: '7', suit },
      { rank: '8', suit },
      { rank: '9', suit },
    ]),
  ).toBe('straight-flush');
  expect(
    judge([
      { rank: '7', suit },
      { rank: '2', suit },
      { rank: '9', suit },
    ]),
  ).toBe('flush');
  expect(
    judge([
      { rank: '7', suit },
      { rank: '8', suit: 'clubs' },
      { rank: '9', suit },
    ]),
  ).toBe('straight');
  expect(
    judge([
      { rank: '7', suit },
      { rank: '7', suit: 'clubs' },
      { rank: '7', suit: undefined },
    ]),
  ).toBe('three-of-a-kind');
});
