/** Which intent: a support vector machine and a smoothed naive Bayes over the same features, added up; the
 * machine knows roughly what words mean besides. */
import { FeatureSpace, type SparseVector } from './feature-space.ts';
import { HashIndex } from './hashing.ts';
import { trainSvm } from './linear.ts';
import type { Packable } from './pack.ts';
import { QuantisedMatrix } from './quantised.ts';
import type { SparseRows } from './sparse.ts';
import type { TokenisedUtterance } from './tokens.ts';

/** Weights of the two voices, and the smoothing of the second, found on folds of the training splits. */
const marginScale = 3;
const bayesScale = 0.2;
const bayesSmoothing = 0.01;

/** Scores of one utterance by class; both arrays are overwritten by the next call. */
export interface IntentScores {
  /** One-against-rest margins of the support vector machine. */
  readonly margins: Float32Array;
  /** Log of the unnormalised combined score. */
  readonly logits: Float32Array;
}

export class IntentModel {
  readonly classCount: number;
  readonly space: FeatureSpace;
  readonly #weights: QuantisedMatrix;
  /** Naive Bayes as what a feature adds for the classes it was seen with. */
  readonly #bayesOffsets: Int32Array;
  readonly #bayesClasses: Int16Array;
  readonly #bayesGains: Float32Array;
  readonly #priors: Float32Array;
  readonly #unseen: Float32Array;
  readonly #scores: IntentScores;
  readonly #bayes: Float32Array;

  private constructor(space: FeatureSpace, classCount: number, arrays: Readonly<Record<string, Packable>>) {
    this.space = space;
    this.classCount = classCount;
    this.#weights = QuantisedMatrix.fromArrays(classCount, 'svm', arrays);
    this.#bayesOffsets = arrays['bayesOffsets'] as Int32Array;
    this.#bayesClasses = arrays['bayesClasses'] as Int16Array;
    this.#bayesGains = arrays['bayesGains'] as Float32Array;
    this.#priors = arrays['priors'] as Float32Array;
    this.#unseen = arrays['unseen'] as Float32Array;
    this.#scores = { margins: new Float32Array(classCount), logits: new Float32Array(classCount) };
    this.#bayes = new Float32Array(classCount);
  }

  static train(
    space: FeatureSpace,
    rows: SparseRows,
    labels: Int32Array,
    classCount: number,
    options: { seed: number; iterations?: number },
  ): IntentModel {
    const meaningWidth = (rows.meanings?.length ?? 0) / Math.max(1, rows.count);
    const svm = trainSvm(withMeanings(rows, space.size), labels, {
      featureCount: space.size + meaningWidth,
      classCount,
      cost: 1,
      iterations: options.iterations ?? 12,
      seed: options.seed,
    });
    return new IntentModel(space, classCount, {
      ...QuantisedMatrix.from(svm, classCount).toArrays('svm'),
      ...trainBayes(rows, labels, classCount, space.size),
    });
  }

  score(vector: SparseVector): IntentScores {
    const { classCount } = this;
    const { margins, logits } = this.#scores;
    const bayes = this.#bayes;
    const { ids, values, length } = vector;
    margins.fill(0);
    bayes.fill(0);
    for (let k = 0; k < length; k++) {
      const id = ids[k]!;
      this.#weights.addRow(id, values[k]!, margins);
      for (let j = this.#bayesOffsets[id]!; j < this.#bayesOffsets[id + 1]!; j++) {
        const c = this.#bayesClasses[j]!;
        bayes[c] = bayes[c]! + this.#bayesGains[j]!;
      }
    }
    const { meaning } = vector;
    for (let d = 0; d < meaning.length; d++) this.#weights.addRow(this.space.size + d, meaning[d]!, margins);
    const norm = 1 / Math.sqrt(Math.max(1, length));
    for (let c = 0; c < classCount; c++) {
      const log = this.#priors[c]! + length * this.#unseen[c]! + bayes[c]!;
      logits[c] = marginScale * margins[c]! + bayesScale * norm * log;
    }
    return this.#scores;
  }

  scoreUtterance(utterance: TokenisedUtterance): IntentScores {
    return this.score(this.space.vectorise(utterance));
  }

