/** Starts the private PostgreSQL and Redis that a test run uses, and ends them after it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { postgresBinaries, startLocalPostgres } from '../local-stores/postgres.ts';
import { redisBinary, startLocalRedis } from '../local-stores/redis.ts';
import { giveTo, unprivilegedUser } from '../local-stores/unprivileged.ts';

export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if ((await postgresBinaries()) === undefined || redisBinary() === undefined) return undefined;
  const directory = await mkdtemp(join(tmpdir(), 'earshot-test-'));
  // mkdtemp makes it private to us; the database's user must be able to enter.
  await giveTo(directory, await unprivilegedUser());
  const postgres = await startLocalPostgres({ directory: join(directory, 'pg'), isDurable: false });
  const redis = await startLocalRedis({ directory: join(directory, 'redis') });
  process.env['EARSHOT_TEST_CLUSTER_URL'] = postgres.url;
  process.env['EARSHOT_TEST_REDIS_URL'] = redis.url;
  process.env['EARSHOT_LOG_LEVEL'] ??= 'silent';
  return async () => {
    await Promise.all([postgres.stop(), redis.stop()]);
    await rm(directory, { recursive: true, force: true });
  };
}
