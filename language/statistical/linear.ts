/**
 * One-against-rest linear classifiers by dual coordinate descent (Hsieh et al. 2008, the solver of LIBLINEAR):
 * an L2-loss support vector machine, or logistic regression.
 */
import { createRandom, shuffle } from './hashing.ts';
import type { SparseRows } from './sparse.ts';

export interface LinearOptions {
  readonly featureCount: number;
  readonly classCount: number;
  readonly cost: number;
  readonly iterations: number;
  readonly seed: number;
  /** Weight of the positive side; rare classes need more than 1. */
  readonly positiveCost?: number;
}

/** Weights as `[feature * classCount + class]`, so that one feature's weights lie side by side. */
export function trainSvm(rows: SparseRows, labels: Int32Array, options: LinearOptions): Float32Array {
  const { featureCount, classCount } = options;
  const weights = new Float32Array(featureCount * classCount);
  const w = new Float32Array(featureCount);
  for (let target = 0; target < classCount; target++) {
    w.fill(0);
    trainBinary(rows, labels, target, w, options);
    for (let f = 0; f < featureCount; f++) weights[f * classCount + target] = w[f]!;
  }
  return weights;
}

function trainBinary(
  rows: SparseRows,
  labels: Int32Array,
  target: number,
  w: Float32Array,
  options: LinearOptions,
): void {
  const { count, offsets, ids, values } = rows;
  const alpha = new Float32Array(count);
  const norms = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (let k = offsets[i]!; k < offsets[i + 1]!; k++) sum += values[k]! * values[k]!;
    norms[i] = sum;
  }
  const random = createRandom(options.seed + target * 7919);
  const order = new Int32Array(count).map((_, i) => i);
  let active = count;
  let bound = Number.POSITIVE_INFINITY;
  for (let iteration = 0; iteration < options.iterations; iteration++) {
    const live = order.subarray(0, active);
    shuffle(live, random);
    let largest = Number.NEGATIVE_INFINITY;
    for (let s = 0; s < active; s++) {
      const i = order[s]!;
      const y = labels[i] === target ? 1 : -1;
      const diagonal = 0.5 / (y > 0 ? options.cost * (options.positiveCost ?? 1) : options.cost);
      const from = offsets[i]!;
      const to = offsets[i + 1]!;
      let margin = 0;
      for (let k = from; k < to; k++) margin += w[ids[k]!]! * values[k]!;
      const gradient = y * margin - 1 + diagonal * alpha[i]!;
      let projected = gradient;
      if (alpha[i] === 0) {
        if (gradient > bound) {
          active--;
          order[s] = order[active]!;
          order[active] = i;
          s--;
          continue;
        }
        if (gradient > 0) projected = 0;
      }
      const size = Math.abs(projected);
      if (size > largest) largest = size;
      if (size > 1e-6) {
        const before = alpha[i]!;
        const after = Math.max(before - gradient / (norms[i]! + diagonal), 0);
        alpha[i] = after;
        const step = (after - before) * y;
        for (let k = from; k < to; k++) w[ids[k]!] = w[ids[k]!]! + step * values[k]!;
      }
    }
    if (largest < 0.05) {
      if (active === count) break;
      active = count;
      bound = Number.POSITIVE_INFINITY;
    } else bound = largest;
  }
}
