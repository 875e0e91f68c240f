/**
 * When an utterance is over: a pure state machine over voice-activity probabilities and over what the words so
 * far mean. Somebody who has said a whole command is not kept waiting; somebody who is in the middle of one is
 * given time to think.
 */

/** What the words so far mean to the skills that are enabled. */
export interface Meaning {
  /** A whole command with every required slot. */
  readonly isComplete: boolean;
  /** The beginning of one, or of a longer one. */
  readonly isPrefix: boolean;
}

export interface EndpointingSettings {
  /** Probability from which a frame counts as speech. */
  readonly speechProbability: number;
  /** Probability below which it counts as silence; between the two it continues what it was. */
  readonly silenceProbability: number;
  /** Length of one frame. */
  readonly frameMs: number;
  /** Speech in a row that makes an utterance begin: less is a click or a cough. */
  readonly minSpeechMs: number;
  /** Silence that ends a complete command which nothing could follow. */
  readonly completeSilenceMs: number;
  /** Silence that ends a complete command which could go on ("turn on the light | in the kitchen"). */
  readonly extendableSilenceMs: number;
  /** Silence that ends words that mean nothing to any skill, or were not judged. */
  readonly unknownSilenceMs: number;
  /** Silence that ends a command in the middle, or one with a required slot missing. */
  readonly incompleteSilenceMs: number;
  /** Silence from the beginning after which nobody is expected to speak. */
  readonly noSpeechMs: number;
  /** Longest utterance, from the first sample. */
  readonly maxUtteranceMs: number;
  /** How much speech after the words that were judged makes the judgement stale. */
  readonly staleAfterMs: number;
}

export const defaultEndpointingSettings: EndpointingSettings = {
  speechProbability: 0.5,
  silenceProbability: 0.35,
  frameMs: 32,
  minSpeechMs: 64,
  completeSilenceMs: 220,
  extendableSilenceMs: 300,
  unknownSilenceMs: 700,
  incompleteSilenceMs: 1_000,
  noSpeechMs: 5_000,
  maxUtteranceMs: 15_000,
  staleAfterMs: 500,
};

export type EndpointReason = 'complete' | 'silence' | 'no-speech' | 'too-long';

export interface Endpoint {
  readonly reason: EndpointReason;
  /** End of the last frame with speech, from the first sample; 0 when there was none. */
  readonly speechEndMs: number;
  /** Where the audio stood when this was decided. */
  readonly decidedAtMs: number;
}

export class Endpointer {
  readonly #settings: EndpointingSettings;
  #heardMs = 0;
  #isSpeaking = false;
  /** Speech in a row so far, while it may still be a click. */
  #onsetMs = 0;
  #speechStartMs: number | undefined;
  #speechEndMs = 0;
  #speechMs = 0;
  #meaning: { readonly meaning: Meaning; readonly heardMs: number } | undefined;
  #endpoint: Endpoint | undefined;

  constructor(settings: EndpointingSettings = defaultEndpointingSettings) {
    this.#settings = settings;
  }

  /** Milliseconds from the first sample to the first speech; `undefined` until somebody speaks. */
  get speechStartMs(): number | undefined {
    return this.#speechStartMs;
  }

  /** End of the last speech so far, in milliseconds from the first sample. */
  get speechEndMs(): number {
    return this.#speechEndMs;
  }

  /** Speech so far without the pauses, in milliseconds. */
  get speechMs(): number {
    return this.#speechMs;
  }

  /** The decision, once made; it never changes. */
  get endpoint(): Endpoint | undefined {
    return this.#endpoint;
  }

  /**
   * What the words of the audio up to `heardMs` mean; `undefined` when nobody can tell. May arrive late and
   * in silence: it is looked at with the next frame.
   */
  setMeaning(meaning: Meaning | undefined, heardMs: number): void {
    if (this.#meaning !== undefined && heardMs < this.#meaning.heardMs) return;
    this.#meaning = meaning === undefined ? undefined : { meaning, heardMs };
  }

  /** One frame's probability of speech, 0 to 1. Returns the decision in the frame in which it is made. */
  onFrame(probability: number): Endpoint | undefined {
    if (this.#endpoint !== undefined) return undefined;
    const settings = this.#settings;
    this.#heardMs += settings.frameMs;
    const threshold = this.#isSpeaking ? settings.silenceProbability : settings.speechProbability;
    this.#isSpeaking = probability >= threshold;
    if (this.#isSpeaking) this.#onSpeech();
    else this.#onsetMs = 0;

    if (this.#heardMs >= settings.maxUtteranceMs) return this.#decide('too-long');
    if (this.#speechStartMs === undefined) {
      return this.#heardMs >= settings.noSpeechMs ? this.#decide('no-speech') : undefined;
    }
    if (this.#isSpeaking) return undefined;
    const { silenceMs, reason } = this.#patience();
    return this.#heardMs - this.#speechEndMs >= silenceMs ? this.#decide(reason) : undefined;
  }

  #onSpeech(): void {
    this.#onsetMs += this.#settings.frameMs;
    this.#speechMs += this.#settings.frameMs;
    if (this.#speechStartMs === undefined && this.#onsetMs < this.#settings.minSpeechMs) return;
    this.#speechStartMs ??= this.#heardMs - this.#onsetMs;
    this.#speechEndMs = this.#heardMs;
  }

  /** How much silence ends the utterance as it stands. */
  #patience(): { readonly silenceMs: number; readonly reason: EndpointReason } {
    const settings = this.#settings;
    const judged = this.#meaning;
    if (judged === undefined || this.#speechEndMs - judged.heardMs > settings.staleAfterMs) {
      return { silenceMs: settings.unknownSilenceMs, reason: 'silence' };
    }
    const { isComplete, isPrefix } = judged.meaning;
    if (isComplete) {
      return {
        silenceMs: isPrefix ? settings.extendableSilenceMs : settings.completeSilenceMs,
        reason: 'complete',
      };
    }
    return {
      silenceMs: isPrefix ? settings.incompleteSilenceMs : settings.unknownSilenceMs,
      reason: 'silence',
    };
  }

  #decide(reason: EndpointReason): Endpoint {
    this.#endpoint = { reason, speechEndMs: this.#speechEndMs, decidedAtMs: this.#heardMs };
    return this.#endpoint;
  }
}
