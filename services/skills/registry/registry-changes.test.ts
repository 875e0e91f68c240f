import { afterAll, beforeAll, expect, test } from 'vitest';
import { coffeeManifest } from '../../../language/testing/calls.ts';
import { query } from '../../common/db/pool.ts';
import { createLogger } from '../../common/log.ts';
import { type TestStores, useStores } from '../../common/testing/stores.ts';
import { Registry } from './registry.ts';

let stores: TestStores;
beforeAll(async () => {
  stores = await useStores();
});
afterAll(async () => stores?.close());

test('a registry whose connection breaks hears of nothing missed and goes on with one connection', async () => {
  const log = createLogger('test');
  const [one, two] = [0, 1].map(
    () => new Registry(stores.pool, stores.databaseUrl, log, Buffer.alloc(32)),
  ) as [Registry, Registry];
  const owner = { kind: 'household', id: 'h1' } as const;
  const manifest = coffeeManifest();
  const ref = { skillId: manifest.id, version: manifest.version };
  const feeds = async () =>
    (
      await query<{ pid: number }>(
        stores.pool,
        `select pid from pg_stat_activity where application_name = 'earshot_skills-feed' and datname = current_database()`,
      )
    ).map(({ pid }) => pid);
  await Promise.all([one.start(), two.start()]);
  try {
    await one.register({ manifest, state: 'live', isBuiltIn: false, isEnabledByDefault: false });
    await one.enable(owner, manifest.id);
    await expect.poll(() => two.isCallable(owner, ref)).toBe(true);

    const before = await feeds();
    expect(before).toHaveLength(2);
    for (const pid of before) await query(stores.pool, 'select pg_terminate_backend($1)', [pid]);
    // Nobody can hear this; what is kept in memory must not answer for it.
    await one.disable(owner, manifest.id);
    await expect.poll(() => two.isCallable(owner, ref), { timeout: 3000 }).toBe(false);

    await expect.poll(feeds, { timeout: 5000 }).toHaveLength(2);
    await new Promise((resolve) => setTimeout(resolve, 1200));
    expect(await feeds()).toHaveLength(2);
    await one.enable(owner, manifest.id);
    await expect.poll(() => two.isCallable(owner, ref), { timeout: 3000 }).toBe(true);
  } finally {
    await Promise.all([one.stop(), two.stop()]);
  }
});

test('an owner is told by a bucket, never by an id', async () => {
  const log = createLogger('test');
  const registry = new Registry(stores.pool, stores.databaseUrl, log, Buffer.alloc(32));
  await registry.start();
  const client = await stores.pool.connect();
  const payloads: string[] = [];
  client.on('notification', ({ payload }) => void payloads.push(payload ?? ''));
  try {
    await client.query('listen earshot_skills');
    const manifest = coffeeManifest({ id: 'com.example.bucket' });
    await registry.register({ manifest, state: 'live', isBuiltIn: false, isEnabledByDefault: false });
    await registry.enable({ kind: 'household', id: 'canary-household' }, manifest.id);
    await expect.poll(() => payloads.length).toBe(2);
    expect(payloads[0]).toMatch(/^\d+:all$/);
    expect(payloads[1]).toMatch(/^\d+:[0-9a-f]{4}$/);
  } finally {
    client.release(true);
    await registry.stop();
  }
});

test('while the store cannot be read, nobody is told that there are no skills', async () => {
  const registry = new Registry(stores.pool, stores.databaseUrl, createLogger('test'), Buffer.alloc(32));
  await registry.start();
  const owner = { kind: 'household', id: 'h2' } as const;
  const manifest = coffeeManifest({ id: 'com.example.away' });
  const ref = { skillId: manifest.id, version: manifest.version };
  try {
    await registry.register({ manifest, state: 'live', isBuiltIn: false, isEnabledByDefault: true });
    expect((await registry.skillSet(owner)).skills).toContainEqual(ref);
    await query(stores.pool, 'alter table skill_versions rename to skill_versions_away');
    await query(stores.pool, `select pg_notify('earshot_skills', '0:all')`);
    await expect.poll(() => registry.isKnown).toBe(false);
    await expect(registry.skillSet(owner)).rejects.toMatchObject({ code: 'STORE_FAILED' });
    await expect(registry.isCallable(owner, ref)).rejects.toMatchObject({ code: 'STORE_FAILED' });
    await query(stores.pool, 'alter table skill_versions_away rename to skill_versions');
    await expect.poll(() => registry.isKnown).toBe(true);
    expect((await registry.skillSet(owner)).skills).toContainEqual(ref);
  } finally {
    await registry.stop();
  }
});
