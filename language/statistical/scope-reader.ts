/**
 * What tells an utterance that belongs to an intent from one that nobody taught: margins, agreement between views,
 * distance to the nearest training utterances, how much of it the winning intent has ever seen. One number each;
 * `scope-judge.ts` weighs them.
 */
import { bestOf } from './calibration.ts';
import type { FeatureSpace, SparseVector } from './feature-space.ts';
import { combine } from './hashing.ts';
import { groupClasses } from './intent-groups.ts';
import type { IntentScores } from './intent-model.ts';
import { trainSvm } from './linear.ts';
import { softmaxInPlace, trainMlp } from './mlp.ts';
import { type NeighbourStore, Neighbours } from './neighbours.ts';
import type { Packable } from './pack.ts';
import { QuantisedMatrix } from './quantised.ts';
import type { SparseRows } from './sparse.ts';
import type { TokenisedUtterance } from './tokens.ts';

export const scopeFeatureCount = 31;

const hiddenUnits = 48;

export interface ScopeReaderOptions {
  readonly seed: number;
  readonly groupOf?: Int32Array;
}

export class ScopeReader {
  readonly #space: FeatureSpace;
  readonly #classCount: number;
  /** Classes that stand for "no intent" never count as similar. */
  readonly groupOf: Int32Array;
  readonly #groupCount: number;
  readonly #groups: QuantisedMatrix;
  readonly #embedding: QuantisedMatrix;
  readonly #hiddenBias: Float32Array;
  readonly #output: Float32Array;
  readonly #outputBias: Float32Array;
  readonly #neighbours: Neighbours;
  readonly #exampleCount: number;
  readonly #classTokens: Float32Array;
  readonly #hidden = new Float32Array(hiddenUnits);
  readonly #network: Float32Array;
  readonly #groupScores: Float32Array;

  private constructor(space: FeatureSpace, classCount: number, arrays: Readonly<Record<string, Packable>>) {
    this.#space = space;
    this.#classCount = classCount;
    this.groupOf = arrays['groupOf'] as Int32Array;
    let groups = 0;
    for (const group of this.groupOf) groups = Math.max(groups, group + 1);
    this.#groupCount = groups;
    this.#groups = QuantisedMatrix.fromArrays(groups, 'group', arrays);
    this.#embedding = QuantisedMatrix.fromArrays(hiddenUnits, 'embedding', arrays);
    this.#hiddenBias = arrays['hiddenBias'] as Float32Array;
    this.#output = arrays['output'] as Float32Array;
    this.#outputBias = arrays['outputBias'] as Float32Array;
    this.#classTokens = arrays['classTokens'] as Float32Array;
    this.#neighbours = Neighbours.fromArrays(classCount, arrays);
    this.#exampleCount = this.#neighbours.exampleCount;
    this.#network = new Float32Array(classCount);
    this.#groupScores = new Float32Array(groups);
  }

  static train(
    space: FeatureSpace,
    rows: SparseRows,
    labels: Int32Array,
    classCount: number,
    utterances: readonly TokenisedUtterance[],
    options: ScopeReaderOptions,
  ): ScopeReader {
    const groupOf = options.groupOf ?? groupClasses(rows, labels, classCount, Math.round(classCount / 3.5));
    const groupLabels = labels.map((label) => groupOf[label]!);
    let groups = 0;
    for (const group of groupOf) groups = Math.max(groups, group + 1);
    const svm = trainSvm(rows, groupLabels, {
      featureCount: space.size,
      classCount: groups,
      cost: 1,
      iterations: 10,
      seed: options.seed,
    });
    const mlp = trainMlp(rows, labels, {
      featureCount: space.size,
      classCount,
      hidden: hiddenUnits,
      epochs: 8,
      learningRate: 0.05,
      featureDropout: 0.5,
      hiddenDropout: 0.3,
      labelSmoothing: 0.05,
      seed: options.seed,
    });
    const classTokens = new Float32Array(classCount);
    for (const [u, utterance] of utterances.entries()) {
      classTokens[labels[u]!] = classTokens[labels[u]!]! + utterance.tokens.length;
    }
    const store: NeighbourStore = Neighbours.build(space, rows, labels, classCount);
    return new ScopeReader(space, classCount, {
      groupOf,
      ...QuantisedMatrix.from(svm, groups).toArrays('group'),
      ...QuantisedMatrix.from(mlp.embedding, hiddenUnits).toArrays('embedding'),
      hiddenBias: mlp.hiddenBias,
      output: mlp.output,
      outputBias: mlp.outputBias,
      classTokens,
      ...store,
    });
  }

