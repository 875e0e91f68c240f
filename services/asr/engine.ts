/**
 * The seam between the recogniser service and whatever recognises. PocketSphinx is the first engine, a
 * Wyoming client the second; neither the service nor the second pass knows which one it talks to.
 */
import type { Locale } from '@earshot/skills-sdk';

/** PCM16 little-endian, mono, at this rate: the only audio that reaches an engine. Edges resample before. */
export const engineSampleRateHz = 16_000;

/** One recognised word and where it was heard, counted from the first sample written to the stream. */
export interface HypothesisWord {
  readonly word: string;
  readonly startMs: number;
  readonly endMs: number;
  /** 0 to 1; 1 where an engine does not say. */
  readonly confidence: number;
}

/** One reading of an utterance. Class *utterance*: it must never reach a log, a metric or an error. */
export interface Hypothesis {
  /** Words as spoken: English in lower case separated by spaces, Chinese without spaces. No punctuation. */
  readonly text: string;
  /** Empty where an engine gives no times. */
  readonly words: readonly HypothesisWord[];
  /** 0 to 1: how likely these words were said by someone who meant the assistant. Engines calibrate it. */
  readonly confidence: number;
  /** True when the engine holds that this is not what its language model foresees; `text` is then its best guess. */
  readonly isRejected: boolean;
  /** {@link RecognitionEngine.id} of the engine that made it. */
  readonly engine: string;
}

/** A hypothesis of speech still going on; a later one replaces it altogether. */
export interface PartialHypothesis {
  readonly text: string;
  /** Audio that it covers, in milliseconds from the first sample. */
  readonly heardMs: number;
  /** What it is to the language model's templates, where the engine can tell: endpointing listens to it. */
  readonly progress?: { readonly isComplete: boolean; readonly isPrefix: boolean };
}

/** Most words in {@link LanguageModelRef.biasWords}; a list that long may not be whole. A prompt has room for so many. */
export const maxBiasWords = 400;

/** A reference to a compiled language model, by which an engine finds it in its cache. See language-model/. */
export interface LanguageModelRef {
  /** Hash over locale, enabled skills' models and run-time names. Equal keys mean equal models. */
  readonly key: string;
  readonly locale: Locale;
  /** Words worth biasing an open-vocabulary engine with; class operational, never personal. */
  readonly biasWords: readonly string[];
}

export interface OpenStreamOptions {
  readonly locale: Locale;
  /** Absent: the engine's open model, where it has one; an engine without one refuses. */
  readonly languageModel?: LanguageModelRef;
  /** Whose share of the engine this utterance counts against; opaque, equal for equal households. */
  readonly share?: string;
  /**
   * Nobody waits for its words yet: it gets a decoder that is idle now or is refused with ASR_BUSY, and ends with ASR_BUSY
   * as soon as somebody who waits wants it, until it is {@link RecognitionStream.claim}ed.
   */
  readonly isAhead?: boolean;
  /** Aborting equals {@link RecognitionStream.abort}; pending promises reject with CANCELLED. */
  readonly signal?: AbortSignal;
}

/** One utterance being recognised. Nothing of it is kept once it finished or was aborted. */
export interface RecognitionStream {
  /**
   * Hands over audio (PCM16LE mono 16 kHz, any length, an odd byte is refused). Resolves when the engine
   * can take more: awaiting it is the back-pressure. Rejects once the stream failed or ended.
   */
  write(pcm16: Int16Array | Buffer): Promise<void>;
  /** Partial hypotheses as they change, ends with the stream. At most one consumer; may be left unread. */
  readonly partials: AsyncIterable<PartialHypothesis>;
  /**
   * No more audio. Resolves with the n-best, best first; empty when nothing was heard.
   * @param isForWords the words themselves are wanted, letter by letter, and are worth more time: an engine that hears better when it
   *   knows the speaker may hear the utterance again. Default: false
   */
  finish(isForWords?: boolean): Promise<readonly Hypothesis[]>;
  /** Somebody waits for its words now; see {@link OpenStreamOptions.isAhead}. Without it nothing is ever ahead. */
  claim?(): void;
  /** Drops the utterance at once; idempotent, never throws. */
  abort(): void;
}

/** Something that turns audio into words. */
export interface RecognitionEngine {
  /** Stable name for configuration, metrics and reports, e.g. `pocketsphinx`. */
  readonly id: string;
  readonly locales: readonly Locale[];
  /** True when it hears words that no language model foresaw. */
  readonly isOpenVocabulary: (locale: Locale) => boolean;
  /**
   * Waits for a free decoder (bounded). Rejects with a catalogue code: ASR_BUSY (retryable) when the queue is
   * full, ASR_LOCALE_UNSUPPORTED when it has no model for that locale.
   */
  openStream(options: OpenStreamOptions): Promise<RecognitionStream>;
  /** Ends every decoder; streams still open fail with a retryable code. */
  close(): Promise<void>;
}
