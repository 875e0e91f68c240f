/** Real PostgreSQL and real Redis for tests: one private pair for each run, one fresh database for each user. */
import { randomBytes } from 'node:crypto';
import { migrate } from '../db/migrate.ts';
import { createPool, type Pool } from '../db/pool.ts';
import { ensureDatabase } from '../local-stores/postgres.ts';
import { createRedis } from '../redis.ts';

export interface TestStores {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly pool: Pool;
  close(): Promise<void>;
}

/**
 * A fresh migrated database and the run's Redis, emptied of nothing: use random queue names.
 * The pair is started by `global-setup.ts` and named in the environment.
 */
export async function useStores(): Promise<TestStores> {
  const clusterUrl = process.env['EARSHOT_TEST_CLUSTER_URL'];
  const redisUrl = process.env['EARSHOT_TEST_REDIS_URL'];
  if (clusterUrl === undefined || redisUrl === undefined) {
    throw new Error(
      'PostgreSQL or Redis is not installed; `npm test` installs both, `earshot doctor` says what is missing',
    );
  }
  const databaseUrl = await ensureDatabase(clusterUrl, `test_${randomBytes(6).toString('hex')}`);
  await migrate(databaseUrl);
  const pool = createPool(databaseUrl);
  return {
    databaseUrl,
    redisUrl,
    pool,
    async close() {
      await pool.end();
    },
  };
}

export { createRedis };
