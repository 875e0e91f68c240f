/**
 * Sound on its way out of the voice. It makes a tenth of a second at a time, in less than a hundredth of that; handed on like
 * that, what each piece costs on its way (a thread, a stream, the gateway) was half of what a sentence costs. So the first
 * piece leaves as it is, because somebody waits for it, and what follows is gathered: it is there long before it is played.
 */

/** Of one piece after the first, in milliseconds of sound. */
const gatheredMs = 300;

export class Pieces {
  readonly #tell: (piece: Int16Array<ArrayBuffer>) => void;
  readonly #wanted: number;
  #gathered: Int16Array<ArrayBuffer> | undefined;
  #length = 0;
  #isFirstOut = false;

  /** @param tell takes each piece; its memory is given away */
  constructor(sampleRateHz: number, tell: (piece: Int16Array<ArrayBuffer>) => void) {
    this.#tell = tell;
    this.#wanted = Math.ceil((sampleRateHz * gatheredMs) / 1000);
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
  }
}
