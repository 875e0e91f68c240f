import { afterEach, describe, expect, test } from 'vitest';
import { unknownAudience } from '../common/audience.ts';
import { bytesOf } from '../common/audio/pcm.ts';
import { codeOf, EarshotError } from '../common/errors/earshot-error.ts';
import {
  type Script,
  type ScriptedServer,
  startScriptedServer,
} from '../common/wyoming/testing/scripted-server.ts';
import type { SynthesisRequest, TtsEngine } from './engine.ts';
import { FallbackEngine } from './fallback.ts';
import { WyomingVoice } from './wyoming/wyoming-voice.ts';

let server: ScriptedServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** Notes what it was asked to say. */
class NotingEngine implements TtsEngine {
  readonly id = 'noting';
  readonly locales = ['en-US', 'zh-CN'] as const;
  readonly said: string[] = [];
  async *synthesise(request: SynthesisRequest): AsyncGenerator<Buffer> {
    this.said.push(request.text);
    yield Buffer.alloc(2);
  }
  async close(): Promise<void> {}
}

const sampleRateHz = 16_000;
const request = (text: string, signal = new AbortController().signal): SynthesisRequest => ({
  text,
  locale: 'en-US',
  sampleRateHz,
  signal,
  audience: unknownAudience,
});

function voiceAt(address: string): WyomingVoice {
  return new WyomingVoice({
    address,
    locales: ['en-US'],
    connectTimeoutMs: 300,
    idleTimeoutMs: 1_000,
    totalTimeoutMs: 3_000,
    maxAudioMs: 2_000,
  });
}

async function wyomingVoice(script: Script): Promise<WyomingVoice> {
  server = await startScriptedServer(script);
  return voiceAt(server.address);
}

const collect = async (engine: TtsEngine, text: string): Promise<number> => {
  let bytes = 0;
  for await (const audio of engine.synthesise(request(text))) bytes += audio.length;
  return bytes;
};

const format = { rate: 22_050, width: 2, channels: 1 };
const second = bytesOf(new Int16Array(22_050).fill(1_000));
const proper: Script = async (peer) => {
  await peer.waitFor('synthesize');
  peer.send('audio-start', format);
  peer.send('audio-chunk', format, second.subarray(0, 20_000));
  peer.send('audio-chunk', format, second.subarray(20_000));
  peer.send('audio-stop');
};

describe('WyomingVoice', () => {
  test('resamples what the server says', async () => {
    expect(await collect(await wyomingVoice(proper), 'Hello.')).toBe(2 * sampleRateHz);
  });

  test('takes chunks that cut a sample in two', async () => {
    const voice = await wyomingVoice(async (peer) => {
      await peer.waitFor('synthesize');
      peer.send('audio-start', { rate: 16_000, width: 2, channels: 1 });
      const said = bytesOf(Int16Array.from({ length: 2_000 }, (_, index) => index));
      peer.send('audio-chunk', format, said.subarray(0, 1_001));
      peer.send('audio-chunk', format, said.subarray(1_001));
      peer.send('audio-stop');
    });
    const pieces: Buffer[] = [];
    for await (const piece of voice.synthesise(request('Hello.'))) pieces.push(piece);
    expect(Buffer.concat(pieces)).toEqual(bytesOf(Int16Array.from({ length: 2_000 }, (_, index) => index)));
  });

  test('mixes stereo down', async () => {
    const stereo = { rate: 16_000, width: 2, channels: 2 };
    const voice = await wyomingVoice(async (peer) => {
      await peer.waitFor('synthesize');
      peer.send('audio-start', stereo);
      peer.send('audio-chunk', stereo, bytesOf(Int16Array.of(100, 300, -100, -300)));
      peer.send('audio-stop');
    });
    const pieces: Buffer[] = [];
    for await (const piece of voice.synthesise(request('Hello.'))) pieces.push(piece);
    expect(Buffer.concat(pieces)).toEqual(bytesOf(Int16Array.of(200, -200)));
  });

  test.each<[string, Script, string]>([
    [
      'audio before its format',
      async (peer) => peer.send('audio-chunk', format, Buffer.alloc(4)),
      'ENGINE_PROTOCOL',
    ],
    ['8-bit audio', async (peer) => peer.send('audio-start', { ...format, width: 1 }), 'ENGINE_PROTOCOL'],
    ['an absurd rate', async (peer) => peer.send('audio-start', { ...format, rate: 1e9 }), 'ENGINE_PROTOCOL'],
    [
      'audio without end',
      async (peer) => {
        peer.send('audio-start', format);
        for (let index = 0; index < 10; index++) peer.send('audio-chunk', format, second);
      },
      'ENGINE_PROTOCOL',
    ],
    [
      'a change of rate in the middle',
      async (peer) => {
        peer.send('audio-start', format);
        peer.send('audio-start', { ...format, rate: 16_000 });
      },
      'ENGINE_PROTOCOL',
    ],
    ['an error event', async (peer) => peer.send('error', { text: 'no' }), 'ENGINE_UNAVAILABLE'],
  ])('refuses %s', async (_, script, code) => {
    const voice = await wyomingVoice(script);
    expect(await collect(voice, 'Hello.').then(() => 'fine', codeOf)).toBe(code);
  });
});

