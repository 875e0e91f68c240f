/** Work that is done one piece after the other, whoever is waited for first. */

/** `waited`: a turn waits for it. `soon`: somebody has begun to speak. `background`: nobody needs it yet. */
export type Urgency = 'waited' | 'soon' | 'background';

const inOrder = ['waited', 'soon', 'background'] as const satisfies readonly Urgency[];

interface Piece {
  run(): Promise<void>;
}

export interface Queued<T> {
  /** Settles with the work. */
  readonly done: Promise<T>;
  /** Somebody needs it sooner than it was said to be needed; later than that changes nothing, nor does it once begun. */
  hurry(urgency: Urgency): void;
}

/** What has begun is not interrupted: pieces may share what they change. */
export class BuildQueue {
  readonly #waiting: Readonly<Record<Urgency, Piece[]>> = { waited: [], soon: [], background: [] };
  #isRunning = false;

  /** Behind what is as urgent. */
  add<T>(urgency: Urgency, work: () => Promise<T>): Queued<T> {
    return this.#put(urgency, work, (pieces, piece) => pieces.push(piece));
  }

  /** Before all that nobody needs yet. */
  addNext<T>(work: () => Promise<T>): Queued<T> {
    return this.#put('background', work, (pieces, piece) => pieces.unshift(piece));
  }

  #put<T>(
    urgency: Urgency,
    work: () => Promise<T>,
    place: (pieces: Piece[], piece: Piece) => void,
  ): Queued<T> {
    const { promise: done, resolve, reject } = Promise.withResolvers<T>();
    const piece = { run: () => work().then(resolve, reject) };
    place(this.#waiting[urgency], piece);
    // Whoever asks at the same moment is put into order first.
    if (!this.#isRunning) queueMicrotask(() => void this.#run());
    return { done, hurry: (sooner) => this.#hurry(piece, sooner) };
  }

  #hurry(piece: Piece, sooner: Urgency): void {
    for (const later of inOrder.slice(inOrder.indexOf(sooner) + 1)) {
      const pieces = this.#waiting[later];
      const at = pieces.indexOf(piece);
      if (at !== -1) this.#waiting[sooner].push(...pieces.splice(at, 1));
    }
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    for (let next = this.#take(); next !== undefined; next = this.#take()) await next.run();
    this.#isRunning = false;
  }

  #take(): Piece | undefined {
    for (const urgency of inOrder) {
      const piece = this.#waiting[urgency].shift();
      if (piece !== undefined) return piece;
    }
    return undefined;
  }
}
