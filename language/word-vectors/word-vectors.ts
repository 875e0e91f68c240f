/**
 * What words mean, roughly: a vector for each of the 40,000 most frequent English and Mandarin words, so that what is
 * learnt of one word holds for those used alike. Made by `make.ts`.
 */
import { outside } from '../outside.ts';

/** How many clusters each level of coarseness has. */
export const clusterLevels = [128, 1024] as const;

const magic = 'earshot-word-vectors 1';
/** Unit vectors have no component above 1; most are far below, so bytes are scaled to this. */
const fullScale = 0.6;

export class WordVectors {
  readonly dimensions: number;
  readonly #index: ReadonlyMap<string, number>;
  readonly #vectors: Int8Array;
  readonly #clusters: readonly Uint16Array[];

  constructor(words: readonly string[], vectors: Int8Array, clusters: readonly Uint16Array[]) {
    this.dimensions = vectors.length / words.length;
    this.#index = new Map(words.map((word, id) => [word, id]));
    this.#vectors = vectors;
    this.#clusters = clusters;
  }

  /** Place of a lower-case word, or -1. Places go from the most frequent word on. */
  id(word: string): number {
    return this.#index.get(word) ?? -1;
  }

  /** Adds `weight` times the word's vector (of about unit length) to `into`. */
  add(id: number, weight: number, into: Float32Array): void {
    const base = id * this.dimensions;
    const scale = (weight * fullScale) / 127;
    for (let d = 0; d < this.dimensions; d++) into[d] = into[d]! + scale * this.#vectors[base + d]!;
  }

  /** Words of one cluster are used alike. `level` is an index into {@link clusterLevels}. */
  cluster(id: number, level: number): number {
    return this.#clusters[level]![id]!;
  }
}

const files = ['en-US', 'zh-CN'] as const;
const loaded = new Map<string, WordVectors>();

/** Those of a locale, read once; undefined where there are none. */
export function wordVectors(locale: string): WordVectors | undefined {
  const name = files.find((file) => file.slice(0, 2) === locale.slice(0, 2));
  if (name === undefined) return undefined;
  let vectors = loaded.get(name);
  if (vectors === undefined) {
    vectors = unpackWordVectors(outside().wordVectors(name));
    loaded.set(name, vectors);
  }
  return vectors;
}

/** One line of JSON, the words a line each, then bytes: vectors, and two for each cluster of each level. */
export function packWordVectors(
  words: readonly string[],
  vectors: readonly Float32Array[],
  clusters: readonly Uint16Array[],
): Buffer {
  const toByte = (value: number): number =>
    Math.max(-127, Math.min(127, Math.round((value / fullScale) * 127)));
  const bytes = vectors.map((vector) => Buffer.from(Int8Array.from(vector, toByte).buffer));
  const text = words.join('\n');
  const head = {
    magic,
    words: words.length,
    textBytes: Buffer.byteLength(text),
    dimensions: vectors[0]!.length,
  };
  return Buffer.concat([
    Buffer.from(`${JSON.stringify(head)}\n${text}`),
    ...bytes,
    ...clusters.map((level) => Buffer.from(level.buffer)),
  ]);
}

/** Throws a RangeError when the bytes are not what {@link packWordVectors} makes. */
export function unpackWordVectors(bytes: Buffer): WordVectors {
  const end = bytes.indexOf(10);
  const head = JSON.parse(bytes.toString('utf8', 0, end)) as Record<string, unknown>;
  if (head['magic'] !== magic) throw new RangeError('not a file of word vectors');
  const count = Number(head['words']);
  const size = count * Number(head['dimensions']);
  let at = end + 1 + Number(head['textBytes']);
  const words = bytes.toString('utf8', end + 1, at).split('\n');
  const take = (length: number): ArrayBuffer => {
    const part = Uint8Array.from(bytes.subarray(at, at + length)).buffer;
    at += length;
    return part;
  };
  const vectors = new Int8Array(take(size));
  return new WordVectors(
    words,
    vectors,
    clusterLevels.map(() => new Uint16Array(take(count * 2))),
  );
}
