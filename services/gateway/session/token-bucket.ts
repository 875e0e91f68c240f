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
    this.#fill();
    if (amount > this.#level) return false;
    this.#level -= amount;
    return true;
  }

  /** Puts back what was taken for something that turned out to be free. */
  give(amount: number): void {
    this.#level = Math.min(this.#capacity, this.#level + amount);
  }

  /** Milliseconds until `take` of the same amount succeeds; 0 when it does now. */
  waitMs(amount: number): number {
    this.#fill();
    return Math.max(0, (amount - this.#level) / this.#perMs);
  }

  #fill(): void {
    const nowMs = this.#nowMs();
    this.#level = Math.min(this.#capacity, this.#level + (nowMs - this.#atMs) * this.#perMs);
    this.#atMs = nowMs;
  }
}
