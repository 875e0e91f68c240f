import type { model } from './model.ts';

export type Rank = (typeof model.types.Rank.values)[number]['id'];
export type Suit = (typeof model.types.Suit.values)[number]['id'];

export interface PlayingCard {
  readonly rank: Rank;
  /** Unknown when it was not said. */
  readonly suit: Suit | undefined;
}

const order: readonly Rank[] = ['2', '3', '4', '5', '6', '7', '8', '9', '10', 'jack', 'queen', 'king', 'ace'];

/** 2 to 14, the ace highest. */
export const strength = (rank: Rank): number => order.indexOf(rank) + 2;

export type Verdict = 'straight-flush' | 'three-of-a-kind' | 'straight' | 'flush' | 'pair' | 'high-card';

function isRun(cards: readonly PlayingCard[]): boolean {
  const sorted = cards.map(({ rank }) => strength(rank)).sort((a, b) => a - b);
  return sorted.every((value, index) => index === 0 || value === sorted[index - 1]! + 1);
}

/** What two or three cards are worth, in the order of three-card poker. */
export function judge(cards: readonly PlayingCard[]): Verdict {
  const ranks = new Set(cards.map(({ rank }) => rank));
  const suits = new Set(cards.map(({ suit }) => suit));
  const isFlush = cards.length === 3 && suits.size === 1 && !suits.has(undefined);
  const isStraight = cards.length === 3 && ranks.size === 3 && isRun(cards);
  if (isFlush && isStraight) return 'straight-flush';
  if (cards.length === 3 && ranks.size === 1) return 'three-of-a-kind';
  if (isStraight) return 'straight';
  if (isFlush) return 'flush';
  return ranks.size < cards.length ? 'pair' : 'high-card';
}

/** The strongest card; the first of equals. */
export function highest(cards: readonly PlayingCard[]): PlayingCard {
  return cards.reduce((best, next) => (strength(next.rank) > strength(best.rank) ? next : best));
}
