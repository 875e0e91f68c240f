/** Bytes that are kept hold nothing but themselves. */
import { expect, test } from 'vitest';
import { ownBytes } from './own-bytes.ts';

test('a few bytes out of much that was read are theirs alone', () => {
  const read = Buffer.alloc(64 * 1024, 7);
  const kept = ownBytes(read.subarray(100, 164));
  expect(kept).toEqual(Buffer.alloc(64, 7));
  expect(kept.buffer.byteLength).toBe(64);
  read.fill(0);
  expect(kept[0]).toBe(7);
});
