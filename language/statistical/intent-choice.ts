/**
 * Which of one skill's intents is meant, once it is known that one of them is: a small linear machine over n-grams and
 * meaning, learnt from this skill's samples alone. Between skills nothing is learnt, so nothing of it is compared there.
 */
import type { Steps } from '../steps.ts';
import { createRandom, shuffle } from './hashing.ts';
import type { SampleTable } from './sample-table.ts';
import type { Sentence } from './sentence-features.ts';

const epochs = 5;
const learningRate = 0.3;
/** A third of the words is hidden while it learns, so that it does not lean on one alone. */
const dropout = 0.3;
const smallestGradient = 1e-4;
const samplesPerStep = 16;

/** One feature of a sentence, by its row in the table of weights. */
interface Features {
  readonly rows: number[];
  readonly values: number[];
}

export class IntentChoice {
  readonly #samples: SampleTable;
  readonly #intents: number;
  /** `[row * intents + intent]`: rows of n-grams as the table of samples numbers them, then those of the vector, then one for all. */
  readonly #weights: Float32Array;

  private constructor(samples: SampleTable, intents: number, weights: Float32Array) {
    this.#samples = samples;
    this.#intents = intents;
    this.#weights = weights;
  }

  /** `ends` are the ends of the intents' runs of samples; undefined where there is nothing to choose. */
  static *learning(samples: SampleTable, ends: readonly number[]): Steps<IntentChoice | undefined> {
    if (ends.length < 2) return undefined;
    const intents = ends.length;
    const rowCount = samples.featureCount + samples.dense.width + 1;
    const weights = new Float32Array(rowCount * intents);
    const squares = new Float32Array(rowCount * intents).fill(1e-2);
    const choice = new IntentChoice(samples, intents, weights);
    const random = createRandom(5);
    const order = new Int32Array(samples.size).map((_, s) => s);
    const intentOf = new Uint16Array(samples.size);
    for (let s = 0, intent = 0; s < samples.size; s++) {
      while (s >= ends[intent]!) intent++;
      intentOf[s] = intent;
    }
    const dense = new Float32Array(samples.dense.width);
    for (let epoch = 0; epoch < epochs; epoch++) {
      shuffle(order, random);
      const rate = learningRate * (1 - epoch / epochs + 0.05);
      for (const [n, sample] of order.entries()) {
        if (n % samplesPerStep === samplesPerStep - 1) yield;
        const features: Features = { rows: [], values: [] };
        samples.eachPlace(sample, (place, weight) => {
          if (random() < dropout) return;
          features.rows.push(place);
          features.values.push(weight);
        });
        samples.dense.read(sample, dense, 0);
        choice.#addDense(dense, features);
        const gradient = choice.#shares(features);
        gradient[intentOf[sample]!] = gradient[intentOf[sample]!]! - 1;
        for (const [k, row] of features.rows.entries())
          for (let intent = 0; intent < intents; intent++) {
            const g = gradient[intent]! * features.values[k]!;
            if (g < smallestGradient && g > -smallestGradient) continue;
            const at = row * intents + intent;
            squares[at] = squares[at]! + g * g;
            weights[at] = weights[at]! - (rate * g) / Math.sqrt(squares[at]!);
          }
      }
    }
    return choice;
  }

  /** How likely each intent is, in their order, given that one of them is meant; undefined for a sentence that cannot be compared. */
  likelihoods({ features: { keys, weights, norm, meaning }, vector }: Sentence): Float64Array | undefined {
    const dense = this.#samples.vectors === undefined ? meaning : vector;
    if (dense === undefined) return undefined;
    const features: Features = { rows: [], values: [] };
    for (let k = 0; k < keys.length; k++) {
      const place = this.#samples.placeOf(keys[k]!);
      if (place < 0) continue;
      features.rows.push(place);
      features.values.push(weights[k]! / norm);
    }
    this.#addDense(dense, features);
    return this.#shares(features);
  }

  #addDense(vector: Float32Array, { rows, values }: Features): void {
    const first = this.#samples.featureCount;
    for (let d = 0; d < vector.length; d++) {
      rows.push(first + d);
      values.push(vector[d]!);
    }
    rows.push(first + vector.length);
    values.push(1);
  }

  #shares({ rows, values }: Features): Float64Array {
    const intents = this.#intents;
    const sums = new Float64Array(intents);
    for (const [k, row] of rows.entries())
      for (let intent = 0; intent < intents; intent++)
        sums[intent] = sums[intent]! + values[k]! * this.#weights[row * intents + intent]!;
    const highest = Math.max(...sums);
    let total = 0;
    for (let intent = 0; intent < intents; intent++) {
      sums[intent] = Math.exp(sums[intent]! - highest);
      total += sums[intent]!;
    }
    for (let intent = 0; intent < intents; intent++) sums[intent] = sums[intent]! / total;
    return sums;
  }
}
