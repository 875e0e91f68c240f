import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unknownAudience as audience } from '../../common/audience.ts';
import { durationMs, rootMeanSquare, samplesOf } from '../../common/audio/pcm.ts';
import { loadConfig } from '../../common/config.ts';
import { codeOf } from '../../common/errors/earshot-error.ts';
import { modelSettings, modelsDirOf } from '../../common/models-dir.ts';
import { isKokoroInstalled, KokoroEngine } from './kokoro-engine.ts';

const modelsDir = modelsDirOf(loadConfig(modelSettings));
const voices = { 'en-US': 'af_heart', 'zh-CN': 'zf_xiaoxiao' } as const;

test('nothing is installed in a folder that holds nothing', () => {
  expect(isKokoroInstalled('/nonexistent', Object.values(voices))).toBe(false);
});

describe.skipIf(!isKokoroInstalled(modelsDir, Object.values(voices)))(
  'Kokoro (needs `earshot models pull kokoro` in EARSHOT_MODELS_DIR)',
  () => {
    let engine: KokoroEngine;
    beforeAll(() => {
      const patience = { stallTimeoutMs: 60_000, startTimeoutMs: 60_000 };
      engine = new KokoroEngine({ modelsDir, voices, threads: 1, workers: 1, maxQueued: 4, ...patience });
    });
    afterAll(() => engine.close());

    test.each([
      ['en-US', 'Good morning.', 700, 3_000],
      ['zh-CN', '已经打开客厅的灯。', 1_000, 4_500],
    ] as const)(
      '%s speaks "%s" for a plausible time, audibly',
      async (locale, text, leastMs, mostMs) => {
        const pieces: Buffer[] = [];
        const request = { text, locale, sampleRateHz: 16_000, audience, signal: AbortSignal.timeout(60_000) };
        for await (const piece of engine.synthesise(request)) pieces.push(piece);
        const spoken = Buffer.concat(pieces);
        expect(durationMs(spoken.length, 16_000)).toBeGreaterThan(leastMs);
        expect(durationMs(spoken.length, 16_000)).toBeLessThan(mostMs);
        expect(rootMeanSquare(samplesOf(spoken))).toBeGreaterThan(300);
      },
      90_000,
    );

    test('an abort ends the work and frees the worker', async () => {
      const controller = new AbortController();
      const text = 'This is a sentence that takes its time to be made.';
      const request = { locale: 'en-US', sampleRateHz: 16_000, audience } as const;
      const reading = (async () => {
        const all = engine.synthesise({ ...request, text, signal: controller.signal });
        for await (const _ of all) throw new Error('too early');
      })();
      controller.abort();
      expect(await reading.then(() => 'fine', codeOf)).toBe('CANCELLED');
      await expect.poll(() => engine.counters, { timeout: 60_000 }).toMatchObject({ queued: 0, running: 0 });
    }, 90_000);
  },
);
