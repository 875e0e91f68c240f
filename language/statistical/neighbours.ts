/** Nearest training utterances and class centroids by cosine, through an inverted index. */
import type { FeatureSpace, SparseVector } from './feature-space.ts';
import type { Packable } from './pack.ts';
import type { SparseRows } from './sparse.ts';

/** Features of more examples than this share are skipped: they tell nothing apart and cost the most. */
const commonShare = 0.02;

export type NeighbourStore = Record<string, Packable>;

export class Neighbours {
  readonly exampleCount: number;
  readonly #labels: Int32Array;
  readonly #offsets: Int32Array;
  readonly #examples: Int32Array;
  readonly #weights: Float32Array;
  readonly #classOffsets: Int32Array;
  readonly #classes: Int16Array;
  readonly #counts: Int32Array;
  readonly #centroids: Float32Array;
  readonly #similarity: Float32Array;
  readonly #centroidScores: Float32Array;

  private constructor(classCount: number, store: Readonly<NeighbourStore>) {
    this.#labels = store['exampleLabels'] as Int32Array;
    this.exampleCount = this.#labels.length;
    this.#offsets = store['postingOffsets'] as Int32Array;
    this.#examples = store['postingExamples'] as Int32Array;
    this.#weights = store['postingWeights'] as Float32Array;
    this.#classOffsets = store['classOffsets'] as Int32Array;
    this.#classes = store['classes'] as Int16Array;
    this.#counts = store['classFeatureCounts'] as Int32Array;
    this.#centroids = store['centroids'] as Float32Array;
    this.#similarity = new Float32Array(this.exampleCount);
    this.#centroidScores = new Float32Array(classCount);
  }

  static build(
    space: FeatureSpace,
    rows: SparseRows,
    labels: Int32Array,
    classCount: number,
  ): NeighbourStore {
    const featureCount = space.size;
    const postingOffsets = new Int32Array(featureCount + 1);
    for (const id of rows.ids) postingOffsets[id + 1] = postingOffsets[id + 1]! + 1;
    for (let f = 0; f < featureCount; f++)
      postingOffsets[f + 1] = postingOffsets[f + 1]! + postingOffsets[f]!;
    const fill = postingOffsets.slice(0, featureCount);
    const postingExamples = new Int32Array(rows.ids.length);
    const postingWeights = new Float32Array(rows.ids.length);
    const byClass: (Map<number, { count: number; weight: number }> | undefined)[] = new Array(featureCount);
    const squares = new Float64Array(classCount);
    let entries = 0;
    for (let i = 0; i < rows.count; i++) {
      let norm = 0;
      for (let k = rows.offsets[i]!; k < rows.offsets[i + 1]!; k++) norm += rows.values[k]! * rows.values[k]!;
      norm = Math.sqrt(norm) || 1;
      for (let k = rows.offsets[i]!; k < rows.offsets[i + 1]!; k++) {
        const id = rows.ids[k]!;
        const at = fill[id]!;
        fill[id] = at + 1;
        postingExamples[at] = i;
        postingWeights[at] = rows.values[k]! / norm;
        let classes = byClass[id];
        if (classes === undefined) {
          classes = new Map();
          byClass[id] = classes;
        }
        const own = classes.get(labels[i]!);
        if (own === undefined) {
          classes.set(labels[i]!, { count: 1, weight: rows.values[k]! });
          entries++;
        } else {
          own.count++;
          own.weight += rows.values[k]!;
        }
      }
    }
    const classOffsets = new Int32Array(featureCount + 1);
    const classes = new Int16Array(entries);
    const classFeatureCounts = new Int32Array(entries);
    const centroids = new Float32Array(entries);
    let at = 0;
    for (let f = 0; f < featureCount; f++) {
      for (const [label, { count, weight }] of byClass[f] ?? []) {
        classes[at] = label;
        classFeatureCounts[at] = count;
        centroids[at++] = weight;
        squares[label] = squares[label]! + weight * weight;
      }
      classOffsets[f + 1] = at;
    }
    for (let k = 0; k < entries; k++) centroids[k] = centroids[k]! / (Math.sqrt(squares[classes[k]!]!) || 1);
    return {
      exampleLabels: labels,
      postingOffsets,
      postingExamples,
      postingWeights,
      classOffsets,
      classes,
      classFeatureCounts,
      centroids,
    };
  }

