/** The wake word as these devices say it: its audio first, then its text, then the listen that it begins. */
import type { UpFrame } from '../../session/link.ts';

/** Frames that came while nothing listened: the newest few seconds, for a wake word that may turn out to be in them. */
export class KeptAudio {
  readonly #maxMs: number;
  #frames: Buffer[] = [];

  constructor(maxMs: number) {
    this.#maxMs = maxMs;
  }

  get isEmpty(): boolean {
    return this.#frames.length === 0;
  }

  /** A copy: the message that it came in is let go of. */
  keep(payload: Buffer, frameMs: number): void {
    this.#frames.push(Buffer.from(payload));
    if (this.#frames.length * frameMs > this.#maxMs) this.#frames.shift();
  }

  /** All of it, which is gone from here then. */
  take(): UpFrame[] {
    const frames = this.#frames.map((payload) => ({ payload, isLast: false, missing: 0 }));
    this.#frames = [];
    return frames;
  }

  /** Nobody asked for it: it was never anybody's to hear. */
  drop(): void {
    for (const frame of this.#frames) frame.fill(0);
    this.#frames = [];
  }
}

const bare = (words: string) =>
  words
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\p{P}\p{S}\s]/gu, '');

/** Whether a text is a wake word, however it is written. */
export function isWakeWord(words: string, wakeWords: readonly string[]): boolean {
  const said = bare(words);
  return said !== '' && wakeWords.some((word) => bare(word) === said);
}
