/** A satellite's whole turn over the real gateway: what it is told, in which order, and what of its audio is taken. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { type Harness, speech, startHarness } from '../testing/harness.ts';
import { Script } from '../testing/scripted-services.ts';
import { clientOn, type WyomingClient, wyomingClient } from '../testing/wyoming-client.ts';

const folder = mkdtempSync(join(tmpdir(), 'earshot-pipeline-'));
const tokenFile = join(folder, 'token');
const format = { rate: 16_000, width: 2, channels: 1 };
let harness: Harness;
const open: Socket[] = [];
beforeAll(async () => {
  writeFileSync(tokenFile, 'token-satellite');
  harness = await startHarness(
    {},
    { EARSHOT_GATEWAY_WYOMING_LISTEN: '127.0.0.1:0', EARSHOT_GATEWAY_WYOMING_TOKEN_FILE: tokenFile },
  );
});
afterAll(async () => {
  for (const socket of open) socket.destroy();
  await harness.close();
  rmSync(folder, { recursive: true });
});
afterEach(() => {
  // A device holds a few connections at most.
  for (const socket of open.splice(0)) socket.destroy();
  Object.assign(harness.script, new Script(), { watchers: harness.script.watchers });
});

const client = () => wyomingClient(harness.wyomingPort, open);

/** Sends audio as a satellite does: without saying that it begins, in pieces of no frame's length. */
function talk({ send }: WyomingClient, durationMs: number): void {
  for (let sentMs = 0; sentMs < durationMs; sentMs += 64) send('audio-chunk', format, speech(64));
}
const typesOf = ({ events }: WyomingClient) => {
  const types = events.map(({ type }) => type);
  return types.filter((type, index) => type !== 'audio-chunk' || types[index - 1] !== 'audio-chunk');
};

describe('from a word that the satellite heard by itself', () => {
  test('to speech: heard, done, answered aloud', async () => {
    const satellite = await client();
    satellite.send('run-pipeline', { start_stage: 'asr', end_stage: 'tts' });
    talk(satellite, 640);
    await satellite.until('audio-stop');
    expect(typesOf(satellite)).toEqual([
      'voice-started',
      'voice-stopped',
      'transcript',
      'synthesize',
      'audio-start',
      'audio-chunk',
      'audio-stop',
    ]);
    const said = (type: string) => satellite.events.find((event) => event.type === type)?.data;
    expect(said('transcript')).toMatchObject({ text: 'a large coffee' });
    expect(said('synthesize')).toMatchObject({ text: 'One large coffee.' });
    expect(said('audio-start')).toEqual({ rate: 24_000, width: 2, channels: 1 });
    const spoken = satellite.events.filter(({ type }) => type === 'audio-chunk');
    expect(spoken.reduce((bytes, { payload }) => bytes + payload.length, 0)).toBe(300 * 48);
    expect(harness.script.invokes).toBe(1);
    // Endpointing is ours: what came after it was for nobody.
    expect(harness.script.heard).toEqual([400 * 32]);
  });

  test('to an answer in words, one turn after another on the same line', async () => {
    const satellite = await client();
    for (const turn of [1, 2]) {
      satellite.events.length = 0;
      satellite.send('run-pipeline', { start_stage: 'asr', end_stage: 'handle' });
      talk(satellite, 512);
      expect((await satellite.until('handled')).data).toEqual({ text: 'One large coffee.' });
      expect(typesOf(satellite)).not.toContain('audio-start');
      expect(harness.script.invokes).toBe(turn);
    }
  });

  test('to its words alone: nothing is done', async () => {
    const satellite = await client();
    satellite.send('run-pipeline', { start_stage: 'asr', end_stage: 'asr' });
    talk(satellite, 512);
    expect((await satellite.until('transcript')).data).toMatchObject({ text: 'a large coffee' });
    expect(harness.script.understoodRequests).toEqual([]);
  });

  test('a satellite that goes on sending is heard no further, and another pipeline is a new turn', async () => {
    const satellite = await client();
    satellite.send('run-pipeline', { start_stage: 'asr', end_stage: 'tts' });
    talk(satellite, 3_200);
    satellite.send('audio-stop');
    await satellite.until('audio-stop');
    satellite.send('run-pipeline', { start_stage: 'asr', end_stage: 'tts' });
    talk(satellite, 512);
    await expect.poll(() => harness.script.heard).toEqual([400 * 32, 400 * 32]);
    // The next test counts from nought.
    await expect.poll(() => harness.script.invokes).toBe(2);
  });

  test('a new pipeline ends the one that runs', async () => {
    harness.script.endpointAfterMs = Number.POSITIVE_INFINITY;
    const satellite = await client();
    satellite.send('run-pipeline', { start_stage: 'asr', end_stage: 'tts' });
    talk(satellite, 256);
    await satellite.until('voice-started');
    satellite.events.length = 0;
    satellite.send('run-pipeline', { start_stage: 'asr', end_stage: 'tts' });
    talk(satellite, 256);
    satellite.send('audio-stop');
    await satellite.until('audio-stop');
    expect(satellite.events.filter(({ type }) => type === 'transcript')).toHaveLength(1);
    expect(harness.script.invokes).toBe(1);
  });

  test('one that names its wake word is not listened to while the wake word is off', async () => {
    harness.script.switches.set('satellite', {
      ...{ isMuted: false, isWakeWordOff: true, mutedUntilMs: 0, wakeWordOffUntilMs: 0, wakeWords: [] },
    });
    const satellite = await client();
    satellite.send('run-pipeline', { start_stage: 'asr', end_stage: 'tts', wake_word_name: 'ok_nabu' });
    talk(satellite, 512);
    expect((await satellite.until('error')).data).toMatchObject({ code: 'WAKE_WORD_OFF' });
    // It stops sending at a transcript alone.
    expect((await satellite.until('transcript')).data).toMatchObject({ text: '' });
    expect(harness.script.listens).toBe(0);
    satellite.send('run-pipeline', { start_stage: 'asr', end_stage: 'handle' });
    talk(satellite, 512);
    await satellite.until('handled');
  });

  test('silence ends with an empty transcript and no word of failure', async () => {
    harness.script.before = async (step) => {
      if (step === 'result') throw new EarshotError('NO_SPEECH');
    };
    const satellite = await client();
    satellite.send('run-pipeline', { start_stage: 'asr', end_stage: 'asr' });
    talk(satellite, 512);
    expect((await satellite.until('transcript')).data).toMatchObject({ text: '' });
    expect(typesOf(satellite)).not.toContain('error');
  });
});

