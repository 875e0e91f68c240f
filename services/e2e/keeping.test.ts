/** What skills keep, in each store: found again, gone at its time, and gone with a notice. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  defineSkill,
  fileStore,
  type KeepingStore,
  keep,
  maxKeptBytes,
  memoryStore,
  postgresStore,
  redisStore,
} from '../../skills-sdk/src/index.ts';
import { simulate } from '../../skills-sdk/src/testing/index.ts';
import { manifest, model } from '../../skills-sdk/test/sample.ts';
import { type TestStores, useStores } from '../common/testing/stores.ts';

let stores: TestStores;
let redis: Redis;
let folder = '';
const made: Record<string, () => KeepingStore> = {
  memory: () => memoryStore(),
  file: () => fileStore(join(folder, 'kept')),
  PostgreSQL: () => postgresStore(stores.pool as never),
  Redis: () => redisStore(redis),
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-keeping-'));
  stores = await useStores();
  redis = new Redis(stores.redisUrl);
});
afterAll(async () => {
  redis?.disconnect();
  await stores?.close();
  await rm(folder, { recursive: true, force: true });
});

describe.each(Object.keys(made))('%s', (name) => {
  it('keeps what was written until its time is over, and deletes what is to be deleted', async () => {
    const store = made[name]?.() as KeepingStore;
    const later = Date.now() + 60_000;
    await store.write('kept/u_1', '{"a":"一"}', later);
    await store.write('kept/u_1', '{"a":"二"}', later);
    await store.write('kept/u_2', 'other', later);
    expect(await store.read('kept/u_1')).toBe('{"a":"二"}');
    await store.delete('kept/u_1');
    expect(await store.read('kept/u_1')).toBeUndefined();
    expect(await store.read('kept/u_2')).toBe('other');
    await store.write('kept/u_2', 'short', Date.now() + 30);
    await expect.poll(() => store.read('kept/u_2')).toBeUndefined();
    expect(await store.read("'; drop table skill_kept; --")).toBeUndefined();
  });

  it('is reached by deletion, disabling and withdrawal, under whatever name the user has by then', async () => {
    const counts = keep({
      store: made[name]?.() as KeepingStore,
      version: 1,
      initial: () => ({ stops: 0 }),
      retentionDays: 3,
    });
    const seen: number[] = [];
    const skill = defineSkill({
      manifest,
      model,
      keeps: [counts],
      onDelete: () => undefined,
      intents: {
        Brew: ({ tell }) => tell('Brewing.'),
        Stop: async (turn) => {
          const { stops } = await counts.read(turn);
          seen.push(stops);
          await counts.write(turn, { stops: stops + 1 });
          return turn.tell('Stopped.');
        },
      },
    });
    const user = simulate(skill, { locale: 'en-US', grants: ['user.name'] });
    const stop = () => user.say('stop the kettle');
    await stop();
    await stop();
    const known = user.pseudonym();
    await user.withdraw('user.name');
    expect(await counts.read({ userId: known })).toEqual({ stops: 0 });
    await stop();
    await stop();
    await user.deleteData();
    await stop();
    await user.disable();
    expect(seen).toEqual([0, 1, 0, 1, 0]);
    expect(await counts.read({ userId: known })).toEqual({ stops: 0 });
  });
});

describe('what is kept', () => {
  it('is nothing where the turn has no user, and never for ever or without bounds', async () => {
    const store = memoryStore();
    const kept = keep({ store, version: 1, initial: () => 'x', retentionDays: 180 });
    expect(await kept.write({ userId: undefined }, 'y')).toBe(false);
    await expect(kept.write({ userId: 'u' }, 'y'.repeat(maxKeptBytes))).rejects.toMatchObject({
      code: 'BAD_KEEPING',
    });
    for (const retentionDays of [0, 181, Number.NaN])
      expect(() => keep({ store, version: 1, initial: () => 0, retentionDays })).toThrow(
        'nothing of a person',
      );
  });

  it('of an older shape is brought into the present one', async () => {
    const store = memoryStore();
    await keep({ store, version: 1, initial: () => 1, retentionDays: 1 }).write({ userId: 'u' }, 7);
    const now = { store, version: 2, initial: () => ({ n: 0 }), retentionDays: 1 };
    expect(await keep(now).read({ userId: 'u' })).toEqual({ n: 0 });
    expect(await keep({ ...now, migrate: (older) => ({ n: Number(older) }) }).read({ userId: 'u' })).toEqual({
      n: 7,
    });
  });

  it('lies in files whose names say neither who nor what', async () => {
    const store = fileStore(join(folder, 'named'));
    await store.write('kept/u_../../etc', 'secret', Date.now() + 1000);
    const [name = ''] = await readdir(join(folder, 'named'));
    expect(name).toMatch(/^[\w-]{43}\.json$/);
    expect(await readFile(join(folder, 'named', name), 'utf8')).toContain('secret');
  });
});

it('a permission is asked for in the words of the manifest', async () => {
  const asking = defineSkill({
    manifest,
    model,
    onDelete: () => undefined,
    intents: { Brew: ({ tell }) => tell('Brewing.'), Stop: ({ needs }) => needs('user.name') },
  });
  const turn = await simulate(asking, { locale: 'en-US' }).say('stop the kettle');
  expect(turn.speech).toBe(
    'Tea house needs your permission. To greet you. You can switch it on in the settings.',
  );
});
