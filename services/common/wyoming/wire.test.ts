/** Events as the reference implementation writes them, byte for byte (`wire.hex`): each is read, whole and byte by byte. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { EventDecoder, encodeEvent, type WyomingEvent } from './codec.ts';

const fixtures = new Map(
  readFileSync(new URL('wire.hex', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(' ') as [string, string])
    .map(([name, hex]) => [name, Buffer.from(hex, 'hex')]),
);

const format = { rate: 16_000, width: 2, channels: 1 };
const wanted: Readonly<Record<string, { readonly data: object; readonly payload?: string }>> = {
  describe: { data: {} },
  ping: { data: { text: 'x' } },
  transcribe: { data: { language: 'en' } },
  'audio-start': { data: { ...format, timestamp: 0 } },
  'audio-chunk': { data: { ...format, timestamp: 20 }, payload: '01020304' },
  'audio-stop': { data: { timestamp: 40 } },
  transcript: { data: { text: '开灯' } },
  recognize: { data: { text: 'lights on' } },
  synthesize: { data: { text: 'Done.', voice: { language: 'en-US' } } },
  detect: { data: { names: ['hey earshot'] } },
  'run-pipeline': { data: { start_stage: 'asr', end_stage: 'tts', restart_on_end: false } },
};

const plain = ({ type, data, payload }: WyomingEvent) => ({ type, data, payload: payload.toString('hex') });

test('each of them stands here', () => {
  expect([...fixtures.keys()]).toEqual(Object.keys(wanted));
});

test.each(Object.entries(wanted))('%s', (type, { data, payload = '' }) => {
  const bytes = fixtures.get(type) as Buffer;
  const event = { type, data, payload };
  expect([...new EventDecoder().push(bytes)].map(plain)).toEqual([event]);
  const trickling = new EventDecoder();
  const pieces = [...bytes].map((byte) => Buffer.from([byte]));
  expect(pieces.flatMap((piece) => [...trickling.push(piece)]).map(plain)).toEqual([event]);
});

test('ours are a line, then the JSON, then the bytes that it announces', () => {
  const event = { type: 'audio-chunk', data: format, payload: Buffer.from('01020304', 'hex') };
  expect(encodeEvent(event).toString('latin1')).toBe(
    '{"type":"audio-chunk","data_length":37,"payload_length":4}\n{"rate":16000,"width":2,"channels":1}\u0001\u0002\u0003\u0004',
  );
});
