/** Audio of a Wyoming client: cut into frames, and taken no faster than anybody speaks. */
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { WyomingData } from '../../common/wyoming/codec.ts';

export const frameMs = 20;
/** Audio that may come ahead of the clock before the client has to wait, and how fast it is caught up. */
const aheadMs = 3_000;
const catchUpRate = 1.2;
const ratesHz: ReadonlySet<number> = new Set([16_000, 24_000, 48_000]);

export class Intake {
  readonly rateHz: number;
  readonly #frameBytes: number;
  readonly #startedMs = performance.now();
  #takenMs = 0;
  #rest: Buffer = Buffer.alloc(0);

  /** @throws EarshotError AUDIO_FORMAT_UNSUPPORTED */
  constructor({ rate, width, channels }: WyomingData) {
    if (typeof rate !== 'number' || !ratesHz.has(rate) || width !== 2 || channels !== 1) {
      throw new EarshotError('AUDIO_FORMAT_UNSUPPORTED');
    }
    this.rateHz = rate;
    this.#frameBytes = (rate / 1000) * frameMs * 2;
  }

  /** The whole frames that these bytes complete, each when its time has come. */
  async *frames(payload: Buffer): AsyncGenerator<Buffer, void, void> {
    const all = this.#rest.length === 0 ? payload : Buffer.concat([this.#rest, payload]);
    const end = all.length - (all.length % this.#frameBytes);
    this.#rest = all.subarray(end);
    for (let at = 0; at < end; at += this.#frameBytes) {
      const dueMs = this.#startedMs + (this.#takenMs - aheadMs) / catchUpRate;
      const waitMs = dueMs - performance.now();
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
      this.#takenMs += frameMs;
      yield all.subarray(at, at + this.#frameBytes);
    }
  }
}
