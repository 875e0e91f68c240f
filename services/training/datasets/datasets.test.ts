/** Models of devices stand for enough people; splits keep people apart. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { propertyRuns } from '../../../property-runs.ts';
import { generalise } from './generalise.ts';
import { splitSpeakers } from './split.ts';

const owned = fc.array(
  fc.record({
    speaker: fc.integer({ min: 0, max: 60 }).map(String),
    model: fc.constantFrom('lyra-1', 'lyra-2', 'lyra-3', 'vega2', 'vega3', 'x', '7000', 'any'),
  }),
  { maxLength: 200 },
);

test('every model that is said stands for k people, or everybody is alike', () => {
  fc.assert(
    fc.property(owned, fc.integer({ min: 1, max: 25 }), (all, k) => {
      const said = generalise(all, k);
      expect(said).toHaveLength(all.length);
      const people = new Map<string, Set<string>>();
      for (const [index, model] of said.entries())
        people.set(model, (people.get(model) ?? new Set()).add(all[index]!.speaker));
      for (const [model, speakers] of people) {
        expect(speakers.size >= k || (model === 'any' && people.size === 1)).toBe(true);
        expect(all.some((one) => one.model === model) || model === 'any' || /^[a-z]+$/.test(model)).toBe(
          true,
        );
      }
    }),
    { numRuns: propertyRuns() },
  );
});

test('a model that enough people have is kept, a rare one becomes its family', () => {
  const of = (model: string, count: number, from: number) =>
    Array.from({ length: count }, (_, index) => ({ speaker: String(from + index), model }));
  const all = [
    ...of('lyra-1', 20, 0),
    ...of('vega-1', 12, 100),
    ...of('vega-2', 11, 200),
    ...of('odd-9', 20, 300),
  ];
  expect([...new Set(generalise(all, 20))]).toEqual(['lyra-1', 'vega', 'odd-9']);
});

test('a speaker is in one split, and from three on nobody is left without one', () => {
  for (const count of [0, 1, 2, 3, 9, 10, 100]) {
    const splits = splitSpeakers(Array.from({ length: count }, (_, index) => `speaker-${index}`));
    const held = [...splits.values()].filter((split) => split !== 'train').length;
    expect(splits.size).toBe(count);
    expect(held).toBe(count < 3 ? 0 : 2 * Math.max(1, Math.round(count / 10)));
  }
});
