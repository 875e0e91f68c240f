/**
 * A circuit breaker for one skill: after too many failures it is left alone for a while, then tried with one call.
 *
 * It opens after five failures in a row, or when half of at least twenty calls within thirty seconds failed. It stays
 * open for five seconds, twice as long each time the trial fails, a minute at most, each time ±20 % so that routers do
 * not come back together.
 */
export interface BreakerOptions {
  readonly consecutiveFailures: number;
  readonly windowMs: number;
  readonly minCalls: number;
  readonly failureShare: number;
  readonly openMs: number;
  readonly maxOpenMs: number;
  readonly now: () => number;
  readonly random: () => number;
}

export const breakerDefaults: BreakerOptions = {
  consecutiveFailures: 5,
  windowMs: 30_000,
  minCalls: 20,
  failureShare: 0.5,
  openMs: 5_000,
  maxOpenMs: 60_000,
  now: () => performance.now(),
  random: Math.random,
};

export type BreakerState = 'closed' | 'open' | 'half-open';

export class Breaker {
  readonly #options: BreakerOptions;
  #state: BreakerState = 'closed';
  #failuresInARow = 0;
  #windowStart = 0;
  #calls = 0;
  #failures = 0;
  #openUntil = 0;
  #openings = 0;
  #isTrialRunning = false;
  #generation = 0;

  constructor(options: BreakerOptions = breakerDefaults) {
    this.#options = options;
    this.#windowStart = options.now();
  }

  get state(): BreakerState {
    return this.#state;
  }

  /** Changes when it opens. A call that was admitted before must not be taken for the trial after. */
  get generation(): number {
    return this.#generation;
  }

  /** Whether a call may start now. Each `true` must be answered by one `settle`. */
  admit(): boolean {
    if (this.#state === 'closed') return true;
    if (this.#state === 'open') {
      if (this.#options.now() < this.#openUntil) return false;
      this.#state = 'half-open';
    }
    if (this.#isTrialRunning) return false;
    this.#isTrialRunning = true;
    return true;
  }

  /** How an admitted call ended; `neutral` when it says nothing about the skill, as when the user gave up. */
  settle(result: 'success' | 'failure' | 'neutral', generation = this.#generation): void {
    if (generation !== this.#generation) return;
    const wasTrial = this.#state === 'half-open' && this.#isTrialRunning;
    if (wasTrial) this.#isTrialRunning = false;
    // Calls that started before it opened tell nothing new.
    if (this.#state === 'open' || result === 'neutral') return;
    if (wasTrial) {
      if (result === 'failure') this.#open();
      else this.#close();
      return;
    }
    const now = this.#options.now();
    if (now - this.#windowStart > this.#options.windowMs) {
      this.#windowStart = now;
      this.#calls = 0;
      this.#failures = 0;
    }
    this.#calls += 1;
    if (result === 'success') {
      this.#failuresInARow = 0;
      return;
    }
    this.#failures += 1;
    this.#failuresInARow += 1;
    const { consecutiveFailures, minCalls, failureShare } = this.#options;
    const isMostlyFailing = this.#calls >= minCalls && this.#failures >= this.#calls * failureShare;
    if (this.#failuresInARow >= consecutiveFailures || isMostlyFailing) this.#open();
  }

  #open(): void {
    const { openMs, maxOpenMs, now, random } = this.#options;
    const lastsMs = Math.min(openMs * 2 ** this.#openings, maxOpenMs) * (0.8 + 0.4 * random());
    this.#openings += 1;
    this.#generation += 1;
    this.#state = 'open';
    this.#openUntil = now() + lastsMs;
  }

  #close(): void {
    this.#state = 'closed';
    this.#openings = 0;
    this.#failuresInARow = 0;
    this.#calls = 0;
    this.#failures = 0;
    this.#windowStart = this.#options.now();
  }
}
