/** What thousands of connections hold of who is listening is one object, and holds nothing of the connection it came over. */
import { expect, test } from 'vitest';
import { Audience } from '../../../proto/gen/earshot/turn/v1/audience.ts';
import { SharedAudiences } from './shared-audiences.ts';

/** As it comes from a connection: its signature is a view into everything that was read. */
function received(signature: number, region = 'local'): Audience {
  const read = Buffer.alloc(64 * 1024, signature);
  return Audience.fromPartial({ listener: 1, region, validUntilMs: 5, signature: read.subarray(8, 72) });
}

test('the same answer is one object without the bytes around it; any other is another one', () => {
  const shared = new SharedAudiences();
  const first = shared.of(received(1));
  expect(first).toEqual(received(1));
  expect(first.signature.buffer.byteLength).toBe(64);
  expect(shared.of(received(1))).toBe(first);
  // One that says something else under the same signature is not taken for it: whoever reads it finds it forged.
  expect(shared.of(received(1, 'elsewhere')).region).toBe('elsewhere');
  expect(shared.of(received(2)).signature[0]).toBe(2);
});
