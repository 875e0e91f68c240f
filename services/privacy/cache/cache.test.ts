import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { query } from '../../common/db/pool.ts';
import type { Logger } from '../../common/log.ts';
import { type TestStores, useStores } from '../../common/testing/stores.ts';
import { ChainCache } from './chain-cache.ts';
import { announce, ChangeFeed } from './change-feed.ts';

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

let stores: TestStores;
let feed: ChangeFeed;
let loads = 0;
let cache: ChainCache<{ n: number }>;

beforeAll(async () => {
  stores = await useStores();
  feed = new ChangeFeed(stores.databaseUrl, silent);
  await feed.start();
});
afterAll(async () => {
  await feed.close();
  await stores.close();
});
beforeEach(() => {
  loads = 0;
  cache = new ChainCache(feed, { maxEntries: 3, ttlMs: 60_000 });
});

const ask = (key: string, chainId = 'c1', skillId = 's1') =>
  cache.get(key, async () => {
    loads += 1;
    return { value: { n: loads }, dependencies: { chainId, skillId } };
  });

test('answers until what it depends on changes, and only that', async () => {
  await ask('a');
  await ask('a');
  await ask('b', 'c2');
  expect(loads).toBe(2);
  feed.apply({ kind: 'chain', id: 'c1' });
  await ask('b', 'c2');
  expect(loads).toBe(2);
  await ask('a');
  expect(loads).toBe(3);
  feed.apply({ kind: 'skill', id: 's1' });
  await ask('a');
  await ask('b', 'c2');
  expect(loads).toBe(5);
});

test('is read once for all who ask at the same time, and anew for whoever asks after a change', async () => {
  const { promise: reading, resolve: read } = Promise.withResolvers<void>();
  const slowly = () =>
    cache.get('slow', async () => {
      loads += 1;
      const n = loads;
      await reading;
      return { value: { n }, dependencies: { chainId: 'c1' } };
    });
  const before = [slowly(), slowly()];
  feed.apply({ kind: 'chain', id: 'c1' });
  const after = slowly();
  read();
  expect(await Promise.all(before)).toEqual([{ n: 1 }, { n: 1 }]);
  expect(await after).toEqual({ n: 2 });
  expect(loads).toBe(2);
});

test('hears of a change when its transaction commits, and not of one that was rolled back', async () => {
  await ask('a');
  const client = await stores.pool.connect();
  await client.query('begin');
  await announce(client, { kind: 'chain', id: 'c1' });
  await client.query('rollback');
  await announce(client, { kind: 'chain', id: 'another' });
  client.release();
  await new Promise((resolve) => setTimeout(resolve, 100));
  await ask('a');
  expect(loads).toBe(1);
  await announce(stores.pool, { kind: 'chain', id: 'c1' });
  await expect.poll(() => ask('a').then(() => loads)).toBe(2);
});

test('does not keep an answer that was read while something changed', async () => {
  await cache.get('a', async () => {
    feed.apply({ kind: 'chain', id: 'c1' });
    return { value: { n: 0 }, dependencies: { chainId: 'c1' } };
  });
  await ask('a');
  expect(loads).toBe(1);
});

test('holds no more than it may', async () => {
  for (const key of ['a', 'b', 'c', 'd', 'e']) await ask(key);
  expect(cache.size).toBe(3);
});

test('is silent while changes cannot be heard, and empty when they can be again', async () => {
  await ask('a');
  await query(
    stores.pool,
    `select pg_terminate_backend(pid) from pg_stat_activity
     where query = 'listen earshot_privacy' and datname = current_database()`,
  );
  await expect.poll(() => feed.isLive, { interval: 5 }).toBe(false);
  await ask('a');
  await ask('a');
  expect(loads).toBe(3);
  await expect.poll(() => feed.isLive, { timeout: 5000 }).toBe(true);
  await ask('a');
  await ask('a');
  expect(loads).toBe(4);
});
