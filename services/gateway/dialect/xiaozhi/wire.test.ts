/** Every message of the protocol, byte for byte (`wire.hex`): what a device says, and what it is told. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isEarshotError } from '../../../common/errors/earshot-error.ts';
import { type DeviceMessage, readMessage, toDevice } from './messages.ts';

const lines = readFileSync(new URL('wire.hex', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split(' ') as ['up' | 'down', string, string]);
const bytesOf = (direction: 'up' | 'down') =>
  new Map(lines.filter(([way]) => way === direction).map(([, name, hex]) => [name, Buffer.from(hex, 'hex')]));

function outcome(bytes: Buffer): DeviceMessage | string {
  try {
    return readMessage(bytes);
  } catch (error) {
    if (isEarshotError(error)) return error.code;
    throw error;
  }
}

const audio = (frame_duration: number) => ({
  format: 'opus',
  sample_rate: 16_000,
  channels: 1,
  frame_duration,
});
const hello = { type: 'hello', transport: 'websocket' };
const sessionId = '0b1f';

/** What is read of them: no session id, nothing of a font, nothing of a lamp. */
const said: Readonly<Record<string, unknown>> = {
  'hello-firmware': { ...hello, version: 1, features: { mcp: true }, audio_params: audio(60) },
  'hello-glyphs': { ...hello, version: 1, features: { mcp: true }, audio_params: audio(60) },
  'hello-python': { ...hello, version: 1, features: { mcp: true }, audio_params: audio(20) },
  'hello-version-2': { ...hello, version: 2, audio_params: audio(40) },
  'hello-version-3': { ...hello, version: 3, audio_params: audio(60) },
  'hello-udp': 'MESSAGE_MALFORMED',
  'listen-auto': { type: 'listen', state: 'start', mode: 'auto' },
  'listen-manual': { type: 'listen', state: 'start', mode: 'manual' },
  'listen-realtime': { type: 'listen', state: 'start', mode: 'realtime' },
  'listen-of-no-session': { type: 'listen', state: 'start', mode: 'auto' },
  'listen-stop': { type: 'listen', state: 'stop' },
  'detect-wake-word': { type: 'listen', state: 'detect', text: '你好小智' },
  'detect-typed': { type: 'listen', state: 'detect', text: 'what time is it' },
  'abort-wake-word': { type: 'abort', reason: 'wake_word_detected' },
  'abort-button': { type: 'abort' },
  'mcp-initialized': { type: 'mcp', payload: { jsonrpc: '2.0', id: 1, result: expect.anything() } },
  'mcp-tools': { type: 'mcp', payload: { jsonrpc: '2.0', id: 2, result: expect.anything() } },
  'mcp-called': { type: 'mcp', payload: { jsonrpc: '2.0', id: 3, result: expect.anything() } },
  'mcp-error': { type: 'mcp', payload: { jsonrpc: '2.0', id: 3, error: { message: 'Unknown tool' } } },
  'iot-descriptors': { type: 'iot' },
  'iot-states': { type: 'iot' },
  ping: { type: 'ping' },
  goodbye: { type: 'goodbye' },
};

const listing = {
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/list',
  params: { cursor: '', withUserTools: false },
};
const told: Readonly<Record<string, string>> = {
  hello: toDevice.hello(sessionId, 24_000, 60),
  stt: toDevice.stt(sessionId, '现在几点'),
  llm: toDevice.face(sessionId, 'happy'),
  'tts-start': toDevice.tts(sessionId, 'start'),
  'tts-sentence': toDevice.sentence(sessionId, '十点。'),
  'tts-stop': toDevice.tts(sessionId, 'stop'),
  alert: toDevice.alert(sessionId, 'Earshot', 'No.'),
  mcp: toDevice.mcp(sessionId, listing),
  pong: toDevice.pong(Date.UTC(2026, 0, 1)),
};

describe('what a device says', () => {
  const up = bytesOf('up');
  test.each(Object.entries(said))('%s', (name, wanted) => {
    expect(outcome(up.get(name) ?? Buffer.alloc(0))).toEqual(wanted);
  });
  test('is all of it', () => {
    expect([...up.keys()]).toEqual(Object.keys(said));
  });
});

describe('what a device is told', () => {
  const down = bytesOf('down');
  test.each(Object.entries(told))('%s', (name, message) => {
    expect(Buffer.from(message).toString('hex')).toBe(down.get(name)?.toString('hex'));
  });
  test('is all of it', () => {
    expect([...down.keys()]).toEqual(Object.keys(told));
    expect(Object.keys(toDevice)).toHaveLength(8);
  });
});
