/** A store that is killed is there again, over its data, and whoever used it goes on. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answers, createPool, query } from '../../common/db/pool.ts';
import { ensureDatabase, startLocalPostgres } from '../../common/local-stores/postgres.ts';
import { startLocalRedis } from '../../common/local-stores/redis.ts';
import { giveTo, unprivilegedUser } from '../../common/local-stores/unprivileged.ts';
import type { Logger } from '../../common/log.ts';
import { createRedis } from '../../common/redis.ts';
import { SupervisedStore } from './supervised-store.ts';

let directory: string;
const lines: string[] = [];
const events: string[] = [];
const log: Logger = {
  debug() {},
  info: (event) => void events.push(event),
  warn: (event) => void events.push(event),
  error() {},
};
const onProgress = (line: string) => void lines.push(line);
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'earshot-supervised-'));
  await giveTo(directory, await unprivilegedUser());
});
afterAll(() => rm(directory, { recursive: true, force: true }));

test('PostgreSQL', async () => {
  const start = () => startLocalPostgres({ directory: join(directory, 'pg') });
  const store = await SupervisedStore.start({ name: 'PostgreSQL', log, onProgress, start });
  const pool = createPool(await ensureDatabase(store.url, 'kept'));
  await query(pool, 'create table kept (id integer)');
  const { pid } = store;
  process.kill(pid ?? 0, 'SIGKILL');
  await expect.poll(() => lines).toEqual(['PostgreSQL ended; starting it again']);
  await expect.poll(() => answers(pool).catch(() => false), { timeout: 20_000 }).toBe(true);
  expect(await query(pool, 'select from kept')).toEqual([]);
  await expect.poll(() => lines[1]).toMatch(/^PostgreSQL answers again after [\d.]+ s$/);
  expect(store.pid).not.toBe(pid);
  await pool.end();
  await store.stop();
  expect(events).toEqual(expect.arrayContaining(['store.ended', 'store.restarted']));
  // What is stopped stays stopped.
  expect(() => process.kill(store.pid ?? 0, 0)).toThrow();
});

test('Redis', async () => {
  const start = () => startLocalRedis({ directory: join(directory, 'redis') });
  const store = await SupervisedStore.start({ name: 'Redis', log, onProgress, start });
  const redis = createRedis(store.url);
  await redis.set('a', 'kept');
  // The append-only file reaches the disk once a second; the process' death loses nothing that was written to it.
  process.kill(store.pid ?? 0, 'SIGKILL');
  await expect.poll(() => lines).toContain('Redis ended; starting it again');
  expect(await redis.get('a')).toBe('kept');
  await redis.quit();
  await store.stop();
});
