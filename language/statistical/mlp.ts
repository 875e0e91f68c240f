/**
 * A small network over the same sparse features: a sum of feature vectors, ReLU, softmax. Trained with AdaGrad and
 * dropout on features and hidden units, which is what lets it share strength between intents without overfitting.
 */
import { createRandom, shuffle } from './hashing.ts';
import type { SparseRows } from './sparse.ts';

export interface MlpOptions {
  readonly featureCount: number;
  readonly classCount: number;
  readonly hidden: number;
  readonly epochs: number;
  readonly learningRate: number;
  readonly featureDropout: number;
  readonly hiddenDropout: number;
  readonly labelSmoothing: number;
  readonly seed: number;
}

export interface Mlp {
  readonly hidden: number;
  readonly classCount: number;
  /** `[feature * hidden + unit]` */
  readonly embedding: Float32Array;
  readonly hiddenBias: Float32Array;
  /** `[unit * classCount + class]` */
  readonly output: Float32Array;
  readonly outputBias: Float32Array;
}

/** Logits of one row; `hidden` and `logits` are scratch space. */
export function mlpForward(
  model: Mlp,
  ids: ArrayLike<number>,
  values: ArrayLike<number>,
  from: number,
  to: number,
  hidden: Float32Array,
  logits: Float32Array,
): void {
  const { hidden: size, classCount, embedding, output } = model;
  hidden.set(model.hiddenBias);
  for (let k = from; k < to; k++) {
    const value = values[k]!;
    const base = ids[k]! * size;
    for (let u = 0; u < size; u++) hidden[u] = hidden[u]! + value * embedding[base + u]!;
  }
  logits.set(model.outputBias);
  for (let u = 0; u < size; u++) {
    const h = hidden[u]!;
    if (h <= 0) continue;
    const base = u * classCount;
    for (let c = 0; c < classCount; c++) logits[c] = logits[c]! + h * output[base + c]!;
  }
}

export function softmaxInPlace(logits: Float32Array | Float64Array, scale = 1): void {
  let highest = Number.NEGATIVE_INFINITY;
  for (let c = 0; c < logits.length; c++) if (logits[c]! > highest) highest = logits[c]!;
  let sum = 0;
  for (let c = 0; c < logits.length; c++) {
    const e = Math.exp((logits[c]! - highest) * scale);
    logits[c] = e;
    sum += e;
  }
  for (let c = 0; c < logits.length; c++) logits[c] = logits[c]! / sum;
}

/** Rows labelled -1 belong to no class: the network is taught to be undecided about them. */
export function trainMlp(rows: SparseRows, labels: Int32Array, options: MlpOptions): Mlp {
  const { featureCount, classCount, hidden: size } = options;
  const { count, offsets, ids, values } = rows;
  const random = createRandom(options.seed);
  const embedding = new Float32Array(featureCount * size);
  for (let i = 0; i < embedding.length; i++) embedding[i] = (random() - 0.5) * 0.2;
  const output = new Float32Array(size * classCount);
  for (let i = 0; i < output.length; i++) output[i] = (random() - 0.5) * (2 / Math.sqrt(size));
  const hiddenBias = new Float32Array(size);
  const outputBias = new Float32Array(classCount);
  const embeddingSquares = new Float32Array(featureCount).fill(1e-6);
  const outputSquares = new Float32Array(size * classCount).fill(1e-6);
  const model: Mlp = { hidden: size, classCount, embedding, hiddenBias, output, outputBias };

  const hidden = new Float32Array(size);
  const mask = new Float32Array(size);
  const hiddenGradient = new Float32Array(size);
  const logits = new Float32Array(classCount);
  const kept = new Int32Array(Math.max(1, count === 0 ? 1 : maxRow(offsets)));
  const order = new Int32Array(count).map((_, i) => i);
  const smooth = options.labelSmoothing / classCount;
  const keepScale = 1 / (1 - options.featureDropout);
  const unitScale = 1 / (1 - options.hiddenDropout);

  for (let epoch = 0; epoch < options.epochs; epoch++) {
    shuffle(order, random);
    const rate = options.learningRate * (1 - epoch / options.epochs) + options.learningRate * 0.02;
    for (let s = 0; s < count; s++) {
      const i = order[s]!;
      let live = 0;
      for (let k = offsets[i]!; k < offsets[i + 1]!; k++)
        if (random() >= options.featureDropout) kept[live++] = k;
      hidden.set(hiddenBias);
      for (let j = 0; j < live; j++) {
        const k = kept[j]!;
        const value = values[k]! * keepScale;
        const base = ids[k]! * size;
        for (let u = 0; u < size; u++) hidden[u] = hidden[u]! + value * embedding[base + u]!;
      }
      for (let u = 0; u < size; u++) {
        const on = hidden[u]! > 0 && random() >= options.hiddenDropout;
        mask[u] = on ? unitScale : 0;
        hidden[u] = on ? hidden[u]! * unitScale : 0;
      }
      logits.set(outputBias);
      for (let u = 0; u < size; u++) {
        const h = hidden[u]!;
        if (h === 0) continue;
        const base = u * classCount;
        for (let c = 0; c < classCount; c++) logits[c] = logits[c]! + h * output[base + c]!;
      }
      softmaxInPlace(logits);
      const label = labels[i]!;
      for (let c = 0; c < classCount; c++) {
        const wanted = label < 0 ? 1 / classCount : smooth + (c === label ? 1 - options.labelSmoothing : 0);
        logits[c] = logits[c]! - wanted;
        outputBias[c] = outputBias[c]! - rate * 0.05 * logits[c]!;
      }
      for (let u = 0; u < size; u++) {
        if (mask[u] === 0) {
          hiddenGradient[u] = 0;
          continue;
        }
        const h = hidden[u]!;
        const base = u * classCount;
        let sum = 0;
        for (let c = 0; c < classCount; c++) {
          const g = logits[c]!;
          sum += g * output[base + c]!;
          const slope = g * h;
          const squares = outputSquares[base + c]! + slope * slope;
          outputSquares[base + c] = squares;
          output[base + c] = output[base + c]! - (rate * slope) / Math.sqrt(squares);
        }
        hiddenGradient[u] = sum * mask[u]!;
        hiddenBias[u] = hiddenBias[u]! - rate * 0.05 * hiddenGradient[u]!;
      }
      let norm = 0;
      for (let u = 0; u < size; u++) norm += hiddenGradient[u]! * hiddenGradient[u]!;
      norm /= size;
      for (let j = 0; j < live; j++) {
        const k = kept[j]!;
        const id = ids[k]!;
        const value = values[k]! * keepScale;
        const squares = embeddingSquares[id]! + value * value * norm;
        embeddingSquares[id] = squares;
        const step = (rate * value) / Math.sqrt(squares);
        const base = id * size;
        for (let u = 0; u < size; u++) embedding[base + u] = embedding[base + u]! - step * hiddenGradient[u]!;
      }
    }
  }
  return model;
}

function maxRow(offsets: Int32Array): number {
  let longest = 0;
  for (let i = 1; i < offsets.length; i++) longest = Math.max(longest, offsets[i]! - offsets[i - 1]!);
  return longest;
}
