/** How often somebody may try: counted over all processes, by keyed hashes, forgotten after an hour. */
import { createHmac } from 'node:crypto';
import { type Pool, query } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';

const hourMs = 3_600_000;

/** Most tries within an hour of the clock. */
export const attemptLimits = {
  /** Codes sent to one address: whoever fills this locks that address out of codes, never out of passkeys. */
  identity: 6,
  /** Anything tried from one network address: a household, or an office, behind one router. */
  address: 120,
  /** Codes for new accounts that one network address has sent: each goes to somebody who may not have asked. */
  signUp: 20,
  /** Codes that one account has sent to addresses that may become its own. */
  account: 10,
  /** Wrong codes of devices that one account has entered: six digits can be guessed. */
  deviceCode: 10,
  /** Wrong codes of offers to join that one account has entered. */
  joinCode: 10,
} as const;

export type Tried = keyof typeof attemptLimits;

export class Attempts {
  readonly #pool: Pool;
  readonly #key: Buffer;
  readonly #now: () => number;

  constructor(options: { pool: Pool; key: Buffer; now: () => number }) {
    this.#pool = options.pool;
    this.#key = options.key;
    this.#now = options.now;
  }

  /** A try that counts no more: it was right. */
  async forgive(kind: Tried, what: string): Promise<void> {
    const { mac, windowStart } = this.#bucket(kind, what);
    await query(
      this.#pool,
      'update sign_in_attempts set attempts = attempts - 1 where bucket_mac = $1 and window_start = $2',
      [mac, windowStart],
    );
  }

  /** Counts one try. @throws EarshotError RATE_LIMITED when it is one too many. */
  async count(kind: Tried, what: string): Promise<void> {
    const { mac, windowStart } = this.#bucket(kind, what);
    const [row] = await query<{ attempts: number }>(
      this.#pool,
      `with old as (delete from sign_in_attempts where window_start < $2)
       insert into sign_in_attempts (bucket_mac, window_start, attempts) values ($1, $2, 1)
       on conflict (bucket_mac, window_start) do update set attempts = sign_in_attempts.attempts + 1
       returning attempts`,
      [mac, windowStart],
    );
    if ((row?.attempts ?? 0) > attemptLimits[kind]) throw new EarshotError('RATE_LIMITED');
  }

  #bucket(kind: Tried, what: string) {
    const nowMs = this.#now();
    const mac = createHmac('sha256', this.#key).update(`earshot.attempt.1:${kind}:${what}`).digest();
    return { mac, windowStart: new Date(nowMs - (nowMs % hourMs)) };
  }
}
