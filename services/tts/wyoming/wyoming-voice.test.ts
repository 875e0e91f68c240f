import { describe, expect, test } from 'vitest';
import { unknownAudience } from '../../common/audience.ts';
import { durationMs, rootMeanSquare, samplesOf } from '../../common/audio/pcm.ts';
import { WyomingVoice } from './wyoming-voice.ts';

const address = process.env['EARSHOT_TEST_WYOMING_TTS'];

describe.skipIf(address === undefined)(
  'a real Wyoming voice (set EARSHOT_TEST_WYOMING_TTS=tcp://host:port to run)',
  () => {
    test('speaks English at the rate asked for', async () => {
      const voice = new WyomingVoice({
        address: address!,
        locales: ['en-US'],
        connectTimeoutMs: 1_000,
        idleTimeoutMs: 20_000,
        totalTimeoutMs: 25_000,
        maxAudioMs: 20_000,
      });
      for (const sampleRateHz of [16_000, 24_000]) {
        const pieces: Buffer[] = [];
        const signal = new AbortController().signal;
        const text = 'Turning on the living room light.';
        for await (const piece of voice.synthesise({
          text,
          locale: 'en-US',
          sampleRateHz,
          signal,
          audience: unknownAudience,
        })) {
          pieces.push(piece);
        }
        const audio = Buffer.concat(pieces);
        expect(durationMs(audio.length, sampleRateHz)).toBeGreaterThan(1_000);
        expect(durationMs(audio.length, sampleRateHz)).toBeLessThan(5_000);
        expect(rootMeanSquare(samplesOf(audio))).toBeGreaterThan(300);
      }
    });
  },
);
