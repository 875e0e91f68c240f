/**
 * Where strangers wait to be looked at when a whole town comes back at once: a few are looked at, those behind them wait their
 * turn, and only whom it would keep too long is sent away, with a time to come again that is not everybody's. Sending away
 * those who could have waited would have them knock again, which costs more than letting them stand.
 */
import { EarshotError } from '../../common/errors/earshot-error.ts';

export interface WaitingRoomOptions {
  /** Looked at at a time: more of them would bury whoever looks. */
  readonly atOnce: number;
  /** Wait besides, at most. */
  readonly seats: number;
  /** Nobody waits longer, milliseconds. */
  readonly patienceMs: number;
  /** Whoever is sent away is to come again so much later at the earliest, and up to three times as much, milliseconds. */
  readonly comeAgainMs: number;
  readonly random?: () => number;
}

interface Waiting {
  readonly isGone: () => boolean;
  readonly sinceMs: number;
  readonly begin: () => void;
  readonly sendAway: () => void;
}

export class WaitingRoom {
  readonly #options: WaitingRoomOptions;
  readonly #random: () => number;
  /** In the order in which they came. */
  #waiting: Waiting[] = [];
  #next = 0;
  #busy = 0;

  constructor(options: WaitingRoomOptions) {
    this.#options = options;
    this.#random = options.random ?? Math.random;
  }

  /** Who wait now. */
  get size(): number {
    return this.#waiting.length - this.#next;
  }

  /**
   * Looks when it is their turn.
   * @param isGone asked then: for whoever left meanwhile nobody is asked anything
   * @throws EarshotError OVERLOADED with `retryAfterMs` in its detail; CANCELLED for whoever left; and what `look` throws
   */
  async enter<T>(look: () => Promise<T>, isGone: () => boolean = () => false): Promise<T> {
    if (this.#busy >= this.#options.atOnce) {
      if (this.size >= this.#options.seats) throw this.#full();
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const sendAway = () => reject(isGone() ? new EarshotError('CANCELLED') : this.#full());
      this.#waiting.push({ isGone, sinceMs: performance.now(), begin: resolve, sendAway });
      // Whoever lets them in has counted them already.
      await promise;
    } else this.#busy += 1;
    try {
      return await look();
    } finally {
      this.#busy -= 1;
      this.#letIn();
    }
  }

  #full(): EarshotError {
    const { comeAgainMs } = this.#options;
    const retryAfterMs = Math.round(comeAgainMs * (1 + 2 * this.#random()));
    return new EarshotError('OVERLOADED', { detail: { retryAfterMs } });
  }

  #letIn(): void {
    const { atOnce, patienceMs } = this.#options;
    while (this.#busy < atOnce && this.size > 0) {
      const first = this.#waiting[this.#next] as Waiting;
      this.#next += 1;
      const isTooLate = performance.now() - first.sinceMs > patienceMs;
      if (isTooLate || first.isGone()) first.sendAway();
      else {
        this.#busy += 1;
        first.begin();
      }
    }
    if (this.size === 0) {
      this.#waiting = [];
      this.#next = 0;
    }
  }
}
