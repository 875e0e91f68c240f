/** Audio of one utterance, kept until its end to be heard again as a whole, and overwritten then. */

/** Commands do not last longer; what does is left to the first hearing alone, where there is one. */
const maxKeptSamples = 15 * 16_000;

export class KeptAudio {
  readonly #maxSamples: number;
  #parts: Int16Array[] = [];
  #samples = 0;

  constructor(maxSamples: number = maxKeptSamples) {
    this.#maxSamples = maxSamples;
  }

  /** Takes the samples over: they are overwritten when they are forgotten, or at once when there is too much. */
  keep(samples: Int16Array): void {
    this.#samples += samples.length;
    if (this.#samples <= this.#maxSamples) this.#parts.push(samples);
    else {
      samples.fill(0);
      this.#overwrite();
    }
  }

  /** In one piece, which stays this object's. Undefined for none, and where there was too much: half an utterance means nothing. */
  whole(): Int16Array | undefined {
    if (this.#parts.length === 0) return undefined;
    if (this.#parts.length > 1) {
      const whole = new Int16Array(this.#samples);
      let at = 0;
      for (const part of this.#parts) {
        whole.set(part, at);
        at += part.length;
      }
      this.#overwrite();
      this.#parts = [whole];
    }
    return this.#parts[0];
  }

  forget(): void {
    this.#overwrite();
    this.#samples = 0;
  }

  #overwrite(): void {
    for (const part of this.#parts) part.fill(0);
    this.#parts = [];
  }
}
