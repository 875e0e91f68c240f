import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { propertyRuns } from '../../../property-runs.ts';
import { isEarshotError } from '../errors/earshot-error.ts';
import { parseWyomingAddress } from './address.ts';
import { defaultWyomingLimits, EventDecoder, encodeEvent, type WyomingEvent } from './codec.ts';

const smallLimits = { maxHeaderBytes: 200, maxDataBytes: 500, maxPayloadBytes: 1_000 };

function decodeInPieces(
  bytes: Buffer,
  cuts: readonly number[],
  limits = defaultWyomingLimits,
): WyomingEvent[] {
  const decoder = new EventDecoder(limits);
  const events: WyomingEvent[] = [];
  let position = 0;
  for (const cut of cuts) {
    events.push(...decoder.push(bytes.subarray(position, position + cut)));
    position += cut;
  }
  events.push(...decoder.push(bytes.subarray(position)));
  return events;
}

const dataArbitrary = fc.dictionary(
  fc.string({ maxLength: 12 }).filter((key) => key !== '__proto__'),
  fc.oneof(fc.string({ maxLength: 30, unit: 'grapheme' }), fc.integer(), fc.boolean(), fc.constant(null)),
  { maxKeys: 5 },
);
const eventArbitrary = fc.record({
  type: fc.string({ minLength: 1, maxLength: 30 }),
  data: dataArbitrary,
  payload: fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
});

describe('EventDecoder', () => {
  test('gives back what was encoded, whatever the chunking', () => {
    fc.assert(
      fc.property(
        fc.array(eventArbitrary, { maxLength: 6 }),
        fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 40 }),
        (events, cuts) => {
          const bytes = Buffer.concat(events.map((event) => encodeEvent(event)));
          const decoded = decodeInPieces(bytes, cuts);
          expect(decoded.map(({ type, data, payload }) => [type, data, payload.toString('hex')])).toEqual(
            events.map(({ type, data, payload }) => [
              type,
              JSON.parse(JSON.stringify(data)),
              payload.toString('hex'),
            ]),
          );
        },
      ),
    );
  });

  test('takes arbitrary bytes without any error but its own, and never holds more than its limits', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.uint8Array({ maxLength: 300 }),
            fc.string({ maxLength: 100 }).map((text) => Buffer.from(`${text}\n`)),
            fc
              .record({ type: fc.anything(), data_length: fc.anything(), payload_length: fc.anything() })
              .map((header) => {
                try {
                  return Buffer.from(`${JSON.stringify(header)}\n`);
                } catch {
                  return Buffer.alloc(0);
                }
              }),
          ),
          { maxLength: 20 },
        ),
        (chunks) => {
          const decoder = new EventDecoder(smallLimits);
          const most = smallLimits.maxHeaderBytes + smallLimits.maxDataBytes + smallLimits.maxPayloadBytes;
          try {
            for (const chunk of chunks) {
              for (const event of decoder.push(Buffer.from(chunk))) expect(typeof event.type).toBe('string');
              expect(decoder.pendingBytes).toBeLessThanOrEqual(most + 300);
            }
          } catch (error) {
            expect(isEarshotError(error) && error.code).toBe('ENGINE_PROTOCOL');
          }
        },
      ),
      { numRuns: propertyRuns() },
    );
  });

  test('merges the JSON after the line over the JSON in it', () => {
    const extra = Buffer.from('{"text":"later","b":2}');
    const line = `{"type":"transcript","data":{"text":"first","a":1},"data_length":${extra.length}}\n`;
    const [event] = decodeInPieces(Buffer.concat([Buffer.from(line), extra]), [3, 50]);
    expect(event?.data).toEqual({ text: 'later', a: 1, b: 2 });
  });

  test.each([
    ['a line without end', Buffer.alloc(5_000, 'x')],
    ['a line that is too long', Buffer.from(`{"type":"${'x'.repeat(300)}"}\n`)],
    ['no JSON', Buffer.from('hello\n')],
    ['JSON that is no object', Buffer.from('[1]\n')],
    ['no type', Buffer.from('{}\n')],
    ['a type that is no text', Buffer.from('{"type":7}\n')],
    ['data that is no object', Buffer.from('{"type":"x","data":[1]}\n')],
    ['a negative length', Buffer.from('{"type":"x","payload_length":-1}\n')],
    ['a fraction', Buffer.from('{"type":"x","payload_length":1.5}\n')],
    ['a length as text', Buffer.from('{"type":"x","payload_length":"10"}\n')],
    ['too much data', Buffer.from('{"type":"x","data_length":501}\n')],
    ['too much payload', Buffer.from('{"type":"x","payload_length":4294967296}\n')],
    ['data that is no JSON', Buffer.from('{"type":"x","data_length":2}\nab')],
  ])('refuses %s', (_, bytes) => {
    const decoder = new EventDecoder(smallLimits);
    expect(() => [...decoder.push(bytes)]).toThrow(/ENGINE_PROTOCOL/);
    expect(() => [...decoder.push(Buffer.from('{"type":"ok"}\n'))]).toThrow(/ENGINE_PROTOCOL/);
  });

  test('knows whether a stream ended between two events', () => {
    const decoder = new EventDecoder();
    const bytes = encodeEvent({ type: 'audio-chunk', payload: Buffer.alloc(8) });
    expect([...decoder.push(bytes.subarray(0, -1))]).toHaveLength(0);
    expect(decoder.isAtBoundary).toBe(false);
    expect([...decoder.push(bytes.subarray(-1))]).toHaveLength(1);
    expect(decoder.isAtBoundary).toBe(true);
  });
});

test('addresses', () => {
  expect(parseWyomingAddress('tcp://127.0.0.1:10300')).toEqual({ host: '127.0.0.1', port: 10300 });
  expect(parseWyomingAddress('piper:10200')).toEqual({ host: 'piper', port: 10200 });
  expect(parseWyomingAddress('tcp://[::1]:1')).toEqual({ host: '::1', port: 1 });
  expect(parseWyomingAddress('unix:///run/asr.sock')).toEqual({ path: '/run/asr.sock' });
  for (const wrong of ['', 'http://x:1', 'host', 'host:0', 'host:70000', 'unix:relative']) {
    expect(() => parseWyomingAddress(wrong)).toThrow(RangeError);
  }
});
