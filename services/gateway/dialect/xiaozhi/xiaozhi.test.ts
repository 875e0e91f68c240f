/** Devices of another maker over the real gateway: from the first question where to go, to the end of a conversation. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { Listener } from '../../../../language/audience/policy.ts';
import { InvokeResult } from '../../../../proto/gen/earshot/skills/v1/skills.ts';
import { PauseKind } from '../../../../proto/gen/earshot/turn/v1/audience.ts';
import { OpusDecoder, OpusEncoder } from '../../../common/audio/opus.ts';
import { signedAudience } from '../../../common/testing/audiences.ts';
import {
  type AskOptions,
  askXiaozhi,
  connectXiaozhi,
  isXiaozhiActivated,
  type XiaozhiCodec,
  type XiaozhiOptions,
  type XiaozhiSpeaker,
} from '../../../speaker/index.ts';
import { type Harness, speech, startHarness } from '../../testing/harness.ts';
import { Script } from '../../testing/scripted-services.ts';

let harness: Harness;
let other: Harness;
const open: { close(): void }[] = [];
beforeAll(async () => {
  harness = await startHarness({ controlBurst: 30 });
  other = await startHarness(
    {},
    { EARSHOT_GATEWAY_CLEAR_TEXT_FROM: '192.0.2.0/24', EARSHOT_GATEWAY_PROXY_HOPS: '1' },
  );
});
afterAll(async () => {
  for (const one of open) one.close();
  await harness.close();
  await other.close();
});
afterEach(() => {
  Object.assign(harness.script, new Script(), { watchers: harness.script.watchers });
});

const codecs: { encoder: OpusEncoder; decoder: OpusDecoder }[] = [];
function codec(): XiaozhiCodec {
  const [encoder, decoder] = [new OpusEncoder(16_000), new OpusDecoder(24_000)];
  codecs.push({ encoder, decoder });
  return { encode: (pcm) => Buffer.from(encoder.encode(pcm)), decode: (packet) => decoder.decode(packet) };
}
/** How long a packet is, from its own first bytes (RFC 6716, section 3.1). */
function opusPacketMs(packet: Buffer): number {
  const [toc = 0, count = 0] = packet;
  const configuration = toc >> 3;
  const frameMs =
    configuration < 12
      ? [10, 20, 40, 60][configuration % 4]
      : configuration < 16
        ? [10, 20][configuration % 2]
        : [2.5, 5, 10, 20][configuration % 4];
  const frames = [1, 2, 2, count & 0x3f][toc & 3] as number;
  return frames * (frameMs as number);
}
let devices = 0;
async function device(
  options: Partial<XiaozhiOptions> & { readonly query?: string } = {},
): Promise<XiaozhiSpeaker> {
  const { query = '?locale=en-US', ...rest } = options;
  const speaker = await connectXiaozhi({
    url: `${harness.url}/xiaozhi/v1/${query}`,
    token: `token-xiaozhi-${++devices}`,
    codec: codec(),
    ...rest,
  });
  open.push(speaker);
  return speaker;
}
const asking = (more: Partial<AskOptions> = {}): AskOptions => ({
  otaUrl: `${harness.url.replace('ws:', 'http:')}/xiaozhi/ota/`,
  deviceId: 'A4:CF:12:98:76:54',
  clientId: '7b94d69a-9808-4c59-9c9b-704333b38aff',
  ...more,
});

