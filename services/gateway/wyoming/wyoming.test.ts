/** Wyoming over the real gateway: each service, each bound, and whoever may not come. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Listener } from '../../../language/audience/policy.ts';
import { propertyRuns } from '../../../property-runs.ts';
import { Decision, UnderstandResponse } from '../../../proto/gen/earshot/dialogue/v1/dialogue.ts';
import { PauseKind } from '../../../proto/gen/earshot/turn/v1/audience.ts';
import { signedAudience } from '../../common/testing/audiences.ts';
import type { WyomingData } from '../../common/wyoming/codec.ts';
import { type Harness, speech, startHarness } from '../testing/harness.ts';
import { Script } from '../testing/scripted-services.ts';
import { wyomingClient } from '../testing/wyoming-client.ts';

const folder = mkdtempSync(join(tmpdir(), 'earshot-wyoming-'));
const tokenFile = join(folder, 'token');
const settings = {
  EARSHOT_GATEWAY_WYOMING_LISTEN: '127.0.0.1:0',
  EARSHOT_GATEWAY_WYOMING_TOKEN_FILE: tokenFile,
};
let harness: Harness;
let elsewhere: Harness;
const open: Socket[] = [];
beforeAll(async () => {
  writeFileSync(tokenFile, 'token-satellite\n');
  harness = await startHarness({}, settings);
  elsewhere = await startHarness({}, { ...settings, EARSHOT_GATEWAY_CLEAR_TEXT_FROM: '192.0.2.0/24' });
});
afterAll(async () => {
  await harness.close();
  await elsewhere.close();
  rmSync(folder, { recursive: true });
});
afterEach(() => {
  // A device has a bounded number of connections.
  for (const socket of open.splice(0)) socket.destroy();
  writeFileSync(tokenFile, 'token-satellite\n');
  Object.assign(harness.script, new Script(), { watchers: harness.script.watchers });
});

const client = (port = harness.wyomingPort) => wyomingClient(port, open);

const format = { rate: 16_000, width: 2, channels: 1 };

test('says what it offers', async () => {
  const { send, until } = await client();
  send('describe');
  const { data } = await until('info');
  for (const service of ['asr', 'handle', 'intent', 'tts']) {
    expect(data[service]).toMatchObject([{ name: 'earshot', installed: true }]);
  }
});

test('words of audio: heard, and nothing is done', async () => {
  const { send, until } = await client();
  send('transcribe', { language: 'en' });
  send('audio-start', format);
  for (let chunk = 0; chunk < 10; chunk += 1) send('audio-chunk', format, speech(64));
  send('audio-stop');
  expect((await until('transcript')).data).toEqual({ text: 'a large coffee', language: 'en-US' });
  // The last piece was no whole frame.
  expect(harness.script.heard).toEqual([640 * 32]);
  expect(harness.script.understoodRequests).toEqual([]);
  expect(harness.script.invokes).toBe(0);
});

test('audio at another rate, all at once, longer than may come ahead of the clock', async () => {
  const { send, until } = await client();
  const other = { ...format, rate: 48_000 };
  send('audio-start', other);
  for (let chunk = 0; chunk < 50; chunk += 1) send('audio-chunk', other, Buffer.alloc(9_600, 0x22));
  send('audio-stop');
  expect((await until('transcript')).data).toMatchObject({ text: 'a large coffee' });
  expect(harness.script.heard[0]).toBeGreaterThan(4_900 * 32);
});

test('a text is handled, or said not to be', async () => {
  const { send, until, events } = await client();
  send('transcript', { text: 'a large coffee', language: 'en' });
  expect((await until('handled')).data).toEqual({ text: 'One large coffee.' });
  harness.script.understood = () =>
    UnderstandResponse.fromPartial({
      decision: Decision.REJECT,
      speech: { text: 'I did not get that.', locale: 'en-US' },
    });
  send('transcript', { text: 'mumble' });
  expect((await until('not-handled')).data).toEqual({ text: 'I did not get that.' });
  expect(events.some(({ type }) => type.startsWith('audio'))).toBe(false);
});

describe('what a text means', () => {
  test('is an intent with its entities, and nothing is done', async () => {
    harness.script.understood = () =>
      UnderstandResponse.fromPartial({
        decision: Decision.INVOKE,
        interpretation: {
          skill: { skillId: 'org.example.coffee', version: '1.0.0' },
          intent: 'OrderCoffee',
          slots: [
            { name: 'Size', raw: 'big one', valueJson: '"large"', valueId: 'large' },
            { name: 'Cups', raw: 'two', valueJson: '2' },
            { name: 'Note', raw: 'no sugar', valueJson: '"no sugar"' },
          ],
        },
      });
    const { send, until, events } = await client();
    send('recognize', { text: 'two large coffees without sugar' });
    expect((await until('intent')).data).toEqual({
      name: 'OrderCoffee',
      entities: [
        { name: 'Size', value: 'large' },
        { name: 'Cups', value: 2 },
        { name: 'Note', value: 'no sugar' },
      ],
      context: { skill: 'org.example.coffee' },
    });
    expect(harness.script.invokes).toBe(0);
    expect(events).toHaveLength(1);
  });

  test('is none where nothing was understood, or something would be asked first', async () => {
    const answers = [
      [Decision.REJECT, 'I did not get that.'],
      [Decision.ASK, 'For how long?'],
    ] as const;
    for (const [decision, text] of answers) {
      harness.script.understood = () =>
        UnderstandResponse.fromPartial({ decision, speech: { text, locale: 'en-US' } });
      const { send, until } = await client();
      send('recognize', { text: 'set a timer' });
      expect((await until('not-recognized')).data).toEqual({ text });
    }
    expect(harness.script.invokes).toBe(0);
  });

  test('is told to nobody who may not be listened to, and of no text', async () => {
    const { send, until } = await client();
    send('recognize', { text: ' ' });
    expect((await until('error')).data).toMatchObject({ code: 'TEXT_UNUSABLE' });
    harness.script.audience = signedAudience(Listener.HOUSEHOLD, 'eu', { mayListen: false });
    const refused = await client();
    refused.send('recognize', { text: 'a large coffee' });
    expect((await refused.until('error')).data).toMatchObject({ code: 'CONSENT_REQUIRED' });
    expect(harness.script.understoodRequests).toEqual([]);
  });
});

test('a text is spoken', async () => {
  const { send, until, events } = await client();
  send('synthesize', { text: 'One large coffee.', voice: { language: 'en_US' } });
  await until('audio-stop');
  const chunks = events.filter(({ type }) => type === 'audio-chunk');
  expect(events[0]).toMatchObject({ type: 'audio-start', data: { rate: 24_000, width: 2, channels: 1 } });
  expect(chunks.reduce((bytes, { payload }) => bytes + payload.length, 0)).toBe(300 * 48);
});

describe('who may not be listened to is told so in the language of whoever asks', () => {
  const languages = [
    ['en', 'The terms were not accepted', 'used up'],
    ['zh', '没有同意服务条款', '用完了'],
  ] as const;
  test.each(languages)('without consent: %s', async (language, words) => {
    harness.script.audience = signedAudience(Listener.HOUSEHOLD, 'eu', { mayListen: false });
    const { send, until } = await client();
    send('transcript', { text: 'a coffee', language });
    const { data } = await until('error');
    expect(data).toEqual({ text: expect.stringContaining(words), code: 'CONSENT_REQUIRED' });
    const heard = await client();
    heard.send('transcribe', { language });
    heard.send('audio-start', { rate: 16_000, width: 2, channels: 1 });
    heard.send('audio-stop');
    expect((await heard.until('error')).data).toMatchObject({ code: 'CONSENT_REQUIRED' });
    expect(harness.script.listens).toBe(0);
  });

  test.each(languages)('within a guardian’s limits: %s', async (language, _words, limit) => {
    harness.script.audience = signedAudience(Listener.CHILD, 'eu');
    harness.script.pause = { kind: PauseKind.TIME_LIMIT, fromMs: 0, untilMs: Date.now() + 60_000 };
    const { send, until } = await client();
    send('transcript', { text: 'a story', language });
    expect((await until('not-handled')).data).toEqual({ text: expect.stringContaining(limit) });
  });
});

describe('is told why not, and no more is taken from it', () => {
  test.each<[string, string, WyomingData | undefined, string]>([
    ['a text of nothing', 'transcript', { text: '  ' }, 'TEXT_UNUSABLE'],
    ['a text without end', 'synthesize', { text: 'x'.repeat(1_001) }, 'TEXT_UNUSABLE'],
    [
      'a format that nobody records',
      'audio-start',
      { rate: 8_000, width: 2, channels: 1 },
      'AUDIO_FORMAT_UNSUPPORTED',
    ],
    ['two channels', 'audio-start', { ...format, channels: 2 }, 'AUDIO_FORMAT_UNSUPPORTED'],
    ['audio of nothing', 'audio-chunk', format, 'AUDIO_OUTSIDE_LISTEN'],
    ['the end of nothing', 'audio-stop', undefined, 'AUDIO_OUTSIDE_LISTEN'],
  ])('%s', async (_name, type, data, code) => {
    const { send, until, closed } = await client();
    send(type, data);
    expect((await until('error')).data).toMatchObject({ code });
    await closed;
  });

  test('a failure of the skill', async () => {
    harness.script.before = async (step) => {
      if (step === 'understand') throw new Error('down');
    };
    const { send, until } = await client();
    send('transcript', { text: 'a coffee' });
    expect((await until('error')).data).toHaveProperty('code');
  });

  test('without a token, or with a hotel’s', async () => {
    for (const [token, code] of [
      ['', 'UNAUTHENTICATED'],
      ['edt_nobody', 'UNAUTHENTICATED'],
      ['token-suite', 'DEVICE_KIND_REFUSED'],
    ] as const) {
      harness.script.hotelDevices.add('suite');
      writeFileSync(tokenFile, token);
      const { send, until } = await client();
      send('transcript', { text: 'a coffee' });
      expect((await until('error')).data).toMatchObject({ code });
    }
  });
});

test('whoever comes from elsewhere hears nothing', async () => {
  const stranger = await client(elsewhere.wyomingPort);
  await stranger.closed;
  expect(stranger.events).toEqual([]);
});

test('arbitrary bytes end the connection or nothing, and nobody else’s', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (bytes) => {
      const { socket, events } = await client();
      socket.end(Buffer.concat([Buffer.from(bytes), Buffer.from('\n')]));
      await new Promise((resolve) => socket.once('close', resolve));
      for (const { type } of events) expect(['error', 'info', 'pong', 'transcript']).toContain(type);
    }),
    { numRuns: propertyRuns(60) },
  );
  const { send, until } = await client();
  send('ping', { text: 'still here' });
  expect((await until('pong')).data).toEqual({ text: 'still here' });
});
