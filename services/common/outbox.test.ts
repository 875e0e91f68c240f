import { randomUUID } from 'node:crypto';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { query, withTransaction } from './db/pool.ts';
import { createLogger } from './log.ts';
import { type Attempt, isOvertaken, Outbox, recordEvent, recordEventOnce } from './outbox.ts';
import { createRedis } from './redis.ts';
import { type TestStores, useStores } from './testing/stores.ts';

let stores: TestStores;
beforeAll(async () => {
  stores = await useStores();
});
afterAll(async () => stores.close());

function outbox(
  queue: string,
  attempt: (ref: string, n: number, eventId: string) => Promise<Attempt>,
  now?: () => number,
  redisUrl = stores.redisUrl,
) {
  const log = createLogger('test', { write: () => {} });
  return new Outbox({
    pool: stores.pool,
    redisUrl,
    log,
    queue,
    sweepMs: 100,
    attempt,
    ...(now && { now }),
  });
}

test('work recorded in a transaction is done once, though its first hint was lost', async () => {
  const queue = `q-${randomUUID()}`;
  const seen: string[] = [];
  const worker = outbox(queue, async (ref) => {
    seen.push(ref);
    return { outcome: 'done' };
  });
  await withTransaction(stores.pool, (client) => recordEvent(client, queue, 'row-1'));
  worker.start();
  await expect.poll(() => seen, { timeout: 5000 }).toEqual(['row-1']);
  await expect
    .poll(
      async () =>
        (await query<{ state: string }>(stores.pool, 'select state from outbox where queue = $1', [queue]))[0]
          ?.state,
    )
    .toBe('done');
  await worker.close();
});

test('a failing attempt is tried again when its time has come, over days of a moved clock', async () => {
  const queue = `q-${randomUUID()}`;
  let clockMs = Date.now();
  const attempts: number[] = [];
  const worker = outbox(
    queue,
    async (_ref, attempt) => {
      attempts.push(attempt);
      if (attempt === 1) return { outcome: 'retry', afterMs: 86_400_000 };
      return attempt === 2 ? Promise.reject(new Error('canary words')) : { outcome: 'done' };
    },
    () => clockMs,
  );
  await withTransaction(stores.pool, (client) => recordEvent(client, queue, 'row-2'));
  worker.start();
  await expect.poll(() => attempts, { timeout: 5000 }).toEqual([1]);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(attempts).toEqual([1]);
  clockMs += 86_500_000;
  await expect.poll(() => attempts, { timeout: 5000 }).toEqual([1, 2]);
  clockMs += 61_000;
  await expect.poll(() => attempts, { timeout: 5000 }).toEqual([1, 2, 3]);
  await worker.close();
});

test('work that is asked for while it is under way is done again, and what nobody has begun is asked for once', async () => {
  const queue = `q-${randomUUID()}`;
  const { pool } = stores;
  /** What is owed, as the worker finds it. */
  const owed: string[] = [];
  const found: string[][] = [];
  const events: string[] = [];
  let isLookedAt = Promise.withResolvers<void>();
  let goesOn = Promise.withResolvers<void>();
  const worker = outbox(queue, async (_ref, _attempt, eventId) => {
    events.push(eventId);
    found.push([...owed]);
    isLookedAt.resolve();
    await goesOn.promise;
    return { outcome: 'done' };
  });
  const ask = (what: string) =>
    withTransaction(pool, async (client) => {
      await recordEventOnce(client, queue, 'one');
      // Nobody begins before this commits: it is held.
      await new Promise((resolve) => setTimeout(resolve, 50));
      owed.push(what);
    });
  await ask('a');
  await ask('b');
  worker.start();
  await isLookedAt.promise;
  isLookedAt = Promise.withResolvers<void>();
  // It has looked already and is about to be done.
  await ask('c');
  expect(await isOvertaken(pool, events[0]!)).toBe(true);
  goesOn.resolve();
  goesOn = Promise.withResolvers<void>();
  goesOn.resolve();
  await expect
    .poll(() => found, { timeout: 5_000 })
    .toEqual([
      ['a', 'b'],
      ['a', 'b', 'c'],
    ]);
  expect(await isOvertaken(pool, events[1]!)).toBe(false);
  await worker.close();
});

/** A way to Redis that can be cut, or that can go silent. */
async function breakableRedis() {
  const { protocol, pathname, hostname, port } = new URL(stores.redisUrl);
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = protocol === 'unix:' ? connect(pathname) : connect(Number(port), hostname);
    for (const [one, another] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on('error', () => {});
      one.on('close', () => {
        sockets.delete(one);
        another.destroy();
      });
      one.pipe(another);
    }
  });
  const listen = (at: number) => new Promise<void>((resolve) => server.listen(at, '127.0.0.1', resolve));
  await listen(0);
  const { port: nearPort } = server.address() as AddressInfo;
  return {
    url: `redis://127.0.0.1:${nearPort}`,
    restore: () => listen(nearPort),
    isUsed: () => sockets.size > 0,
    cut() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
    silence() {
      for (const socket of sockets) socket.unpipe().pause();
    },
  };
}

test.for(['cut', 'silence'] as const)(
  'an outbox whose Redis is gone closes all the same: %s',
  async (how) => {
    const queue = `q-${randomUUID()}`;
    const redis = await breakableRedis();
    const seen: string[] = [];
    const attempt = async (ref: string): Promise<Attempt> => {
      seen.push(ref);
      return { outcome: 'done' };
    };
    const worker = outbox(queue, attempt, undefined, redis.url);
    await withTransaction(stores.pool, (client) => recordEvent(client, queue, 'row'));
    worker.start();
    await expect.poll(() => seen, { timeout: 5000 }).toEqual(['row']);
    redis[how]();
    void worker.hint(randomUUID());
    await new Promise((resolve) => setTimeout(resolve, 300));
    await worker.close();
    // Nothing goes on seeking it behind our back: when it returns, nobody comes.
    redis.cut();
    await redis.restore();
    await new Promise((resolve) => setTimeout(resolve, 1200));
    expect(redis.isUsed()).toBe(false);
    redis.cut();
  },
);

test('Redis holds ids and nothing else', async () => {
  const queue = `q-${randomUUID()}`;
  const worker = outbox(queue, async () => Promise.reject(new Error('canary words in an error')));
  const eventId = await withTransaction(stores.pool, (client) => recordEvent(client, queue, 'row-3'));
  worker.start();
  await worker.hint(eventId);
  await new Promise((resolve) => setTimeout(resolve, 500));
  const redis = createRedis(stores.redisUrl);
  let dump = '';
  for (const key of await redis.keys(`bull:${queue}:*`)) {
    const type = await redis.type(key);
    dump +=
      key +
      (type === 'hash'
        ? JSON.stringify(await redis.hgetall(key))
        : type === 'stream'
          ? JSON.stringify(await redis.xrange(key, '-', '+'))
          : '');
  }
  expect(dump).toContain(queue);
  expect(dump).not.toContain('canary');
  await redis.quit();
  await worker.close();
});
