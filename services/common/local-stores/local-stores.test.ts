import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createPool, query } from '../db/pool.ts';
import { createRedis } from '../redis.ts';
import { ensureDatabase, startLocalPostgres } from './postgres.ts';
import { startLocalRedis } from './redis.ts';
import { giveTo, unprivilegedUser } from './unprivileged.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'earshot-stores-'));
  await giveTo(directory, await unprivilegedUser());
});
afterEach(async () => rm(directory, { recursive: true, force: true }));

test('Redis keeps its data over a restart, and takes over from a server whose supervisor was killed', async () => {
  const first = await startLocalRedis({ directory: join(directory, 'redis') });
  const before = createRedis(first.url);
  await before.set('a', 'kept');
  await before.quit();
  // Nobody stops the first one: its supervisor is gone.
  const second = await startLocalRedis({ directory: join(directory, 'redis') });
  expect(second.pid).not.toBe(first.pid);
  const after = createRedis(second.url);
  expect(await after.get('a')).toBe('kept');
  await after.quit();
  await second.stop();
});

test('PostgreSQL does the same', async () => {
  const first = await startLocalPostgres({ directory: join(directory, 'pg') });
  const before = createPool(await ensureDatabase(first.url, 'mine'));
  await query(before, 'create table kept (id integer)');
  await before.end();
  const second = await startLocalPostgres({ directory: join(directory, 'pg') });
  const after = createPool(await ensureDatabase(second.url, 'mine'));
  expect(await query(after, 'select from kept')).toEqual([]);
  await after.end();
  await second.stop();
});
