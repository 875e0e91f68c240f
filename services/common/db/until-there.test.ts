/** A database that comes a moment later is waited for; one that will never let a service in is not. */
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Logger } from '../log.ts';
import { createPool, type Pool } from './pool.ts';
import { untilThere } from './until-there.ts';

let directory: string;
let pool: Pool | undefined;
let waits: string[];
const log: Logger = {
  ...{ debug() {}, info() {}, error() {} },
  warn: (event, attributes) => void waits.push(`${event} ${attributes?.stage}`),
};
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'earshot-there-'));
  waits = [];
});
afterEach(async () => {
  await pool?.end();
  await rm(directory, { recursive: true });
});

/** The test run's database, by a way that the test opens. */
function way(changes: { readonly database?: string } = {}) {
  const url = new URL(process.env['EARSHOT_TEST_CLUSTER_URL'] ?? '');
  const sockets = url.searchParams.get('host') ?? '';
  const door = join(directory, 'door');
  url.searchParams.set('host', door);
  if (changes.database !== undefined) url.pathname = `/${changes.database}`;
  pool = createPool(url.href, { max: 1 });
  return { pool, open: () => symlink(sockets, door) };
}

test('one that is not there yet is asked again until it is', async () => {
  const { pool, open } = way();
  let isThere = false;
  const waiting = untilThere(pool, log).then(() => {
    isThere = true;
  });
  await expect.poll(() => waits.length).toBeGreaterThan(2);
  expect(isThere).toBe(false);
  await open();
  await waiting;
  expect(new Set(waits)).toEqual(new Set(['service.waits database']));
});

test('one that says that there is no such database is believed at once', async () => {
  const { pool, open } = way({ database: 'no_such_database' });
  await open();
  await expect(untilThere(pool, log)).rejects.toMatchObject({
    code: 'STORE_FAILED',
    detail: { sqlState: '3D000' },
  });
  expect(waits).toEqual([]);
});
