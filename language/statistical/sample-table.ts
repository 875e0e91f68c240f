/** All samples of one skill, as they are compared with a sentence. */
import { DenseRows } from './dense-rows.ts';
import { HashIndex, IntBuffer, SortedHashes } from './hashing.ts';
import type { SentenceFeatures } from './sentence-features.ts';

/** In flat arrays: every object would be one more for the garbage collector. */
export class SampleTable {
  readonly texts: readonly string[];
  /** Numbers of the templates that they were drawn from. */
  readonly templates: readonly number[];
  readonly meanings: DenseRows;
  /** Absent where the engine had no encoder when the skill was learnt. */
  readonly vectors: DenseRows | undefined;
  /** Features of any sample, in rising order, and what each is worth. */
  readonly #keys: SortedHashes;
  readonly #weights: Float32Array;
  /** Samples that hold `#keys[k]`: `#holders[#heldFrom[k]..#heldFrom[k + 1]]`. */
  readonly #heldFrom: Int32Array;
  readonly #holders: Uint16Array;
  /** Features of sample s, as places in `#keys`: `#places[#placesFrom[s]..#placesFrom[s + 1]]`. */
  readonly #placesFrom: Int32Array;
  readonly #places: Int32Array;
  readonly #norms: Float32Array;

  constructor(
    samples: readonly SentenceFeatures[],
    templates: readonly number[],
    vectors: readonly Float32Array[] | undefined,
  ) {
    this.templates = templates;
    this.texts = samples.map(({ utterance }) => utterance.text);
    this.meanings = new DenseRows(samples.map(({ meaning }) => meaning));
    this.vectors = vectors === undefined ? undefined : new DenseRows(vectors);
    this.#norms = Float32Array.from(samples, ({ norm }) => norm);
    const index = new HashIndex(4096);
    const weights: number[] = [];
    const counts: number[] = [];
    const ids = new IntBuffer();
    const from = [0];
    for (const sample of samples) {
      for (let k = 0; k < sample.keys.length; k++) {
        const id = index.add(sample.keys[k]!);
        weights[id] = sample.weights[k]!;
        counts[id] = (counts[id] ?? 0) + 1;
        ids.push(id);
      }
      from.push(ids.length);
    }
    this.#placesFrom = Int32Array.from(from);
    this.#keys = new SortedHashes(index.keys());
    const { keys } = this.#keys;
    const placeOf = new Int32Array(keys.length);
    this.#weights = new Float32Array(keys.length);
    this.#heldFrom = new Int32Array(keys.length + 1);
    for (const [place, key] of keys.entries()) {
      const id = index.get(key);
      placeOf[id] = place;
      this.#weights[place] = weights[id]!;
      this.#heldFrom[place + 1] = this.#heldFrom[place]! + counts[id]!;
    }
    const next = this.#heldFrom.slice();
    this.#places = new Int32Array(ids.length);
    this.#holders = new Uint16Array(ids.length);
    for (let s = 0; s < samples.length; s++) {
      for (let at = from[s]!; at < from[s + 1]!; at++) {
        const place = placeOf[ids.items[at]!]!;
        this.#places[at] = place;
        this.#holders[next[place]!++] = s;
      }
    }
  }

  get size(): number {
    return this.texts.length;
  }

  /** Cosine of the n-grams of `sentence` with those of each sample, into `into`; true when any shares one. */
  compare(sentence: SentenceFeatures, into: Float64Array): boolean {
    const { size } = this;
    const keys = this.#keys;
    const weights = this.#weights;
    const heldFrom = this.#heldFrom;
    const holders = this.#holders;
    into.fill(0, 0, size);
    let isAny = false;
    for (let k = 0; k < sentence.keys.length; k++) {
      const place = keys.placeOf(sentence.keys[k]!);
      if (place < 0) continue;
      isAny = true;
      const weight = sentence.weights[k]! * weights[place]!;
      const to = heldFrom[place + 1]!;
      for (let h = heldFrom[place]!; h < to; h++) {
        const sample = holders[h]!;
        into[sample] = into[sample]! + weight;
      }
    }
    if (!isAny) return false;
    const norms = this.#norms;
    const { norm } = sentence;
    for (let s = 0; s < size; s++) {
      const sum = into[s]!;
      if (sum !== 0) into[s] = sum / (norms[s]! * norm);
    }
    return true;
  }

  get featureCount(): number {
    return this.#keys.keys.length;
  }

  /** What each sample means: by its sentence vector where there is one, else by its words. */
  get dense(): DenseRows {
    return this.vectors ?? this.meanings;
  }

  /** Where a feature stands among those of the samples, or -1. */
  placeOf(key: number): number {
    return this.#keys.placeOf(key);
  }

  featuresOf(sample: number): number {
    return this.#placesFrom[sample + 1]! - this.#placesFrom[sample]!;
  }

  /** Writes the features of a sample, weighed so that all together have unit length, from `at` on; where it ends. */
  copyFeatures(sample: number, keys: Int32Array, weights: Float32Array, at: number): number {
    const norm = this.#norms[sample]!;
    const own = this.#keys.keys;
    const worth = this.#weights;
    const places = this.#places;
    const to = this.#placesFrom[sample + 1]!;
    let next = at;
    for (let k = this.#placesFrom[sample]!; k < to; k++) {
      const place = places[k]!;
      keys[next] = own[place]!;
      weights[next++] = worth[place]! / norm;
    }
    return next;
  }

  /** Hands each feature of a sample to `take`, by its place, weighed in the same way. */
  eachPlace(sample: number, take: (place: number, weight: number) => void): void {
    const norm = this.#norms[sample]!;
    const to = this.#placesFrom[sample + 1]!;
    for (let at = this.#placesFrom[sample]!; at < to; at++) {
      const place = this.#places[at]!;
      take(place, this.#weights[place]! / norm);
    }
  }
}
