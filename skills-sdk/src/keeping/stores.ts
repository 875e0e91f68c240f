/** Where a skill keeps things: memory, files, PostgreSQL, Redis. The package brings no client; yours is used. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeepingStore } from './keep.ts';

interface Entry {
  readonly text: string;
  readonly expiresAtMs: number;
}

/** For tests, and for what may be gone after a restart. */
export function memoryStore(options: { readonly nowMs?: () => number } = {}): KeepingStore {
  const { nowMs = Date.now } = options;
  const entries = new Map<string, Entry>();
  return {
    read: async (key) => {
      const entry = entries.get(key);
      if (entry === undefined || entry.expiresAtMs > nowMs()) return entry?.text;
      entries.delete(key);
      return undefined;
    },
    write: async (key, text, expiresAtMs) => {
      for (const [old, entry] of entries) if (entry.expiresAtMs <= nowMs()) entries.delete(old);
      entries.set(key, { text, expiresAtMs });
    },
    delete: async (key) => {
      entries.delete(key);
    },
  };
}

/** One file for each user in a folder of its own, readable by its owner alone; for one process. */
export function fileStore(folder: string, options: { readonly nowMs?: () => number } = {}): KeepingStore {
  const { nowMs = Date.now } = options;
  // The name says neither who nor what.
  const pathOf = (key: string) =>
    join(folder, `${createHash('sha256').update(key).digest('base64url')}.json`);
  const load = async (path: string): Promise<Entry | undefined> => {
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    return text === undefined ? undefined : (JSON.parse(text) as Entry);
  };
  const sweep = async () => {
    for (const name of await readdir(folder)) {
      if (!name.endsWith('.json')) continue;
      const entry = await load(join(folder, name));
      if (entry && entry.expiresAtMs <= nowMs()) await rm(join(folder, name), { force: true });
    }
  };
  let sweptAtMs = 0;
  let writing: Promise<void> = Promise.resolve();
  return {
    read: async (key) => {
      const entry = await load(pathOf(key));
      return entry && entry.expiresAtMs > nowMs() ? entry.text : undefined;
    },
    write: (key, text, expiresAtMs) => {
      const entry: Entry = { text, expiresAtMs };
      // One after the other: two turns of one user do not tear a file.
      writing = writing
        .catch(() => {})
        .then(async () => {
          await mkdir(folder, { recursive: true, mode: 0o700 });
          await writeFile(`${pathOf(key)}.next`, JSON.stringify(entry), { mode: 0o600 });
          await rename(`${pathOf(key)}.next`, pathOf(key));
          if (nowMs() - sweptAtMs < 3_600_000) return;
          sweptAtMs = nowMs();
          await sweep();
        });
      return writing;
    },
    delete: (key) => {
      writing = writing.catch(() => {}).then(() => rm(pathOf(key), { force: true }));
      return writing;
    },
  };
}

/** What is used of `pg`: a `Pool` or a `Client`. */
export interface PostgresLike {
  query(text: string, values: readonly unknown[]): Promise<{ readonly rows: readonly unknown[] }>;
}

/** A table of its own, made on first use. */
export function postgresStore(pool: PostgresLike, options: { readonly table?: string } = {}): KeepingStore {
  const { table = 'skill_kept' } = options;
  if (!/^[a-z_][a-z0-9_]{0,50}$/.test(table)) throw new Error(`"${table}" is no name of a table`);
  let made: Promise<unknown> | undefined;
  const ready = async () => {
    made ??= pool.query(
      `create table if not exists ${table} (key text primary key, kept text not null, expires_at timestamptz not null)`,
      [],
    );
    // What failed once is tried again.
    await made.catch((error: unknown) => {
      made = undefined;
      throw error;
    });
  };
  return {
    read: async (key) => {
      await ready();
      const { rows } = await pool.query(`select kept from ${table} where key = $1 and expires_at > now()`, [
        key,
      ]);
      return (rows[0] as { kept: string } | undefined)?.kept;
    },
    write: async (key, text, expiresAtMs) => {
      await ready();
      await pool.query(
        `insert into ${table} (key, kept, expires_at) values ($1, $2, to_timestamp($3 / 1000.0))
         on conflict (key) do update set kept = excluded.kept, expires_at = excluded.expires_at`,
        [key, text, expiresAtMs],
      );
      await pool.query(`delete from ${table} where expires_at <= now()`, []);
    },
    delete: async (key) => {
      await ready();
      await pool.query(`delete from ${table} where key = $1`, [key]);
    },
  };
}

/** What is used of a Redis client: `ioredis` has it as it is, `redis` as `client.sendCommand`. */
export interface RedisLike {
  call(command: string, ...args: readonly string[]): Promise<unknown>;
}

/** Keys with a prefix; Redis itself lets them go when their time is over. */
export function redisStore(client: RedisLike, options: { readonly prefix?: string } = {}): KeepingStore {
  const { prefix = 'skill:' } = options;
  return {
    read: async (key) => {
      const text = await client.call('GET', prefix + key);
      return typeof text === 'string' ? text : undefined;
    },
    write: async (key, text, expiresAtMs) => {
      await client.call('SET', prefix + key, text, 'PXAT', String(Math.round(expiresAtMs)));
    },
    delete: async (key) => {
      await client.call('DEL', prefix + key);
    },
  };
}
