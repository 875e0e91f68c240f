/** Who has stopped speaking is answered first: audio of those who still speak waits a moment while last words are decoded. */

/** Somebody's audio that can wait. */
export interface Holding {
  /** Hands over what it holds. */
  flush(): void;
}

/** Longest wait of a frame, in milliseconds: far below what a speaker is behind before its own end is late. */
const maxHoldMs = 120;

/**
 * A decoder that is in the middle of an utterance has until its end to catch up; one whose utterance is over has somebody
 * waiting. Where both want the same cores, the second goes first.
 */
export class FinalsFirst {
  readonly #holding = new Set<Holding>();
  #pending = 0;
  #timer: NodeJS.Timeout | undefined;

  /** Last words are being decoded until the returned function is called. */
  begin(): () => void {
    this.#pending += 1;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#pending -= 1;
      if (this.#pending === 0) this.#release();
    };
  }

  /** Whether `one` is to hold its audio; it is told to `flush` when it need not any longer. */
  mustHold(one: Holding): boolean {
    if (this.#pending === 0) return false;
    this.#holding.add(one);
    this.#timer ??= setTimeout(() => this.#release(), maxHoldMs);
    return true;
  }

  /** It hands over what it holds by itself, or has nothing any more. */
  forget(one: Holding): void {
    this.#holding.delete(one);
  }

  #release(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const all = [...this.#holding];
    this.#holding.clear();
    for (const one of all) one.flush();
  }
}
