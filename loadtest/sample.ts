/** What the drivers tell of a run: one line of JSON for each thing that happened. */

export interface TurnSample {
  readonly type: 'turn';
  readonly speaker: number;
  readonly role: 'good' | 'slow' | 'hostile';
  /** How its speaker speaks; absent: as ours. */
  readonly dialect?: 'xiaozhi';
  readonly kind: 'say' | 'barge-in' | 'again' | 'type';
  /** When it was to begin, from the start of the run. */
  readonly atMs: number;
  readonly isWarmUp: boolean;
  /** `lost`: it got no end within its time, or never began. */
  readonly end: 'completed' | 'failed' | 'aborted' | 'lost';
  readonly code: string;
  /** How late it began: its speaker was still busy, or not connected. It counts as waiting. */
  readonly lateMs: number;
  /** From the *scheduled* end of speech to the first audio of the reply, at the speaker. Absent: none came. */
  readonly perceivedMs?: number;
  /** From the end-of-speech decision to the first reply byte, at the gateway. */
  readonly platformMs?: number;
  readonly skillMs?: number;
  /** From speaking into the reply until its turn had ended. */
  readonly silencedMs?: number;
  /** Milliseconds in each stage. */
  readonly stages: Readonly<Record<string, number>>;
}

export interface ConnectSample {
  readonly type: 'connect';
  readonly role: TurnSample['role'];
  readonly atMs: number;
  readonly isWarmUp: boolean;
  /** After a break that the scenario made. */
  readonly isAgain: boolean;
  /** From the break, or from the first try, to the answer to hello. */
  readonly tookMs: number;
}

/** Something was refused: a connection, a frame, a message. */
export interface RefusalSample {
  readonly type: 'refusal';
  readonly atMs: number;
  readonly role: 'good' | 'slow' | 'hostile';
  readonly code: string;
}

export type Sample = TurnSample | ConnectSample | RefusalSample;
