import { afterEach, expect, test } from 'vitest';
import { codeOf } from '../../common/errors/earshot-error.ts';
import { renderMetrics } from '../../common/metrics.ts';
import type { TtsEngine } from '../engine.ts';
import { FallbackEngine } from '../fallback.ts';
import { ttsMetrics } from '../metrics.ts';
import { type PoolOptions, SynthesisPool } from './synthesis-pool.ts';

let pool: SynthesisPool | undefined;
const replaced: string[] = [];
afterEach(async () => {
  await pool?.close();
  replaced.length = 0;
});

function start(options: Partial<PoolOptions> = {}): SynthesisPool {
  pool = new SynthesisPool({
    workers: 1,
    maxQueued: 3,
    stallTimeoutMs: 300,
    onReplaced: (reason) => replaced.push(reason),
    workerUrl: new URL('./testing-worker.ts', import.meta.url),
    ...options,
  });
  return pool;
}

async function speak(text: string, signal = new AbortController().signal): Promise<string> {
  try {
    let pieces = 0;
    for await (const _ of pool!.speak({ text, voice: 'en-us', sampleRateHz: 16_000 }, signal)) pieces++;
    return `${pieces} pieces`;
  } catch (error) {
    return codeOf(error);
  }
}

test('a crashed worker fails one request only and is replaced', async () => {
  start();
  const results = await Promise.all([speak('a'), speak('crash'), speak('b')]);
  expect(results).toEqual(['1 pieces', 'TTS_FAILED', '1 pieces']);
  expect(replaced).toEqual(['crashed']);
  expect(pool?.counters).toEqual({ queued: 0, running: 0, finished: 2, refused: 0, replaced: 1 });
});

test('a worker that hangs in native code fails one request only and is replaced', async () => {
  start();
  expect(await Promise.all([speak('hang'), speak('b')])).toEqual(['TTS_FAILED', '1 pieces']);
  expect(replaced).toEqual(['stalled']);
});

test('an error inside the engine keeps the worker', async () => {
  start();
  expect(await Promise.all([speak('throw'), speak('b')])).toEqual(['TTS_FAILED', '1 pieces']);
  expect(replaced).toEqual([]);
});

test('a full queue refuses, counted', async () => {
  start();
  const results = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((text) => speak(text)));
  expect(results.filter((result) => result === 'TTS_BUSY')).toHaveLength(2);
  expect(pool?.counters.refused).toBe(2);
});

test('what workers do stands on the page of numbers, of two voices together', async () => {
  const primary = start();
  const secondary = new SynthesisPool({
    ...{ workers: 1, maxQueued: 3, stallTimeoutMs: 300 },
    workerUrl: new URL('./testing-worker.ts', import.meta.url),
  });
  const voiceOf = (of: SynthesisPool): TtsEngine => ({
    ...{ id: 'pool', locales: [], close: () => of.close() },
    counters: of.counters,
    async *synthesise() {},
  });
  const page = () => {
    const options = { mayUsePrimary: () => true, firstAudioTimeoutMs: 1, restMs: 1 };
    const engine = new FallbackEngine(voiceOf(primary), voiceOf(secondary), options);
    return renderMetrics([ttsMetrics(engine)]);
  };
  try {
    const said = Promise.all([...['a', 'b', 'c', 'd', 'e'].map((text) => speak(text))]);
    secondary.speak({ text: 'a', voice: 'en-us', sampleRateHz: 16_000 }, new AbortController().signal);
    expect(await page()).toContain('earshot_tts_waiting 4\n');
    await said;
    expect(await page()).toContain('earshot_tts_refused_total 2\n');
    expect(await speak('crash')).toBe('TTS_FAILED');
    await expect.poll(page).toContain('earshot_tts_workers_replaced_total 1\n');
    expect(await page()).toContain('earshot_tts_workers_busy 0\n');
  } finally {
    await secondary.close();
  }
});

test('an abort takes a waiting request out of the queue', async () => {
  start();
  const controller = new AbortController();
  const hanging = speak('hang');
  const waiting = speak('a', controller.signal);
  expect(pool?.counters.queued).toBeGreaterThan(0);
  controller.abort();
  expect(await waiting).toBe('CANCELLED');
  expect(await hanging).toBe('TTS_FAILED');
  expect(await speak('a', controller.signal)).toBe('CANCELLED');
});

test('closing ends what waits with a retryable code', async () => {
  const closing = start();
  const waiting = [speak('hang'), speak('a')];
  await closing.close();
  expect(await Promise.all(waiting)).toEqual(['DRAINING', 'DRAINING']);
  expect(await speak('a')).toBe('DRAINING');
});

test('workers that cannot start are tried again, not in a tight loop', async () => {
  start({ workerUrl: new URL('./no-such-worker.ts', import.meta.url) });
  const controller = new AbortController();
  const startedAt = performance.now();
  const waiting = speak('a', controller.signal);
  await expect.poll(() => replaced.length, { timeout: 20_000 }).toBeGreaterThan(2);
  const tookMs = performance.now() - startedAt;
  controller.abort();
  expect(await waiting).toBe('CANCELLED');
  // A tight loop would make hundreds of them in a second; a busy machine makes fewer.
  expect((replaced.length / tookMs) * 1000).toBeLessThan(10);
  expect(new Set(replaced)).toEqual(new Set(['start-failed']));
});
