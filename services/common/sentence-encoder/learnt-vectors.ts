/** Vectors of sentences that skills are learnt from, kept in a file: manifests are public, and encoding them takes a core for seconds. */
import { stat } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import type { SentenceEncoder } from '../../../language/encoder/sentence-encoder.ts';
import { keyOf, VectorFile } from './vector-file.ts';

/** Of some 1.5 KB each; beyond them those that were learnt first go. */
const maxKept = 30_000;
/** Sentences after which what was learnt is written: whoever is killed meanwhile begins again no further back. */
const sentencesPerWrite = 256;
/** Texts that are hashed in one go: a millisecond. */
const textsPerTurn = 500;

/**
 * A `SentenceEncoder` for sentences of manifests, never for what people say. The file belongs to one encoder's model; several
 * processes may share it: what one did not find is only encoded once more.
 */
export class LearntVectors implements SentenceEncoder {
  readonly #encoder: SentenceEncoder;
  readonly #file: () => Promise<VectorFile>;
  /** What could not be written: it is at hand for as long as this process lives. */
  readonly #unwritten = new Map<string, Float32Array>();
  /** One writer at a time. */
  #learning: Promise<unknown> = Promise.resolve();

  /**
   * @param modelPath What was learnt with another model counts for nothing.
   * @param runtime Nor does what another runtime computed: they round differently.
   */
  constructor(encoder: SentenceEncoder, folder: string, modelPath: string, runtime = '') {
    this.#encoder = encoder;
    let file: Promise<VectorFile> | undefined;
    this.#file = () => {
      file ??= stat(modelPath).then(({ size, mtimeMs }) => {
        const name = keyOf(`${modelPath} ${runtime} ${size} ${mtimeMs}`);
        return new VectorFile(folder, `${name}.vectors`, maxKept);
      });
      return file;
    };
  }

  /** Whether all of these are there, so that nobody waits for `encode`. */
  async has(texts: readonly string[]): Promise<boolean> {
    const kept = await (await this.#file()).keys();
    return (await keysOf(texts)).every((key) => kept.has(key) || this.#unwritten.has(key));
  }

  async encode(texts: readonly string[]): Promise<readonly Float32Array[]> {
    const learning = this.#learning.then(() => this.#learn(texts));
    this.#learning = learning.catch(() => undefined);
    return learning;
  }

  async #learn(texts: readonly string[]): Promise<readonly Float32Array[]> {
    const file = await this.#file();
    const keys = await keysOf(texts);
    const known = await file.read(keys);
    for (const [key, vector] of this.#unwritten) known.set(key, vector);
    const missing = new Map<string, string>();
    for (const [n, key] of keys.entries()) if (!known.has(key)) missing.set(key, texts[n] as string);
    const unknown = [...missing];
    for (let from = 0; from < unknown.length; from += sentencesPerWrite) {
      const some = unknown.slice(from, from + sentencesPerWrite);
      const vectors = await this.#encoder.encode(some.map(([, text]) => text));
      const learnt = new Map(some.map(([key], n) => [key, vectors[n] as Float32Array]));
      for (const [key, vector] of learnt) known.set(key, vector);
      await this.#keep(file, learnt);
    }
    return keys.map((key) => known.get(key) as Float32Array);
  }

  /** A folder that cannot be written to costs the next start its time. */
  async #keep(file: VectorFile, learnt: ReadonlyMap<string, Float32Array>): Promise<void> {
    try {
      await file.add(learnt);
    } catch {
      for (const [key, vector] of learnt) this.#unwritten.set(key, vector);
      for (const key of this.#unwritten.keys()) {
        if (this.#unwritten.size <= maxKept) break;
        this.#unwritten.delete(key);
      }
    }
  }
}

async function keysOf(texts: readonly string[]): Promise<string[]> {
  const keys: string[] = [];
  for (const text of texts) {
    keys.push(keyOf(text));
    if (keys.length % textsPerTurn === 0) await setImmediate();
  }
  return keys;
}
