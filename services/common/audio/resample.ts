/**
 * A small streaming resampler for speech: a polyphase windowed-sinc filter over PCM16 mono. It keeps its tail
 * between chunks, so cutting the input anywhere gives the same output as one call would.
 */

import { type FilterShape, ResampleKernel } from './resample-kernel.ts';

const zeroCrossings = 16;
/** Kaiser window shape; 8 puts the stop band some 80 dB down, below the noise floor of 16 bits of speech. */
const kaiserBeta = 8;
/** Share of the narrower band that passes: the rest is the filter's slope, so that nothing folds back. */
const passBand = 0.92;
const maxPhases = 1_000;

function besselI0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

interface Filter extends FilterShape {
  readonly kernel: ResampleKernel;
}

const filters = new Map<string, Filter>();

function filterFor(fromHz: number, toHz: number): Filter {
  const key = `${fromHz}:${toHz}`;
  const known = filters.get(key);
  if (known !== undefined) return known;
  const divisor = greatestCommonDivisor(fromHz, toHz);
  const phases = toHz / divisor;
  const step = fromHz / divisor;
  if (phases > maxPhases) throw new RangeError(`no small filter exists between ${fromHz} Hz and ${toHz} Hz`);
  // Cut-off in cycles per input sample, relative to the input's own Nyquist frequency.
  const cutoff = Math.min(1, toHz / fromHz) * passBand;
  // A multiple of four, so that eight taps at a time leave none over.
  const half = 4 * Math.ceil(zeroCrossings / cutoff / 4);
  const taps = 2 * half;
  const coefficients = new Float32Array(phases * taps);
  const windowScale = besselI0(kaiserBeta);
  for (let phase = 0; phase < phases; phase++) {
    const fraction = phase / phases;
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) {
      const distance = tap - half + 1 - fraction;
      const relative = distance / half;
      const window =
        Math.abs(relative) >= 1 ? 0 : besselI0(kaiserBeta * Math.sqrt(1 - relative * relative)) / windowScale;
      const angle = Math.PI * cutoff * distance;
      const value = (Math.abs(angle) < 1e-9 ? 1 : Math.sin(angle) / angle) * window;
      coefficients[phase * taps + tap] = value;
      sum += value;
    }
    // Unit gain at 0 Hz for every phase, or a constant would come out with a ripple.
    for (let tap = 0; tap < taps; tap++) coefficients[phase * taps + tap]! /= sum;
  }
  const shape: FilterShape = { phases, step, taps, coefficients };
  const filter: Filter = { ...shape, kernel: new ResampleKernel(shape) };
  filters.set(key, filter);
  return filter;
}

export class Resampler {
  readonly fromHz: number;
  readonly toHz: number;
  readonly #filter: Filter | undefined;
  /** Input not yet used up; begins `half - 1` samples before the next output's position. */
  #pending: Float32Array;
  #phase = 0;
  #inputSamples = 0;
  #outputSamples = 0;

  /** Rates in Hz, whole numbers. Equal rates pass audio through untouched. */
  constructor(fromHz: number, toHz: number) {
    if (!Number.isInteger(fromHz) || !Number.isInteger(toHz) || fromHz < 1_000 || toHz < 1_000) {
      throw new RangeError('sample rates are whole numbers of at least 1000 Hz');
    }
    this.fromHz = fromHz;
    this.toHz = toHz;
    this.#filter = fromHz === toHz ? undefined : filterFor(fromHz, toHz);
    // Silence before the first sample, so that output 0 stands where input 0 stood: no delay is added.
    this.#pending = new Float32Array(this.#filter === undefined ? 0 : this.#filter.taps / 2 - 1);
  }

  /** Samples that can be given out now; the last few milliseconds wait for what follows or for {@link flush}. */
  push(samples: Int16Array): Int16Array {
    if (this.#filter === undefined) return samples;
    this.#inputSamples += samples.length;
    return this.#run(this.#filter, samples);
  }

  /** The rest, as if silence followed; the whole output then lasts as long as the whole input. Ends the stream. */
  flush(): Int16Array {
    const filter = this.#filter;
    if (filter === undefined) return new Int16Array(0);
    const wanted = Math.round((this.#inputSamples * this.toHz) / this.fromHz) - this.#outputSamples;
    const rest = this.#run(filter, new Int16Array(filter.taps + filter.step));
    return rest.subarray(0, Math.max(0, wanted));
  }

  #run({ kernel }: Filter, came: Int16Array): Int16Array {
    const { samples, rest, phase } = kernel.run(this.#pending, came, this.#phase);
    this.#pending = rest;
    this.#phase = phase;
    this.#outputSamples += samples.length;
    return samples;
  }
}

/** A whole recording at once. */
export function resample(samples: Int16Array, fromHz: number, toHz: number): Int16Array {
  const resampler = new Resampler(fromHz, toHz);
  const head = resampler.push(samples);
  const tail = resampler.flush();
  const whole = new Int16Array(head.length + tail.length);
  whole.set(head);
  whole.set(tail, head.length);
  return whole;
}
