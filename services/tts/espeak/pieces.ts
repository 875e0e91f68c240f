/**
 * Sound on its way out of the voice. It makes a tenth of a second at a time, in less than a hundredth of that; handed on like
 * that, what each piece costs on its way (a thread, a stream, the gateway) was a third of what a sentence costs. So the first
 * piece leaves as it is, because somebody waits for it, and of what follows more and more is gathered: it is there long
 * before it is played, on a machine that has little time for it too.
 */

/** Of the second piece, in milliseconds of sound; the next ones are twice as long each, up to the longest. */
const firstGatheredMs = 160;
const longestMs = 640;

export class Pieces {
  readonly #tell: (piece: Int16Array<ArrayBuffer>) => void;
  readonly #longest: number;
  #wanted: number;
  #gathered: Int16Array<ArrayBuffer> | undefined;
  #length = 0;
  #isFirstOut = false;

  /** @param tell takes each piece; its memory is given away */
  constructor(sampleRateHz: number, tell: (piece: Int16Array<ArrayBuffer>) => void) {
    this.#tell = tell;
    this.#wanted = Math.ceil((sampleRateHz * firstGatheredMs) / 1000);
    this.#longest = this.#wanted * (longestMs / firstGatheredMs);
  }

  /** Samples in their order; they are copied. */
  hear(samples: Int16Array): void {
    if (samples.length === 0) return;
    if (!this.#isFirstOut) {
      this.#isFirstOut = true;
      this.#tell(Int16Array.from(samples));
      return;
    }
    for (let from = 0; from < samples.length; ) {
      this.#gathered ??= new Int16Array(this.#wanted);
      const part = samples.subarray(from, from + this.#wanted - this.#length);
      this.#gathered.set(part, this.#length);
      this.#length += part.length;
      from += part.length;
      if (this.#length === this.#wanted) this.#release();
    }
  }

  /** What is left. */
  end(): void {
    if (this.#length > 0) this.#release();
  }

  #release(): void {
    const piece = this.#gathered as Int16Array<ArrayBuffer>;
    this.#tell(this.#length === piece.length ? piece : piece.slice(0, this.#length));
    this.#gathered = undefined;
    this.#length = 0;
    this.#wanted = Math.min(this.#longest, this.#wanted * 2);
  }
}
