import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { readWav } from '../../common/audio/wav.ts';
import { codeOf } from '../../common/errors/earshot-error.ts';
import { missingShared, sharedPath } from '../../common/testing/shared-data.ts';
import { speakForTest } from '../../common/testing/spoken.ts';
import {
  type Script,
  type ScriptedPeer,
  type ScriptedServer,
  startScriptedServer,
} from '../../common/wyoming/testing/scripted-server.ts';
import type { OpenStreamOptions } from '../engine.ts';
import { WyomingEngine, type WyomingEngineOptions } from './wyoming-engine.ts';

let server: ScriptedServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

function engineAt(address: string, options: Partial<WyomingEngineOptions> = {}): WyomingEngine {
  return new WyomingEngine({
    id: 'wyoming',
    operator: 'test',
    region: 'local',
    isInHouse: true,
    address,
    locales: ['en-US'],
    connectTimeoutMs: 500,
    idleTimeoutMs: 400,
    totalTimeoutMs: 3_000,
    maxStreams: 1,
    maxQueued: 1,
    maxAudioMs: 10_000,
    confidence: 0.8,
    maxBiasWords: 2,
    ...options,
  });
}

async function engineFor(script: Script, options: Partial<WyomingEngineOptions> = {}) {
  server = await startScriptedServer(script);
  return engineAt(server.address, options);
}

const second = new Int16Array(16_000);
async function recognise(engine: WyomingEngine, options: Partial<OpenStreamOptions> = {}) {
  try {
    const stream = await engine.openStream({ locale: 'en-US', ...options });
    await stream.write(second);
    return (await stream.finish()).map(({ text }) => text).join(' | ');
  } catch (error) {
    return codeOf(error);
  }
}

const answer =
  (text: unknown): Script =>
  async (peer) => {
    await peer.waitFor('audio-stop');
    peer.send('transcript', { text });
  };

