/** One connection without a network: what depends on its clock, on its address, and on the order of messages. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { TurnEnd } from '../../../../proto/gen/earshot/speaker/v1/speaker.ts';
import type { ControlMessage } from '../../session/link.ts';
import type { Frame, Heard } from '../dialect.ts';
import { xiaozhiDialect } from './dialect.ts';
import { XiaozhiTranslator } from './translator.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const hello = (features: object) =>
  JSON.stringify({
    ...{ type: 'hello', version: 3, transport: 'websocket', features },
    audio_params: { format: 'opus', sample_rate: 16_000, channels: 1, frame_duration: 60 },
  });
const acknowledged: ControlMessage = {
  $case: 'helloAck',
  value: { sessionId: 'session', wakeWords: [] } as unknown as Extract<
    ControlMessage,
    { $case: 'helloAck' }
  >['value'],
};

/** A device that said hello, with everything that it was sent and that the session heard of it. */
function device({ url = '/xiaozhi/v1/?locale=en-US', features = {} } = {}) {
  const sent: unknown[] = [];
  const heard: Heard[] = [];
  const state = { isEnded: false };
  const note = (frames: readonly Frame[]) => {
    for (const frame of frames) sent.push(typeof frame === 'string' ? JSON.parse(frame) : frame);
  };
  const translator = new XiaozhiTranslator({
    upgrade: { url, headers: {} },
    hear: (more) => void heard.push(...more),
    end: () => {
      state.isEnded = true;
    },
    write: (frame) => note([frame]),
  });
  const say = (message: object) => heard.push(...translator.onText(Buffer.from(JSON.stringify(message))));
  const told = (message: ControlMessage) => note(translator.send(message));
  heard.push(...translator.onText(Buffer.from(hello(features))));
  told(acknowledged);
  const begun = (listenId: string) => told({ $case: 'turnStarted', value: { turnId: 't', listenId } });
  return { translator, sent, heard, state, say, told, begun };
}
const messages = (heard: readonly Heard[]) =>
  heard.map((one) => ('message' in one ? one.message.$case : 'audio'));

describe('a connection on which nothing is said', () => {
  test('is ended before the device takes it for dead, which it does after 120 s', () => {
    const { state } = device();
    vi.advanceTimersByTime(109_000);
    expect(state.isEnded).toBe(false);
    vi.advanceTimersByTime(2_000);
    expect(state.isEnded).toBe(true);
  });

  test('is alive again by whatever the device is sent, text or audio, and by nothing that it says', () => {
    const { translator, state, say, told } = device();
    vi.advanceTimersByTime(100_000);
    told({ $case: 'transcript', value: { turnId: 't', text: 'a coffee', isFinal: true } });
    vi.advanceTimersByTime(100_000);
    translator.sendAudio(Buffer.alloc(8), { sequence: 0, timestampMs: 0, isLast: false });
    vi.advanceTimersByTime(100_000);
    expect(state.isEnded).toBe(false);
    say({ type: 'iot', update: true, states: [] });
    vi.advanceTimersByTime(11_000);
    expect(state.isEnded).toBe(true);
  });

  test('is not ended because no ping of ours is answered', () => {
    expect(xiaozhiDialect.isAnsweringPings).toBe(false);
  });
});

describe('speech ahead of its time', () => {
  test.each([
    ['/xiaozhi/v1/?locale=zh-CN&burst=2', 120],
    ['/xiaozhi/v1/?burst=20', 1_200],
    ['/xiaozhi/v1/?burst=21', undefined],
    ['/xiaozhi/v1/', undefined],
  ])('%s may have %s ms of it', (url, leadMs) => {
    expect(device({ url }).translator.paceLeadMs).toBe(leadMs);
  });
});

test('hello is answered before the device is asked for its tools', async () => {
  const { sent } = device({ features: { mcp: true } });
  await Promise.resolve();
  expect(sent).toMatchObject([
    {
      type: 'hello',
      transport: 'websocket',
      session_id: 'session',
      audio_params: { sample_rate: 24_000, channels: 1, frame_duration: 60 },
    },
    { type: 'mcp', payload: { jsonrpc: '2.0', id: 1, method: 'initialize' } },
  ]);
});

test('one without tools is asked for none', async () => {
  const { sent } = device();
  await Promise.resolve();
  expect(sent).toHaveLength(1);
});

test('a session id that the device names is nobody’s: the connection is its session', () => {
  const { heard, say } = device();
  for (const session_id of ['', 'session', 'of somebody else']) {
    say({ session_id, type: 'listen', state: 'start', mode: 'manual' });
    say({ session_id, type: 'listen', state: 'stop' });
  }
  expect(messages(heard)).toEqual(['hello', ...Array(3).fill(['listenStart', 'listenStop']).flat()]);
});

describe('an abort', () => {
  test('while it is still heard ends the turn, and is answered with the end of speech', () => {
    const { heard, sent, say, told, begun } = device();
    say({ type: 'listen', state: 'start', mode: 'auto' });
    begun('xiaozhi-1');
    say({ type: 'abort' });
    expect(messages(heard)).toEqual(['hello', 'listenStart', 'abort']);
    told({
      $case: 'turnEnded',
      value: { end: TurnEnd.ABORTED, code: '' } as Extract<ControlMessage, { $case: 'turnEnded' }>['value'],
    });
    expect(sent.at(-1)).toEqual({ type: 'tts', session_id: 'session', state: 'stop' });
  });

  test('after the turn, while the last of its speech still plays, is answered at once and once', () => {
    const { sent, state, say, told, begun } = device();
    say({ type: 'listen', state: 'start', mode: 'auto' });
    begun('xiaozhi-1');
    told({ $case: 'audioStart', value: { turnId: 't', format: undefined } });
    told({
      $case: 'turnEnded',
      value: { end: TurnEnd.COMPLETED, code: '' } as Extract<ControlMessage, { $case: 'turnEnded' }>['value'],
    });
    say({ type: 'abort' });
    vi.advanceTimersByTime(5_000);
    expect(sent.slice(1)).toMatchObject([
      { type: 'tts', state: 'start' },
      { type: 'tts', state: 'stop' },
    ]);
    // Whoever pressed the button may want to say something.
    expect(state.isEnded).toBe(false);
  });
});

test('the words of a wake word come after its audio, and are the beginning of the listen that follows', () => {
  const { translator, heard, say } = device();
  const packet = Buffer.from('00000003f8fffe', 'hex');
  for (let frame = 0; frame < 10; frame += 1) heard.push(...translator.onBinary([packet]));
  say({ type: 'listen', state: 'detect', text: 'Hi, ESP' });
  expect(messages(heard)).toEqual(['hello']);
  say({ type: 'listen', state: 'start', mode: 'auto' });
  expect(messages(heard)).toEqual(['hello', 'listenStart', ...Array(10).fill('audio')]);
  expect(heard[1]).toMatchObject({ message: { value: { wakeAudioMs: 600 } } });
});
