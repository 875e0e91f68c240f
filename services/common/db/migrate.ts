/** Brings a database to the newest schema: numbered SQL files, each applied once, one process at a time. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { connectionOf, sanitise } from './pool.ts';

const migrationsDir = fileURLToPath(new URL('./migrations', import.meta.url));

/** Any number that no other program on the same database is likely to use. */
const advisoryLock = 7_352_741;

/**
 * Applies what is missing, in the order of file names, each file in its own transaction.
 * @returns names of the files applied now.
 * @throws EarshotError STORE_FAILED; what was applied before stays applied.
 */
export async function migrate(databaseUrl: string, directory = migrationsDir): Promise<string[]> {
  const client = new pg.Client(connectionOf(databaseUrl));
  const applied: string[] = [];
  try {
    await client.connect();
    await client.query('select pg_advisory_lock($1)', [advisoryLock]);
    await client.query(
      'create table if not exists migrations (name text primary key, applied_at timestamptz not null default now())',
    );
    const { rows } = await client.query<{ name: string }>('select name from migrations');
    const known = new Set(rows.map((row) => row.name));
    const files = (await readdir(directory)).filter((name) => name.endsWith('.sql')).sort();
    for (const name of files) {
      if (known.has(name)) continue;
      const sql = await readFile(join(directory, name), 'utf8');
      await client.query('begin');
      await client.query(sql);
      await client.query('insert into migrations (name) values ($1)', [name]);
      await client.query('commit');
      applied.push(name);
    }
    return applied;
  } catch (error) {
    throw sanitise(error);
  } finally {
    await client.end().catch(() => {});
  }
}
