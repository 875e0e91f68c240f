/** One line of a run that goes on: counted as samples come, so that a long run costs no more to show than a short one. */
import { percentile } from './figures.ts';
import type { Sample, TurnSample } from './sample.ts';
import type { Scenario } from './scenario.ts';

/** What was said in the warm-up, or in what is counted. */
class Part {
  #said = 0;
  readonly #ends: Partial<Record<TurnSample['end'], number>> = {};
  /** Rising. */
  readonly #platformMs: number[] = [];

  note({ end, platformMs }: TurnSample): void {
    this.#said += 1;
    this.#ends[end] = (this.#ends[end] ?? 0) + 1;
    if (end !== 'completed' || platformMs === undefined) return;
    let [from, to] = [0, this.#platformMs.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.#platformMs[middle] as number) < platformMs) from = middle + 1;
      else to = middle;
    }
    this.#platformMs.splice(from, 0, platformMs);
  }

  toString(): string {
    const at = (share: number) => percentile(this.#platformMs, share).toFixed(1);
    const latency = this.#platformMs.length === 0 ? '' : `, platform p50 ${at(0.5)} p99 ${at(0.99)} ms`;
    return `${this.#said} said, ${this.#ends.failed ?? 0} failed, ${this.#ends.lost ?? 0} lost${latency}`;
  }
}

export class Progress {
  readonly #scenario: Pick<Scenario, 'seconds' | 'warmUpSeconds'>;
  readonly #warmUp = new Part();
  readonly #counted = new Part();

  constructor(scenario: Pick<Scenario, 'seconds' | 'warmUpSeconds'>) {
    this.#scenario = scenario;
  }

  note(sample: Sample): void {
    if (sample.type !== 'turn' || sample.role !== 'good') return;
    (sample.isWarmUp ? this.#warmUp : this.#counted).note(sample);
  }

  /** @param atMs from the start of the run */
  line(atMs: number): string {
    const { seconds, warmUpSeconds } = this.#scenario;
    const atS = Math.round(atMs / 1000);
    return atS >= warmUpSeconds
      ? `${Math.min(seconds, atS - warmUpSeconds)} of ${seconds} s: ${this.#counted}`
      : `warm-up ${Math.max(0, atS)} s: ${this.#warmUp}`;
  }
}
