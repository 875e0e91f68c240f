/** Weighs the evidence of `scope-reader.ts` into one confidence: a few tiny networks that vote. */
import { createRandom, shuffle } from './hashing.ts';
import type { Packable } from './pack.ts';

export interface ScopeSample {
  readonly features: Float32Array;
  /** The class that the intent model named. */
  readonly winner: number;
  readonly inScope: boolean;
  /** What is left of the confidence after the utterances that were labelled as out of scope had their say. */
  readonly realShare: number;
}

const voters = 3;
const units = 16;

/** Where `ScopeReader.read` puts the winner's margin and the best margin of its group. */
const marginAt = 2;
const groupMarginAt = 7;
/** By class: mean and deviation of the margin of what it rightly takes, and mean of the group's margin. */
const statsPerClass = 3;
const addedFeatures = 2;

export class ScopeJudge {
  readonly #classStats: Float32Array;
  readonly #mean: Float32Array;
  readonly #deviation: Float32Array;
  readonly #weights: Float32Array;
  readonly #thresholds: Float32Array;
  readonly #inputs: number;
  readonly #scratch: Float64Array;

  constructor(arrays: Readonly<Record<string, Packable>>) {
    this.#classStats = arrays['judgeClasses'] as Float32Array;
    this.#mean = arrays['judgeMean'] as Float32Array;
    this.#deviation = arrays['judgeDeviation'] as Float32Array;
    this.#weights = arrays['judgeWeights'] as Float32Array;
    this.#thresholds = arrays['judgeThresholds'] as Float32Array;
    this.#inputs = this.#mean.length;
    this.#scratch = new Float64Array(this.#inputs);
  }

  /** Trained on utterances of intents that a model was not taught, against unseen ones of those it was. */
  static train(samples: readonly ScopeSample[], classCount: number, seed: number): ScopeJudge {
    const classStats = collectClassStats(samples, classCount);
    const rows = samples.map(({ features, winner }) => extend(features, winner, classStats));
    const inputs = rows[0]!.length;
    const mean = new Float32Array(inputs);
    const deviation = new Float32Array(inputs);
    for (const row of rows) for (let k = 0; k < inputs; k++) mean[k] = mean[k]! + row[k]! / rows.length;
    for (const row of rows) {
      for (let k = 0; k < inputs; k++) deviation[k] = deviation[k]! + (row[k]! - mean[k]!) ** 2 / rows.length;
    }
    for (let k = 0; k < inputs; k++) deviation[k] = Math.sqrt(deviation[k]! + 1e-9);
    const scaled = rows.map((row) => standardise(row, mean, deviation, new Float64Array(inputs)));
    const inside = samples.map((sample) => sample.inScope);
    const size = sizeOf(inputs);
    const weights = new Float32Array(size * voters);
    for (let v = 0; v < voters; v++) {
      weights.set(trainVoter(scaled, inside, inputs, seed + v * 101), v * size);
    }
    const arrays = {
      judgeClasses: classStats,
      judgeMean: mean,
      judgeDeviation: deviation,
      judgeWeights: weights,
    };
    const judge = new ScopeJudge({ ...arrays, judgeThresholds: new Float32Array(2) });
    const inScope = samples
      .filter((sample) => sample.inScope)
      .map((sample) => judge.judge(sample.features, sample.winner) * sample.realShare)
      .sort((a, b) => a - b);
    const at = (share: number): number => inScope[Math.floor(share * inScope.length)]!;
    return new ScopeJudge({ ...arrays, judgeThresholds: Float32Array.of(at(0.05), at(0.1)) });
  }

