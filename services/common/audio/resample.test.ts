import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { propertyRuns } from '../../../property-runs.ts';
import { bytesOf, rootMeanSquare, samplesOf } from './pcm.ts';
import { Resampler, resample } from './resample.ts';

function tone(frequencyHz: number, sampleRateHz: number, seconds: number, amplitude = 10_000): Int16Array {
  return Int16Array.from({ length: Math.round(sampleRateHz * seconds) }, (_, index) =>
    Math.round(amplitude * Math.sin((2 * Math.PI * frequencyHz * index) / sampleRateHz)),
  );
}

const pairs: readonly (readonly [number, number])[] = [
  [22_050, 16_000],
  [22_050, 24_000],
  [48_000, 16_000],
  [16_000, 48_000],
  [24_000, 16_000],
  [8_000, 16_000],
  [44_100, 16_000],
];

describe('resample', () => {
  test.each(pairs)('keeps a tone in its place from %i to %i Hz', (fromHz, toHz) => {
    const output = resample(tone(440, fromHz, 0.5), fromHz, toHz);
    const wanted = tone(440, toHz, 0.5);
    expect(output.length).toBe(wanted.length);
    // Away from both ends the wave itself must agree, phase included.
    const margin = Math.round(toHz * 0.02);
    let worst = 0;
    for (let index = margin; index < output.length - margin; index++) {
      worst = Math.max(worst, Math.abs(output[index]! - wanted[index]!));
    }
    expect(worst).toBeLessThan(40);
  });

  test('removes what the lower rate cannot carry instead of folding it back', () => {
    const output = resample(tone(10_500, 48_000, 0.5), 48_000, 16_000);
    expect(rootMeanSquare(output.subarray(800, -800))).toBeLessThan(10);
  });

  test('clips instead of wrapping round', () => {
    const square = Int16Array.from({ length: 2_205 }, (_, index) => (index % 100 < 50 ? 32_767 : -32_768));
    const output = resample(square, 22_050, 16_000);
    let flips = 0;
    for (let index = 1; index < output.length; index++) {
      if (Math.abs(output[index]! - output[index - 1]!) > 60_000) flips++;
    }
    expect(flips).toBeLessThan(5);
  });

  test('gives the same whatever the chunking', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...pairs),
        fc.array(fc.integer({ min: -32_768, max: 32_767 }), { maxLength: 3_000 }),
        fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 12 }),
        ([fromHz, toHz], values, cuts) => {
          const samples = Int16Array.from(values);
          const resampler = new Resampler(fromHz, toHz);
          const chunks: number[] = [];
          let position = 0;
          for (const cut of [...cuts, samples.length]) {
            chunks.push(...resampler.push(samples.subarray(position, position + cut)));
            position = Math.min(samples.length, position + cut);
          }
          chunks.push(...resampler.flush());
          expect(chunks).toEqual([...resample(samples, fromHz, toHz)]);
          expect(chunks.length).toBe(Math.round((samples.length * toHz) / fromHz));
        },
      ),
      { numRuns: propertyRuns(60) },
    );
  });

  test('refuses rates that make no sense', () => {
    expect(() => new Resampler(0, 16_000)).toThrow(RangeError);
    expect(() => new Resampler(16_000.5, 16_000)).toThrow(RangeError);
    expect(() => new Resampler(15_991, 15_989)).toThrow(RangeError);
  });
});

describe('samplesOf', () => {
  test('reads unaligned bytes and refuses half a sample', () => {
    const bytes = Buffer.concat([Buffer.from([9]), bytesOf(Int16Array.of(1, -2, 300))]).subarray(1);
    expect([...samplesOf(bytes)]).toEqual([1, -2, 300]);
    expect(() => samplesOf(Buffer.alloc(3))).toThrow(RangeError);
  });
});