describe('before it connects', () => {
  test('it is told where to go, and shows a code until somebody entered it', async () => {
    const first = await askXiaozhi(asking({ language: 'zh-CN' }));
    expect(first).toMatchObject({ code: '135790', version: 1, token: `token-${asking().clientId}` });
    expect(first.url).toBe(`${harness.url}/xiaozhi/v1/?locale=zh-CN`);
    expect(await isXiaozhiActivated(asking())).toBe(false);
    harness.script.accepted.add(asking().clientId);
    expect(await isXiaozhiActivated(asking())).toBe(true);
    const later = await askXiaozhi(asking());
    expect(later).toMatchObject({ code: undefined, token: first.token, timeZoneOffset: 0 });
  });

  test.each([
    ['the firmware without a serial', '{}'],
    [
      'the firmware with one',
      '{"algorithm":"hmac-sha256","serial_number":"s","challenge":"c","hmac":"00ff"}',
    ],
    [
      'the Python client',
      '{"Payload":{"algorithm":"hmac-sha256","serial_number":"s","challenge":"c","hmac":"00ff"}}',
    ],
  ])('%s asks for the end of its activation in its own words', async (_name, body) => {
    const { otaUrl, deviceId } = asking();
    const clientId = `client-of-a-shape-${body.length}`;
    const headers = { 'device-id': deviceId, 'client-id': clientId, 'content-type': 'application/json' };
    const ask = async () => (await fetch(`${otaUrl}activate`, { method: 'POST', headers, body })).status;
    expect(await ask()).toBe(202);
    harness.script.accepted.add(clientId);
    expect(await ask()).toBe(200);
  });

  test('the answer is what the firmware takes, and never names another transport', async () => {
    const { otaUrl, deviceId, clientId } = asking();
    const response = await fetch(otaUrl, {
      method: 'POST',
      headers: { 'device-id': deviceId, 'client-id': clientId, 'accept-language': 'en' },
      body: JSON.stringify({ application: { version: '1.9.2' }, chip_model_name: 'esp32c3' }),
    });
    const answer = (await response.json()) as Record<string, unknown>;
    expect(answer).toMatchObject({
      server_time: { timezone_offset: expect.any(Number) },
      firmware: { version: '1.9.2', url: '', force: 0 },
      websocket: { url: `${harness.url}/xiaozhi/v1/?locale=en-US&burst=2`, version: 1 },
      activation: { code: '135790', challenge: expect.stringMatching(/^[0-9a-f]{32}$/), timeout_ms: 30_000 },
    });
    expect(answer).not.toHaveProperty('mqtt');
  });

  test.each([
    ['no address', { 'client-id': '7b94d69a-9808-4c59-9c9b-704333b38aff' }, '{}', 400],
    ['no id', { 'device-id': 'A4:CF:12:98:76:54' }, '{}', 400],
    ['no JSON', { 'device-id': 'A4:CF:12:98:76:54', 'client-id': '7b94d69a-9808-4c59' }, '{', 400],
    [
      'too much',
      { 'device-id': 'A4:CF:12:98:76:54', 'client-id': '7b94d69a-9808-4c59' },
      ' '.repeat(9_000),
      413,
    ],
  ])('%s is refused', async (_name, headers, body, status) => {
    const response = await fetch(asking().otaUrl, { method: 'POST', headers: headers as never, body });
    expect(response.status).toBe(status);
  });

  test('in clear text it is let in from listed addresses alone, and encrypted from everywhere', async () => {
    const from = (address: string, scheme: string) =>
      fetch(`${other.url.replace('ws:', 'http:')}/xiaozhi/ota/`, {
        method: 'POST',
        headers: {
          'x-forwarded-for': address,
          'x-forwarded-proto': scheme,
          'device-id': asking().deviceId,
          'client-id': asking().clientId,
        },
        body: '{}',
      });
    expect((await from('192.0.2.9', 'http')).status).toBe(200);
    const refused = await from('198.51.100.9', 'http');
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ code: 'CLEAR_TEXT_REFUSED' });
    const encrypted = await from('198.51.100.9', 'https');
    expect(((await encrypted.json()) as { websocket: { url: string } }).websocket.url).toMatch(/^wss:/);
    const upgrade = connectXiaozhi({ url: `${other.url}/xiaozhi/v1/`, token: 'token-x', codec: codec() });
    await expect(upgrade).rejects.toMatchObject({ status: 403 });
  });

  test('one address has so many codes made and no more; what it was given it can go on asking for', async () => {
    const ask = (client: number, address: string) =>
      fetch(`${other.url.replace('ws:', 'http:')}/xiaozhi/ota/`, {
        method: 'POST',
        headers: {
          'x-forwarded-for': address,
          'x-forwarded-proto': 'https',
          'device-id': asking().deviceId,
          'client-id': `client-of-a-flood-${client}`,
        },
        body: '{}',
      }).then(({ status }) => status);
    const statuses: number[] = [];
    for (let client = 0; client < 22; client += 1) statuses.push(await ask(client, '203.0.113.9'));
    expect(statuses.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 200));
    expect(statuses.slice(20)).toEqual([429, 429]);
    expect([await ask(0, '203.0.113.9'), await ask(99, '203.0.113.10')]).toEqual([200, 200]);
  });

  test('a hotel’s device does not come in this way, nor whoever has no token', async () => {
    harness.script.hotelDevices.add('suite');
    const connect = (token: string) =>
      connectXiaozhi({ url: `${harness.url}/xiaozhi/v1/`, token, codec: codec() });
    await expect(connect('token-suite')).rejects.toMatchObject({ status: 403 });
    await expect(connect('edt_nobody')).rejects.toMatchObject({ status: 401 });
  });
});

