import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FairShares, toTurnAway } from './fair-shares.ts';

const place = (share: string) => ({ share });
const held = (...shares: string[]) => {
  const fair = new FairShares<{ readonly share: string }>();
  const places = shares.map(place);
  for (const taken of places) fair.take(taken);
  return { fair, places };
};

describe('fair shares', () => {
  test('the next place goes to whoever holds the fewest, among equals to the first', () => {
    const { fair } = held('a', 'a', 'b');
    const waiting = ['a', 'b', 'c', 'd'].map(place);
    expect(fair.next(waiting)).toBe(waiting[2]);
    expect(fair.next(waiting.slice(0, 2))).toBe(waiting[1]);
    expect(fair.next([])).toBeUndefined();
  });

  test('the oldest place of the largest share is given back, as long as that makes it fairer', () => {
    const { fair, places } = held('a', 'a', 'a', 'b');
    expect(fair.toGiveBack('c')).toBe(places[0]);
    expect(fair.toGiveBack('b')).toBe(places[0]);
    fair.release(places[0]!);
    expect(fair.toGiveBack('c')).toBe(places[1]);
    expect(fair.toGiveBack('b')).toBeUndefined();
    expect(fair.toGiveBack('a')).toBeUndefined();
  });

  test('whatever households do, giving back until nobody may ask leaves everybody within one place of the rest', () => {
    const shares = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    fc.assert(
      fc.property(fc.array(shares, { minLength: 1, maxLength: 20 }), (taken) => {
        const { fair } = held(...taken);
        const all = ['a', 'b', 'c', 'd', 'e'];
        for (let rounds = 0; rounds < 200; rounds += 1) {
          const poorest = all.toSorted((left, right) => fair.held(left) - fair.held(right))[0]!;
          const back = fair.toGiveBack(poorest);
          if (back === undefined) break;
          fair.release(back);
          fair.take(place(poorest));
        }
        const counts = all.map((share) => fair.held(share));
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(taken.length);
      }),
      { numRuns: 300 },
    );
  });

  test('a full queue turns away the last of those who wait most, never for one of their own', () => {
    const waiting = ['a', 'b', 'a', 'a', 'b'].map(place);
    expect(toTurnAway(waiting, 'c')).toBe(waiting[3]);
    expect(toTurnAway(waiting, 'a')).toBeUndefined();
    expect(toTurnAway(['a', 'b'].map(place), 'c')).toBeUndefined();
  });
});
