/**
 * Brings a database to the newest schema: numbered SQL files beside the service that owns the tables, each applied
 * once, one process at a time.
 */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { namesIn } from '../write-durably.ts';
import { connectionOf, sanitise } from './pool.ts';
import { grantRoles, readOwnership } from './roles.ts';

const servicesDir = fileURLToPath(new URL('../..', import.meta.url));

/** Any number that no other program on the same database is likely to use. */
const advisoryLock = 7_352_741;

/** Every `services/<name>/migrations/NNNN_what.sql`, in the order of their numbers, whichever service they stand beside. */
export async function migrationFiles(directory = servicesDir): Promise<string[]> {
  const services = await readdir(directory, { withFileTypes: true });
  const files = await Promise.all(
    services
      .filter((entry) => entry.isDirectory())
      .map(async ({ name }) => {
        const folder = join(directory, name, 'migrations');
        const found = await namesIn(folder);
        return found.filter((file) => file.endsWith('.sql')).map((file) => join(folder, file));
      }),
  );
  return files.flat().sort((a, b) => basename(a).localeCompare(basename(b)));
}

/**
 * Applies what is missing, in the order of file names, each file in its own transaction; then grants each service its
 * own tables.
 * @returns names of the files applied now.
 * @throws EarshotError STORE_FAILED; what was applied before stays applied.
 */
export async function migrate(databaseUrl: string, directory = servicesDir): Promise<string[]> {
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
    const files = await migrationFiles(directory);
    for (const path of files) {
      const name = basename(path);
      if (known.has(name)) continue;
      const sql = await readFile(path, 'utf8');
      await client.query('begin');
      await client.query(sql);
      await client.query('insert into migrations (name) values ($1)', [name]);
      await client.query('commit');
      applied.push(name);
    }
    await grantRoles(client, await readOwnership(files));
    return applied;
  } catch (error) {
    throw sanitise(error);
  } finally {
    await client.end().catch(() => {});
  }
}