describe('a button', () => {
  test.each([
    [1, 60],
    [2, 40],
    [3, 20],
  ] as const)(
    'version %i, frames of %i ms: heard, answered aloud, and the conversation is over',
    async (version, frameMs) => {
      const messages: string[] = [];
      const speaker = await device({
        version,
        frameMs,
        onMessage: (message) =>
          messages.push('state' in message ? `${message.type} ${message.state}` : message.type),
      });
      const turn = await speaker.press(speech(900));
      expect(turn).toMatchObject({
        heard: 'a large coffee',
        sentences: ['One large coffee.'],
        droppedFrames: 0,
        end: 'stop',
      });
      // 300 ms at 24 kHz, all of it between start and stop.
      expect(turn.audio.length / 48).toBe(300);
      expect(messages).toEqual(['hello', 'stt', 'llm', 'tts start', 'tts sentence_start', 'tts stop']);
      // Nothing was asked: nobody listens.
      expect(await speaker.closed).toBe(1000);
      expect(harness.script.heard).toHaveLength(1);
    },
  );

  test('speech comes in packets of 60 ms of one voice, which a client may read from each packet alone', async () => {
    const packets: Buffer[] = [];
    const { encode, decode } = codec();
    const kept = (packet: Buffer) => {
      packets.push(packet);
      return decode(packet);
    };
    const speaker = await device({ codec: { encode, decode: kept } });
    await speaker.type('a large coffee');
    expect(packets).toHaveLength(5);
    for (const packet of packets) {
      // One channel.
      expect((packet[0] as number) & 4).toBe(0);
      expect(opusPacketMs(packet)).toBe(60);
    }
  });

  test('held: the device says when it is over, and stays connected', async () => {
    const speaker = await device();
    const turn = await speaker.press(speech(600), 'manual');
    expect(turn).toMatchObject({ heard: 'a large coffee', end: 'stop' });
    expect(harness.script.heard).toEqual([600 * 32]);
    expect(await speaker.press(speech(300), 'manual')).toMatchObject({ end: 'stop' });
    expect(speaker.closeCode).toBeUndefined();
  });

  test('a question is answered without another wake word, and only that', async () => {
    harness.script.result = InvokeResult.fromPartial({
      speech: { text: 'Milk?', locale: 'en-US' },
      isExpectingSpeech: true,
      elicitSlot: 'Milk',
    });
    const speaker = await device();
    expect(await speaker.press(speech(600))).toMatchObject({ sentences: ['Milk?'], end: 'stop' });
    harness.script.result = InvokeResult.fromPartial({ speech: { text: 'Done.', locale: 'en-US' } });
    expect(await speaker.press(speech(600))).toMatchObject({ sentences: ['Done.'], end: 'stop' });
    expect(await speaker.closed).toBe(1000);
  });

  test('a microphone that never closes listens for the answer without a word of the device', async () => {
    harness.script.result = InvokeResult.fromPartial({
      speech: { text: 'Milk?', locale: 'en-US' },
      isExpectingSpeech: true,
      elicitSlot: 'Milk',
    });
    const speaker = await device();
    const said = speaker.press(speech(600), 'realtime');
    const sending = setInterval(() => speaker.sendPcm(speech(60)), 60);
    expect(await said).toMatchObject({ sentences: ['Milk?'] });
    harness.script.result = InvokeResult.fromPartial({ speech: { text: 'Done.', locale: 'en-US' } });
    await speaker.closed;
    clearInterval(sending);
    expect(harness.script.heard).toHaveLength(2);
  });
});

