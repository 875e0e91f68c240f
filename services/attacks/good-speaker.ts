/** A speaker of another household that behaves well all the time, and remembers whenever something went wrong. */
import type { Speaker, SpokenTurn } from '../speaker/index.ts';
import { pause } from './waiting.ts';

/** What it went through between two looks. */
export interface Noticed {
  readonly turns: number;
  /** Codes of turns that did not complete; with `?` where it was told that a skill may have acted, with `!` where
   * repeating would not help otherwise. */
  readonly failures: readonly string[];
  readonly slowestMs: number;
}

const restMs = 200;

export class GoodSpeaker {
  readonly #speaker: Speaker;
  readonly #spoken: Buffer | undefined;
  readonly #going: Promise<void>;
  /** Says its commands aloud, where it has a recording. */
  isAloud = false;
  #isStopped = false;
  #turns = 0;
  #failures: string[] = [];
  #slowestMs = 0;

  /** @param spoken PCM16 at 16 kHz of the command that it types otherwise; absent: it can only type */
  constructor(speaker: Speaker, spoken: Buffer | undefined) {
    this.#speaker = speaker;
    this.#spoken = spoken;
    this.#going = this.#go();
  }

  /** What happened since the last look. Waits for the turn that runs. */
  async look(): Promise<Noticed> {
    const before = this.#turns;
    for (let waits = 0; this.#turns === before && waits < 400; waits++) await pause(50);
    const noticed = { turns: this.#turns, failures: this.#failures, slowestMs: this.#slowestMs };
    this.#turns = 0;
    this.#failures = [];
    this.#slowestMs = 0;
    return noticed;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#going;
    await this.#speaker.close();
  }

  async #go(): Promise<void> {
    while (!this.#isStopped) {
      const startedMs = performance.now();
      const turn =
        this.isAloud && this.#spoken !== undefined
          ? await this.#speaker.sayAudio(this.#spoken, { mode: 'held_button' })
          : await this.#speaker.sayText('go forward ten meters', { isSilent: true });
      this.#note(turn, performance.now() - startedMs);
      await pause(restMs);
    }
  }

  #note({ end, code, isRetryable, isOutcomeUnknown }: SpokenTurn, tookMs: number): void {
    this.#turns += 1;
    this.#slowestMs = Math.max(this.#slowestMs, Math.round(tookMs));
    const mark = isRetryable ? '' : isOutcomeUnknown ? '?' : '!';
    if (end !== 'completed') this.#failures.push(`${code}${mark}`);
  }
}
