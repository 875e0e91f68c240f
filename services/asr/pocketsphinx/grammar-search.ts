/**
 * The second opinion for short lists of fixed sentences: when what was heard is accepted and yet none of
 * them word for word, the kept audio is heard again under a grammar that knows these sentences only, normalised by the mean of this very utterance.
 */
import type { Locale } from '@earshot/skills-sdk';
import type { NativeResult } from '../decoder.ts';
import { joinWords } from '../language-model/words.ts';
import { heardWords, type Interpretation } from './interpret.ts';
import type { PocketSphinxFiles } from './messages.ts';
import { NativeDecoder } from './native.ts';

/** Sentences of a short list do not last longer; what does is left to the language model alone. */
const maxKeptSamples = 10 * 16_000;

export class GrammarSearch {
  readonly #decoder: NativeDecoder;
  #kept: Int16Array[] = [];
  #samples = 0;

  private constructor(decoder: NativeDecoder) {
    this.#decoder = decoder;
  }

  /** Undefined without a grammar, and when the library refuses it: the language model hears alone then. */
  static load(model: PocketSphinxFiles): GrammarSearch | undefined {
    if (model.grammarPath === undefined) return undefined;
    try {
      // A decoder of its own: one that streamed once estimates the channel's mean as it goes for ever after.
      return new GrammarSearch(
        new NativeDecoder({
          hmm: model.acousticModelDir,
          dict: model.lexiconPath,
          fsg: model.grammarPath,
          ...model.settings,
        }),
      );
    } catch {
      return undefined;
    }
  }

  /** Keeps audio of the utterance under way; only until {@link hear} or {@link forget}. */
  keep(samples: Int16Array): void {
    this.#samples += samples.length;
    if (this.#samples <= maxKeptSamples) this.#kept.push(samples);
    else this.#kept = [];
  }

  forget(): void {
    this.#kept = [];
    this.#samples = 0;
  }

  /** The sentence that the kept audio is closest to; undefined for none, or for too much audio. */
  hear(): NativeResult | undefined {
    if (this.#kept.length === 0) return undefined;
    const whole = new Int16Array(this.#samples);
    let at = 0;
    for (const samples of this.#kept) {
      whole.set(samples, at);
      at += samples.length;
    }
    this.forget();
    this.#decoder.start(true);
    this.#decoder.write(whole, true);
    return this.#decoder.finish(0);
  }

  free(): void {
    this.#decoder.free();
  }
}

/**
 * Puts the grammar's sentence first where the language model heard nearly a sentence of the list; where it
 * heard one as it stands, it is right more often than the grammar is (docs/bench-asr.md). The verdict and its confidence stay those of the language model: a
 * grammar finds a sentence in anything, so what was rejected is not even shown to it.
 */
export function chooseByGrammar(
  interpretation: Interpretation,
  hear: () => NativeResult | undefined,
  locale: Locale,
): Interpretation {
  const [best] = interpretation.hypotheses;
  if (!best || best.isRejected || interpretation.evidence?.overlooked === 0) return interpretation;
  const result = hear();
  if (!result || result.text === '') return interpretation;
  const words = heardWords(result.segments);
  const text = joinWords(
    words.map(({ word }) => word),
    locale,
  );
  if (text === '' || text === best.text) return interpretation;
  const chosen = {
    text,
    words: words.map((word) => ({ ...word, confidence: Math.min(word.confidence, best.confidence) })),
    confidence: best.confidence,
    isRejected: false,
  };
  const others = interpretation.hypotheses.filter((hypothesis) => hypothesis.text !== text);
  const hypotheses = [chosen, ...others]
    .slice(0, 5)
    .map((hypothesis, place) =>
      place === 0 ? hypothesis : { ...hypothesis, confidence: best.confidence / (place + 1) },
    );
  return { ...interpretation, hypotheses };
}