  /** Confidences below which 5 % and 10 % of the withheld in-scope utterances fell. */
  get thresholds(): readonly [number, number] {
    return [this.#thresholds[0]!, this.#thresholds[1]!];
  }

  /** 0 to 1, as if in-scope and out-of-scope utterances were equally common. */
  judge(features: Float32Array, winner: number): number {
    const row = standardise(
      extend(features, winner, this.#classStats),
      this.#mean,
      this.#deviation,
      this.#scratch,
    );
    const size = sizeOf(this.#inputs);
    let sum = 0;
    for (let v = 0; v < voters; v++) sum += vote(this.#weights, v * size, row, undefined);
    return 1 / (1 + Math.exp(-sum / voters));
  }

  toArrays(): Record<string, Packable> {
    return {
      judgeClasses: this.#classStats,
      judgeMean: this.#mean,
      judgeDeviation: this.#deviation,
      judgeWeights: this.#weights,
      judgeThresholds: this.#thresholds,
    };
  }
}

/**
 * From what is in scope alone. How often strangers end up in a class would be telling too, but it is known only of
 * strangers like those withheld in training, and misleads about others.
 */
function collectClassStats(samples: readonly ScopeSample[], classCount: number): Float32Array {
  const sums = Array.from({ length: classCount }, () => ({ count: 0, margin: 0, squares: 0, group: 0 }));
  for (const { features, winner, inScope } of samples) {
    if (!inScope) continue;
    const own = sums[winner]!;
    const margin = features[marginAt]!;
    own.count++;
    own.margin += margin;
    own.squares += margin * margin;
    own.group += features[groupMarginAt]!;
  }
  // Classes with few samples lean towards a margin of 0.3 and a deviation near 0.5.
  return Float32Array.from(
    sums.flatMap(({ count, margin, squares, group }) => {
      const mean = (margin + 1.5) / (count + 5);
      const variance = (squares + 1.5) / (count + 5) - mean * mean;
      return [mean, Math.sqrt(Math.max(0.01, variance)), (group + 1) / (count + 3)];
    }),
  );
}

/** The features, then how usual this margin is for the winner, and how much of its group it usually shows. */
function extend(features: Float32Array, winner: number, classStats: Float32Array): Float32Array {
  const row = new Float32Array(features.length + addedFeatures);
  row.set(features);
  const base = winner * statsPerClass;
  row[features.length] = (features[marginAt]! - classStats[base]!) / classStats[base + 1]!;
  row[features.length + 1] = classStats[base + 2]!;
  return row;
}

function standardise(
  row: Float32Array,
  mean: Float32Array,
  deviation: Float32Array,
  into: Float64Array,
): Float64Array {
  for (let k = 0; k < row.length; k++) {
    into[k] = Math.max(-4, Math.min(4, (row[k]! - mean[k]!) / deviation[k]!));
  }
  return into;
}

/** One voter: bias, linear part, then for each unit its bias, output weight and input weights. */
function sizeOf(inputs: number): number {
  return 1 + inputs + units * (2 + inputs);
}

function vote(
  weights: Float32Array | Float64Array,
  base: number,
  row: Float64Array,
  hidden: Float64Array | undefined,
): number {
  const inputs = row.length;
  let score = weights[base]!;
  for (let k = 0; k < inputs; k++) score += weights[base + 1 + k]! * row[k]!;
  for (let u = 0; u < units; u++) {
    const at = base + 1 + inputs + u * (2 + inputs);
    let sum = weights[at]!;
    for (let k = 0; k < inputs; k++) sum += weights[at + 2 + k]! * row[k]!;
    const h = Math.tanh(sum);
    if (hidden !== undefined) hidden[u] = h;
    score += weights[at + 1]! * h;
  }
  return score;
}

function trainVoter(
  rows: readonly Float64Array[],
  inside: readonly boolean[],
  inputs: number,
  seed: number,
): Float64Array {
  const random = createRandom(seed);
  const weights = new Float64Array(sizeOf(inputs));
  for (let k = 1 + inputs; k < weights.length; k++) weights[k] = (random() - 0.5) * 0.6;
  for (let u = 0; u < units; u++) weights[1 + inputs + u * (2 + inputs)] = 0;
  const insideCount = inside.reduce((sum, one) => sum + (one ? 1 : 0), 0);
  const insideWeight = rows.length / 2 / Math.max(1, insideCount);
  const outsideWeight = rows.length / 2 / Math.max(1, rows.length - insideCount);
  const order = new Int32Array(rows.length).map((_, i) => i);
  const hidden = new Float64Array(units);
  const epochs = 15;
  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffle(order, random);
    const rate = 0.02 * (1 - epoch / epochs) + 0.0005;
    for (const i of order) {
      const row = rows[i]!;
      const wanted = inside[i]! ? 1 : 0;
      const score = vote(weights, 0, row, hidden);
      const gradient = (1 / (1 + Math.exp(-score)) - wanted) * (wanted === 1 ? insideWeight : outsideWeight);
      weights[0] = weights[0]! - rate * gradient;
      for (let k = 0; k < inputs; k++) {
        weights[1 + k] = weights[1 + k]! - rate * (gradient * row[k]! + 1e-4 * weights[1 + k]!);
      }
      for (let u = 0; u < units; u++) {
        const at = 1 + inputs + u * (2 + inputs);
        const back = gradient * weights[at + 1]! * (1 - hidden[u]! * hidden[u]!);
        weights[at + 1] = weights[at + 1]! - rate * (gradient * hidden[u]! + 1e-4 * weights[at + 1]!);
        weights[at] = weights[at]! - rate * back;
        for (let k = 0; k < inputs; k++) {
          const w = at + 2 + k;
          weights[w] = weights[w]! - rate * (back * row[k]! + 1e-4 * weights[w]!);
        }
      }
    }
  }
  return weights;
}
