/** A bounded number of utterances at once, and a bounded queue before them. */
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { abortReason } from '../../common/grpc/streams.ts';

export class StreamLimit {
  readonly #most: number;
  readonly #mostWaiting: number;
  #running = 0;
  readonly #waiting: (() => void)[] = [];
  #refused = 0;

  constructor(options: { readonly maxStreams: number; readonly maxQueued: number }) {
    this.#most = options.maxStreams;
    this.#mostWaiting = options.maxQueued;
  }

  get counters(): { running: number; queued: number; refused: number } {
    return { running: this.#running, queued: this.#waiting.length, refused: this.#refused };
  }

  /** Waits for a place; call what it resolves with to give the place back. @throws EarshotError ASR_BUSY */
  async acquire(signal?: AbortSignal): Promise<() => void> {
    if (signal?.aborted) throw abortReason(signal);
    if (this.#running >= this.#most) {
      if (this.#waiting.length >= this.#mostWaiting) {
        this.#refused++;
        throw new EarshotError('ASR_BUSY');
      }
      await this.#wait(signal);
    } else {
      this.#running++;
    }
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
      // The place goes straight to the next, so that nobody can slip in between.
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next();
    };
  }

  #wait(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const onPlace = () => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      };
      const onAbort = () => {
        const index = this.#waiting.indexOf(onPlace);
        if (index < 0) return;
        this.#waiting.splice(index, 1);
        reject(abortReason(signal!));
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#waiting.push(onPlace);
    });
  }
}
