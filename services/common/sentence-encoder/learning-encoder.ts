/** An encoder for what skills are learnt from: in a thread of its own that steps back, and is there only while there is something to learn. */
import type { SentenceEncoder } from '../../../language/encoder/sentence-encoder.ts';
import type { EncoderFiles } from './messages.ts';
import { EncoderStopped, ThreadEncoder } from './thread-encoder.ts';

/** A thread with a model in it takes some 100 MB: it goes when nothing came for so long, in milliseconds. */
const usualRestMs = 20_000;

/**
 * Learning what comes with Earshot takes a core for half a minute. In the thread that hears people it would stand before
 * what they say, and at their priority it would take the cores that their turns run on.
 */
export class LearningEncoder implements SentenceEncoder {
  readonly #files: EncoderFiles;
  readonly #restMs: number;
  #thread: ThreadEncoder | undefined;
  #running = 0;
  #resting: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(files: EncoderFiles, restMs = usualRestMs) {
    this.#files = files;
    this.#restMs = restMs;
  }

  /** Whether it has a thread at this moment. */
  get isAtWork(): boolean {
    return this.#thread !== undefined;
  }

  async encode(texts: readonly string[]): Promise<readonly Float32Array[]> {
    if (this.#isClosed) throw new EncoderStopped();
    clearTimeout(this.#resting);
    this.#thread ??= new ThreadEncoder(this.#files, { isInBackground: true });
    this.#running += 1;
    try {
      return await this.#thread.encode(texts);
    } finally {
      this.#running -= 1;
      if (this.#running === 0) this.#resting = setTimeout(() => void this.#rest(), this.#restMs).unref();
    }
  }

  /** For good; what is being learnt is rejected. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#resting);
    await this.#rest();
  }

  async #rest(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.close();
  }
}
