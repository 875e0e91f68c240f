/** A sentence's meaning as a vector, computed outside of this package: the port, and the vectors that are at hand. */
import type { SentenceVectors } from '../statistical/types.ts';

export interface SentenceEncoder {
  /**
   * One vector of unit length for each text, in their order; the same text has the same vector, whatever stands beside it.
   * A rejection means that there are none: understanding goes on by words alone.
   */
  encode(texts: readonly string[]): Promise<readonly Float32Array[]>;
}

interface Held {
  holders: number;
  vector: Float32Array | undefined;
  readonly ready: Promise<void>;
}

/**
 * Vectors for as long as somebody needs them, and no longer: what people say is not kept. Understanding asks for them
 * while it runs, and waits for nothing.
 */
export class HeldVectors implements SentenceVectors {
  readonly #encoder: SentenceEncoder;
  readonly #held = new Map<string, Held>();

  constructor(encoder: SentenceEncoder) {
    this.#encoder = encoder;
  }

  /** How many sentences are held at this moment. */
  get size(): number {
    return this.#held.size;
  }

  get(text: string): Float32Array | undefined {
    return this.#held.get(text)?.vector;
  }

  /**
   * Does `work` while the vectors of these texts are at hand; without those that the encoder does not give, or not
   * within `patienceMs`.
   * @param encoder Asked instead of the own one: of the same model, for texts that it has in store.
   */
  async hold<T>(
    texts: readonly string[],
    work: () => T | Promise<T>,
    patienceMs = Number.POSITIVE_INFINITY,
    encoder = this.#encoder,
  ): Promise<T> {
    const own = [...new Set(texts)];
    const missing = own.filter((text) => !this.#held.has(text));
    const encoding = missing.length === 0 ? undefined : encoder.encode(missing);
    for (const [n, text] of missing.entries()) {
      const entry: Held = {
        holders: 0,
        vector: undefined,
        ready: encoding!.then(
          (vectors) => {
            entry.vector = vectors[n];
          },
          () => undefined,
        ),
      };
      this.#held.set(text, entry);
    }
    const entries = own.map((text) => this.#held.get(text)!);
    for (const entry of entries) entry.holders += 1;
    try {
      await within(Promise.all(entries.map(({ ready }) => ready)), patienceMs);
      return await work();
    } finally {
      for (const [n, entry] of entries.entries()) {
        entry.holders -= 1;
        if (entry.holders === 0) this.#held.delete(own[n]!);
      }
    }
  }
}

/** Once `done` is settled, or the time is over. */
async function within(done: Promise<unknown>, patienceMs: number): Promise<void> {
  if (patienceMs === Number.POSITIVE_INFINITY) {
    await done;
    return;
  }
  const over = Promise.withResolvers<void>();
  const timer = setTimeout(over.resolve, patienceMs);
  await Promise.race([done, over.promise]).finally(() => clearTimeout(timer));
}
