/** Everything that a speaker can do wrong, each with its documented error and close code, and a good one beside it. */
import { connect as connectTcp } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { packFrame } from '../speaker/index.ts';
import { type Harness, helloMessage, type RawSpeaker, speech, startHarness } from './testing/harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({
    helloTimeoutMs: 300,
    maxRefusedFrames: 60,
    maxConnectionsPerDevice: 2,
    paceLeadMs: 240,
    slowSpeakerTimeoutMs: 400,
  });
});
afterAll(() => harness.close());

const pcm = (bytes: number) => Buffer.alloc(bytes, 1);
const listen = (raw: RawSpeaker) =>
  raw.sendJson({ type: 'listen_start', listenId: 'l1', mode: 'held_button' });

/** Whatever happens beside it, a good speaker's turn completes and nobody tells it anything is wrong. */
async function besideGoodSpeaker(attack: () => Promise<void>): Promise<void> {
  const errors: string[] = [];
  const good = await harness.speaker('good', {
    onMessage: (message) => {
      if (message.type === 'error') errors.push(message.code);
    },
  });
  const turn = good.sayAudio(speech(120), { mode: 'held_button' });
  await attack();
  expect(await turn).toMatchObject({ end: 'completed', transcript: 'a large coffee' });
  expect(errors).toEqual([]);
  await good.close();
}

type Attack = readonly [
  name: string,
  code: string,
  closeCode: number,
  act: (raw: RawSpeaker) => Promise<void> | void,
];

const attacks: readonly Attack[] = [
  ['audio before hello', 'AUDIO_BEFORE_HELLO', 1002, (raw) => raw.socket.send(packFrame(pcm(640), 0, 0))],
  ['a listen before hello', 'HELLO_EXPECTED', 1002, listen],
  ['a hello that never comes', 'HELLO_TIMEOUT', 1008, () => {}],
  [
    'two hellos',
    'HELLO_REPEATED',
    1002,
    async (raw) => {
      await raw.hello();
      raw.sendJson(helloMessage);
    },
  ],
  [
    'an unknown protocol version',
    'PROTOCOL_UNSUPPORTED',
    1002,
    (raw) => raw.sendJson({ ...helloMessage, protocol: 'earshot.v9' }),
  ],
  [
    'a rate that is not spoken here',
    'AUDIO_FORMAT_UNSUPPORTED',
    1003,
    (raw) =>
      raw.sendJson({ ...helloMessage, audioUp: { codec: 'pcm16', sampleRateHz: 44_100, frameMs: 20 } }),
  ],
  [
    'a codec that is not spoken here',
    'AUDIO_FORMAT_UNSUPPORTED',
    1003,
    (raw) =>
      raw.sendJson({ ...helloMessage, audioDown: { codec: 'mp3', sampleRateHz: 16_000, frameMs: 20 } }),
  ],
  [
    'a language that is not spoken here',
    'LOCALE_UNSUPPORTED',
    1003,
    (raw) => raw.sendJson({ ...helloMessage, locale: 'de-DE' }),
  ],
  [
    'hello without a language',
    'LOCALE_UNSUPPORTED',
    1003,
    (raw) => raw.sendJson({ ...helloMessage, locale: undefined }),
  ],
  [
    'a question after no turn',
    'MESSAGE_MALFORMED',
    1007,
    async (raw) => {
      await raw.hello();
      raw.sendJson({ type: 'get_outcome' });
    },
  ],
  [
    'frames of another rate than hello said',
    'FRAME_TOO_LARGE',
    1009,
    async (raw) => {
      await raw.hello();
      listen(raw);
      raw.socket.send(packFrame(pcm(1920), 0, 0));
    },
  ],
  [
    'an oversized frame',
    'FRAME_TOO_LARGE',
    1009,
    async (raw) => {
      await raw.hello();
      raw.socket.send(packFrame(pcm(20_000), 0, 0));
    },
  ],
  [
    'a frame with half a sample',
    'FRAME_SIZE_WRONG',
    1007,
    async (raw) => {
      await raw.hello();
      listen(raw);
      raw.socket.send(packFrame(pcm(639), 0, 0));
    },
  ],
  ['a truncated frame', 'FRAME_TRUNCATED', 1007, (raw) => raw.socket.send(Buffer.from('110000', 'hex'))],
  [
    'a frame of an unknown version',
    'FRAME_VERSION_UNSUPPORTED',
    1002,
    (raw) => raw.socket.send(Buffer.from('2100000000000000ffff', 'hex')),
  ],
  [
    'a reserved flag',
    'FRAME_INVALID',
    1007,
    (raw) => raw.socket.send(Buffer.from('1180000000000000ffff', 'hex')),
  ],
  ['binary junk', 'FRAME_VERSION_UNSUPPORTED', 1002, (raw) => raw.socket.send(pcm(300).fill(0xa7))],
  [
    'the same frame twice',
    'FRAME_OUT_OF_ORDER',
    1002,
    async (raw) => {
      await raw.hello();
      listen(raw);
      raw.socket.send(packFrame(pcm(640), 0, 0));
      raw.socket.send(packFrame(pcm(640), 0, 0));
    },
  ],
  [
    'frames faster than anybody speaks',
    'AUDIO_FLOOD',
    1008,
    async (raw) => {
      await raw.hello();
      listen(raw);
      for (let index = 0; index < 400; index++) raw.socket.send(packFrame(pcm(640), index, index * 20));
    },
  ],
  [
    'frames of a single sample, in real time by their bytes',
    'AUDIO_FLOOD',
    1008,
    async (raw) => {
      await raw.hello();
      listen(raw);
      for (let index = 0; index < 400; index++) raw.socket.send(packFrame(pcm(2), index, index * 20));
    },
  ],
  [
    'frames that go on while nothing listens',
    'AUDIO_OUTSIDE_LISTEN',
    1008,
    async (raw) => {
      await raw.hello();
      for (let index = 0; index < 100; index++) raw.socket.send(packFrame(pcm(640), index, index * 20));
    },
  ],
  [
    'a flood of messages',
    'MESSAGE_FLOOD',
    1008,
    async (raw) => {
      await raw.hello();
      for (let nonce = 0; nonce < 200; nonce++) raw.sendJson({ type: 'ping', nonce });
    },
  ],
  [
    'a flood of pings of the transport',
    'MESSAGE_FLOOD',
    1008,
    async (raw) => {
      await raw.hello();
      for (let times = 0; times < 200; times++) raw.socket.ping();
    },
  ],
  [
    'a flood of unknown messages',
    'MESSAGE_FLOOD',
    1008,
    async (raw) => {
      await raw.hello();
      for (let times = 0; times < 200; times++) raw.sendJson({ type: 'reboot' });
    },
  ],
  ['text that is not JSON', 'MESSAGE_MALFORMED', 1007, (raw) => raw.socket.send('hello?')],
  [
    'a field of the wrong type',
    'MESSAGE_MALFORMED',
    1007,
    (raw) => raw.sendJson({ ...helloMessage, locale: 7 }),
  ],
  [
    'a wake word without its audio',
    'MESSAGE_MALFORMED',
    1007,
    async (raw) => {
      await raw.hello();
      raw.sendJson({ type: 'listen_start', listenId: 'l1', mode: 'wake_word' });
    },
  ],
  [
    'a message over its limit',
    'MESSAGE_TOO_LARGE',
    1009,
    (raw) => raw.sendJson({ type: 'text', text: 'a'.repeat(9_000) }),
  ],
];

