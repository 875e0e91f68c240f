/** A PostgreSQL and its standby behind one address, as a cluster has them; the address can be led to the other one. */
import { execFile } from 'node:child_process';
import { mkdir, rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { ensureDatabase, postgresBinaries, startLocalPostgres } from '../common/local-stores/postgres.ts';
import { giveTo, unprivilegedUser } from '../common/local-stores/unprivileged.ts';
import { childrenOf } from './list/children.ts';

const run = promisify(execFile);

export interface Cluster {
  /** Of the database, at the address that moves. */
  readonly databaseUrl: string;
  /** Kills the primary and all of its backends, promotes the standby and leads the address to it. @returns how long, milliseconds */
  failOver(): Promise<number>;
  stop(): Promise<void>;
}

/** Commits wait for the standby, so that what was accepted stands in both. */
export async function startCluster(directory: string): Promise<Cluster> {
  const binaries = (await postgresBinaries()) ?? '';
  const user = await unprivilegedUser();
  const [first, second] = [join(directory, 'first'), join(directory, 'second')];
  const primary = await startLocalPostgres({ directory: first });
  await mkdir(second, { recursive: true, mode: 0o700 });
  await giveTo(second, user);
  const copy = ['-h', first, '-U', 'earshot', '-D', join(second, 'data'), '-R', '-X', 'stream', '-c', 'fast'];
  await run(join(binaries, 'pg_basebackup'), copy, { ...user, cwd: '/' });
  const standby = await startLocalPostgres({ directory: second });
  await ask(first, `alter system set synchronous_standby_names = '*'`, 'select pg_reload_conf()');

  const address = join(directory, 'address');
  await symlink(first, address);
  const databaseUrl = await ensureDatabase(urlOf(address), 'earshot');

  return {
    databaseUrl,
    async failOver() {
      const beganMs = performance.now();
      const pid = primary.pid ?? 0;
      for (const one of [pid, ...(await childrenOf(pid))]) process.kill(one, 'SIGKILL');
      await primary.ended;
      await ask(second, 'select pg_promote()');
      // In one step: nobody finds no address.
      await symlink(second, `${address}.next`);
      await rename(`${address}.next`, address);
      return Math.round(performance.now() - beganMs);
    },
    async stop() {
      await Promise.all([primary.stop(), standby.stop()]);
    },
  };
}

const urlOf = (host: string) => `postgresql:///postgres?host=${encodeURIComponent(host)}&user=earshot`;

async function ask(host: string, ...statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ host, user: 'earshot', database: 'postgres' });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
