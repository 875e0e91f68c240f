/**
 * The clock of retention: asks every holder, again and again, to let go of what has outlived its time. What is over cannot be
 * read even while this clock stands still; it only empties the disks.
 */
import { type Pool, query } from '../../common/db/pool.ts';
import { codeOf } from '../../common/errors/earshot-error.ts';
import type { Holder } from '../../common/holders/holder.ts';
import type { Logger } from '../../common/log.ts';
import type { RemoteHolder } from '../holding/holders.ts';

export interface RetentionOptions {
  readonly pool: Pool;
  readonly log: Logger;
  readonly own: Holder;
  readonly others: readonly RemoteHolder[];
  /** What else ends by the clock and is in no table of a holder. Each is done whatever becomes of the others. */
  readonly sweeps: readonly { readonly name: string; readonly run: (nowMs: number) => Promise<void> }[];
  readonly intervalMs: number;
  readonly now: () => number;
}

export class RetentionClock {
  readonly #options: RetentionOptions;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<unknown> | undefined;

  constructor(options: RetentionOptions) {
    this.#options = options;
  }

  /** Begins soon after the start, because nobody knows for how long there was none. */
  start(): void {
    const tick = () => {
      // A round that takes longer than the interval is not joined by another one: both would do the same.
      this.#running ??= this.run()
        .catch((error: unknown) => this.#options.log.warn('retention.failed', { code: codeOf(error) }, error))
        .finally(() => {
          this.#running = undefined;
        });
    };
    this.#timer = setInterval(tick, this.#options.intervalMs);
    tick();
  }

  /** One round. A holder that cannot be reached is asked in the next one. @returns rows that went, by holder. */
  async run(): Promise<ReadonlyMap<string, number>> {
    const { pool, log, own, others, sweeps, now } = this.#options;
    const ended = new Map<string, number>();
    const waits = (state: string, error: unknown) =>
      log.warn('retention.holder-waits', { state, code: codeOf(error) }, error);
    for (const { name, run } of sweeps) await run(now()).catch((error: unknown) => waits(name, error));
    const holders = [{ name: 'privacy', retain: () => own.retain() }, ...others];
    for (const holder of holders) {
      try {
        const { ended: tables } = await holder.retain();
        const rows = tables.reduce((sum, table) => sum + table.rows, 0);
        ended.set(holder.name, rows);
        await query(
          pool,
          `insert into retention_runs (holder, ran_at, ended_rows) values ($1, $2, $3)
           on conflict (holder) do update set ran_at = excluded.ran_at,
             ended_rows = retention_runs.ended_rows + excluded.ended_rows`,
          [holder.name, new Date(now()), rows],
        );
      } catch (error) {
        waits(holder.name, error);
      }
    }
    return ended;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }
}