describe('a connected device', () => {
  test.each(attacks)('%s: %s, close code %i', async (name, code, closeCode, act) => {
    await besideGoodSpeaker(async () => {
      const raw = await harness.raw(name.replaceAll(/\W+/g, '-'));
      await act(raw);
      expect(await raw.closed).toBe(closeCode);
      expect(raw.messages.at(-1)).toMatchObject({ type: 'error', code, isFatal: true });
      const ends = raw.messages.filter(({ type }) => type === 'turn_ended').length;
      expect(ends).toBe(raw.messages.filter(({ type }) => type === 'turn_started').length);
    });
  });

  test('a message over the hard limit of the transport: close code 1009 alone', async () => {
    await besideGoodSpeaker(async () => {
      const raw = await harness.raw('huge');
      raw.socket.send(pcm(70_000));
      expect(await raw.closed).toBe(1009);
    });
  });

  test('a message in thousands of fragments', async () => {
    await besideGoodSpeaker(async () => {
      const raw = await harness.raw('fragments');
      raw.socket.send(pcm(1), { fin: false });
      for (let times = 0; times < 2_000; times++) raw.socket.send(pcm(1), { fin: false });
      expect([1002, 1006, 1008, 1009]).toContain(await raw.closed);
    });
  });

  test('a socket that never reads: its turn and its connection end', async () => {
    const ended = async () => {
      const { values } = await harness.gateway.metrics.closedConnections.get();
      return values.find(({ labels }) => labels.code === 'SPEAKER_NOT_READING')?.value ?? 0;
    };
    const before = await ended();
    await besideGoodSpeaker(async () => {
      // 24 MB of speech and no pacing for it to hide behind: more than the kernel's buffers hold.
      harness.script.speechMsOf.set('deaf', 500_000);
      const limits = harness.gateway.limits as { paceLeadMs: number };
      limits.paceLeadMs = 1_000_000;
      const raw = await harness.raw('deaf');
      await raw.hello({ audioDown: { codec: 'pcm16', sampleRateHz: 24_000, frameMs: 60 } });
      raw.socket.pause();
      raw.sendJson({ type: 'text', listenId: 'l1', text: 'tell me a story' });
      await expect.poll(ended, { timeout: 15_000 }).toBe(before + 1);
      limits.paceLeadMs = 240;
      raw.socket.terminate();
    });
  });

  test('an unknown type is passed over and the connection stays', async () => {
    const raw = await harness.raw('clumsy');
    await raw.hello();
    raw.sendJson({ type: 'reboot' });
    expect(await raw.until('error')).toMatchObject({ code: 'MESSAGE_UNKNOWN', isFatal: false });
    raw.sendJson({ type: 'ping', nonce: 5 });
    expect(await raw.until('pong')).toMatchObject({ nonce: 5 });
    raw.socket.close();
  });

  test('a language that is served as another is told so', async () => {
    const raw = await harness.raw('british');
    await raw.hello({ locale: 'en-GB' });
    expect(await raw.until('hello_ack')).toMatchObject({ locale: 'en-US' });
    raw.sendJson({ type: 'text', listenId: 'l1', text: 'a coffee', isSilent: true });
    expect(await raw.until('turn_ended')).toMatchObject({ end: 'completed' });
    expect(harness.script.understoodRequests.at(-1)?.turn?.locale).toBe('en-US');
    raw.socket.close();
  });

  test.each([
    ['501 emoji', '\u{1f600}'.repeat(501)],
    ['nothing but blanks', ' \u3000\t'],
    ['nothing', ''],
  ])(
    'a text of %s is refused with a sentence, becomes no turn, and the connection stays',
    async (name, text) => {
      const raw = await harness.raw(`text-${name.length}`);
      await raw.hello();
      raw.sendJson({ type: 'text', listenId: 'l1', text, isSilent: true });
      expect(await raw.until('error')).toMatchObject({
        code: 'TEXT_UNUSABLE',
        isFatal: false,
        isRetryable: false,
        listenId: 'l1',
      });
      raw.sendJson({ type: 'text', listenId: 'l2', text: '\u{1f600}'.repeat(500), isSilent: true });
      expect(await raw.until('turn_started')).toMatchObject({ listenId: 'l2' });
      await raw.until('turn_ended');
      raw.socket.close();
    },
  );

  test('a listen id used twice', async () => {
    const raw = await harness.raw('repeating');
    await raw.hello();
    raw.sendJson({ type: 'text', listenId: 'l1', text: 'a coffee', isSilent: true });
    await raw.until('turn_ended');
    raw.sendJson({ type: 'text', listenId: 'l1', text: 'a coffee', isSilent: true });
    expect(await raw.until('error')).toMatchObject({ code: 'LISTEN_ID_REUSED', listenId: 'l1' });
    raw.socket.close();
  });

  test('frames under way when the gateway ends a listen are nobody’s fault; frames after release are', async () => {
    const raw = await harness.raw('late');
    await raw.hello();
    raw.sendJson({ type: 'listen_start', listenId: 'l1', mode: 'wake_word', wakeAudioMs: 100 });
    for (let index = 0; index < 21; index++) raw.socket.send(packFrame(pcm(640), index, index * 20));
    await raw.until('listen_ended');
    raw.socket.send(packFrame(pcm(640), 21, 420));
    await raw.until('turn_ended');
    expect(raw.messages.some(({ type }) => type === 'error')).toBe(false);
    raw.sendJson({ type: 'listen_start', listenId: 'l2', mode: 'held_button' });
    raw.socket.send(packFrame(pcm(640), 0, 0, true));
    raw.socket.send(packFrame(pcm(640), 1, 20));
    expect(await raw.until('error')).toMatchObject({ code: 'AUDIO_OUTSIDE_LISTEN', isFatal: false });
    raw.socket.close();
  });

  test('a device that holds too many connections', async () => {
    const held = [await harness.raw('hoarder'), await harness.raw('hoarder')];
    await expect(harness.raw('hoarder')).rejects.toMatchObject({ status: 429 });
    for (const raw of held) raw.socket.close();
  });
});

