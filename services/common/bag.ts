/**
 * Things that come and go all the time. A `Set` leaves a table behind whenever it has been filled with what went again, the
 * table knows the one after it, and through one that has grown old all later ones are kept, with what was in them, until
 * everything is looked through for garbage. See docs/adr/0125.
 */
export class Bag<T extends object> implements Iterable<T> {
  readonly #items: T[] = [];
  /** Where a thing lies, on the thing itself. */
  readonly #at = Symbol('at');

  get size(): number {
    return this.#items.length;
  }

  add(item: T): this {
    const placed = item as { [at: symbol]: number | undefined };
    if (placed[this.#at] === undefined) placed[this.#at] = this.#items.push(item) - 1;
    return this;
  }

  /** @returns whether it was there. */
  delete(item: T): boolean {
    const placed = item as { [at: symbol]: number | undefined };
    const at = placed[this.#at];
    if (at === undefined) return false;
    placed[this.#at] = undefined;
    const last = this.#items.pop() as T;
    if (last !== item) {
      this.#items[at] = last;
      (last as typeof placed)[this.#at] = at;
    }
    return true;
  }

  /** Those that are there now; they may go meanwhile. */
  [Symbol.iterator](): Iterator<T> {
    return [...this.#items][Symbol.iterator]();
  }
}
