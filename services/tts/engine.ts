/** The seam between the synthesis service and whatever speaks. */
import type { Locale } from '@earshot/skills-sdk';
import type { KnownAudience } from '../common/audience.ts';
import type { PoolCounters } from './pool/counters.ts';

/** Of the voice's usual rate and height, 50 to 200. */
export interface Manner {
  readonly ratePercent: number;
  readonly pitchPercent: number;
}

export interface SynthesisRequest {
  /** Plain text, already within the service's limit. Class *utterance*: never in a log or an error. */
  readonly text: string;
  readonly locale: Locale;
  /** Rate of the audio wanted, in Hz; an engine resamples from its own. */
  readonly sampleRateHz: number;
  /** How it is said, where it is not the usual way. A voice follows it as far as it can. */
  readonly manner?: Manner | undefined;
  /** Who hears the reply: decides whether an engine outside our processes may read it. */
  readonly audience: KnownAudience;
  /** Aborting ends the work, wherever it is, and the iteration with the signal's reason. */
  readonly signal: AbortSignal;
}

/** Something that turns text into audio. */
export interface TtsEngine {
  /** Stable name for configuration, logs and reports, e.g. `espeak-ng`. */
  readonly id: string;
  readonly locales: readonly Locale[];
  /**
   * PCM16 little-endian mono, in pieces of some 100 ms, as they are made. Leaving the loop ends the work.
   * Throws a catalogue code: TTS_BUSY when the queue is full, TTS_FAILED when the engine broke off,
   * ENGINE_* for engines outside our processes.
   */
  synthesise(request: SynthesisRequest): AsyncIterable<Buffer>;
  /** What its workers do; absent where all of its work is done elsewhere. */
  readonly counters?: PoolCounters;
  /** Ends everything; requests still running fail with a retryable code. */
  close(): Promise<void>;
}
