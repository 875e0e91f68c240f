import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unknownAudience as audience } from '../../common/audience.ts';
import { durationMs, rootMeanSquare, samplesOf } from '../../common/audio/pcm.ts';
import { codeOf } from '../../common/errors/earshot-error.ts';
import type { SynthesisRequest } from '../engine.ts';
import { EspeakEngine } from './espeak-engine.ts';

let engine: EspeakEngine;
beforeAll(() => {
  engine = new EspeakEngine({ workers: 1, maxQueued: 4, stallTimeoutMs: 10_000 });
});
afterAll(() => engine.close());

interface Spoken {
  readonly audio: Buffer;
  readonly pieces: number;
}

async function speak(
  text: string,
  locale: SynthesisRequest['locale'] = 'en-US',
  sampleRateHz = 16_000,
): Promise<Spoken> {
  const pieces: Buffer[] = [];
  const signal = new AbortController().signal;
  for await (const piece of engine.synthesise({ text, locale, sampleRateHz, signal, audience }))
    pieces.push(piece);
  return { audio: Buffer.concat(pieces), pieces: pieces.length };
}

/** Share of 50 ms stretches that are loud enough to be a voice. */
function voicedShare(audio: Buffer, sampleRateHz: number): number {
  const samples = samplesOf(audio);
  const frame = sampleRateHz / 20;
  let voiced = 0;
  let frames = 0;
  for (let start = 0; start + frame <= samples.length; start += frame) {
    frames++;
    if (rootMeanSquare(samples.subarray(start, start + frame)) > 300) voiced++;
  }
  return voiced / frames;
}

describe('espeak-ng', () => {
  test.each([
    ['en-US', 'Turning on the living room light.', 1_200, 3_500],
    ['zh-CN', '好的，已经打开客厅的灯。', 1_500, 4_000],
    ['zh-CN', '现在是7:30，房间1204，湿度30%。', 3_000, 8_000],
    ['zh-CN', '打开 Wi-Fi，密码是 hello。', 1_500, 5_000],
    ['en-US', 'The 客厅 is ready.', 1_000, 4_000],
  ] as const)('%s speaks "%s" for a plausible time, audibly', async (locale, text, leastMs, mostMs) => {
    for (const sampleRateHz of [16_000, 24_000]) {
      const { audio } = await speak(text, locale, sampleRateHz);
      const lastsMs = durationMs(audio.length, sampleRateHz);
      expect(lastsMs).toBeGreaterThan(leastMs);
      expect(lastsMs).toBeLessThan(mostMs);
      expect(voicedShare(audio, sampleRateHz)).toBeGreaterThan(0.4);
    }
  });

  test('each Chinese character takes the time of a syllable', async () => {
    const short = await speak('打开客厅的灯', 'zh-CN');
    const long = await speak('打开客厅的灯然后关掉卧室的空调', 'zh-CN');
    const perCharacterMs = durationMs(long.audio.length - short.audio.length, 16_000) / 9;
    expect(perCharacterMs).toBeGreaterThan(110);
    expect(perCharacterMs).toBeLessThan(350);
  });

  test('the first audio leaves long before the last is made', async () => {
    await speak('warm up');
    const startedAt = performance.now();
    let firstMs = 0;
    let pieces = 0;
    const signal = new AbortController().signal;
    const text = 'This is a rather long answer that nobody would want to wait for. '.repeat(12);
    for await (const _ of engine.synthesise({
      text,
      locale: 'en-US',
      sampleRateHz: 16_000,
      signal,
      audience,
    })) {
      if (pieces++ === 0) firstMs = performance.now() - startedAt;
    }
    const allMs = performance.now() - startedAt;
    expect(pieces).toBeGreaterThan(50);
    expect(firstMs).toBeLessThan(allMs / 3);
  });

  test('says nothing for nothing', async () => {
    expect((await speak('…')).audio.length).toBe(0);
  });

  test('an abort ends the work in mid-sentence and frees the worker', async () => {
    const controller = new AbortController();
    const text = 'word '.repeat(300);
    const reading = (async () => {
      for await (const _ of engine.synthesise({
        text,
        locale: 'en-US',
        sampleRateHz: 16_000,
        signal: controller.signal,
        audience,
      })) {
        controller.abort();
      }
    })();
    expect(await reading.then(() => 'fine', codeOf)).toBe('CANCELLED');
    expect((await speak('Next.')).audio.length).toBeGreaterThan(0);
    expect(engine.counters).toMatchObject({ queued: 0, running: 0, replaced: 0 });
  });

  test('leaving the loop ends the work too', async () => {
    const signal = new AbortController().signal;
    const request = {
      text: 'word '.repeat(300),
      locale: 'en-US',
      sampleRateHz: 16_000,
      signal,
      audience,
    } as const;
    for await (const _ of engine.synthesise(request)) break;
    expect((await speak('Next.')).audio.length).toBeGreaterThan(0);
    expect(engine.counters).toMatchObject({ queued: 0, running: 0 });
  });
});
