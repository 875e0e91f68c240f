/** From an utterance to a sparse vector: known features, weighted by rarity, normalised family by family. */
import { HashIndex, IntBuffer } from './hashing.ts';
import { familyCount, intentFeatures } from './intent-features.ts';
import { type SparseRows, SparseRowsBuilder } from './sparse.ts';
import type { TokenisedUtterance } from './tokens.ts';

/** Words and characters weigh the same, coarse shapes less. Found on folds of the training splits. */
const familyWeights = [1, 1, 0.3] as const;

const noMeaning = new Float32Array(0);

/** Reused between utterances; entries up to `length` are valid. */
export interface SparseVector {
  ids: Int32Array;
  values: Float32Array;
  length: number;
  /** Share of the character features that the training data never showed. */
  unknownShare: number;
  /** What its words mean: their weighted mean, then their greatest values. Empty without word vectors. */
  meaning: Float32Array;
}

export class FeatureSpace {
  readonly index: HashIndex;
  /** Inverse document frequency by feature. */
  readonly rarity: Float32Array;
  readonly family: Uint8Array;
  readonly #buffer = new IntBuffer();
  readonly #counts: Int32Array;
  readonly #rarest: number;
  readonly #vector: SparseVector = {
    ids: new Int32Array(512),
    values: new Float32Array(512),
    length: 0,
    unknownShare: 0,
    meaning: new Float32Array(0),
  };

  constructor(index: HashIndex, rarity: Float32Array, family: Uint8Array) {
    this.index = index;
    this.rarity = rarity;
    this.family = family;
    this.#counts = new Int32Array(index.size);
    this.#rarest = rarity.reduce((most, one) => Math.max(most, one), 0);
  }

  get size(): number {
    return this.index.size;
  }

  /** At most `limit` features: the rarest go first, as they cost the most and say the least. */
  static build(utterances: readonly TokenisedUtterance[], limit = 2_000_000): FeatureSpace {
    const index = new HashIndex(utterances.length * 16);
    const frequency: number[] = [];
    const families: number[] = [];
    const lastSeen: number[] = [];
    const buffer = new IntBuffer();
    for (const [u, utterance] of utterances.entries()) {
      buffer.clear();
      intentFeatures(utterance, buffer);
      for (let k = 0; k < buffer.length; k += 2) {
        const id = index.add(buffer.items[k]!);
        if (lastSeen[id] === u) continue;
        lastSeen[id] = u;
        frequency[id] = (frequency[id] ?? 0) + 1;
        families[id] = buffer.items[k + 1]!;
      }
    }
    const total = utterances.length + 1;
    let least = 1;
    let kept = frequency.length;
    while (kept > limit) {
      least++;
      kept = frequency.reduce((sum, count) => sum + (count >= least ? 1 : 0), 0);
    }
    const chosen = (_: number, id: number): boolean => frequency[id]! >= least;
    const rarity = Float32Array.from(frequency.filter(chosen), (count) => Math.log(total / (count + 1)) + 1);
    const keys = index.keys().filter(chosen);
    return new FeatureSpace(HashIndex.from(keys), rarity, Uint8Array.from(families.filter(chosen)));
  }

  /** The result is overwritten by the next call. */
  vectorise(utterance: TokenisedUtterance): SparseVector {
    const buffer = this.#buffer;
    const counts = this.#counts;
    const vector = this.#vector;
    buffer.clear();
    intentFeatures(utterance, buffer);
    if (vector.ids.length < buffer.length) {
      vector.ids = new Int32Array(buffer.length * 2);
      vector.values = new Float32Array(buffer.length * 2);
    }
    let length = 0;
    let characters = 0;
    let unknown = 0;
    for (let k = 0; k < buffer.length; k += 2) {
      const id = this.index.get(buffer.items[k]!);
      if (buffer.items[k + 1] === 1) {
        characters++;
        if (id < 0) unknown++;
      }
      if (id < 0) continue;
      if (counts[id] === 0) vector.ids[length++] = id;
      counts[id] = counts[id]! + 1;
    }
    const squares = [0, 0, 0];
    for (let k = 0; k < length; k++) {
      const id = vector.ids[k]!;
      const value = (1 + Math.log(counts[id]!)) * this.rarity[id]!;
      counts[id] = 0;
      vector.values[k] = value;
      const family = this.family[id]!;
      squares[family] = squares[family]! + value * value;
    }
    // One Latin word inside a Chinese sentence must not weigh as much as all of the sentence.
    squares[1] = Math.max(squares[1]!, squares[0]!);
    for (let f = 0; f < familyCount; f++) squares[f] = familyWeights[f]! / Math.sqrt(squares[f]! || 1);
    for (let k = 0; k < length; k++)
      vector.values[k] = vector.values[k]! * squares[this.family[vector.ids[k]!]!]!;
    vector.length = length;
    vector.unknownShare = characters === 0 ? 0 : unknown / characters;
    vector.meaning = this.#meaningOf(utterance);
    return vector;
  }

  /** Rare words count for more; both halves have length 1. */
  #meaningOf({ reading }: TokenisedUtterance): Float32Array {
    if (reading === undefined) return noMeaning;
    const { words, vectors } = reading;
    const width = vectors.dimensions;
    const meaning = new Float32Array(2 * width);
    const mean = meaning.subarray(0, width);
    const greatest = meaning.subarray(width);
    const one = new Float32Array(width);
    let known = 0;
    for (const { key, vector } of words) {
      if (vector < 0) continue;
      const id = this.index.get(key);
      vectors.add(vector, id < 0 ? this.#rarest : this.rarity[id]!, mean);
      one.fill(0);
      vectors.add(vector, 1, one);
      for (let d = 0; d < width; d++) greatest[d] = known === 0 ? one[d]! : Math.max(greatest[d]!, one[d]!);
      known++;
    }
    normalise(mean);
    normalise(greatest);
    return meaning;
  }

  rows(utterances: readonly TokenisedUtterance[]): SparseRows {
    const builder = new SparseRowsBuilder();
    const meanings: Float32Array[] = [];
    for (const utterance of utterances) {
      const vector = this.vectorise(utterance);
      builder.add(vector.ids, vector.values, vector.length);
      meanings.push(vector.meaning);
    }
    const width = meanings[0]?.length ?? 0;
    if (width === 0) return builder.build();
    const flat = new Float32Array(width * meanings.length);
    for (const [u, meaning] of meanings.entries()) flat.set(meaning, u * width);
    return { ...builder.build(), meanings: flat };
  }
}

function normalise(values: Float32Array): void {
  let squares = 0;
  for (let d = 0; d < values.length; d++) squares += values[d]! * values[d]!;
  const norm = Math.sqrt(squares) || 1;
  for (let d = 0; d < values.length; d++) values[d] = values[d]! / norm;
}