describe('FallbackEngine', () => {
  const options = { firstAudioTimeoutMs: 150, restMs: 60_000, mayUsePrimary: () => true };

  test('leaves espeak-ng alone while the better voice works', async () => {
    const espeak = new NotingEngine();
    const engine = new FallbackEngine(await wyomingVoice(proper), espeak, options);
    expect(await collect(engine, 'One. Two.')).toBe(4 * sampleRateHz);
    expect(espeak.said).toEqual([]);
    expect(server?.connections).toBe(2);
  });

  test('speaks everything itself where the server is gone, and lets it rest', async () => {
    const espeak = new NotingEngine();
    let nowMs = 0;
    const engine = new FallbackEngine(voiceAt('127.0.0.1:9'), espeak, { ...options, now: () => nowMs });
    await collect(engine, 'One. Two.');
    expect(espeak.said).toEqual(['One.', 'Two.']);
    expect(engine.failures).toBe(1);
    nowMs = 60_001;
    await collect(engine, 'Three.');
    expect(engine.failures).toBe(2);
  });

  test('gives nothing to a voice that may not read it', async () => {
    const espeak = new NotingEngine();
    const voice = await wyomingVoice(proper);
    await collect(new FallbackEngine(voice, espeak, { ...options, mayUsePrimary: () => false }), 'One. Two.');
    expect(espeak.said).toEqual(['One.', 'Two.']);
    expect(server?.connections).toBe(0);
  });

  test('does not wait for a slow server', async () => {
    const espeak = new NotingEngine();
    const engine = new FallbackEngine(await wyomingVoice(async () => {}), espeak, options);
    await collect(engine, 'One. Two.');
    expect(espeak.said).toEqual(['One.', 'Two.']);
  });

  test('says no sentence twice when the server dies in the middle of it', async () => {
    const espeak = new NotingEngine();
    const voice = await wyomingVoice(async (peer) => {
      await peer.waitFor('synthesize');
      peer.send('audio-start', format);
      peer.send('audio-chunk', format, second);
      peer.socket.end();
    });
    await collect(new FallbackEngine(voice, espeak, options), 'One. Two. Three.');
    expect(espeak.said).toEqual(['Two.', 'Three.']);
  });

  test('a slow reader is not the fault of the voice', async () => {
    const espeak = new NotingEngine();
    const engine = new FallbackEngine(await wyomingVoice(proper), espeak, options);
    for await (const _ of engine.synthesise(request('One.'))) {
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    expect(engine.failures).toBe(0);
  });

  test('an abort is not a failure of the voice', async () => {
    const controller = new AbortController();
    const engine = new FallbackEngine(await wyomingVoice(async () => {}), new NotingEngine(), {
      ...options,
      firstAudioTimeoutMs: 5_000,
    });
    const reading = (async () => {
      for await (const _ of engine.synthesise(request('One.', controller.signal)));
    })();
    setTimeout(() => controller.abort(new EarshotError('CANCELLED')), 50);
    expect(await reading.then(() => 'fine', codeOf)).toBe('CANCELLED');
    expect(engine.failures).toBe(0);
  });
});
