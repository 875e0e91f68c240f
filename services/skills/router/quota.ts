/** How many calls a skill may have in a minute, over all processes: each takes some of the minute's calls at a time. */
import { LRUCache } from 'lru-cache';
import { type Pool, query } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';

interface Lease {
  left: number;
  readonly endsAtMs: number;
}

/** Parts in which a minute's calls are taken: one statement each, and never more calls than there may be. */
const partsOfMinute = 20;
/** Where nothing was left, the minute is asked about again this soon. */
const againMs = 1_000;
/** Skills of which something is known; each is two numbers. */
const maxSkills = 10_000;

export class Quota {
  readonly #pool: Pool;
  readonly #now: () => number;
  readonly #leases = new Map<string, Lease>();
  readonly #asking = new Map<string, Promise<Lease>>();
  readonly #onReached: (skillId: string) => void;
  /** When a skill was last said to be at its quota. */
  readonly #told = new LRUCache<string, true>({ max: maxSkills, ttl: 60_000 });

  /** @param onReached Told when calls begin to be refused, once a minute. */
  constructor(
    pool: Pool,
    onReached: (skillId: string) => void = () => {},
    now: () => number = () => performance.now(),
  ) {
    this.#pool = pool;
    this.#onReached = onReached;
    this.#now = now;
  }

  /**
   * Takes one call of the minute.
   * @throws EarshotError SKILL_QUOTA_REACHED, STORE_FAILED
   */
  async take(skillId: string, callsPerMinute: number): Promise<void> {
    for (;;) {
      const known = this.#leases.get(skillId);
      const isRunning = known !== undefined && this.#now() < known.endsAtMs;
      if (isRunning && known.left === 0) throw new EarshotError('SKILL_QUOTA_REACHED');
      if (isRunning) {
        known.left -= 1;
        // The next part is asked for by whoever finds none left.
        if (known.left === 0) this.#leases.delete(skillId);
        return;
      }
      await this.#lease(skillId, callsPerMinute);
    }
  }

  /** Calls that come together share one question. */
  #lease(skillId: string, callsPerMinute: number): Promise<Lease> {
    const asked = this.#asking.get(skillId);
    if (asked !== undefined) return asked;
    const asking = takePart(this.#pool, skillId, callsPerMinute)
      .then(({ left, leftMs }) => {
        const lease = { left, endsAtMs: this.#now() + (left === 0 ? Math.min(leftMs, againMs) : leftMs) };
        if (this.#leases.size >= maxSkills) this.#leases.clear();
        this.#leases.set(skillId, lease);
        if (left === 0 && !this.#told.has(skillId)) {
          this.#told.set(skillId, true);
          this.#onReached(skillId);
        }
        return lease;
      })
      .finally(() => this.#asking.delete(skillId));
    this.#asking.set(skillId, asking);
    return asking;
  }
}

/** Takes a part of the running minute, which is the database's; nothing where all of it is taken. */
async function takePart(
  pool: Pool,
  skillId: string,
  callsPerMinute: number,
): Promise<{ left: number; leftMs: number }> {
  const part = Math.max(1, Math.floor(callsPerMinute / partsOfMinute));
  const [row] = await query<{ taken: boolean; leftMs: number }>(
    pool,
    `with took as (
       insert into skill_minutes (skill_id, minute, taken) values ($1, date_trunc('minute', now()), $2)
       on conflict (skill_id) do update set minute = excluded.minute,
         taken = case when skill_minutes.minute = excluded.minute then skill_minutes.taken else 0 end + $2
       where skill_minutes.minute <> excluded.minute or skill_minutes.taken + $2 <= $3
       returning skill_id
     )
     select exists (select from took) as taken,
       (extract(epoch from date_trunc('minute', now()) + interval '1 minute' - now()) * 1000)::int as "leftMs"`,
    [skillId, part, callsPerMinute],
  );
  return { left: row?.taken === true ? part : 0, leftMs: row?.leftMs ?? againMs };
}