describe('a wake word', () => {
  test('its audio came before it, and is the beginning of the listen', async () => {
    const speaker = await device();
    const turn = await speaker.wake('Hi, ESP', speech(1_500), 600);
    expect(turn).toMatchObject({ heard: 'a large coffee', end: 'stop' });
    expect(harness.script.wakes).toEqual([{ wakeAudioMs: 600 }]);
  });

  test('that nobody can verify begins nothing: no audio of it came', async () => {
    const speaker = await device();
    const turn = await speaker.wake('Hi, ESP', speech(900), 0);
    expect(turn).toMatchObject({ heard: '', end: 'alert' });
    expect(await speaker.closed).toBe(1000);
    expect(harness.script.heard).toEqual([]);
  });

  test('that is not known here is no button: its audio is verified, or nothing is heard', async () => {
    const [silent, heard] = [await device(), await device()];
    expect(await silent.wake('Jarvis', speech(900), 0)).toMatchObject({ heard: '', end: 'alert' });
    await heard.wake('Jarvis', speech(900), 600);
    expect(harness.script.wakes).toEqual([{ wakeAudioMs: 600 }]);
  });

  test('in the middle of a reply stops it, and begins nothing without its audio', async () => {
    harness.script.speechMs = 3_000;
    const speaker = await device();
    const said = speaker.press(speech(600));
    await expect.poll(() => speaker.isSpeaking).toBe(true);
    speaker.abort('wake_word_detected');
    expect(await said).toMatchObject({ end: 'stop' });
    expect(await speaker.press(speech(600))).toMatchObject({ heard: '', end: 'alert' });
  });
});

describe('what is typed', () => {
  test('is a turn of its own, and the connection stays', async () => {
    const speaker = await device();
    expect(await speaker.type('a large coffee')).toMatchObject({
      sentences: ['One large coffee.'],
      end: 'stop',
    });
    expect(await speaker.type('another one')).toMatchObject({ end: 'stop' });
    expect(harness.script.understoodRequests.map(({ hypotheses }) => hypotheses[0]?.text)).toEqual([
      'a large coffee',
      'another one',
    ]);
    expect(speaker.closeCode).toBeUndefined();
  });
});

describe('an abort', () => {
  test('in mid-speech is answered with the end of speech, and the button listens at once', async () => {
    harness.script.speechMs = 5_000;
    const speaker = await device();
    const said = speaker.press(speech(600));
    await expect.poll(() => speaker.isSpeaking).toBe(true);
    speaker.abort();
    const cut = await said;
    expect(cut.end).toBe('stop');
    expect(cut.audio.length / 48).toBeLessThan(4_000);
    harness.script.speechMs = 300;
    expect(await speaker.press(speech(600))).toMatchObject({ heard: 'a large coffee', end: 'stop' });
  });

  test('of nothing is answered all the same', async () => {
    const states: string[] = [];
    const speaker = await device({
      onMessage: (message) => message.type === 'tts' && states.push(message.state),
    });
    speaker.abort();
    await expect.poll(() => states).toEqual(['stop']);
  });
});

test('a directive that means this device calls its own tool', async () => {
  const called: unknown[] = [];
  const speaker = await device({
    mcp: ({ id, method, params }) => {
      if (id === undefined) return undefined;
      if (method === 'tools/call') called.push(params);
      const tools = [{ name: 'self.audio_speaker.set_volume', inputSchema: {} }];
      return { jsonrpc: '2.0', id, result: method === 'tools/list' ? { tools } : { content: [] } };
    },
  });
  harness.script.result = InvokeResult.fromPartial({
    speech: { text: 'Done.', locale: 'en-US' },
    directives: [
      { directive: { $case: 'deviceControl', value: { targetId: '', property: 'volume', value: '40' } } },
    ],
  });
  expect(await speaker.type('volume forty')).toMatchObject({ end: 'stop' });
  expect(called).toEqual([{ name: 'self.audio_speaker.set_volume', arguments: { volume: 40 } }]);
});