  /** What one feature (by hash) adds to each class's combined score when it stands in `vector`. */
  contribution(hash: number, vector: SparseVector, into: Float32Array): void {
    into.fill(0);
    const id = this.space.index.get(hash);
    if (id < 0) return;
    for (let k = 0; k < vector.length; k++) {
      if (vector.ids[k] !== id) continue;
      this.#weights.addRow(id, vector.values[k]! * marginScale, into);
    }
    const norm = bayesScale / Math.sqrt(Math.max(1, vector.length));
    for (let j = this.#bayesOffsets[id]!; j < this.#bayesOffsets[id + 1]!; j++) {
      const c = this.#bayesClasses[j]!;
      into[c] = into[c]! + norm * this.#bayesGains[j]!;
    }
  }

  toArrays(): Record<string, Packable> {
    return {
      featureKeys: this.space.index.keys(),
      featureRarity: this.space.rarity,
      featureFamily: this.space.family,
      ...this.#weights.toArrays('svm'),
      bayesOffsets: this.#bayesOffsets,
      bayesClasses: this.#bayesClasses,
      bayesGains: this.#bayesGains,
      priors: this.#priors,
      unseen: this.#unseen,
    };
  }

  static fromArrays(classCount: number, arrays: Readonly<Record<string, Packable>>): IntentModel {
    const space = new FeatureSpace(
      HashIndex.from(arrays['featureKeys'] as Int32Array),
      arrays['featureRarity'] as Float32Array,
      arrays['featureFamily'] as Uint8Array,
    );
    return new IntentModel(space, classCount, arrays);
  }
}

/** The same rows with their meanings as further features, from `featureCount` on. */
function withMeanings(rows: SparseRows, featureCount: number): SparseRows {
  const { count, offsets, meanings } = rows;
  if (meanings === undefined) return rows;
  const width = meanings.length / count;
  const ids = new Int32Array(rows.ids.length + meanings.length);
  const values = new Float32Array(ids.length);
  const places = Int32Array.from({ length: width }, (_, d) => featureCount + d);
  for (let i = 0; i < count; i++) {
    const at = offsets[i]! + i * width;
    ids.set(rows.ids.subarray(offsets[i]!, offsets[i + 1]!), at);
    values.set(rows.values.subarray(offsets[i]!, offsets[i + 1]!), at);
    const end = offsets[i + 1]! + i * width;
    ids.set(places, end);
    values.set(meanings.subarray(i * width, (i + 1) * width), end);
  }
  return { count, offsets: offsets.map((offset, i) => offset + i * width), ids, values };
}

function trainBayes(
  rows: SparseRows,
  labels: Int32Array,
  classCount: number,
  featureCount: number,
): Record<string, Packable> {
  const totals = new Float64Array(classCount);
  const counts: (Map<number, number> | undefined)[] = new Array(featureCount);
  let entries = 0;
  for (let i = 0; i < rows.count; i++) {
    const label = labels[i]!;
    totals[label] = totals[label]! + 1;
    for (let k = rows.offsets[i]!; k < rows.offsets[i + 1]!; k++) {
      const id = rows.ids[k]!;
      let byClass = counts[id];
      if (byClass === undefined) {
        byClass = new Map();
        counts[id] = byClass;
      }
      const seen = byClass.get(label);
      if (seen === undefined) entries++;
      byClass.set(label, (seen ?? 0) + 1);
    }
  }
  const bayesOffsets = new Int32Array(featureCount + 1);
  const bayesClasses = new Int16Array(entries);
  const bayesGains = new Float32Array(entries);
  let at = 0;
  for (let f = 0; f < featureCount; f++) {
    for (const [label, count] of counts[f] ?? []) {
      bayesClasses[at] = label;
      bayesGains[at++] = Math.log((count + bayesSmoothing) / bayesSmoothing);
    }
    bayesOffsets[f + 1] = at;
  }
  const priors = Float32Array.from(totals, (total) => Math.log((total + 0.5) / (rows.count + 1)));
  const unseen = Float32Array.from(totals, (total) =>
    Math.log(bayesSmoothing / (total + 20 * bayesSmoothing)),
  );
  return { bayesOffsets, bayesClasses, bayesGains, priors, unseen };
}
