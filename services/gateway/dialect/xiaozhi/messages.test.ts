/** Messages: every one of the protocol as bytes, what is dropped of them, and arbitrary bytes. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { propertyRuns } from '../../../../property-runs.ts';
import { isEarshotError } from '../../../common/errors/earshot-error.ts';
import { maxMessageBytes, readMessage, toDevice } from './messages.ts';
import { offsetMinutes } from './ota.ts';
import { addressFor, profileOf, readProfile } from './profile.ts';
import { isWakeWord, KeptAudio } from './wake.ts';

const hex = (text: string) => Buffer.from(text, 'utf8').toString('hex');
function outcome(bytes: Buffer): unknown {
  try {
    return readMessage(bytes);
  } catch (error) {
    if (isEarshotError(error)) return error.code;
    throw error;
  }
}
const audio = { format: 'opus', sample_rate: 16_000, channels: 1, frame_duration: 60 };

test.each([
  [
    'the hello of a device',
    '{"type":"hello","version":1,"features":{"mcp":true,"aec":true,"glyph_push":false},"transport":"websocket","audio_params":{"format":"opus","sample_rate":16000,"channels":1,"frame_duration":60}}',
    { type: 'hello', version: 1, features: { mcp: true }, transport: 'websocket', audio_params: audio },
  ],
  [
    'a listen',
    '{"session_id":"","type":"listen","state":"start","mode":"auto"}',
    { type: 'listen', state: 'start', mode: 'auto' },
  ],
  ['its end', '{"session_id":"x","type":"listen","state":"stop"}', { type: 'listen', state: 'stop' }],
  [
    'a wake word',
    '{"session_id":"x","type":"listen","state":"detect","text":"你好小智"}',
    { type: 'listen', state: 'detect', text: '你好小智' },
  ],
  [
    'an abort',
    '{"type":"abort","reason":"wake_word_detected"}',
    { type: 'abort', reason: 'wake_word_detected' },
  ],
  ['an abort by a button', '{"session_id":"x","type":"abort"}', { type: 'abort' }],
  [
    'an answer of a tool',
    '{"type":"mcp","payload":{"id":1,"result":{}}}',
    { type: 'mcp', payload: { id: 1, result: {} } },
  ],
  [
    'earlier firmware',
    '{"type":"iot","update":true,"states":[{"name":"lamp","state":{"on":true}}]}',
    { type: 'iot' },
  ],
  ['a ping', '{"type":"ping"}', { type: 'ping' }],
  ['a goodbye', '{"type":"goodbye","session_id":"x"}', { type: 'goodbye' }],
  ['a device over another transport', '{"type":"hello","version":3,"transport":"udp"}', 'MESSAGE_MALFORMED'],
  ['a strange mode', '{"type":"listen","state":"start","mode":"always"}', 'MESSAGE_MALFORMED'],
  ['a strange type', '{"type":"reboot"}', 'MESSAGE_UNKNOWN'],
  ['no type', '{"session_id":"x"}', 'MESSAGE_MALFORMED'],
  ['no object', '[]', 'MESSAGE_MALFORMED'],
  ['no JSON', 'hello', 'MESSAGE_MALFORMED'],
  ['half a surrogate', '{"type":"listen","state":"detect","text":"\\ud800"}', 'MESSAGE_MALFORMED'],
])('%s is read from its bytes', (_name, text, wanted) => {
  expect(outcome(Buffer.from(hex(text), 'hex'))).toEqual(wanted);
});

test('what names a network, an address or a serial reaches nothing', () => {
  const said = readMessage(
    Buffer.from(
      JSON.stringify({
        type: 'listen',
        state: 'stop',
        ssid: 'home',
        mac: '00:11',
        board: { ip: '192.0.2.1' },
      }),
    ),
  );
  expect(said).toEqual({ type: 'listen', state: 'stop' });
});

test('a message over its bound is refused before it is read', () => {
  expect(outcome(Buffer.alloc(maxMessageBytes + 1, 0x20))).toBe('MESSAGE_TOO_LARGE');
});

test('arbitrary bytes, and arbitrary JSON under a known type, give a message or a documented code', () => {
  const documented = (bytes: Buffer) => {
    const read = outcome(bytes);
    if (typeof read === 'string') expect(read).toMatch(/^MESSAGE_(MALFORMED|UNKNOWN|TOO_LARGE)$/);
    else expect(read).toHaveProperty('type');
  };
  const types = fc.constantFrom('hello', 'listen', 'abort', 'mcp', 'iot', 'ping', 'goodbye', 'x');
  const keys = fc.constantFrom(
    'state',
    'mode',
    'text',
    'payload',
    'reason',
    'audio_params',
    'transport',
    '__proto__',
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => documented(Buffer.from(bytes))),
    { numRuns: propertyRuns() },
  );
  fc.assert(
    fc.property(types, fc.dictionary(keys, fc.jsonValue()), (type, fields) =>
      documented(Buffer.from(JSON.stringify({ ...fields, type }))),
    ),
    { numRuns: propertyRuns() },
  );
});

test('what a device is told has every field that the firmware reads', () => {
  expect(toDevice.hello('s', 24_000, 60)).toBe(
    '{"type":"hello","transport":"websocket","session_id":"s","audio_params":{"format":"opus","sample_rate":24000,"channels":1,"frame_duration":60}}',
  );
  expect(toDevice.stt('s', 'hi')).toBe('{"type":"stt","session_id":"s","text":"hi"}');
  expect(toDevice.face('s', 'happy')).toBe('{"type":"llm","session_id":"s","emotion":"happy","text":"🙂"}');
  expect(toDevice.tts('s', 'start')).toBe('{"type":"tts","session_id":"s","state":"start"}');
  expect(toDevice.sentence('s', 'Hello.')).toBe(
    '{"type":"tts","session_id":"s","state":"sentence_start","text":"Hello."}',
  );
  expect(toDevice.alert('s', 'Earshot', 'No.')).toBe(
    '{"type":"alert","session_id":"s","status":"Earshot","message":"No.","emotion":"sad"}',
  );
  expect(toDevice.mcp('s', { id: 1 })).toBe('{"type":"mcp","session_id":"s","payload":{"id":1}}');
  expect(toDevice.pong(0)).toBe('{"type":"pong","timestamp":"1970-01-01T00:00:00.000Z"}');
});

test('what kind of device it is stands in the address that it is given', () => {
  expect(addressFor('ws://host:7100', profileOf('esp32s3', 'zh-CN'))).toBe(
    'ws://host:7100/xiaozhi/v1/?locale=zh-CN',
  );
  const small = addressFor('wss://host', profileOf('esp32c3', 'en-GB,de;q=0.5'));
  expect(small).toBe('wss://host/xiaozhi/v1/?locale=en-US&burst=2');
  expect(readProfile(small)).toEqual({ locale: 'en-US', burstFrames: 2 });
  for (const strange of [undefined, '/', '/?locale=de&burst=0', '/?burst=1e9', '/?burst=x', '/?locale=%ff']) {
    expect(readProfile(strange)).toEqual({ locale: 'zh-CN', burstFrames: undefined });
  }
});

test('the time of a place is ahead of UTC by minutes that the device adds', () => {
  expect(offsetMinutes('Asia/Shanghai', 0)).toBe(480);
  expect(offsetMinutes('America/New_York', Date.UTC(2026, 0, 1))).toBe(-300);
  expect(offsetMinutes('Asia/Kolkata', 0)).toBe(330);
  expect(offsetMinutes('UTC', 0)).toBe(0);
});

test('a wake word is told from what somebody typed, however it is written', () => {
  expect(isWakeWord('你好，小智！', ['你好小智'])).toBe(true);
  expect(isWakeWord('Hi, ESP', ['hi esp'])).toBe(true);
  expect(isWakeWord('what time is it', ['hi esp'])).toBe(false);
  expect(isWakeWord('…', ['hi esp'])).toBe(false);
});

test('only the newest seconds are kept, and what nobody asked for is overwritten', () => {
  const kept = new KeptAudio(180);
  const frames = [1, 2, 3, 4].map((value) => Buffer.from([value]));
  for (const frame of frames) kept.keep(frame, 60);
  expect(kept.take().map(({ payload }) => payload[0])).toEqual([2, 3, 4]);
  expect(kept.isEmpty).toBe(true);
});