describe('a stranger', () => {
  const upgrade = (path: string, protocol: string | undefined, headers: Record<string, string>) =>
    new Promise<{ status: number; body: unknown; headers: Record<string, unknown> }>((resolve, reject) => {
      const socket = new WebSocket(`${harness.url}${path}`, protocol, { headers });
      socket.on('open', () => reject(new Error('it was let in')));
      socket.on('error', () => {});
      socket.on('unexpected-response', (request, response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += String(chunk);
        });
        response.on('end', () => {
          request.destroy();
          resolve({ status: response.statusCode ?? 0, body: JSON.parse(text), headers: response.headers });
        });
      });
    });
  const good = { authorization: 'Bearer token-somebody' };

  test.each([
    ['no token', 401, 'UNAUTHENTICATED', '/v1/speaker', 'earshot.v1', {}],
    [
      'an unknown token',
      401,
      'UNAUTHENTICATED',
      '/v1/speaker',
      'earshot.v1',
      { authorization: 'Bearer nobody' },
    ],
    ['another scheme', 401, 'UNAUTHENTICATED', '/v1/speaker', 'earshot.v1', { authorization: 'Basic eDp5' }],
    [
      'a token of 4 kB',
      401,
      'UNAUTHENTICATED',
      '/v1/speaker',
      'earshot.v1',
      { authorization: `Bearer ${'a'.repeat(4096)}` },
    ],
    ['a token in the address', 401, 'UNAUTHENTICATED', '/v1/speaker?token=token-somebody', 'earshot.v1', {}],
    ['another subprotocol', 400, 'PROTOCOL_UNSUPPORTED', '/v1/speaker', 'earshot.v9', good],
    ['no subprotocol', 400, 'PROTOCOL_UNSUPPORTED', '/v1/speaker', undefined, good],
    ['another path', 404, 'NOT_FOUND', '/v2/speaker', 'earshot.v1', good],
    [
      'a page of another origin',
      403,
      'ORIGIN_REFUSED',
      '/v1/speaker',
      'earshot.v1',
      { ...good, origin: 'https://a.example' },
    ],
  ])('with %s gets %i %s', async (_name, status, code, path, protocol, headers) => {
    await besideGoodSpeaker(async () => {
      expect(await upgrade(path, protocol, headers as Record<string, string>)).toMatchObject({
        status,
        body: { code },
      });
    });
  });

  test('while the privacy service is away gets 503 and a time to come back', async () => {
    await harness.services.kill('privacy');
    const answer = await upgrade('/v1/speaker', 'earshot.v1', good);
    await harness.services.revive('privacy');
    await expect
      .poll(() =>
        harness.speaker('back').then(
          (speaker) => speaker.state,
          () => 'refused',
        ),
      )
      .toBe('connected');
    expect(answer).toMatchObject({ status: 503, body: { code: 'SERVICE_UNAVAILABLE', isRetryable: true } });
    expect(answer.headers['retry-after']).toBe('1');
  });

  test('activation: wrong codes, wrong bodies, and not for ever', async () => {
    const activate = async (body: string) => {
      const response = await fetch(`${harness.url.replace('ws:', 'http:')}/v1/activate`, {
        method: 'POST',
        body,
      });
      return { status: response.status, body: await response.json() };
    };
    const code = (claimCode: string) => JSON.stringify({ claimCode, model: 'test' });
    expect(await activate(code('GOOD-CODE'))).toMatchObject({
      status: 200,
      body: { deviceToken: 'token-new' },
    });
    expect(await activate(code('WRONG'))).toMatchObject({ status: 403, body: { code: 'CLAIM_CODE_WRONG' } });
    expect(await activate('{"claimCode":7}')).toMatchObject({
      status: 400,
      body: { code: 'MESSAGE_MALFORMED' },
    });
    expect(await activate('x'.repeat(3_000))).toMatchObject({ status: 413 });
    const statuses = [];
    for (let times = 0; times < 12; times++) statuses.push((await activate(code('WRONG'))).status);
    expect(statuses).toContain(429);
  });

  test('a request that never ends is cut off', async () => {
    await besideGoodSpeaker(async () => {
      const socket = connectTcp(harness.port, '127.0.0.1');
      socket.on('error', () => {});
      socket.write('GET /v1/speaker HTTP/1.1\r\nHost: x\r\n');
      await new Promise((resolve) => socket.on('close', resolve));
    });
  });
});

test('nothing that was said or sent stands in the metrics', async () => {
  const page = await (await fetch(`http://127.0.0.1:${harness.adminPort}/metrics`)).text();
  expect(page).toContain('earshot_gateway_turns_total{end="completed",code=""}');
  expect(page).not.toMatch(/coffee|token-|good|hoarder/);
  expect((await fetch(`http://127.0.0.1:${harness.adminPort}/healthz`)).status).toBe(200);
});
