/**
 * How much of an utterance is speech, measured while it is said: looked at afterwards, somebody would wait for it. It looks no
 * further than it takes to know that there was enough.
 */
import { defaultEndpointingSettings } from '../endpointing/endpointer.ts';
import type { VadStream, VoiceActivityDetector } from './detector.ts';

export class SpeechMeter {
  readonly #vad: VadStream;
  readonly #enoughMs: number;
  #speechMs = 0;
  #looking: Promise<void> = Promise.resolve();

  /** @param enoughMs so much speech is enough for whoever asks, in milliseconds */
  constructor(vad: Pick<VoiceActivityDetector, 'open'>, enoughMs: number) {
    this.#vad = vad.open();
    this.#enoughMs = enoughMs;
  }

  /** Audio in the order it came (PCM16LE mono 16 kHz). Need not be awaited: the result is in `measured`. */
  onAudio(pcm16: Int16Array | Buffer): void {
    if (this.#isEnough) return;
    const pushed = this.#vad.push(pcm16);
    this.#looking = Promise.all([this.#looking, pushed]).then(
      ([, probabilities]) => this.#count(probabilities),
      // A detector that failed must not cost a hearing.
      () => this.#count(undefined),
    );
  }

  /** Milliseconds of speech in all audio so far, or at least as many as are enough; endless where the detector failed. */
  async measured(): Promise<number> {
    await this.#looking;
    return this.#speechMs;
  }

  /** Idempotent. */
  close(): void {
    this.#vad.close();
  }

  get #isEnough(): boolean {
    return this.#speechMs >= this.#enoughMs;
  }

  #count(probabilities: readonly number[] | undefined): void {
    const { speechProbability, frameMs } = defaultEndpointingSettings;
    const heard = probabilities?.filter((probability) => probability >= speechProbability).length;
    this.#speechMs = heard === undefined ? Number.POSITIVE_INFINITY : this.#speechMs + heard * frameMs;
    // Frames that wait are let go unseen.
    if (this.#isEnough) this.close();
  }
}
