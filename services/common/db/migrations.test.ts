/** Migrations run while the version before still serves, and by several pods at a time. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { ensureDatabase } from '../local-stores/postgres.ts';
import { migrate, migrationFiles } from './migrate.ts';
import { createPool, query } from './pool.ts';

test('an empty database that three bring up at a time gets each migration once, and a fourth finds nothing to do', async () => {
  const name = `migrations_${process.pid}`;
  const url = await ensureDatabase(process.env['EARSHOT_TEST_CLUSTER_URL'] ?? '', name);
  const applied = await Promise.all([migrate(url), migrate(url), migrate(url)]);
  const files = (await migrationFiles()).map((path) => basename(path));
  expect(applied.flat().sort()).toEqual([...files].sort());
  expect(await migrate(url)).toEqual([]);
  const pool = createPool(url, { max: 1 });
  try {
    const rows = await query<{ name: string }>(pool, 'select name from migrations');
    expect(rows.length).toBe(files.length);
  } finally {
    await pool.end();
  }
});

/**
 * Statements after which code that was written before them fails. They belong into the release after the one whose code no longer
 * needs what they take, and are then listed here.
 */
const breaking =
  /\b(drop (table|column)|rename|set not null|alter column \w+ type)\b|\badd column \w+ [a-z]+ not null(?!.*\bdefault\b)/i;

/** From before there was a version that anybody ran. */
const beforeTheFirst: readonly string[] = [
  '0501_places.sql',
  '0590_privacy_no_world_limit.sql',
  '0601_no_conversations.sql',
  '0617_manifest_order.sql',
  '0701_conversations.sql',
  '0811_hotel_guest_left.sql',
];

test('no migration takes away what the version before uses', async () => {
  const found: string[] = [];
  for (const path of await migrationFiles()) {
    const text = (await readFile(path, 'utf8')).replaceAll(/--.*$/gm, '');
    if (text.split(';').some((statement) => breaking.test(statement.replaceAll(/\s+/g, ' '))))
      found.push(basename(path));
  }
  expect(found.sort()).toEqual([...beforeTheFirst].sort());
});
