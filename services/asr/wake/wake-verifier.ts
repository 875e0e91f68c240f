/**
 * Listens to the wake audio again, in the cloud, before anything else is looked at. The words compete with some
 * thousand others, so that talk which merely resembles them is heard as what it is. The audio is overwritten
 * in any case: verified or not, nobody needs it afterwards.
 */
import type { Locale } from '@earshot/skills-sdk';
import { defaultWakeWords } from '../../common/wake-words.ts';
import type { LanguageModelRef, RecognitionEngine } from '../engine.ts';
import type { CompileInput } from '../language-model/compile.ts';
import { judgeWake, wakeModel, wakeWordsFor } from './wake-words.ts';

export interface WakeVerifierOptions {
  readonly engine: RecognitionEngine;
  /** Compiles, or finds compiled, a language model for the engine. */
  readonly compile: (input: CompileInput) => Promise<LanguageModelRef>;
  /** 0 to 1; higher lets fewer strangers in and leaves more people standing outside. */
  readonly minConfidence: number;
}

export interface WakeRequest {
  readonly locale: Locale;
  /** Wake words configured for the device; empty = the defaults of the locale. */
  readonly wakeWords: readonly string[];
  /** PCM16LE mono 16 kHz. Overwritten when this settles. */
  readonly audio: Buffer;
  readonly signal: AbortSignal;
  /** Whose share of the engine it counts against. */
  readonly share: string;
}

export class WakeVerifier {
  readonly #options: WakeVerifierOptions;
  #verified = 0;
  #refused = 0;

  constructor(options: WakeVerifierOptions) {
    this.#options = options;
  }

  get counters(): { verified: number; refused: number } {
    return { verified: this.#verified, refused: this.#refused };
  }

  /** Compiles the default wake words of the engine's locales, so that nobody's first wake word waits. */
  async prepare(): Promise<void> {
    await Promise.all(
      this.#options.engine.locales.map((locale) => this.#model(locale, defaultWakeWords[locale])),
    );
  }

  /** @throws EarshotError when it could not be decided, e.g. ASR_BUSY: nothing may be taken for verified then */
  async verify({ locale, wakeWords, audio, signal, share }: WakeRequest): Promise<boolean> {
    try {
      const wanted = wakeWordsFor(locale, wakeWords);
      const languageModel = await this.#model(locale, wanted);
      const stream = await this.#options.engine.openStream({ locale, languageModel, signal, share });
      try {
        await stream.write(audio);
        const { isVerified } = judgeWake(await stream.finish(), wanted, locale, this.#options.minConfidence);
        if (isVerified) this.#verified++;
        else this.#refused++;
        return isVerified;
      } finally {
        stream.abort();
      }
    } finally {
      audio.fill(0);
    }
  }

  #model(locale: Locale, wakeWords: readonly string[]): Promise<LanguageModelRef> {
    const skills = [{ skillId: 'wake', model: wakeModel(locale, wakeWords) }];
    return this.#options.compile({ locale, skills, names: {} });
  }
}
