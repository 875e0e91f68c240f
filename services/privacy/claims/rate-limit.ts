import { type Pool, query } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';

const windowMs = 60_000;

/**
 * Counts wrong claim codes over all processes. Whoever guesses is nobody yet, so there is no other name to count
 * under; the gateway limits single connections before us. At 60 a minute and 100 live codes, guessing one of them
 * takes eight years on average.
 */
export class ClaimRateLimit {
  readonly #pool: Pool;
  readonly #maxFailures: number;
  readonly #now: () => number;

  constructor(pool: Pool, maxFailuresPerMinute: number, now: () => number) {
    this.#pool = pool;
    this.#maxFailures = maxFailuresPerMinute;
    this.#now = now;
  }

  /** @throws EarshotError RATE_LIMITED until the next window once too many codes were wrong. */
  async check(): Promise<void> {
    const [row] = await query<{ failures: number }>(
      this.#pool,
      'select failures from claim_failures where window_start = $1',
      [this.#window()],
    );
    if ((row?.failures ?? 0) >= this.#maxFailures) throw new EarshotError('RATE_LIMITED');
  }

  async countFailure(): Promise<void> {
    const window = this.#window();
    await query(
      this.#pool,
      `with old as (delete from claim_failures where window_start < $1)
       insert into claim_failures (window_start, failures) values ($1, 1)
       on conflict (window_start) do update set failures = claim_failures.failures + 1`,
      [window],
    );
  }

  #window(): Date {
    return new Date(Math.floor(this.#now() / windowMs) * windowMs);
  }
}
