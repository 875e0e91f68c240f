/** The seam between endpointing and whatever detects voices. */

/** One utterance being watched. */
export interface VadStream {
  /**
   * Audio as it comes (PCM16LE mono 16 kHz, any length). Resolves with the probability of speech, 0 to 1, for
   * each 32 ms frame that it completes, in order; often none. Rejects with VAD_FAILED when the detector broke
   * off twice, and with OVERLOADED when audio comes much faster than it is looked at.
   */
  push(pcm16: Int16Array | Buffer): Promise<readonly number[]>;
  /** Forgets the stream; idempotent. Pending promises resolve with nothing. */
  close(): void;
}

export interface VoiceActivityDetector {
  readonly id: string;
  open(): VadStream;
  close(): Promise<void>;
}
