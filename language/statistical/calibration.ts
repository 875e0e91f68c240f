/** Fits one temperature, so that a probability of 0.8 is right eight times in ten. */
import { softmaxInPlace } from './mlp.ts';

/** The factor for logits that makes the labels most likely. `rows` holds `classCount` logits a row. */
export function fitTemperature(rows: Float32Array, labels: ArrayLike<number>, classCount: number): number {
  const count = labels.length;
  if (count === 0 || classCount < 2) return 1;
  const scratch = new Float64Array(classCount);
  const loss = (scale: number): number => {
    let sum = 0;
    for (let i = 0; i < count; i++) {
      for (let c = 0; c < classCount; c++) scratch[c] = rows[i * classCount + c]!;
      softmaxInPlace(scratch, scale);
      sum -= Math.log(scratch[labels[i]!]! + 1e-9);
    }
    return sum / count;
  };
  let low = Math.log(0.1);
  let high = Math.log(10);
  const golden = (Math.sqrt(5) - 1) / 2;
  for (let step = 0; step < 18; step++) {
    const a = high - golden * (high - low);
    const b = low + golden * (high - low);
    if (loss(Math.exp(a)) < loss(Math.exp(b))) high = b;
    else low = a;
  }
  return Math.exp((low + high) / 2);
}

export function bestOf(scores: ArrayLike<number>): number {
  let best = 0;
  for (let c = 1; c < scores.length; c++) if (scores[c]! > scores[best]!) best = c;
  return best;
}
