import '../node/outside.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { propertyRuns } from '../../property-runs.ts';
import { decodeTags, encodeTags } from './tags.ts';
import { foldCase, tokenise } from './tokens.ts';

const words = (text: string): string[] => tokenise(text).tokens.map((token) => token.text);

/** Any code units, lone surrogates among them. */
const anyText = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0x2ff }), fc.integer({ min: 0, max: 0xffff })), { maxLength: 80 })
  .map((units) => String.fromCharCode(...units));

describe('tokens', () => {
  test.each([
    ["what's my mom's number", ['what', "'s", 'my', 'mom', "'s", 'number']],
    ["seven o'clock, i'd say", ['seven', "o'clock", ',', "i'd", 'say']],
    ['turn it to 7:30pm', ['turn', 'it', 'to', '7:30', 'pm']],
    ['播放ABC的歌１２３号', ['播', '放', 'abc', '的', '歌', '123', '号']],
  ])('of %s', (text, expected) => {
    expect(words(text)).toEqual(expected);
  });

  test('lie inside the text, in order, whatever the text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(foldCase(text)).toHaveLength(text.length);
        let end = 0;
        for (const token of tokenise(text).tokens) {
          expect(token.start).toBeGreaterThanOrEqual(end);
          expect(token.end - token.start).toBe(token.text.length);
          end = token.end;
        }
        expect(end).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: propertyRuns(40) },
    );
  });

  test('spans survive the way to tags and back', () => {
    const slotIndex = new Map([
      ['a', 0],
      ['b', 1],
    ]);
    const span = fc.record({
      first: fc.nat(9),
      length: fc.integer({ min: 1, max: 3 }),
      name: fc.constantFrom('a', 'b'),
    });
    fc.assert(
      fc.property(fc.array(span, { maxLength: 5 }), (candidates) => {
        const utterance = tokenise('w0 w w w w w w w w w w w');
        const taken = new Set<number>();
        const slots = candidates
          .filter(({ first, length }) => {
            const places = Array.from({ length }, (_, k) => first + k);
            if (places.some((place) => taken.has(place))) return false;
            for (const place of places) taken.add(place);
            return true;
          })
          .map(({ first, length, name }) => ({
            name,
            start: utterance.tokens[first]!.start,
            end: utterance.tokens[first + length - 1]!.end,
          }));
        const decoded = decodeTags(encodeTags(utterance, slots, slotIndex)).map(({ slot, first, last }) => ({
          name: [...slotIndex.keys()][slot]!,
          start: utterance.tokens[first]!.start,
          end: utterance.tokens[last]!.end,
        }));
        expect(decoded).toEqual(slots.sort((a, b) => a.start - b.start));
      }),
    );
  });
});
