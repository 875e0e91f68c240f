/** The collection that samples are made in now. Another begins with each version of the data set, and after some weeks anyhow. */
import { type Pool, query, withTransaction } from '../../common/db/pool.ts';

const lock = 'select pg_advisory_xact_lock(906901)';

export class Collections {
  readonly #pool: Pool;
  readonly #lifeMs: number;
  readonly #now: () => number;

  constructor(pool: Pool, lifeMs: number, now: () => number) {
    this.#pool = pool;
    this.#lifeMs = lifeMs;
    this.#now = now;
  }

  async current(): Promise<string> {
    const oldest = new Date(this.#now() - this.#lifeMs);
    const newest = `select collection_id from training_collections where begun_at > $1 order by begun_at desc limit 1`;
    const [known] = await query<{ collection_id: string }>(this.#pool, newest, [oldest]);
    if (known !== undefined) return known.collection_id;
    return withTransaction(this.#pool, async (client) => {
      await query(client, lock);
      const [made] = await query<{ collection_id: string }>(client, newest, [oldest]);
      if (made !== undefined) return made.collection_id;
      const [row] = await query<{ collection_id: string }>(
        client,
        'insert into training_collections (begun_at) values ($1) returning collection_id',
        [new Date(this.#now())],
      );
      return row!.collection_id;
    });
  }

  /** From now on everybody gets another key. Collections without samples are forgotten. */
  async next(): Promise<void> {
    await withTransaction(this.#pool, async (client) => {
      await query(client, lock);
      await query(client, 'insert into training_collections (begun_at) values ($1)', [new Date(this.#now())]);
      await query(
        client,
        `delete from training_collections c where begun_at <= $1
           and not exists (select from training_samples s where s.collection_id = c.collection_id)`,
        [new Date(this.#now() - this.#lifeMs)],
      );
    });
  }
}
