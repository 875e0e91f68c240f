/** Start and end of each stage, in order: never an end without a start, nothing open at the end. */
import type { Clock, StageName } from './ports.ts';

export class StageLog {
  readonly #clock: Clock;
  readonly #startedUs: number;
  readonly #report: (stage: StageName, isEnd: boolean, atUs: number) => void;
  readonly #open = new Set<StageName>();
  #lastUs = 0;
  #isClosed = false;

  constructor(clock: Clock, report: (stage: StageName, isEnd: boolean, atUs: number) => void) {
    this.#clock = clock;
    this.#startedUs = clock.nowUs();
    this.#report = report;
  }

  /** `atUs` on the clock, for what is known only afterwards; never before the event that came last. */
  start(stage: StageName, atUs = this.#clock.nowUs()): void {
    if (this.#isClosed || this.#open.has(stage)) return;
    this.#open.add(stage);
    this.#report(stage, false, this.#at(atUs));
  }

  end(stage: StageName, atUs = this.#clock.nowUs()): void {
    if (!this.#open.delete(stage)) return;
    this.#report(stage, true, this.#at(atUs));
  }

  /** Ends whatever is open; nothing starts any more. */
  close(): void {
    for (const stage of [...this.#open]) this.end(stage);
    this.#isClosed = true;
  }

  #at(atUs: number): number {
    this.#lastUs = Math.max(this.#lastUs, atUs - this.#startedUs);
    return this.#lastUs;
  }
}
