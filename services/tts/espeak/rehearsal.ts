/** Sentences that nobody hears, said while nobody waits: a voice's first twenty cost ten times what later ones do. */

export interface RehearsalOptions {
  /** Said one at a time; whoever speaks meanwhile waits for one of them at most. */
  readonly lines: readonly (() => void)[];
  /** Nobody has spoken for so long, in milliseconds, before anything is said. */
  readonly quietMs: number;
  /** Between two lines, in milliseconds: what has come meanwhile is heard of. */
  readonly pauseMs: number;
}

/**
 * The voice is code that becomes quick by running: as a process starts nobody is to wait for that, and the first people who
 * speak shall not either.
 */
export class Rehearsal {
  readonly #options: RehearsalOptions;
  #next = 0;
  #lastHeardMs = performance.now();

  constructor(options: RehearsalOptions) {
    this.#options = options;
    this.#again(options.quietMs);
  }

  /** Somebody speaks: it is not the time. */
  heard(): void {
    this.#lastHeardMs = performance.now();
  }

  #again(afterMs: number): void {
    setTimeout(() => this.#say(), afterMs);
  }

  #say(): void {
    const { lines, quietMs, pauseMs } = this.#options;
    const leftMs = this.#lastHeardMs + quietMs - performance.now();
    if (leftMs > 0) {
      this.#again(leftMs);
      return;
    }
    lines[this.#next]?.();
    this.#next += 1;
    if (this.#next < lines.length) this.#again(pauseMs);
  }
}
