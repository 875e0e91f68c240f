/** Whether anybody hears of what a room asks for: somebody watches, or the hotel's own system takes what it is told. */
import { type Pool, query } from '../../common/db/pool.ts';

/** A watch says so this often, and is believed for so long after. */
export const presenceEveryMs = 10_000;
const believedMs = 30_000;
/** A webhook that took nothing for so long reaches nobody. */
const webhookBelievedMs = 120_000;

export class Presence {
  readonly #pool: Pool;
  readonly #now: () => number;

  constructor(pool: Pool, now: () => number) {
    this.#pool = pool;
    this.#now = now;
  }

  /** @param department Empty = of all */
  async watches(tenantId: string, department: string): Promise<void> {
    await query(
      this.#pool,
      `insert into hotel_desks (tenant_id, department, seen_at) values ($1, $2, $3)
       on conflict (tenant_id, department) do update set seen_at = greatest(hotel_desks.seen_at, excluded.seen_at)`,
      [tenantId, department, new Date(this.#now())],
    );
  }

  /** Tells for one hotel which departments are reached now. */
  async of(tenantId: string): Promise<(department: string) => boolean> {
    const nowMs = this.#now();
    const rows = await query<{ department: string }>(
      this.#pool,
      `select department from hotel_desks where tenant_id = $1 and seen_at > $2
       union select '' from hotel_webhooks where tenant_id = $1 and (failing_since is null or failing_since > $3)`,
      [tenantId, new Date(nowMs - believedMs), new Date(nowMs - webhookBelievedMs)],
    );
    const watched = new Set(rows.map(({ department }) => department));
    return (department) => watched.has('') || watched.has(department);
  }
}
