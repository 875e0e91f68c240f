/**
 * A one-way street between something that makes values by callback and something that reads them by
 * `for await`. It is bounded: the maker learns at once when the reader has fallen behind.
 */
export class Channel<T> implements AsyncIterable<T> {
  readonly #limit: number;
  readonly #values: T[] = [];
  #waiting: PromiseWithResolvers<void> | undefined;
  #isClosed = false;
  #failure: { readonly error: unknown } | undefined;
  readonly #onReturn: () => void;

  /**
   * @param options.limit most values that may wait unread
   * @param options.onReturn called once when the reader leaves before the end
   */
  constructor(options: { readonly limit: number; readonly onReturn?: () => void }) {
    this.#limit = options.limit;
    this.#onReturn = options.onReturn ?? (() => {});
  }

  /** Values that nobody has read yet. */
  get size(): number {
    return this.#values.length;
  }

  /** False when the value was not taken: the channel is full or has ended. */
  push(value: T): boolean {
    if (this.#isClosed || this.#values.length >= this.#limit) return false;
    this.#values.push(value);
    this.#wake();
    return true;
  }

  /** No more values; those waiting are still read. */
  close(): void {
    this.#isClosed = true;
    this.#wake();
  }

  /** Ends with an error, after the values that wait. The first end wins. */
  fail(error: unknown): void {
    if (this.#isClosed) return;
    this.#failure = { error };
    this.close();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, void> {
    let hasEnded = false;
    try {
      for (;;) {
        if (this.#values.length > 0) {
          yield this.#values.shift()!;
          continue;
        }
        if (this.#isClosed) break;
        this.#waiting ??= Promise.withResolvers<void>();
        await this.#waiting.promise;
      }
      hasEnded = true;
      if (this.#failure !== undefined) throw this.#failure.error;
    } finally {
      if (!hasEnded) {
        this.#isClosed = true;
        this.#values.length = 0;
        this.#onReturn();
      }
    }
  }

  #wake(): void {
    this.#waiting?.resolve();
    this.#waiting = undefined;
  }
}