describe('from words', () => {
  test.each([
    ['handle', ['handled']],
    ['tts', ['synthesize', 'audio-start', 'audio-chunk', 'audio-stop']],
  ])('to %s', async (end, wanted) => {
    const satellite = await client();
    satellite.send('run-pipeline', { start_stage: 'handle', end_stage: end });
    satellite.send('transcript', { text: 'a large coffee', language: 'en' });
    await satellite.until(wanted.at(-1) as string);
    expect(typesOf(satellite)).toEqual(wanted);
  });
});

describe('from what may be a wake word', () => {
  test('its first three seconds are judged before anything is heard', async () => {
    const satellite = await client();
    satellite.send('run-pipeline', { start_stage: 'wake', end_stage: 'tts' });
    talk(satellite, 2_944);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(harness.script.listens).toBe(0);
    harness.script.endpointAfterMs = 3_400;
    talk(satellite, 640);
    await satellite.until('audio-stop');
    expect(harness.script.wakes).toEqual([{ wakeAudioMs: 3_000 }]);
    expect(typesOf(satellite).slice(0, 4)).toEqual([
      'detection',
      'voice-started',
      'voice-stopped',
      'transcript',
    ]);
  });

  test('which is none: no more is heard, however long it goes on', async () => {
    harness.script.before = async (step) => {
      if (step === 'recognise') throw new EarshotError('WAKE_NOT_VERIFIED');
    };
    const satellite = await client();
    satellite.send('run-pipeline', { start_stage: 'wake', end_stage: 'tts' });
    talk(satellite, 3_840);
    await satellite.until('not-detected');
    expect(typesOf(satellite)).toEqual(['not-detected']);
    expect(harness.script.listens).toBe(1);
  });

  test.each([
    [900, 900],
    [5_120, 3_000],
  ])('as a service of its own: of %i ms it judges %i', async (sentMs, judgedMs) => {
    const judge = await client();
    judge.send('detect', { names: null });
    judge.send('audio-start', format);
    for (let at = 0; at < sentMs; at += 20)
      judge.send('audio-chunk', format, speech(Math.min(20, sentMs - at)));
    judge.send('audio-stop');
    expect((await judge.until('detection')).data).toMatchObject({ name: 'hey earshot' });
    expect(harness.script.wakes).toEqual([{ wakeAudioMs: judgedMs }]);
    expect(harness.script.understoodRequests).toEqual([]);
  });
});

