/**
 * A small streaming resampler for speech: a polyphase windowed-sinc filter over PCM16 mono. It keeps its tail
 * between chunks, so cutting the input anywhere gives the same output as one call would.
 */

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

interface Filter {
  /** Output samples for each `step` input samples, both reduced. */
  readonly phases: number;
  readonly step: number;
  readonly taps: number;
  /** `phases` rows of `taps` coefficients. */
  readonly coefficients: Float64Array;
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
  // Even, so that four taps at a time leave none over.
  const half = 2 * Math.ceil(zeroCrossings / cutoff / 2);
  const taps = 2 * half;
  const coefficients = new Float64Array(phases * taps);
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
  const filter: Filter = { phases, step, taps, coefficients };
  filters.set(key, filter);
  return filter;
}

export class Resampler {
  readonly fromHz: number;
  readonly toHz: number;
  readonly #filter: Filter | undefined;
  /** Input not yet used up; begins `half - 1` samples before the next output's position. */
  #pending: Float64Array;
  #pendingLength: number;
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
    this.#pendingLength = this.#filter === undefined ? 0 : this.#filter.taps / 2 - 1;
    this.#pending = new Float64Array(Math.max(4_096, this.#pendingLength));
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

  #run(filter: Filter, samples: Int16Array): Int16Array {
    const needed = this.#pendingLength + samples.length;
    if (needed > this.#pending.length) {
      const larger = new Float64Array(needed * 2);
      larger.set(this.#pending.subarray(0, this.#pendingLength));
      this.#pending = larger;
    }
    const input = this.#pending;
    input.set(samples, this.#pendingLength);
    const { phases, step, taps, coefficients } = filter;
    const output = new Int16Array(Math.ceil((needed * phases) / step) + 1);
    let count = 0;
    let position = 0;
    let phase = this.#phase;
    while (position + taps <= needed) {
      const sum = product(input, position, coefficients, phase * taps, taps);
      output[count++] = sum > 32_767 ? 32_767 : sum < -32_768 ? -32_768 : Math.round(sum);
      phase += step;
      position += Math.floor(phase / phases);
      phase %= phases;
    }
    input.copyWithin(0, position, needed);
    this.#pendingLength = Math.max(0, needed - position);
    this.#phase = phase;
    this.#outputSamples += count;
    return output.subarray(0, count);
  }
}

/** Sum of products of so many neighbours, a multiple of four: four sums that do not wait for each other take half the time of one. */
function product(a: Float64Array, aFrom: number, b: Float64Array, bFrom: number, count: number): number {
  let first = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  const end = aFrom + count;
  for (let i = aFrom, j = bFrom; i < end; i += 4, j += 4) {
    first += a[i]! * b[j]!;
    second += a[i + 1]! * b[j + 1]!;
    third += a[i + 2]! * b[j + 2]!;
    fourth += a[i + 3]! * b[j + 3]!;
  }
  return first + second + (third + fourth);
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
