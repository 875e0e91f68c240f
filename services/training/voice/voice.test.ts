/** A moved voice keeps its words' length and leaves its formants; what was muted is silence. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alter, draw, mute } from './alter.ts';
import { burg } from './linear-prediction.ts';
import { mcadams } from './mcadams.ts';
import { findRoots } from './roots.ts';

const sampleRateHz = 16_000;

/** A vowel: pulses at a pitch through resonances at given frequencies. */
function vowel(pitchHz: number, formantsHz: readonly number[], seconds = 0.5): Float64Array {
  const length = Math.round(seconds * sampleRateHz);
  const period = Math.round(sampleRateHz / pitchHz);
  let signal = Float64Array.from({ length }, (_, n) => (n % period === 0 ? 1 : 0));
  for (const formant of formantsHz) {
    const radius = Math.exp((-Math.PI * 80) / sampleRateHz);
    const [b1, b2] = [2 * radius * Math.cos((2 * Math.PI * formant) / sampleRateHz), -radius * radius];
    const out = new Float64Array(length);
    for (let n = 0; n < length; n++) out[n] = signal[n]! + b1 * (out[n - 1] ?? 0) + b2 * (out[n - 2] ?? 0);
    signal = out;
  }
  const peak = signal.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return signal.map((value) => (0.5 * value) / peak);
}

/** Frequencies of the sharpest resonances of a frame, in order. */
function resonances(samples: Float64Array, count: number): number[] {
  const frame = samples
    .slice(4000, 4640)
    .map((value, n) => value * (0.5 - 0.5 * Math.cos((2 * Math.PI * n) / 640)) + 1e-12);
  const a = new Float64Array(21);
  burg(frame, a, new Float64Array(640), new Float64Array(640));
  const [re, im] = [new Float64Array(20), new Float64Array(20)];
  expect(findRoots(a, re, im, false)).toBe(true);
  return [...re.keys()]
    .filter((k) => im[k]! > 1e-6)
    .map((k) => ({
      hz: (Math.atan2(im[k]!, re[k]!) * sampleRateHz) / (2 * Math.PI),
      radius: Math.hypot(re[k]!, im[k]!),
    }))
    .sort((x, y) => y.radius - x.radius)
    .slice(0, count)
    .map(({ hz }) => hz)
    .sort((x, y) => x - y);
}

describe('the McAdams coefficient', () => {
  test('moves the resonances below 1 rad up, by its power', () => {
    const before = vowel(120, [700, 1200]);
    const after = mcadams(before, { sampleRateHz, coefficient: 0.8 });
    const wanted = [700, 1200].map(
      (hz) => (((2 * Math.PI * hz) / sampleRateHz) ** 0.8 * sampleRateHz) / (2 * Math.PI),
    );
    const found = resonances(after, 2);
    found.forEach((hz, index) => {
      expect(Math.abs(hz - wanted[index]!) / wanted[index]!).toBeLessThan(0.08);
    });
  });

  test('1 changes nothing to hear', () => {
    const before = vowel(150, [500, 1500]);
    const after = mcadams(before, { sampleRateHz, coefficient: 1 });
    let difference = 0;
    let energy = 0;
    for (let n = 800; n < before.length - 800; n++) {
      difference += (after[n]! - before[n]!) ** 2;
      energy += before[n]! ** 2;
    }
    expect(difference / energy).toBeLessThan(0.02);
  });

  test('silence stays silence', () => {
    expect(
      mcadams(new Float64Array(8000), { sampleRateHz, coefficient: 0.7 }).every((value) => value === 0),
    ).toBe(true);
  });
});

test('whatever comes in, numbers within bounds come out', () => {
  const sound = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 400, maxLength: 1600 });
  fc.assert(
    fc.property(sound, fc.double({ min: 0.5, max: 1, noNaN: true }), (samples, coefficient) => {
      const out = alter(Float64Array.from(samples), [], { coefficient, speed: 0.9 });
      expect(out.every((value) => Number.isFinite(value) && Math.abs(value) <= 1)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('what was muted cannot be heard, and a margin around it', () => {
  const muted = mute(vowel(120, [700, 1200], 1), [{ startMs: 400, endMs: 600 }]);
  expect(muted.subarray(6480, 9520).every((value) => value === 0)).toBe(true);
  expect(muted.subarray(0, 5000).some((value) => value !== 0)).toBe(true);
});

test('every recording gets a draw of its own', () => {
  const draws = Array.from({ length: 50 }, draw);
  expect(new Set(draws.map(({ coefficient }) => coefficient)).size).toBe(50);
  for (const { coefficient, speed } of draws) {
    expect(coefficient).toBeGreaterThanOrEqual(0.6);
    expect(coefficient).toBeLessThanOrEqual(0.9);
    expect(Math.abs(speed - 1)).toBeGreaterThan(0.04);
  }
});
