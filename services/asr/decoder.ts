/** What a native library does in a decoder child: one utterance at a time, and nothing of it kept afterwards. */

/** One word of the best path. Scores are a library's own logarithms, 0 where it gives none. */
export interface NativeSegment {
  readonly word: string;
  /** In hundredths of a second from the first sample. */
  readonly startFrame: number;
  readonly endFrame: number;
  readonly acousticScore: number;
  readonly languageScore: number;
  /** How sure the library is of it, 0 to 1; 1 where it does not say. */
  readonly posterior: number;
}

export interface NativeResult {
  readonly text: string;
  readonly score: number;
  /** Of the whole best path. */
  readonly posterior: number;
  /** Empty where a library gives no words of their own. */
  readonly segments: readonly NativeSegment[];
  readonly nBest: readonly { readonly text: string; readonly score: number }[];
  readonly frames: number;
}

/** Frames per second of every segment. */
export const framesPerSecond = 100;

/** One decoder with one model. Calls block: it lives in a child process. @throws Error naming the call, never what it was given */
export interface SpeechDecoder {
  start(): void;
  write(samples: Int16Array): void;
  /** Words heard so far, apart by spaces; empty where the library hears whole utterances only. */
  partial(): string;
  /** Hears the utterance again before it is ended, knowing the speaker from the first time. Absent: that would change nothing. */
  hearAgain?(): void;
  /** Ends the utterance. @param maxNBest other readings that are wanted */
  finish(maxNBest: number): NativeResult;
  free(): void;
}