test.each([
  ['no stages', {}],
  ['stages out of order', { start_stage: 'tts', end_stage: 'asr' }],
  ['a stage that nobody knows', { start_stage: 'asr', end_stage: 'dance' }],
])('a pipeline of %s ends the connection', async (_name, data) => {
  const satellite = await client();
  satellite.send('run-pipeline', data);
  expect((await satellite.until('error')).data).toMatchObject({ code: 'MESSAGE_MALFORMED' });
  await satellite.closed;
});

test('audio for nobody is bounded', async () => {
  const satellite = await client();
  satellite.send('run-pipeline', { start_stage: 'asr', end_stage: 'handle' });
  talk(satellite, 512);
  await satellite.until('handled');
  for (let flood = 0; flood < 10; flood += 1) satellite.send('audio-chunk', format, speech(1_000));
  expect((await satellite.until('error')).data).toMatchObject({ code: 'AUDIO_FLOOD' });
  await satellite.closed;
});

describe('satellites that are servers', () => {
  /** One that is gone to; what it is told. */
  async function satellite(): Promise<{ server: Server; address: string; arrivals: WyomingClient[] }> {
    const arrivals: WyomingClient[] = [];
    const server = createServer((socket) => {
      open.push(socket);
      arrivals.push(clientOn(socket));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { server, address: `127.0.0.1:${(server.address() as AddressInfo).port}`, arrivals };
  }

  test('are gone to, each as its own device, and again when the line breaks', async () => {
    const kitchen = await satellite();
    const hotel = await satellite();
    const kitchenToken = join(folder, 'kitchen');
    const hotelToken = join(folder, 'hotel');
    writeFileSync(kitchenToken, 'token-kitchen');
    writeFileSync(hotelToken, 'token-suite');
    const other = await startHarness(
      {},
      {
        EARSHOT_GATEWAY_WYOMING_SATELLITES: `${kitchen.address}=${kitchenToken}, ${hotel.address}=${hotelToken}`,
      },
    );
    try {
      other.script.hotelDevices.add('suite');
      await expect.poll(() => kitchen.arrivals.length).toBe(1);
      const [first] = kitchen.arrivals as [WyomingClient];
      await first.until('run-satellite');
      first.send('run-pipeline', { start_stage: 'asr', end_stage: 'tts' });
      talk(first, 512);
      await first.until('audio-stop');
      expect([...other.script.outcomes.values()].map(({ deviceId }) => deviceId)).toEqual(['kitchen']);
      first.socket.destroy();
      await expect.poll(() => kitchen.arrivals.length).toBe(2);
      await (kitchen.arrivals[1] as WyomingClient).until('run-satellite');
      // A hotel's is left before anything is asked of it.
      await expect.poll(() => hotel.arrivals.length).toBeGreaterThan(0);
      await (hotel.arrivals[0] as WyomingClient).closed;
      expect(hotel.arrivals.flatMap(({ events }) => events)).toEqual([]);
    } finally {
      await other.close();
      kitchen.server.close();
      hotel.server.close();
    }
  });

  test('outside the listed ranges nothing is said to them', async () => {
    const stranger = await satellite();
    const other = await startHarness(
      {},
      {
        EARSHOT_GATEWAY_WYOMING_SATELLITES: `${stranger.address}=${tokenFile}`,
        EARSHOT_GATEWAY_CLEAR_TEXT_FROM: '192.0.2.0/24',
      },
    );
    try {
      await expect.poll(() => stranger.arrivals.length).toBeGreaterThan(0);
      await (stranger.arrivals[0] as WyomingClient).closed;
      expect(stranger.arrivals.flatMap(({ events }) => events)).toEqual([]);
    } finally {
      await other.close();
      stranger.server.close();
    }
  });

  test('a setting that names none is refused at the start', async () => {
    await expect(startHarness({}, { EARSHOT_GATEWAY_WYOMING_SATELLITES: '127.0.0.1' })).rejects.toThrow(
      'EARSHOT_GATEWAY_WYOMING_SATELLITES',
    );
  });
});
