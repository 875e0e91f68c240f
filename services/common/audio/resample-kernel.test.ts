/** The loop that is put together by hand says what the same loop says in plain words, and keeps nothing. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { propertyRuns } from '../../../property-runs.ts';
import { type FilterShape, type Resampled, ResampleKernel } from './resample-kernel.ts';

const taps = 16;

/** Coefficients that a float holds exactly, so that sums have one value in whatever order. */
function shapeOf(phases: number, step: number, seed: number): FilterShape {
  const coefficients = Float32Array.from(
    { length: phases * taps },
    (_, index) => (((index * 37 + seed * 11) % 41) - 20) / 64,
  );
  return { phases, step, taps, coefficients };
}

function plainly({ phases, step, coefficients }: FilterShape, input: readonly number[]): Resampled {
  const samples: number[] = [];
  let [position, phase] = [0, 0];
  for (; position + taps <= input.length; phase %= phases) {
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) sum += input[position + tap]! * coefficients[phase * taps + tap]!;
    const whole = Math.floor(sum);
    const half = sum - whole;
    // Halves go to the even neighbour.
    const rounded = half === 0.5 ? whole + (Math.abs(whole) % 2) : Math.round(sum);
    samples.push(Math.max(-32_768, Math.min(32_767, rounded)));
    phase += step;
    position += Math.floor(phase / phases);
  }
  return { samples: Int16Array.from(samples), rest: Float32Array.from(input.slice(position)), phase };
}

test('the same as in plain words, for any filter, any sound and any cut', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 14 }),
      fc.nat(40),
      fc.array(fc.integer({ min: -32_768, max: 32_767 }), { maxLength: 400 }),
      fc.nat(400),
      (phases, step, seed, values, cut) => {
        const shape = shapeOf(phases, step, seed);
        const kernel = new ResampleKernel(shape);
        const first = kernel.run(new Float32Array(0), Int16Array.from(values.slice(0, cut)), 0);
        const second = kernel.run(first.rest, Int16Array.from(values.slice(cut)), first.phase);
        const wanted = plainly(shape, values);
        expect([...first.samples, ...second.samples]).toEqual([...wanted.samples]);
        expect(second.phase).toBe(wanted.phase);
        expect([...second.rest]).toEqual([...wanted.rest]);
      },
    ),
    { numRuns: propertyRuns(100) },
  );
});

test('sound of many seconds fits, and what is louder than a sample holds is cut off', () => {
  const shape: FilterShape = { phases: 1, step: 1, taps, coefficients: new Float32Array(taps).fill(1) };
  const kernel = new ResampleKernel(shape);
  const loud = new Int16Array(500_000).fill(30_000);
  const { samples, rest } = kernel.run(new Float32Array(0), loud, 0);
  expect(samples).toHaveLength(loud.length - taps + 1);
  expect(samples.every((sample) => sample === 32_767)).toBe(true);
  expect(rest).toHaveLength(taps - 1);
  const low = kernel.run(new Float32Array(0), loud.fill(-30_000), 0).samples;
  expect(low.every((sample) => sample === -32_768)).toBe(true);
});
