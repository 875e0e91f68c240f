/** The bounded queue between a speaker's frames and the recogniser's stream. */
import { EarshotError } from '../../common/errors/earshot-error.ts';

/** PCM16 at 16 kHz. */
const bytesPerMs = 32;
/** Of frames that go on together, so much: a longer message would hold up others'. */
const maxTogetherBytes = 240 * bytesPerMs;

export class AudioInput implements AsyncIterable<Buffer> {
  readonly #maxQueuedBytes: number;
  readonly #isJoining: boolean;
  #queue: Buffer[] = [];
  #queuedBytes = 0;
  #receivedBytes = 0;
  #isEnded = false;
  #wake: (() => void) | undefined;
  #onRoom: { readonly maxBytes: number; readonly callback: () => void } | undefined;
  /** When each frame arrived and how many bytes had come with it, for the perceived clock. */
  readonly #arrivals: { readonly endBytes: number; readonly atUs: number }[] = [];

  /**
   * @param isJoining frames that wait go on together, as a message costs as much as what is in it. Not where the recogniser
   *   decides when speech has ended: what comes behind that is to reach nobody.
   */
  constructor(maxQueuedBytes: number, isJoining: boolean) {
    this.#maxQueuedBytes = maxQueuedBytes;
    this.#isJoining = isJoining;
  }

  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  /** Milliseconds of audio that came so far. */
  get receivedMs(): number {
    return this.#receivedBytes / bytesPerMs;
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** @throws EarshotError OVERLOADED when the queue is full: the sender went on although it was paused */
  push(pcm: Buffer, atUs: number): void {
    if (this.#isEnded || pcm.length === 0) return;
    if (this.#queuedBytes + pcm.length > this.#maxQueuedBytes) throw new EarshotError('OVERLOADED');
    this.#queue.push(pcm);
    this.#queuedBytes += pcm.length;
    this.#receivedBytes += pcm.length;
    this.#arrivals.push({ endBytes: this.#receivedBytes, atUs });
    this.#wakeReader();
  }

  /** No more comes; what is queued is still read. */
  end(): void {
    this.#isEnded = true;
    this.#wakeReader();
  }

  /** Nobody reads any more: drops what is queued. */
  discard(): void {
    this.#isEnded = true;
    this.#queue = [];
    this.#queuedBytes = 0;
    this.#wakeReader();
    this.#room();
  }

  /** Calls once when at most this much is queued. */
  whenRoom(maxBytes: number, callback: () => void): void {
    this.#onRoom = { maxBytes, callback };
    this.#room();
  }

  /** When the sample at this position arrived; the first or last arrival where it lies outside. */
  arrivedAtUs(positionMs: number): number | undefined {
    const position = positionMs * bytesPerMs;
    const found = this.#arrivals.find(({ endBytes }) => endBytes >= position);
    return (found ?? this.#arrivals.at(-1))?.atUs;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void, void> {
    for (;;) {
      const pcm = this.#take();
      if (pcm !== undefined) {
        this.#queuedBytes -= pcm.length;
        this.#room();
        yield pcm;
      } else if (this.#isEnded) {
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }

  /** The frame that waits longest, with those behind it that may go along. */
  #take(): Buffer | undefined {
    if (!this.#isJoining) return this.#queue.shift();
    let bytes = 0;
    let count = 0;
    for (const { length } of this.#queue) {
      if (count > 0 && bytes + length > maxTogetherBytes) break;
      bytes += length;
      count += 1;
    }
    return count < 2 ? this.#queue.shift() : Buffer.concat(this.#queue.splice(0, count), bytes);
  }

  #wakeReader(): void {
    this.#wake?.();
    this.#wake = undefined;
  }

  #room(): void {
    if (this.#onRoom === undefined || this.#queuedBytes > this.#onRoom.maxBytes) return;
    const { callback } = this.#onRoom;
    this.#onRoom = undefined;
    callback();
  }
}
