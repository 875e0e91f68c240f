import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { readWav } from '../../common/audio/wav.ts';
import { codeOf } from '../../common/errors/earshot-error.ts';
import { missingShared, sharedPath } from '../../common/testing/shared-data.ts';
import { speakForTest } from '../../common/testing/spoken.ts';
import { frameSamples } from './messages.ts';
import { SileroVad, type SileroVadOptions } from './silero-vad.ts';

const silence = (ms: number) => new Int16Array(ms * 16);
const isSpeech = (probabilities: readonly number[]) => probabilities.filter((value) => value > 0.5).length;

describe('Silero', () => {
  let vad: SileroVad;
  let speech: Int16Array;
  beforeAll(async () => {
    vad = new SileroVad();
    speech = await speakForTest('Turn on the light in the living room.', { voice: 'en-us' });
  });
  afterAll(() => vad.close());

  test('hears a voice and no voice in silence, noise or a tone', async () => {
    const noise = Int16Array.from({ length: 32_000 }, () => Math.round((Math.random() - 0.5) * 2_000));
    const tone = Int16Array.from({ length: 32_000 }, (_, index) => 6_000 * Math.sin(index / 8));
    const shares: Record<string, number> = {};
    for (const [name, audio] of Object.entries({ speech, noise, tone, silence: silence(2_000) })) {
      const stream = vad.open();
      const probabilities = await stream.push(audio);
      expect(probabilities).toHaveLength(Math.floor(audio.length / frameSamples));
      shares[name] = isSpeech(probabilities) / probabilities.length;
      stream.close();
    }
    expect(shares['speech']).toBeGreaterThan(0.6);
    expect(Math.max(shares['noise']!, shares['tone']!, shares['silence']!)).toBeLessThan(0.1);
  });

  test('gives the same whatever the chunking and whoever shares the batch', async () => {
    const alone = vad.open();
    const wanted = await alone.push(speech);
    const results = await Promise.all(
      [160, 320, 333, 512, 960, 5_000].map(async (size) => {
        const stream = vad.open();
        const probabilities: number[] = [];
        const pushes: Promise<readonly number[]>[] = [];
        for (let start = 0; start < speech.length; start += size) {
          pushes.push(stream.push(speech.subarray(start, start + size)));
        }
        for (const push of pushes) probabilities.push(...(await push));
        stream.close();
        return probabilities;
      }),
    );
    alone.close();
    for (const probabilities of results) {
      expect(probabilities).toHaveLength(wanted.length);
      for (const [index, value] of probabilities.entries()) expect(value).toBeCloseTo(wanted[index]!, 3);
    }
    expect(vad.counters.streams).toBe(0);
  });

  test('streams do not hear each other', async () => {
    const [loud, quiet] = [vad.open(), vad.open()];
    const [heard, unheard] = await Promise.all([loud.push(speech), quiet.push(silence(speech.length / 16))]);
    expect(isSpeech(heard)).toBeGreaterThan(10);
    expect(isSpeech(unheard)).toBe(0);
    loud.close();
    quiet.close();
  });

  const missing = missingShared('data/speech/en-US-hospitality');
  test.skipIf(missing !== undefined)(`hears people${missing ? ` (${missing})` : ''}`, async () => {
    const folder = sharedPath('data/speech/en-US-hospitality');
    const lines = readFileSync(`${folder}/transcripts.tsv`, 'utf8').trim().split('\n').slice(1, 7);
    for (const line of lines) {
      const file = line.split('\t').find((cell) => cell.endsWith('.wav'));
      if (file === undefined) continue;
      const stream = vad.open();
      const { samples } = readWav(readFileSync(`${folder}/${file}`));
      expect(isSpeech(await stream.push(samples))).toBeGreaterThan(8);
      stream.close();
    }
  });
});

describe('SileroVad around its thread', () => {
  let vad: SileroVad;
  const replaced: string[] = [];
  afterEach(async () => {
    await vad.close();
    replaced.length = 0;
  });
  const start = (options: SileroVadOptions = {}) => {
    vad = new SileroVad({
      workerUrl: new URL('./testing-worker.ts', import.meta.url),
      stallTimeoutMs: 300,
      onReplaced: (reason) => replaced.push(reason),
      ...options,
    });
    return vad;
  };
  const frame = (level: number) => new Int16Array(frameSamples).fill(level * 32_768);
  const push = (audio: Int16Array) => {
    const stream = vad.open();
    return stream
      .push(audio)
      .then((values) => values.map((value) => Math.round(value * 10) / 10), codeOf)
      .finally(() => stream.close());
  };

  test('a thread that crashes over some audio fails that audio only, after a second try', async () => {
    start();
    expect(await push(frame(0.2))).toEqual([0.2]);
    expect(await push(frame(0.95))).toBe('VAD_FAILED');
    expect(replaced).toEqual(['crashed', 'crashed']);
    expect(await push(frame(0.3))).toEqual([0.3]);
  });

  test('a thread that hangs is replaced', async () => {
    start();
    expect(await push(frame(0.85))).toBe('VAD_FAILED');
    expect(replaced).toEqual(['stalled', 'stalled']);
    expect(await push(frame(0.3))).toEqual([0.3]);
  });

  test('more streams than one batch holds all get their turn', async () => {
    start({ maxBatch: 3 });
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) => push(frame((index % 8) / 10))),
    );
    expect(results).toEqual(Array.from({ length: 20 }, (_, index) => [(index % 8) / 10]));
  });

  test('audio far faster than it is looked at is refused', async () => {
    start({ maxPendingFrames: 10 });
    expect(await push(new Int16Array(frameSamples * 11))).toBe('OVERLOADED');
  });

  test('a closed stream answers nothing and holds nobody up', async () => {
    start();
    const stream = vad.open();
    const pushed = stream.push(frame(0.2));
    stream.close();
    expect(await pushed).toEqual([]);
    expect(await stream.push(frame(0.2))).toEqual([]);
    expect(await push(frame(0.3))).toEqual([0.3]);
  });
});
