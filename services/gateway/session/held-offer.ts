/**
 * The last turn that is offered for training waits a moment before it is: whoever was misunderstood says so at once, and then
 * it goes as one that had to be corrected.
 */
import { TurnEnd } from '../../../proto/gen/earshot/training/v1/training.ts';
import type { OfferedTurn, PreparedTurn, TurnPorts } from '../turn/ports.ts';

/** An answer that may be sure of its consent no longer is not asked with. */
const marginMs = 1_000;

export class HeldOffer {
  readonly #offer: TurnPorts['offer'];
  readonly #waitMs: number;
  #held: { turn: PreparedTurn; offered: OfferedTurn; timer: NodeJS.Timeout } | undefined;

  constructor(offer: TurnPorts['offer'], waitMs: number) {
    this.#offer = offer;
    this.#waitMs = waitMs;
  }

  /** A turn that is over. The one before it goes now. */
  hold(turn: PreparedTurn, offered: OfferedTurn): void {
    this.release();
    const validMs = (turn.ref.audience?.validUntilMs ?? 0) - Date.now() - marginMs;
    const waitMs = Math.min(this.#waitMs, validMs);
    if (waitMs <= 0) {
      this.#offer(turn, offered);
      return;
    }
    const timer = setTimeout(() => this.release(), waitMs).unref();
    this.#held = { turn, offered, timer };
  }

  /** What was said just now corrects the turn that waits. */
  corrected(): void {
    if (this.#held === undefined) return;
    this.#held.offered = { ...this.#held.offered, end: TurnEnd.CORRECTED };
    this.release();
  }

  /** Nobody corrects it any more. */
  release(): void {
    const held = this.#held;
    this.#held = undefined;
    if (held === undefined) return;
    clearTimeout(held.timer);
    this.#offer(held.turn, held.offered);
  }

  /** Nobody who said it lets it go any more. */
  drop(): void {
    clearTimeout(this.#held?.timer);
    this.#held = undefined;
  }
}
