import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { propertyRuns } from '../../../../property-runs.ts';
import { isEarshotError } from '../../../common/errors/earshot-error.ts';
import { type AudioFrame, decodeFrame, encodeFrame, FrameDecoder } from './frames.ts';

const maxPayloadBytes = 4096;
const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');

/** What decoding gives, as plain data: a frame or a code. Anything else thrown fails the test. */
function outcome(pieces: readonly Buffer[], limit = maxPayloadBytes): unknown {
  try {
    const frame = decodeFrame(pieces, limit);
    return { ...frame, payload: frame.payload.toString('hex') };
  } catch (error) {
    if (isEarshotError(error)) return error.code;
    throw error;
  }
}

/** Cuts a message at arbitrary places; empty pieces included. */
const chunked = (bytes: fc.Arbitrary<Uint8Array>) =>
  fc.tuple(bytes, fc.array(fc.nat(5000), { maxLength: 8 })).map(([data, cuts]) => {
    const whole = Buffer.from(data);
    const places = [...cuts.map((cut) => cut % (whole.length + 1)), 0, whole.length].sort((a, b) => a - b);
    return { whole, pieces: places.slice(1).map((end, index) => whole.subarray(places[index]!, end)) };
  });

describe('hex fixtures', () => {
  test.each([
    ['11 00 0000 00000000 0102', { sequence: 0, timestampMs: 0, isLast: false, payload: '0102' }],
    ['11 01 002a 00000348 ff', { sequence: 42, timestampMs: 840, isLast: true, payload: 'ff' }],
    ['11 00 ffff ffffffff 00', { sequence: 65535, timestampMs: 4294967295, isLast: false, payload: '00' }],
  ])('%s is a frame', (text, wanted) => {
    expect(outcome([hex(text)])).toEqual(wanted);
  });

  test.each([
    ['', 'FRAME_TRUNCATED'],
    ['11', 'FRAME_TRUNCATED'],
    ['11 00 0000 000000', 'FRAME_TRUNCATED'],
    ['11 00 0000 00000000', 'FRAME_TRUNCATED'],
    ['21 00 0000 00000000 0102', 'FRAME_VERSION_UNSUPPORTED'],
    ['12 00 0000 00000000 0102', 'FRAME_VERSION_UNSUPPORTED'],
    ['00', 'FRAME_VERSION_UNSUPPORTED'],
    ['11 02 0000 00000000 0102', 'FRAME_INVALID'],
    ['11 80', 'FRAME_INVALID'],
  ])('%s is refused with %s', (text, code) => {
    expect(outcome([hex(text)])).toBe(code);
  });

  test('a payload one byte over the limit is refused, one at the limit is not', () => {
    const message = hex(`11 00 0000 00000000 ${'ab'.repeat(640)}`);
    expect(outcome([message], 640)).toMatchObject({ sequence: 0 });
    expect(outcome([message], 639)).toBe('FRAME_TOO_LARGE');
  });
});

describe('properties', () => {
  const frames: fc.Arbitrary<AudioFrame> = fc.record({
    sequence: fc.nat(65535),
    timestampMs: fc.nat(4294967295),
    isLast: fc.boolean(),
    payload: fc.uint8Array({ minLength: 1, maxLength: maxPayloadBytes }).map((bytes) => Buffer.from(bytes)),
  });

  test('what was encoded is decoded, whatever the chunking', () => {
    fc.assert(
      fc.property(frames, fc.array(fc.nat(5000), { maxLength: 8 }), (frame, cuts) => {
        const whole = encodeFrame(frame);
        const places = [...cuts.map((cut) => cut % whole.length), 0, whole.length].sort((a, b) => a - b);
        const pieces = places.slice(1).map((end, index) => whole.subarray(places[index]!, end));
        expect(outcome(pieces)).toEqual({ ...frame, payload: frame.payload.toString('hex') });
      }),
    );
  });

  test('arbitrary bytes give a frame or a documented code, the same for every chunking', () => {
    // Half of the messages begin like a frame, so that later states are reached too.
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 64 }),
      fc.uint8Array({ maxLength: 64 }).map((rest) => Uint8Array.from([0x11, 0, ...rest])),
    );
    fc.assert(
      fc.property(chunked(bytes), ({ whole, pieces }) => {
        expect(outcome(pieces, 32)).toEqual(outcome([whole], 32));
      }),
      { numRuns: propertyRuns() },
    );
  });

  test('a decoder that ended one frame reads the next', () => {
    fc.assert(
      fc.property(fc.array(frames, { minLength: 2, maxLength: 4 }), (list) => {
        const decoder = new FrameDecoder(maxPayloadBytes);
        for (const frame of list) {
          decoder.push(encodeFrame(frame));
          expect(decoder.end().sequence).toBe(frame.sequence);
        }
      }),
    );
  });
});

test('a payload that came in one piece is not copied', () => {
  const message = encodeFrame({ sequence: 1, timestampMs: 20, isLast: false, payload: Buffer.alloc(640, 7) });
  const frame = decodeFrame([message], maxPayloadBytes);
  expect(frame.payload.buffer).toBe(message.buffer);
  expect(frame.payload.byteOffset).toBe(message.byteOffset + 8);
});
