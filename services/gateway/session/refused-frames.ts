/** Frames that nobody listens to: thrown away, counted, told once a second, and not for ever. */
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { GatewayLimits } from '../limits.ts';
import type { GatewayMetrics } from '../metrics.ts';

type Reason = 'MICROPHONE_MUTED' | 'AUDIO_OUTSIDE_LISTEN';

export interface RefusedFramesOptions {
  readonly limits: Pick<GatewayLimits, 'maxRefusedFrames' | 'inFlightGraceMs'>;
  readonly metrics: GatewayMetrics;
  readonly tell: (reason: Reason) => void;
}

/** How often a speaker is told that its frames go nowhere. */
const tellEveryMs = 1_000;

export class RefusedFrames {
  readonly #options: RefusedFramesOptions;
  #count = 0;
  #toldMs = Number.NEGATIVE_INFINITY;
  #graceUntilMs = Number.NEGATIVE_INFINITY;

  constructor(options: RefusedFramesOptions) {
    this.#options = options;
  }

  /** A frame was wanted. */
  accepted(): void {
    this.#count = 0;
  }

  /** The gateway ended a listen: frames under way are nobody's fault. */
  startGrace(): void {
    this.#graceUntilMs = performance.now() + this.#options.limits.inFlightGraceMs;
  }

  /** The speaker ended a listen itself, or began another: nothing of the last can be under way. */
  endGrace(): void {
    this.#graceUntilMs = Number.NEGATIVE_INFINITY;
  }

  /** @throws EarshotError AUDIO_OUTSIDE_LISTEN when it goes on and on */
  refuse(isMuted: boolean): void {
    const { limits, metrics, tell } = this.#options;
    const nowMs = performance.now();
    if (nowMs < this.#graceUntilMs) {
      metrics.framesRefused.inc({ reason: 'in_flight' });
      return;
    }
    const reason: Reason = isMuted ? 'MICROPHONE_MUTED' : 'AUDIO_OUTSIDE_LISTEN';
    metrics.framesRefused.inc({ reason });
    this.#count += 1;
    if (this.#count > limits.maxRefusedFrames) throw new EarshotError('AUDIO_OUTSIDE_LISTEN');
    if (nowMs - this.#toldMs < tellEveryMs) return;
    this.#toldMs = nowMs;
    tell(reason);
  }
}
