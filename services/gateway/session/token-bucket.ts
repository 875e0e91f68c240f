/** Lets through an amount at once and a steady rate after it. */
export class TokenBucket {
  readonly #capacity: number;
  readonly #perMs: number;
  readonly #nowMs: () => number;
  #level: number;
  #atMs: number;

  constructor(capacity: number, perMs: number, nowMs: () => number = () => performance.now()) {
    this.#capacity = capacity;
    this.#perMs = perMs;
    this.#nowMs = nowMs;
    this.#level = capacity;
    this.#atMs = nowMs();
  }

  /** Takes an amount; false when there is not enough, and then nothing is taken. */
  take(amount: number): boolean {
    const nowMs = this.#nowMs();
    this.#level = Math.min(this.#capacity, this.#level + (nowMs - this.#atMs) * this.#perMs);
    this.#atMs = nowMs;
    if (amount > this.#level) return false;
    this.#level -= amount;
    return true;
  }
}
