/** 32-bit feature hashing: features are numbers from the start, so that prediction builds no strings. */

/** Finalisation mix of MurmurHash3. */
export function mix(value: number): number {
  let h = value | 0;
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}

export function combine(seed: number, value: number): number {
  return mix(Math.imul(seed ^ 0x9e3779b9, 0x01000193) + value);
}

/** Hash of `text[start, end)`. */
export function hashRange(text: string, start: number, end: number, seed = 0x811c9dc5): number {
  let h = seed | 0;
  for (let i = start; i < end; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return mix(h);
}

export function hashString(text: string, seed?: number): number {
  return hashRange(text, 0, text.length, seed);
}

/** So many keys share a bucket of {@link SortedHashes}, about: they lie in one line of the cache. */
const keysPerBucket = 4;

/**
 * Hashes in rising order, found by their place. They are spread evenly, so their first bits say nearly where one stands: a table
 * of buckets leads to it in a few steps, however many there are.
 */
export class SortedHashes {
  readonly keys: Int32Array;
  readonly #from: Int32Array;
  readonly #shift: number;

  /** @param keys Each once; they are sorted in place and kept. */
  constructor(keys: Int32Array) {
    this.keys = keys.sort();
    let bits = 1;
    while (2 ** bits * keysPerBucket < keys.length) bits++;
    this.#shift = 32 - bits;
    this.#from = new Int32Array(2 ** bits);
    for (let bucket = 0, at = 0; bucket < this.#from.length; bucket++) {
      while (at < keys.length && this.#bucketOf(keys[at]!) < bucket) at++;
      this.#from[bucket] = at;
    }
  }

  /** Where `key` stands, or -1. */
  placeOf(key: number): number {
    const { keys } = this;
    let at = this.#from[this.#bucketOf(key)]!;
    while (at < keys.length && keys[at]! < key) at++;
    return keys[at] === key ? at : -1;
  }

  /** Signed numbers in the order of unsigned ones. */
  #bucketOf(key: number): number {
    return (key ^ 0x80000000) >>> this.#shift;
  }
}

/** Open-addressed map from a 32-bit hash to a dense id, counted up from 0 in order of first sight. */
export class HashIndex {
  /** Pairs of a key and its id plus 1, side by side, so that a look-up touches one line of the cache; 0 = free. */
  #cells: Int32Array;
  #mask: number;
  size = 0;

  constructor(capacity = 1024) {
    let slots = 1024;
    while (slots < capacity * 2) slots *= 2;
    this.#cells = new Int32Array(slots * 2);
    this.#mask = slots - 1;
  }

  /** The id of `key`, or -1. */
  get(key: number): number {
    const cells = this.#cells;
    const mask = this.#mask;
    let at = key & mask;
    while (cells[at * 2 + 1] !== 0) {
      if (cells[at * 2] === key) break;
      at = (at + 1) & mask;
    }
    return cells[at * 2 + 1]! - 1;
  }

  add(key: number): number {
    if (this.size * 2 > this.#mask) this.#grow();
    const cells = this.#cells;
    const mask = this.#mask;
    let at = key & mask;
    while (cells[at * 2 + 1] !== 0) {
      if (cells[at * 2] === key) return cells[at * 2 + 1]! - 1;
      at = (at + 1) & mask;
    }
    cells[at * 2] = key;
    this.size += 1;
    cells[at * 2 + 1] = this.size;
    return this.size - 1;
  }

  clear(): void {
    this.#cells.fill(0);
    this.size = 0;
  }

  /** Keys in order of their ids. */
  keys(): Int32Array {
    const ordered = new Int32Array(this.size);
    for (let at = 0; at <= this.#mask; at++) {
      const id = this.#cells[at * 2 + 1]!;
      if (id > 0) ordered[id - 1] = this.#cells[at * 2]!;
    }
    return ordered;
  }

  static from(keys: Int32Array): HashIndex {
    const index = new HashIndex(keys.length);
    for (const key of keys) index.add(key);
    return index;
  }

  #grow(): void {
    const ordered = this.keys();
    const slots = (this.#mask + 1) * 2;
    this.#cells = new Int32Array(slots * 2);
    this.#mask = slots - 1;
    this.size = 0;
    for (const key of ordered) this.add(key);
  }
}

/** A growing list of 32-bit integers that is reused between utterances. */
export class IntBuffer {
  items = new Int32Array(256);
  length = 0;

  push(value: number): void {
    if (this.length === this.items.length) {
      const larger = new Int32Array(this.items.length * 2);
      larger.set(this.items);
      this.items = larger;
    }
    this.items[this.length++] = value;
  }

  clear(): void {
    this.length = 0;
  }

  toArray(): Int32Array {
    return this.items.slice(0, this.length);
  }
}

/** Deterministic generator (mulberry32), so that the same seed trains the same model. */
export function createRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export function shuffle(order: Int32Array, random: () => number): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const held = order[i]!;
    order[i] = order[j]!;
    order[j] = held;
  }
}
