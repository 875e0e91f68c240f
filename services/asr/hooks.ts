/** Where voice activity, wake words and a second engine join the service; each is optional and made elsewhere. */
import type { RecogniseStart } from '../../proto/gen/earshot/asr/v1/asr.ts';
import type { Hypothesis, LanguageModelRef, PartialHypothesis } from './engine.ts';
import type { HearingAlong } from './second-pass/along.ts';

/** An end-of-speech decision, in milliseconds from the first sample of the utterance (wake audio not counted). */
export interface SpeechEnd {
  readonly reason: 'complete' | 'silence' | 'no-speech' | 'too-long';
  readonly speechEndMs: number;
  readonly decidedAtMs: number;
}

/** One utterance watched for its end. */
export interface UtteranceWatch {
  /** Settles once the utterance is over; may reject; never settles after `close`. */
  readonly decided: Promise<SpeechEnd>;
  onAudio(pcm16: Buffer): Promise<void>;
  onPartial(partial: PartialHypothesis): void;
  readonly speechEndMs: number;
  close(): void;
}

/** One utterance whose speech is measured while it is said. */
export interface UtteranceMeter {
  onAudio(pcm16: Buffer): void;
  close(): void;
}

export interface AsrHooks {
  /** Watches one utterance. Absent: only the client says when it ends. */
  readonly openWatch?: (start: RecogniseStart, signal: AbortSignal) => UtteranceWatch;
  /** Measures how much of an utterance is speech where nobody watches for its end, and a second hearing may ask. */
  readonly openMeter?: (start: RecogniseStart) => UtteranceMeter;
  /**
   * Whether the wake audio (PCM16LE mono 16 kHz) holds one of the configured wake words. Absent: every
   * utterance that comes with wake audio is refused, as it cannot be verified.
   */
  readonly verifyWake?: (start: RecogniseStart, wakeAudio: Buffer, signal: AbortSignal) => Promise<boolean>;
  /** The open-vocabulary engine behind the first pass. */
  readonly secondPass?: SecondPass;
  /** How whoever speaks sounds, for listeners who may be told apart. */
  readonly voices?: Voices;
}

export interface Voices {
  mayTell(start: RecogniseStart): boolean;
  /** PCM16LE mono 16 kHz. `undefined` where it could not be told in time. */
  voiceOf(audio: Buffer): Promise<Buffer | undefined>;
}

export interface SecondPassRequest {
  readonly start: RecogniseStart;
  /** The whole utterance, PCM16LE mono 16 kHz. */
  readonly audio: Buffer;
  /** Verdict of the first pass, best first. */
  readonly first: readonly Hypothesis[];
  readonly languageModel: LanguageModelRef | undefined;
  /** The open question wants words that no language model foresees: a message, a name. */
  readonly isFreeTextAsked: boolean;
  /** Who heard it while it was said, if anybody did. */
  readonly along: HearingAlong | undefined;
  readonly signal: AbortSignal;
  /** Milliseconds left of the caller's deadline. */
  readonly remainingMs: number;
}

export interface SecondPass {
  /** Whether audio of this turn may be kept for, and sent to, the second engine at all. */
  mayHear(start: RecogniseStart): boolean;
  /** Hears it before it is known to be wanted, where that is likely and an engine in the house can; to be closed by whoever asked. */
  hearAlong(start: RecogniseStart, isFreeTextAsked: Promise<boolean>): HearingAlong | undefined;
  /** The better hypotheses, or `undefined` to stand on the first pass. Never rejects for the engine's faults. */
  refine(request: SecondPassRequest): Promise<readonly Hypothesis[] | undefined>;
}
