/** Frames of each version: fixtures, and arbitrary bytes. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { propertyRuns } from '../../../../property-runs.ts';
import { isEarshotError } from '../../../common/errors/earshot-error.ts';
import { type FrameVersion, headerBytes, readFrame, writeFrameHeader } from './frames.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const versions: readonly FrameVersion[] = [1, 2, 3];

function outcome(version: FrameVersion, message: Buffer): string {
  try {
    return readFrame(version, [message]).toString('hex');
  } catch (error) {
    if (isEarshotError(error)) return error.code;
    throw error;
  }
}

test.each<[FrameVersion, string, string]>([
  [1, 'f8 ff fe', 'f8fffe'],
  [1, '', 'FRAME_TRUNCATED'],
  [2, '0002 0000 00000000 0000003c 00000003 f8fffe', 'f8fffe'],
  [2, '0002 0000 deadbeef ffffffff 00000001 f8', 'f8'],
  [2, '0002 0000 00000000 0000003c 00000003', 'FRAME_TRUNCATED'],
  [2, '0002 0000 00000000', 'FRAME_TRUNCATED'],
  [2, '0002 0001 00000000 0000003c 00000002 7b7d', 'FRAME_VERSION_UNSUPPORTED'],
  [2, '0003 0000 00000000 0000003c 00000001 f8', 'FRAME_VERSION_UNSUPPORTED'],
  [2, '0002 0000 00000000 0000003c 00000004 f8fffe', 'FRAME_INVALID'],
  [2, '0002 0000 00000000 0000003c ffffffff f8fffe', 'FRAME_INVALID'],
  // What another server puts before frames of its own bridge (type, length, sequence, time, length) is none of these.
  [2, '0100 0003 00000001 0000003c 00000003 f8fffe', 'FRAME_VERSION_UNSUPPORTED'],
  [3, '00 00 0003 f8fffe', 'f8fffe'],
  [3, '00 ff 0001 f8', 'f8'],
  [3, '00 00 0003', 'FRAME_TRUNCATED'],
  [3, '01 00 0002 7b7d', 'FRAME_VERSION_UNSUPPORTED'],
  [3, '00 00 0002 f8fffe', 'FRAME_INVALID'],
])('version %i: %s gives %s', (version, message, wanted) => {
  expect(outcome(version, hex(message))).toBe(wanted);
});

test.each<[FrameVersion, string]>([
  [1, 'f8fffe'],
  [2, '0002000000000000000004b000000003f8fffe'],
  [3, '00000003f8fffe'],
])('version %i: a packet at 1200 ms is written as %s', (version, wanted) => {
  const message = Buffer.concat([Buffer.alloc(headerBytes[version], 0xaa), hex('f8fffe')]);
  writeFrameHeader(version, message, 1200);
  expect(message.toString('hex')).toBe(wanted);
});

describe('properties', () => {
  test('what is written is read, in whatever pieces it comes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...versions),
        fc.uint8Array({ minLength: 1, maxLength: 1500 }),
        fc.nat(),
        fc.nat(1600),
        (version, packet, timestampMs, cut) => {
          const message = Buffer.concat([Buffer.alloc(headerBytes[version]), packet]);
          writeFrameHeader(version, message, timestampMs);
          const pieces = [message.subarray(0, cut), message.subarray(cut)];
          expect(Buffer.compare(readFrame(version, pieces), packet)).toBe(0);
        },
      ),
      { numRuns: propertyRuns() },
    );
  });

  test('arbitrary bytes are a packet of what they hold, or a documented code', () => {
    fc.assert(
      fc.property(fc.constantFrom(...versions), fc.uint8Array({ maxLength: 64 }), (version, bytes) => {
        const read = outcome(version, Buffer.from(bytes));
        expect(read).toMatch(/^([0-9a-f]+|FRAME_(TRUNCATED|INVALID|VERSION_UNSUPPORTED))$/);
      }),
      { numRuns: propertyRuns() },
    );
  });
});
