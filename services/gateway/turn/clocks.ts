/** A turn's time: what is left of its budget, the one timer that ends it, and the two clocks that are reported. */
import type { ErrorCode } from '../../common/errors/catalogue.ts';
import type { Clock, Limits, TurnBudget, TurnResult } from './ports.ts';

/** For what goes on beside or after the reply, whose budget may be spent. */
const asideDeadlineMs = 1000;

export interface TurnClocksOptions {
  readonly clock: Clock;
  readonly budget: Pick<TurnBudget, 'replyMs' | 'utteranceMs'>;
  /** Aborted when the turn has ended. */
  readonly signal: AbortSignal;
  /** The timer ran out. */
  readonly onExpired: (code: ErrorCode) => void;
}

export class TurnClocks {
  readonly #options: TurnClocksOptions;
  #deadlineAtUs: number;
  #timer: NodeJS.Timeout | undefined;
  /** What `#timer` calls while frames are awaited. */
  #onStalled: (() => void) | undefined;
  /** Both clocks' zero, once the end of speech is known. */
  #speechEndedUs: number | undefined;
  #decidedUs: number | undefined;
  #perceivedUs = 0;
  #platformUs = 0;
  #skillUs = 0;

  constructor(options: TurnClocksOptions) {
    this.#options = options;
    const { clock, budget } = options;
    this.#deadlineAtUs = clock.nowUs() + (budget.utteranceMs + budget.replyMs) * 1000;
  }

  get nowUs(): number {
    return this.#options.clock.nowUs();
  }

  /** The end of speech was decided. */
  get isDecided(): boolean {
    return this.#decidedUs !== undefined;
  }

  get figures(): Pick<TurnResult, 'perceivedUs' | 'platformUs' | 'skillUs'> {
    return { perceivedUs: this.#perceivedUs, platformUs: this.#platformUs, skillUs: this.#skillUs };
  }

  /** What a call may take: at most this, and never more than the turn has left. */
  limits(atMostMs = Number.POSITIVE_INFINITY): Limits {
    const leftMs = (this.#deadlineAtUs - this.nowUs) / 1000;
    return { deadlineMs: Math.max(0, Math.min(leftMs, atMostMs)), signal: this.#options.signal };
  }

  /** Bounds of what is done beside the reply. */
  aside(): Limits {
    return { deadlineMs: asideDeadlineMs, signal: this.#options.signal };
  }

  /** Frames are awaited: calls back when none came for so long. With the same callback as before the wait begins anew. */
  awaitAudio(waitMs: number, onStalled: () => void): void {
    if (this.#onStalled === onStalled) {
      this.#timer?.refresh();
      return;
    }
    clearTimeout(this.#timer);
    this.#onStalled = onStalled;
    this.#timer = setTimeout(onStalled, waitMs);
  }

  /** The end of speech is decided: both clocks start, and the time in which a reply must begin. */
  decided(speechEndedUs: number | undefined): void {
    const { budget, onExpired } = this.#options;
    const nowUs = this.nowUs;
    this.#decidedUs = nowUs;
    this.#speechEndedUs = speechEndedUs ?? nowUs;
    this.#deadlineAtUs = nowUs + budget.replyMs * 1000;
    this.stop();
    this.#timer = setTimeout(() => onExpired('DEADLINE_EXCEEDED'), budget.replyMs);
  }

  /** The recogniser knows better when the last speech came. */
  speechEnded(atUs: number | undefined): void {
    this.#speechEndedUs = atUs ?? this.#speechEndedUs;
  }

  skillTook(us: number): void {
    this.#skillUs = us;
  }

  /** The reply has begun: no deadline any more. The first call counts. */
  replyBegan(): void {
    if (this.#options.signal.aborted || this.#platformUs !== 0) return;
    this.stop();
    const nowUs = this.nowUs;
    this.#platformUs = nowUs - (this.#decidedUs ?? nowUs);
    this.#perceivedUs = nowUs - (this.#speechEndedUs ?? nowUs);
  }

  /** Nothing expires any more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#onStalled = undefined;
  }
}
