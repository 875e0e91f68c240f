/** Audio of one utterance, kept until its end to be heard again as a whole, normalised by the mean of this very utterance. */
import type { NativeResult } from '../decoder.ts';
import { NativeDecoder } from './native.ts';

/** Commands do not last longer; what does is left to the first hearing alone. */
const maxKeptSamples = 15 * 16_000;

export class WholeHearing {
  readonly #settings: Readonly<Record<string, string | number>>;
  #decoder: NativeDecoder | undefined;
  #kept: Int16Array[] = [];
  #samples = 0;

  /** @param settings of a decoder of its own: one that streamed once estimates the channel's mean as it goes for ever after */
  constructor(settings: Readonly<Record<string, string | number>>) {
    this.#settings = settings;
  }

  /** Loads before anybody needs it. @throws NativeError when the library refuses the settings */
  load(): this {
    this.#decoder ??= new NativeDecoder(this.#settings);
    return this;
  }

  /** Keeps audio of the utterance under way; only until {@link hear} or {@link forget}. */
  keep(samples: Int16Array): void {
    this.#samples += samples.length;
    if (this.#samples <= maxKeptSamples) this.#kept.push(samples);
    else this.#forgetAudio();
  }

  forget(): void {
    this.#forgetAudio();
    this.#samples = 0;
  }

  #forgetAudio(): void {
    for (const samples of this.#kept) samples.fill(0);
    this.#kept = [];
  }

  /** Undefined where the library refuses the settings: the first hearing stands then. */
  #loaded(): NativeDecoder | undefined {
    try {
      return this.load().#decoder;
    } catch {
      return undefined;
    }
  }

  /** What the kept audio is closest to; undefined for none, for too much audio, and where nothing could be loaded. @param maxNBest further readings */
  hear(maxNBest = 0): NativeResult | undefined {
    if (this.#kept.length === 0) return undefined;
    const decoder = this.#loaded();
    if (decoder === undefined) {
      this.forget();
      return undefined;
    }
    const whole = new Int16Array(this.#samples);
    let at = 0;
    for (const samples of this.#kept) {
      whole.set(samples, at);
      at += samples.length;
    }
    this.forget();
    decoder.start(true);
    decoder.write(whole, true);
    whole.fill(0);
    return decoder.finish(maxNBest);
  }

  free(): void {
    this.forget();
    this.#decoder?.free();
    this.#decoder = undefined;
  }
}
