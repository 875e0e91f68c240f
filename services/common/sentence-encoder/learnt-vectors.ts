/** Vectors of sentences that skills are learnt from, kept in a file: manifests are public, and encoding them takes a core for seconds. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SentenceEncoder } from '../../../language/encoder/sentence-encoder.ts';
import { writeDurably } from '../write-durably.ts';

/** 16 bytes of the SHA-256 of a text, in hex. */
const keyBytes = 16;
const keyOf = (text: string) =>
  createHash('sha256')
    .update(text)
    .digest('hex')
    .slice(0, 2 * keyBytes);

/** Of some 1.5 KB each; beyond them those that were learnt first go. */
const maxKept = 30_000;
/** Sentences after which what was learnt is written: whoever is killed meanwhile begins again no further back. */
const sentencesPerWrite = 256;

/**
 * A `SentenceEncoder` for sentences of manifests, never for what people say. The file belongs to one encoder's model; several
 * processes may share it: each writes it whole, and what the last one did not know is only encoded once more.
 */
export class LearntVectors implements SentenceEncoder {
  readonly #encoder: SentenceEncoder;
  readonly #folder: string;
  readonly #name: () => Promise<string>;
  /** What could not be written: it is at hand for as long as this process lives. */
  #unwritten: Map<string, Float32Array> | undefined;
  /** One writer at a time. */
  #learning: Promise<unknown> = Promise.resolve();

  /**
   * @param modelPath What was learnt with another model counts for nothing.
   * @param runtime Nor does what another runtime computed: they round differently.
   */
  constructor(encoder: SentenceEncoder, folder: string, modelPath: string, runtime = '') {
    this.#encoder = encoder;
    this.#folder = folder;
    let name: Promise<string> | undefined;
    this.#name = () => {
      name ??= stat(modelPath).then(
        ({ size, mtimeMs }) => `${keyOf(`${modelPath} ${runtime} ${size} ${mtimeMs}`)}.vectors`,
      );
      return name;
    };
  }

  /** Whether all of these are there, so that nobody waits for `encode`. */
  async has(texts: readonly string[]): Promise<boolean> {
    const kept = await this.#read();
    return texts.every((text) => kept.has(keyOf(text)));
  }

  async encode(texts: readonly string[]): Promise<readonly Float32Array[]> {
    const learning = this.#learning.then(() => this.#learn(texts));
    this.#learning = learning.catch(() => undefined);
    return learning;
  }

  async #learn(texts: readonly string[]): Promise<readonly Float32Array[]> {
    const kept = await this.#read();
    const missing = [...new Set(texts)].filter((text) => !kept.has(keyOf(text)));
    for (let from = 0; from < missing.length; from += sentencesPerWrite) {
      const some = missing.slice(from, from + sentencesPerWrite);
      const vectors = await this.#encoder.encode(some);
      for (const [n, text] of some.entries()) kept.set(keyOf(text), vectors[n] as Float32Array);
      await this.#write(kept);
    }
    return texts.map((text) => kept.get(keyOf(text)) as Float32Array);
  }

  /** Nothing where the file is missing, or cannot be read as one: it is learnt again. */
  async #read(): Promise<Map<string, Float32Array>> {
    if (this.#unwritten !== undefined) return this.#unwritten;
    const kept = new Map<string, Float32Array>();
    const content = await readFile(join(this.#folder, await this.#name())).catch(() => Buffer.alloc(0));
    if (content.length < 4) return kept;
    const width = content.readUInt32LE(0);
    const recordBytes = keyBytes + 4 * width;
    if (width === 0 || (content.length - 4) % recordBytes !== 0) return kept;
    for (let at = 4; at < content.length; at += recordBytes) {
      const vector = new Float32Array(width);
      Buffer.from(vector.buffer).set(content.subarray(at + keyBytes, at + recordBytes));
      kept.set(content.toString('hex', at, at + keyBytes), vector);
    }
    return kept;
  }

  /** A folder that cannot be written to costs the next start its time. */
  async #write(kept: Map<string, Float32Array>): Promise<void> {
    const newest = [...kept].slice(-maxKept);
    const width = newest[0]?.[1].length ?? 0;
    const header = Buffer.alloc(4);
    header.writeUInt32LE(width);
    const records = newest.flatMap(([key, vector]) => [
      Buffer.from(key, 'hex'),
      Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength),
    ]);
    try {
      await writeDurably(this.#folder, await this.#name(), Buffer.concat([header, ...records]));
      this.#unwritten = undefined;
    } catch {
      this.#unwritten = new Map(newest);
    }
  }
}
