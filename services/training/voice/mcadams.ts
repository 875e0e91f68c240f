/**
 * A voice moved by the McAdams coefficient: the angles of its resonances are raised to a power, so that formants shift
 * while words stay. Steps as in the Voice Privacy Challenge's baseline B2 (evaluation plan 2024, arXiv 2404.02677),
 * written anew. It hides a voice from whoever compares recordings as they are; an informed attacker, who alters voices
 * in the same way before comparing, still tells most people apart: see docs/deidentification.md.
 */
import { burg, residual, resynthesise } from './linear-prediction.ts';
import { findRoots } from './roots.ts';

export interface McAdamsOptions {
  readonly sampleRateHz: number;
  /** Power of the angles; 1 changes nothing. 0.5 to 0.9 in the challenge. */
  readonly coefficient: number;
}

const order = 20;
const frameMs = 20;
const hopMs = 10;
/** Poles on or outside the circle would make the filter ring for ever. */
const maxRadius = 0.995;

/** Square root of a Hann window, scaled so that analysis and synthesis windows together sum to one. */
function windowOf(length: number, hop: number): Float64Array {
  const hann = Float64Array.from({ length }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / length));
  const sum = hann.reduce((total, value) => total + value, 0);
  return hann.map((value) => Math.sqrt(value / (sum / hop)));
}

/** Prediction filter whose roots have moved; conjugates stay conjugates because the power is the same for both. */
function moveRoots(
  a: Float64Array,
  re: Float64Array,
  im: Float64Array,
  coefficient: number,
  isWarm: boolean,
): boolean {
  if (!findRoots(a, re, im, isWarm)) return false;
  // Multiplied out again, one factor after the other.
  const outRe = new Float64Array(order + 1);
  const outIm = new Float64Array(order + 1);
  outRe[0] = 1;
  for (let k = 0; k < order; k++) {
    const radius = Math.min(maxRadius, Math.hypot(re[k]!, im[k]!));
    const angle = Math.atan2(im[k]!, re[k]!);
    const isReal = Math.abs(im[k]!) < 1e-7;
    const moved = isReal ? angle : Math.sign(angle) * Math.min(Math.PI, Math.abs(angle) ** coefficient);
    const x = radius * Math.cos(moved);
    const y = radius * Math.sin(moved);
    for (let index = k + 1; index >= 1; index--) {
      const [pr, pi] = [outRe[index - 1]!, outIm[index - 1]!];
      outRe[index] = outRe[index]! - (x * pr - y * pi);
      outIm[index] = outIm[index]! - (x * pi + y * pr);
    }
  }
  a.set(outRe);
  return true;
}

/**
 * The same words in a moved voice, of the same length.
 * @param samples mono, -1 to 1
 */
export function mcadams(samples: Float64Array, { sampleRateHz, coefficient }: McAdamsOptions): Float64Array {
  const frame = Math.round((sampleRateHz * frameMs) / 1000);
  const hop = Math.round((sampleRateHz * hopMs) / 1000);
  const window = windowOf(frame, hop);
  const output = new Float64Array(samples.length + frame);
  const [windowed, forward, backward, excitation, moved] = Array.from(
    { length: 5 },
    () => new Float64Array(frame),
  ) as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
  const a = new Float64Array(order + 1);
  const re = new Float64Array(order);
  const im = new Float64Array(order);
  let isWarm = false;
  for (let start = -hop; start < samples.length; start += hop) {
    let energy = 0;
    for (let n = 0; n < frame; n++) {
      const value = (samples[start + n] ?? 0) * window[n]!;
      // Far below hearing: keeps the recursion of digital silence from dividing by nothing.
      windowed[n] = value + 1e-12;
      energy += value * value;
    }
    if (energy > 1e-9) {
      burg(windowed, a, forward, backward);
      residual(windowed, a, excitation);
      isWarm = moveRoots(a, re, im, coefficient, isWarm);
      // A frame whose resonances were not found is left out, not let through as it is.
      if (isWarm) resynthesise(excitation, a, moved);
      else moved.fill(0);
      const movedEnergy = moved.reduce((sum, value) => sum + value * value, 0);
      const gain = movedEnergy > 0 ? Math.min(4, Math.sqrt(energy / movedEnergy)) : 0;
      for (let n = 0; n < frame; n++) {
        const at = start + n;
        if (at >= 0) output[at] = output[at]! + gain * moved[n]! * window[n]!;
      }
    }
  }
  return output.subarray(0, samples.length);
}
