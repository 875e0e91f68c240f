/** One recording on its way into a sample: what must not be heard is muted, the voice is moved, the rest is made alike. */
import { randomInt } from 'node:crypto';
import { mcadams } from './mcadams.ts';

export interface MutedSpan {
  readonly startMs: number;
  readonly endMs: number;
}

/** Drawn for one recording and stored nowhere. */
export interface Draw {
  readonly coefficient: number;
  /** Playing speed, which moves pitch and tempo together. */
  readonly speed: number;
}

const sampleRateHz = 16_000;
/** Around a muted word, in milliseconds: what runs over its edges says it too. */
const muteMarginMs = 60;
const silenceBeforeMs = 200;
const targetRms = 0.08;
const between = (low: number, high: number) => low + ((high - low) * randomInt(1 << 30)) / (1 << 30);

/** From the system's own random source; never seeded, or the draw could be made again. */
export function draw(): Draw {
  const coefficient = between(0.6, 0.9);
  const speed = randomInt(2) === 0 ? between(0.86, 0.95) : between(1.05, 1.16);
  return { coefficient, speed };
}

/** Stretches set to silence, with short ramps so that nothing clicks. */
export function mute(samples: Float64Array, spans: readonly MutedSpan[]): Float64Array {
  const muted = Float64Array.from(samples);
  const ramp = Math.round(sampleRateHz * 0.005);
  for (const { startMs, endMs } of spans) {
    const start = Math.max(0, Math.round(((startMs - muteMarginMs) * sampleRateHz) / 1000));
    const end = Math.min(muted.length, Math.round(((endMs + muteMarginMs) * sampleRateHz) / 1000));
    for (let n = start; n < end; n++) {
      const edge = Math.min(n - start, end - 1 - n);
      muted[n] =
        edge < ramp && (n - start < ramp ? start > 0 : end < muted.length)
          ? muted[n]! * (1 - edge / ramp) ** 2
          : 0;
    }
  }
  return muted;
}

/** Played faster or slower: linear interpolation is enough for a voice that is altered anyway. */
function resample(samples: Float64Array, speed: number): Float64Array {
  const length = Math.floor(samples.length / speed);
  return Float64Array.from({ length }, (_, n) => {
    const position = n * speed;
    const index = Math.floor(position);
    const share = position - index;
    return (samples[index] ?? 0) * (1 - share) + (samples[index + 1] ?? 0) * share;
  });
}

/** Silence before the first sound is cut to the same length for everybody, loudness set to the same. */
function alike(samples: Float64Array): Float64Array {
  const step = sampleRateHz / 100;
  let peak = 0;
  for (const value of samples) peak = Math.max(peak, Math.abs(value));
  if (peak === 0) return samples;
  let first = 0;
  while (
    first + step < samples.length &&
    samples.subarray(first, first + step).every((value) => Math.abs(value) < 0.05 * peak)
  )
    first += step;
  const before = Math.round((silenceBeforeMs * sampleRateHz) / 1000);
  const speech = samples.subarray(first);
  let energy = 0;
  let voiced = 0;
  for (const value of speech) {
    if (Math.abs(value) < 0.02 * peak) continue;
    energy += value * value;
    voiced++;
  }
  const gain = Math.min(0.98 / peak, targetRms / Math.sqrt(energy / Math.max(1, voiced)));
  const result = new Float64Array(before + speech.length);
  for (let n = 0; n < speech.length; n++) result[before + n] = gain * speech[n]!;
  return result;
}

/**
 * Muted, moved and made alike. Only samples come out: a container's metadata has nothing to come along in.
 * @param samples mono at 16 kHz, -1 to 1
 */
export function alter(
  samples: Float64Array,
  spans: readonly MutedSpan[],
  { coefficient, speed }: Draw,
): Float64Array {
  const moved = mcadams(resample(mute(samples, spans), speed), { sampleRateHz, coefficient });
  return alike(moved);
}
