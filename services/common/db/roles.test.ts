/** Each service reaches its own tables, and tries the others' in vain; no connection of a service goes without its role. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestStores, useStores } from '../testing/stores.ts';
import { migrationFiles } from './migrate.ts';
import { createPool, query } from './pool.ts';
import { appendOnly, type Ownership, readOwnership } from './roles.ts';

const servicesDir = fileURLToPath(new URL('../..', import.meta.url));
let stores: TestStores;
let ownership: Ownership;
beforeAll(async () => {
  stores = await useStores();
  ownership = await readOwnership(await migrationFiles());
});
afterAll(() => stores.close());

test('every table has an owner', async () => {
  const rows = await query<{ name: string }>(
    stores.pool,
    `select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'migrations'`,
  );
  expect(rows.map(({ name }) => name).sort()).toEqual([...ownership.ownerOf.keys()].sort());
  expect(ownership.services).toEqual(expect.arrayContaining(['dialogue', 'privacy', 'skills']));
});

test('each role reads and changes what is its own, and nothing of the others', async () => {
  const tables = [...ownership.ownerOf, ['migrations', 'nobody'] as const];
  const firsts = await query<{ table: string; name: string }>(
    stores.pool,
    `select distinct on (attrelid) relname as table, attname as name
       from pg_attribute join pg_class c on c.oid = attrelid
       where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and attnum > 0
       and attidentity = '' and attgenerated = '' and not attisdropped order by attrelid, attnum`,
  );
  const columns = new Map(firsts.map(({ table, name }) => [table, name]));
  for (const service of ownership.services) {
    const pool = createPool(stores.databaseUrl, { max: 1, role: service });
    const refusal = (sql: string) =>
      query(pool, sql).then(
        () => 'allowed',
        (error: { detail?: { sqlState?: string } }) => error.detail?.sqlState,
      );
    for (const [table, owner] of tables) {
      const name = pg.escapeIdentifier(table);
      const isOwn = owner === service || owner === 'common';
      // No row is touched, so nothing but the privilege decides.
      const column = columns.get(table) ?? '';
      const change = `update ${name} set ${pg.escapeIdentifier(column)} = null where false`;
      expect(await refusal(`select from ${name} where false`), `${service} reads ${table}`).toBe(
        isOwn ? 'allowed' : '42501',
      );
      expect(column, table).not.toBe('');
      const mayChange = isOwn && !appendOnly.has(table);
      expect(await refusal(change), `${service} changes ${table}`).toBe(mayChange ? 'allowed' : '42501');
      expect(await refusal(`delete from ${name} where false`), `${service} deletes from ${table}`).toBe(
        mayChange ? 'allowed' : '42501',
      );
      expect(await refusal(`truncate ${name}`), `${service} empties ${table}`).toBe('42501');
    }
    expect(await refusal('create table mine (id integer)')).toBe('42501');
    await pool.end();
  }
}, 90_000);

test('every connection that a service opens is made in its own role', async () => {
  const nameless: string[] = [];
  for (const service of ownership.services) {
    const folder = join(servicesDir, service);
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (!entry.isFile() || !/(?<!\.test)\.ts$/.test(path) || path.includes('/testing/')) continue;
      const text = await readFile(path, 'utf8');
      for (const [, call = ''] of text.matchAll(/\b(?:createPool|connectionOf)\((.*?)\)/g)) {
        if (!new RegExp(`role: '${service}'|, '${service}'`).test(call)) nameless.push(`${path}: ${call}`);
      }
    }
  }
  expect(nameless).toEqual([]);
});
