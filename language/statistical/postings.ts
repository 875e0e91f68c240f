/**
 * Which intents hold a feature: the inverted index. It is only ever appended to, and every step of growth is a small
 * one, whatever its size: pieces of fixed size instead of arrays that double, one bucket split for each new feature
 * instead of a table hashed anew. So the cost of adding a skill follows its own features alone. The numbers stand in
 * typed arrays, outside the heap, where the garbage collector has nothing to visit.
 */

const pieceBits = 16;
const pieceSize = 1 << pieceBits;

/** A growing list of integers in pieces: growing never copies. */
class IntPieces {
  readonly #pieces: Int32Array[] = [];
  #length = 0;

  get(at: number): number {
    return this.#pieces[at >>> pieceBits]![at & (pieceSize - 1)]!;
  }

  set(at: number, value: number): void {
    this.#pieces[at >>> pieceBits]![at & (pieceSize - 1)] = value;
  }

  /** The position of `count` new zeros that lie in one piece. */
  reserve(count: number): number {
    const left = this.#pieces.length * pieceSize - this.#length;
    if (left < count) {
      this.#length += left;
      this.#pieces.push(new Int32Array(pieceSize));
    }
    const at = this.#length;
    this.#length += count;
    return at;
  }
}

/** More intents than this are not kept of one feature, only counted: it says too little about any of them. */
export const longestList = 2047;

/** Fields of an entry. */
const keyField = 0;
const nextField = 1;
const countField = 2;
const firstField = 3;
/** Where the second number stands, once there is one. */
const blockField = 4;
/** Where the next number goes. */
const tailField = 5;
const entrySize = 6;

const firstBuckets = 1024;

/**
 * A linear hash table of chained entries. The first number of a list stands in its entry, the others in blocks of 2,
 * 4, 8 … numbers, each with a link to the next block behind them.
 */
export class Postings {
  readonly #entries = new IntPieces();
  readonly #blocks = new IntPieces();
  /** The first entry of each bucket. */
  readonly #heads = new IntPieces();
  #size = 0;
  /** Buckets when this round of splitting began, a power of two; those before `#nextSplit` are split already. */
  #roundBuckets = firstBuckets;
  #nextSplit = 0;
  #steps = 0;

  constructor() {
    // Position 0 says that there is none.
    this.#entries.reserve(entrySize);
    this.#heads.reserve(firstBuckets);
  }

  /** Entries looked at or moved since the beginning: what adding has cost. */
  get steps(): number {
    return this.#steps;
  }

  add(feature: number, intent: number): void {
    let entry = this.find(feature);
    if (entry === 0) {
      entry = this.#newEntry(feature);
      this.#entries.set(entry + firstField, intent);
    } else {
      const count = this.#entries.get(entry + countField);
      if (count < longestList) this.#append(entry, count, intent);
    }
    this.#entries.set(entry + countField, this.#entries.get(entry + countField) + 1);
  }

  /** The list of a feature, for `count` and `read`; 0 when there is none. */
  find(feature: number): number {
    let entry = this.#heads.get(this.#bucketOf(feature));
    this.#steps += 1;
    while (entry !== 0 && this.#entries.get(entry + keyField) !== feature) {
      entry = this.#entries.get(entry + nextField);
      this.#steps += 1;
    }
    return entry;
  }

  /** How many intents hold the feature, also those that are not kept. */
  count(list: number): number {
    return list === 0 ? 0 : this.#entries.get(list + countField);
  }

  /** Copies the first intents of a list, oldest first, as many as there is room for; the result is their number. */
  read(list: number, into: Int32Array): number {
    const total = Math.min(this.count(list), longestList, into.length);
    if (total === 0) return 0;
    into[0] = this.#entries.get(list + firstField);
    let at = 1;
    for (let block = this.#entries.get(list + blockField), size = 2; at < total; size *= 2) {
      const end = Math.min(total, at + size);
      const from = block - at;
      for (; at < end; at += 1) into[at] = this.#blocks.get(from + at);
      block = this.#blocks.get(block + size);
    }
    return total;
  }

  #append(entry: number, count: number, intent: number): void {
    let tail = this.#entries.get(entry + tailField);
    // With 1, 3, 7 … numbers all blocks are full.
    if ((count & (count + 1)) === 0) {
      const block = this.#blocks.reserve(count + 2);
      if (count === 1) this.#entries.set(entry + blockField, block);
      else this.#blocks.set(tail, block);
      tail = block;
    }
    this.#blocks.set(tail, intent);
    this.#entries.set(entry + tailField, tail + 1);
  }

  #newEntry(feature: number): number {
    if (this.#size >= this.#roundBuckets + this.#nextSplit) this.#splitOne();
    this.#size += 1;
    const entry = this.#entries.reserve(entrySize);
    this.#entries.set(entry + keyField, feature);
    this.#link(entry, this.#bucketOf(feature));
    return entry;
  }

  #bucketOf(feature: number): number {
    const bucket = feature & (this.#roundBuckets - 1);
    return bucket < this.#nextSplit ? feature & (this.#roundBuckets * 2 - 1) : bucket;
  }

  #link(entry: number, bucket: number): void {
    this.#entries.set(entry + nextField, this.#heads.get(bucket));
    this.#heads.set(bucket, entry);
  }

  /** One bucket becomes two. */
  #splitOne(): void {
    let entry = this.#heads.get(this.#nextSplit);
    this.#heads.set(this.#nextSplit, 0);
    this.#heads.reserve(1);
    this.#nextSplit += 1;
    if (this.#nextSplit === this.#roundBuckets) {
      this.#roundBuckets *= 2;
      this.#nextSplit = 0;
    }
    while (entry !== 0) {
      const next = this.#entries.get(entry + nextField);
      this.#link(entry, this.#bucketOf(this.#entries.get(entry + keyField)));
      entry = next;
      this.#steps += 1;
    }
  }
}