  /** `probabilities` come from the intent model; `winner` is the class that it names. */
  read(
    utterance: TokenisedUtterance,
    vector: SparseVector,
    scores: IntentScores,
    probabilities: Float32Array,
    winner: number,
  ): Float32Array {
    const out = new Float32Array(scopeFeatureCount);
    let at = 0;
    const put = (value: number): void => {
      out[at++] = value;
    };
    const { margins } = scores;
    let second = 0;
    let entropy = 0;
    let energy = 0;
    let positive = 0;
    let highest = -9;
    let runnerUp = -9;
    for (let c = 0; c < this.#classCount; c++) {
      const p = probabilities[c]!;
      if (c !== winner && p > second) second = p;
      if (p > 1e-9) entropy -= p * Math.log(p);
      const margin = margins[c]!;
      energy += Math.exp(3 * margin);
      if (margin > -0.5) positive++;
      if (margin > highest) {
        runnerUp = highest;
        highest = margin;
      } else if (margin > runnerUp) runnerUp = margin;
    }
    put(probabilities[winner]!);
    put(probabilities[winner]! - second);
    put(margins[winner]!);
    put(Math.log(energy));
    put(entropy);
    put(runnerUp);
    put(positive);
    this.#readGroups(vector, probabilities, winner, put);
    this.#readNetwork(vector, winner, put);
    this.#neighbours.read(vector, winner, put);
    this.#readCoverage(utterance, winner, put);
    put(vector.unknownShare);
    put(Math.log(1 + utterance.tokens.length));
    return out;
  }

  #readGroups(
    vector: SparseVector,
    probabilities: Float32Array,
    winner: number,
    put: (v: number) => void,
  ): void {
    const scores = this.#groupScores.fill(0);
    for (let k = 0; k < vector.length; k++) this.#groups.addRow(vector.ids[k]!, vector.values[k]!, scores);
    const own = this.groupOf[winner]!;
    let best = -9;
    let second = -9;
    for (let g = 0; g < this.#groupCount; g++) {
      const score = scores[g]!;
      if (score > best) {
        second = best;
        best = score;
      } else if (score > second) second = score;
    }
    let mass = 0;
    for (let c = 0; c < this.#classCount; c++) if (this.groupOf[c] === own) mass += probabilities[c]!;
    put(best);
    put(best - second);
    put(scores[own]!);
    softmaxInPlace(scores, 3);
    put(scores[bestOf(scores)]!);
    put(mass);
    put(second);
  }

  #readNetwork(vector: SparseVector, winner: number, put: (v: number) => void): void {
    const hidden = this.#hidden;
    hidden.set(this.#hiddenBias);
    for (let k = 0; k < vector.length; k++) this.#embedding.addRow(vector.ids[k]!, vector.values[k]!, hidden);
    const logits = this.#network;
    logits.set(this.#outputBias);
    for (let u = 0; u < hiddenUnits; u++) {
      const h = hidden[u]!;
      if (h <= 0) continue;
      const base = u * this.#classCount;
      for (let c = 0; c < this.#classCount; c++) logits[c] = logits[c]! + h * this.#output[base + c]!;
    }
    let energy = 0;
    for (const logit of logits) energy += Math.exp(logit);
    softmaxInPlace(logits);
    put(logits[bestOf(logits)]!);
    put(Math.log(energy));
    put(logits[winner]!);
    let mass = 0;
    for (let c = 0; c < this.#classCount; c++)
      if (this.groupOf[c] === this.groupOf[winner]) mass += logits[c]!;
    put(mass);
  }

  #readCoverage(utterance: TokenisedUtterance, winner: number, put: (v: number) => void): void {
    const { tokens } = utterance;
    const { index } = this.#space;
    let mass = 0;
    let known = 0;
    let own = 0;
    let ratio = 0;
    let unknown = 0;
    let pairs = 0;
    let knownPairs = 0;
    let ownPairs = 0;
    let totalTokens = 0;
    for (const count of this.#classTokens) totalTokens += count;
    for (const [i, token] of tokens.entries()) {
      const id = index.get(combine(1, token.hash));
      const frequency = id < 0 ? 0 : this.#neighbours.frequency(id);
      const ownCount = id < 0 ? 0 : this.#neighbours.count(id, winner);
      const weight = Math.log((this.#exampleCount + 1) / (frequency + 1)) + 0.3;
      mass += weight;
      if (frequency > 0) known += weight;
      else unknown++;
      if (ownCount > 0) own += weight;
      const ownShare = (ownCount + 0.3) / (this.#classTokens[winner]! + 30);
      ratio += Math.log(ownShare / ((frequency + 1) / (totalTokens + 100)));
      const next = tokens[i + 1];
      if (next === undefined) continue;
      pairs++;
      const pair = index.get(combine(combine(2, token.hash), next.hash));
      if (pair < 0) continue;
      knownPairs++;
      if (this.#neighbours.count(pair, winner) > 0) ownPairs++;
    }
    put(mass > 0 ? known / mass : 0);
    put(pairs > 0 ? knownPairs / pairs : 0.5);
    put(mass > 0 ? own / mass : 0);
    put(pairs > 0 ? ownPairs / pairs : 0.5);
    put(tokens.length > 0 ? ratio / tokens.length : 0);
    put(unknown);
  }

  toArrays(): Record<string, Packable> {
    return {
      groupOf: this.groupOf,
      ...this.#groups.toArrays('group'),
      ...this.#embedding.toArrays('embedding'),
      hiddenBias: this.#hiddenBias,
      output: this.#output,
      outputBias: this.#outputBias,
      classTokens: this.#classTokens,
      ...this.#neighbours.toArrays(),
    };
  }

  static fromArrays(
    space: FeatureSpace,
    classCount: number,
    arrays: Readonly<Record<string, Packable>>,
  ): ScopeReader {
    return new ScopeReader(space, classCount, arrays);
  }
}