describe('WyomingEngine', () => {
  test('sends what it was given and takes the transcript', async () => {
    const seen: string[] = [];
    let bytes = 0;
    const engine = await engineFor(async (peer) => {
      for await (const event of peer.events) {
        bytes += event.payload.length;
        if (event.type !== 'audio-chunk') seen.push(`${event.type} ${JSON.stringify(event.data)}`);
        if (event.type === 'audio-stop') peer.send('transcript', { text: ' Turn on the light. ' });
      }
    });
    const languageModel = { key: 'k', locale: 'en-US', biasWords: ['latte', 'mocha', 'tea'] } as const;
    expect(await recognise(engine, { languageModel })).toBe('turn on the light');
    expect(bytes).toBe(32_000);
    expect(seen).toEqual([
      'transcribe {"language":"en","transcript_terms":["latte","mocha"]}',
      'audio-start {"rate":16000,"width":2,"channels":1}',
      'audio-stop {}',
    ]);
    expect(engine.counters).toEqual({ running: 0, queued: 0, refused: 0 });
  });

  test('gives partial words of a streaming server as they grow', async () => {
    const engine = await engineFor(async (peer) => {
      await peer.waitFor('audio-chunk');
      peer.send('transcript-start');
      peer.send('transcript-chunk', { text: 'Turn on' });
      peer.send('transcript-chunk', { text: ' the light' });
      await peer.waitFor('audio-stop');
      peer.send('transcript-stop');
      peer.send('transcript', { text: 'Turn on the light.' });
    });
    const stream = await engine.openStream({ locale: 'en-US' });
    await stream.write(second);
    const partials: string[] = [];
    for await (const { text } of stream.partials) {
      partials.push(text);
      if (partials.length === 2) break;
    }
    expect(partials).toEqual(['turn on', 'turn on the light']);
    expect((await stream.finish())[0]?.text).toBe('turn on the light');
  });

  test('hears nothing in an empty transcript', async () => {
    expect(await recognise(await engineFor(answer('')))).toBe('');
  });

  const stalling: Script = () => new Promise(() => {});
  test.each<[string, Script, string]>([
    ['stalls', stalling, 'ENGINE_TIMEOUT'],
    ['sends no text', answer(7), 'ENGINE_PROTOCOL'],
    ['sends a novel', answer('word '.repeat(1_000)), 'ENGINE_PROTOCOL'],
    ['hangs up', async (peer) => void peer.socket.end(), 'ENGINE_UNAVAILABLE'],
    ['says it failed', async (peer) => peer.send('error', { text: 'no', code: 'x' }), 'ENGINE_UNAVAILABLE'],
    [
      'floods',
      async (peer) => {
        for (let index = 0; index < 100; index++) peer.send('x', {}, Buffer.alloc(200_000));
      },
      'ENGINE_PROTOCOL',
    ],
    ['speaks something else', async (peer) => peer.sendRaw('220 mail ready\r\n'), 'ENGINE_PROTOCOL'],
  ])('a server that %s', async (_, script, code) => {
    const engine = await engineFor(script);
    expect(await recognise(engine)).toBe(code);
    expect(engine.counters.running).toBe(0);
  });

  test('a server that is not there, and one that answers the next time', async () => {
    expect(await recognise(engineAt('127.0.0.1:9'))).toBe('ENGINE_UNAVAILABLE');
    expect(await recognise(await engineFor(answer('Hello')))).toBe('hello');
  });

  test('holds to its bounds: streams, queue, length', async () => {
    const peers: ScriptedPeer[] = [];
    const engine = await engineFor(async (peer) => {
      peers.push(peer);
      await peer.waitFor('audio-stop');
      await new Promise((resolve) => setTimeout(resolve, 100));
      peer.send('transcript', { text: 'hello' });
    });
    const results = await Promise.all([recognise(engine), recognise(engine), recognise(engine)]);
    expect(results.sort()).toEqual(['ASR_BUSY', 'hello', 'hello']);
    expect(engine.counters).toEqual({ running: 0, queued: 0, refused: 1 });

    const stream = await engine.openStream({ locale: 'en-US' });
    expect(await stream.write(new Int16Array(161_000)).then(() => 'fine', codeOf)).toBe('UTTERANCE_TOO_LONG');
    stream.abort();
    expect(engine.counters.running).toBe(0);
  });

  test('an abort frees the place of a stream, waiting or running', async () => {
    const engine = await engineFor(stalling);
    const [running, waiting] = [new AbortController(), new AbortController()];
    const first = recognise(engine, { signal: running.signal });
    const queued = recognise(engine, { signal: waiting.signal });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(engine.counters).toMatchObject({ running: 1, queued: 1 });
    waiting.abort();
    running.abort();
    expect(await Promise.all([first, queued])).toEqual(['CANCELLED', 'CANCELLED']);
    expect(engine.counters).toMatchObject({ running: 0, queued: 0 });
  });

  test('refuses a locale it has no model for', async () => {
    expect(await recognise(engineAt('127.0.0.1:9'), { locale: 'zh-CN' })).toBe('ASR_LOCALE_UNSUPPORTED');
  });
});

const address = process.env['EARSHOT_TEST_WYOMING_ASR'];
describe.skipIf(address === undefined)(
  'a real Wyoming server (set EARSHOT_TEST_WYOMING_ASR=tcp://host:port to run)',
  () => {
    const real = () =>
      engineAt(address!, { idleTimeoutMs: 20_000, totalTimeoutMs: 25_000, locales: ['en-US', 'zh-CN'] });

    test('describes itself', async () => {
      const { asr } = await real().describe();
      expect(asr.flatMap((program) => program.models.flatMap((model) => model.languages))).toContain('en');
    });

    const missing = missingShared('data/speech/en-US-hospitality');
    test.skipIf(missing !== undefined)('hears a person', async () => {
      const stream = await real().openStream({ locale: 'en-US' });
      const file = sharedPath('data/speech/en-US-commands/001.wav');
      await stream.write(readWav(readFileSync(file)).samples);
      expect((await stream.finish())[0]?.text).toBe('turn on the living room lights');
    });

    test('makes up nothing for a robot that counts', async () => {
      const stream = await real().openStream({ locale: 'en-US' });
      await stream.write(await speakForTest('one two three four', { voice: 'en-us', marginMs: 200 }));
      expect((await stream.finish()).map(({ text }) => text).join(' ')).toMatch(/one|1/);
    });
  },
);