test('a switch that silences ends the listen and the connection', async () => {
  const speaker = await device({ token: 'token-silenced' });
  harness.script.endpointAfterMs = Number.POSITIVE_INFINITY;
  const said = speaker.press(speech(3_000));
  await expect.poll(() => harness.script.listens).toBe(1);
  const change = {
    isMuted: true,
    isWakeWordOff: undefined,
    mutedUntilMs: 0,
    wakeWordOffUntilMs: 0,
    wakeWords: undefined,
  };
  harness.script.switches.set('silenced', { ...change, isWakeWordOff: false, wakeWords: [] });
  harness.script.tell({ deviceId: 'silenced', change, isStored: true, isRevoked: false });
  expect(await said).toMatchObject({ end: 'closed' });
  expect(await speaker.closed).toBe(1000);
  const again = await device({ token: 'token-silenced' });
  expect(await again.press(speech(300))).toMatchObject({ end: 'alert', alerts: ['The microphone is off.'] });
});

describe('what is no device', () => {
  const raw = async () => {
    const socket = new WebSocket(`${harness.url}/xiaozhi/v1/`, {
      headers: { authorization: `Bearer token-raw-${++devices}` },
    });
    open.push(socket);
    await new Promise((resolve) => socket.once('open', resolve));
    const closed = new Promise<number>((resolve) => {
      socket.once('close', resolve);
    });
    return { socket, closed };
  };

  test.each([
    [
      'audio before hello, without end',
      (socket: WebSocket) => {
        for (let index = 0; index < 400; index += 1) socket.send(Buffer.from('f8fffe', 'hex'));
      },
    ],
    [
      'pings without end',
      (socket: WebSocket) => {
        for (let index = 0; index < 100; index += 1) socket.send('{"type":"ping"}');
      },
    ],
    [
      'junk without end',
      (socket: WebSocket) => {
        for (let index = 0; index < 100; index += 1) socket.send('{"type":"x"}');
      },
    ],
    [
      'another codec',
      (socket: WebSocket) =>
        socket.send(
          '{"type":"hello","transport":"websocket","audio_params":{"format":"pcm","sample_rate":16000,"channels":1,"frame_duration":60}}',
        ),
    ],
    [
      'a listen before hello',
      (socket: WebSocket) => socket.send('{"type":"listen","state":"start","mode":"auto"}'),
    ],
  ])('%s is closed with a code that clients take as clean', async (_name, send) => {
    const { socket, closed } = await raw();
    send(socket);
    expect(await closed).toBe(1000);
  });

  test('pings of the transport are answered, which the Python client lives by', async () => {
    const { socket } = await raw();
    const answered = new Promise((resolve) => socket.once('pong', resolve));
    socket.ping();
    await answered;
    expect(socket.readyState).toBe(socket.OPEN);
  });

  test('is told apart by its answers: a ping has a pong, in the connection’s own bound', async () => {
    const { socket } = await raw();
    const answered = new Promise((resolve) =>
      socket.once('message', (data) => resolve(JSON.parse(String(data)))),
    );
    socket.send('{"type":"ping"}');
    expect(await answered).toMatchObject({ type: 'pong', timestamp: expect.any(String) });
  });
});

describe('who may not be listened to', () => {
  test.each([
    ['en-US', 'The terms were not accepted', 'The time for today is used up'],
    ['zh-CN', '没有同意服务条款', '今天的使用时间用完了'],
  ])('is shown why without consent, and told within a guardian’s limits: %s', async (locale, shown, said) => {
    const query = `?locale=${locale}`;
    harness.script.audience = signedAudience(Listener.HOUSEHOLD, 'eu', { mayListen: false });
    const unasked = await (await device({ query })).press(speech(600));
    expect(unasked).toMatchObject({ heard: '', end: 'alert', alerts: [expect.stringContaining(shown)] });
    harness.script.audience = signedAudience(Listener.CHILD, 'eu');
    harness.script.pause = { kind: PauseKind.TIME_LIMIT, fromMs: 0, untilMs: Date.now() + 60_000 };
    const limited = await (await device({ query })).press(speech(600));
    expect(limited.sentences.join()).toContain(said);
    expect(harness.script.listens).toBe(0);
  });
});
