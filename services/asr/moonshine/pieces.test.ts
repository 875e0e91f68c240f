import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../common/config.ts';
import { modelSettings, modelsDirOf } from '../../common/models-dir.ts';
import { speakForTest } from '../../common/testing/spoken.ts';
import { installedModels, secondHearing } from '../models/installed.ts';
import type { MoonshineFiles } from '../pocketsphinx/messages.ts';
import { MoonshineDecoder } from './native.ts';
import { maxPieceSamples, piecesOf } from './pieces.ts';

const second = 16_000;
const tone = (seconds: number, amplitude = 5_000): Int16Array =>
  Int16Array.from({ length: seconds * second }, (_, at) => Math.round(Math.sin(at / 3) * amplitude));
const quiet = (seconds: number): Int16Array => tone(seconds, 20);
const together = (...parts: Int16Array[]): Int16Array => Int16Array.from(parts.flatMap((part) => [...part]));
/** Begin and end of each piece, in seconds. */
const places = (samples: Int16Array): number[][] =>
  piecesOf(samples).map(({ byteOffset, length }) => {
    const from = byteOffset / 2 / second;
    return [from, from + length / second].map((value) => Math.round(value * 10) / 10);
  });

describe('an utterance for an engine that takes nine seconds', () => {
  test('is left as it is where it is short enough', () => {
    const samples = together(quiet(2), tone(2), quiet(4));
    expect(piecesOf(samples)).toEqual([samples]);
  });

  test('loses the silence at its ends where it is longer', () => {
    expect(places(together(quiet(3), tone(4), quiet(5)))).toEqual([[2.7, 7.3]]);
  });

  test('is cut in a pause, and no piece is too long', () => {
    expect(places(together(tone(6), quiet(0.4), tone(6)))).toEqual([
      [0, 6.2],
      [6.2, 12.4],
    ]);
    const long = piecesOf(tone(40));
    expect(long.every(({ length }) => length <= maxPieceSamples)).toBe(true);
    expect(long.reduce((sum, { length }) => sum + length, 0)).toBe(40 * second);
  });

  test('a long silence between two sentences is no piece', () => {
    expect(places(together(tone(3), quiet(20), tone(3)))).toHaveLength(2);
    expect(piecesOf(new Int16Array(10 * second))).toEqual([]);
  });
});

const modelsDir = modelsDirOf(loadConfig(modelSettings));
const files = secondHearing(installedModels({ modelsDir }), modelsDir)['en-US'] as MoonshineFiles | undefined;
const isMissing = files === undefined || !existsSync(files.runtimeDir);
if (isMissing) console.warn('skipped: moonshine-en-US is missing (earshot models pull moonshine-en-US)');

test.skipIf(isMissing)('Moonshine hears all of an utterance that lasts longer than it takes', async () => {
  const said = await speakForTest('turn on the kitchen light', { voice: 'en-us' });
  const decoder = new MoonshineDecoder(files!);
  const hear = (samples: Int16Array): string => {
    decoder.start();
    decoder.write(samples);
    return decoder.finish().text;
  };
  const once = hear(said);
  expect(once).toContain('turn on');
  expect(hear(together(quiet(4), said, quiet(5)))).toContain('turn on');
  const twice = hear(together(said, quiet(7), said));
  expect(twice.split('turn on')).toHaveLength(3);
});
