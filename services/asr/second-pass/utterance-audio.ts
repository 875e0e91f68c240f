/** The audio of one utterance, kept in memory while a second hearing is possible, and overwritten afterwards. */
import { EarshotError } from '../../common/errors/earshot-error.ts';

export class UtteranceAudio {
  readonly #maxBytes: number;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #isOverfull = false;

  /** @param maxBytes most audio kept; more makes the whole of it unusable, half an utterance means nothing */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** False once there was too much. */
  get isWhole(): boolean {
    return !this.#isOverfull;
  }

  /** Keeps a copy. */
  push(pcm16: Buffer | Int16Array): void {
    if (this.#isOverfull) return;
    if (this.#bytes + pcm16.byteLength > this.#maxBytes) {
      this.discard();
      this.#isOverfull = true;
      return;
    }
    this.#chunks.push(Buffer.from(new Uint8Array(pcm16.buffer, pcm16.byteOffset, pcm16.byteLength)));
    this.#bytes += pcm16.byteLength;
  }

  /** The audio in one piece; belongs to this object and is gone with it. @throws OVERLOADED when not whole */
  read(): Buffer {
    if (this.#isOverfull) throw new EarshotError('OVERLOADED');
    const whole = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks);
    if (this.#chunks.length > 1) for (const chunk of this.#chunks) chunk.fill(0);
    this.#chunks = [whole];
    return whole;
  }

  /** Overwrites and forgets everything; idempotent. */
  discard(): void {
    for (const chunk of this.#chunks) chunk.fill(0);
    this.#chunks = [];
    this.#bytes = 0;
  }
}
