/**
 * Where speech ended, by loudness alone: good enough to date the last word of an utterance whose end the
 * speaker itself has said (a released button), and far cheaper than a detector of voices.
 */

/** 16 kHz, mono. */
const samplesPerMs = 16;
const windowMs = 20;
/** A window louder than this share of the loudest one holds speech. */
const speechShare = 0.05;

export class SpeechTail {
  readonly #energies: number[] = [];
  #sum = 0;
  #count = 0;

  /** Takes PCM16 little-endian in pieces of any even length. */
  push(pcm: Buffer): void {
    for (let at = 0; at + 1 < pcm.length; at += 2) {
      this.#sum += pcm.readInt16LE(at) ** 2;
      if (++this.#count < windowMs * samplesPerMs) continue;
      this.#energies.push(this.#sum);
      this.#sum = 0;
      this.#count = 0;
    }
  }

  /** End of the last window with speech in it, in milliseconds from the first sample; 0 when all is silent. */
  get speechEndMs(): number {
    const threshold = this.#energies.reduce((most, energy) => Math.max(most, energy), 0) * speechShare ** 2;
    return (this.#energies.findLastIndex((energy) => energy > threshold) + 1) * windowMs;
  }
}
