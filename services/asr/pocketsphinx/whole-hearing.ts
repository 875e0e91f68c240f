/** A decoder that hears a whole utterance at once, normalised by the mean of this very utterance. */
import type { NativeResult } from '../decoder.ts';
import { NativeDecoder } from './native.ts';

export class WholeHearing {
  readonly #settings: Readonly<Record<string, string | number>>;
  #decoder: NativeDecoder | undefined;

  /** @param settings of a decoder of its own: one that streamed once estimates the channel's mean as it goes for ever after */
  constructor(settings: Readonly<Record<string, string | number>>) {
    this.#settings = settings;
  }

  /** Loads before anybody needs it. @throws NativeError when the library refuses the settings */
  load(): this {
    this.#decoder ??= new NativeDecoder(this.#settings);
    return this;
  }

  /** Undefined where the library refuses the settings: the first hearing stands then. */
  #loaded(): NativeDecoder | undefined {
    try {
      return this.load().#decoder;
    } catch {
      return undefined;
    }
  }

  /** What the audio is closest to; undefined for none, and where nothing could be loaded. @param maxNBest further readings */
  hear(samples: Int16Array | undefined, maxNBest = 0): NativeResult | undefined {
    if (samples === undefined) return undefined;
    const decoder = this.#loaded();
    if (decoder === undefined) return undefined;
    decoder.start(true);
    decoder.write(samples, true);
    return decoder.finish(maxNBest);
  }

  free(): void {
    this.#decoder?.free();
    this.#decoder = undefined;
  }
}
