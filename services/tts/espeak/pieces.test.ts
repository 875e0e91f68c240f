/** Nothing is lost or moved by gathering, and the first sound waits for nothing. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { propertyRuns } from '../../../property-runs.ts';
import { Pieces } from './pieces.ts';

const rateHz = 1_000;

function piecesOf(chunks: readonly Int16Array[]): Int16Array[] {
  const told: Int16Array[] = [];
  const pieces = new Pieces(rateHz, (piece) => told.push(piece));
  for (const chunk of chunks) pieces.hear(chunk);
  pieces.end();
  return told;
}

test('the first piece leaves at once and as it is, what follows in longer and longer pieces, the rest at the end', () => {
  const told: number[] = [];
  const pieces = new Pieces(rateHz, ({ length }) => told.push(length));
  pieces.hear(new Int16Array(0));
  pieces.hear(new Int16Array(90));
  expect(told).toEqual([90]);
  pieces.hear(new Int16Array(159));
  expect(told).toEqual([90]);
  pieces.hear(new Int16Array(1 + 320 + 640 + 640));
  expect(told).toEqual([90, 160, 320, 640, 640]);
  pieces.hear(new Int16Array(3));
  pieces.end();
  expect(told).toEqual([90, 160, 320, 640, 640, 3]);
});

test('all sound comes out in its order, in memory that the voice does not use again', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 1_500 }), { maxLength: 8 }), (lengths) => {
      const chunks = lengths.map((values) => Int16Array.from(values));
      const before = chunks.flatMap((chunk) => [...chunk]);
      const told = piecesOf(chunks);
      for (const chunk of chunks) chunk.fill(-1);
      expect(told.flatMap((piece) => [...piece])).toEqual(before);
    }),
    { numRuns: propertyRuns(60) },
  );
});