  /** In how many examples feature `id` stands. */
  frequency(id: number): number {
    return this.#offsets[id + 1]! - this.#offsets[id]!;
  }

  /** In how many examples of class `label` feature `id` stands. */
  count(id: number, label: number): number {
    for (let k = this.#classOffsets[id]!; k < this.#classOffsets[id + 1]!; k++) {
      if (this.#classes[k] === label) return this.#counts[k]!;
    }
    return 0;
  }

  /** Six numbers: nearest of all, nearest and mean of five of the winner, agreement, own and best centroid. */
  read(vector: SparseVector, winner: number, put: (value: number) => void): void {
    const similarity = this.#similarity.fill(0);
    const centroids = this.#centroidScores.fill(0);
    let norm = 0;
    for (let k = 0; k < vector.length; k++) norm += vector.values[k]! * vector.values[k]!;
    norm = Math.sqrt(norm) || 1;
    const common = Math.max(50, this.exampleCount * commonShare);
    for (let k = 0; k < vector.length; k++) {
      const id = vector.ids[k]!;
      const weight = vector.values[k]! / norm;
      for (let j = this.#classOffsets[id]!; j < this.#classOffsets[id + 1]!; j++) {
        const c = this.#classes[j]!;
        centroids[c] = centroids[c]! + weight * this.#centroids[j]!;
      }
      const from = this.#offsets[id]!;
      const to = this.#offsets[id + 1]!;
      if (to - from > common) continue;
      for (let j = from; j < to; j++) {
        const example = this.#examples[j]!;
        similarity[example] = similarity[example]! + weight * this.#weights[j]!;
      }
    }
    const own = new Float64Array(5);
    const any = new Float64Array(10);
    const anyLabels = new Int32Array(10).fill(-1);
    for (let e = 0; e < similarity.length; e++) {
      const value = similarity[e]!;
      if (value <= 0.1) continue;
      if (this.#labels[e] === winner && value > own[4]!) insert(own, value);
      if (value > any[9]!) {
        const place = insert(any, value);
        anyLabels.copyWithin(place + 1, place, 9);
        anyLabels[place] = this.#labels[e]!;
      }
    }
    let agree = 0;
    let total = 0;
    for (let k = 0; k < 10; k++) {
      total += any[k]!;
      if (anyLabels[k] === winner) agree += any[k]!;
    }
    let best = 0;
    for (const score of centroids) if (score > best) best = score;
    put(any[0]!);
    put(own[0]!);
    put((own[0]! + own[1]! + own[2]! + own[3]! + own[4]!) / 5);
    put(total > 0 ? agree / total : 0);
    put(centroids[winner]!);
    put(best);
  }

  toArrays(): NeighbourStore {
    return {
      exampleLabels: this.#labels,
      postingOffsets: this.#offsets,
      postingExamples: this.#examples,
      postingWeights: this.#weights,
      classOffsets: this.#classOffsets,
      classes: this.#classes,
      classFeatureCounts: this.#counts,
      centroids: this.#centroids,
    };
  }

  static fromArrays(classCount: number, arrays: Readonly<NeighbourStore>): Neighbours {
    return new Neighbours(classCount, arrays);
  }
}

/** Inserts into a descending list of fixed length and returns the place. */
function insert(list: Float64Array, value: number): number {
  let place = list.length - 1;
  while (place > 0 && list[place - 1]! < value) {
    list[place] = list[place - 1]!;
    place--;
  }
  list[place] = value;
  return place;
}
