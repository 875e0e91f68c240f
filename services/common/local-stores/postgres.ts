/** A private PostgreSQL cluster: Debian's binaries, a Unix socket, no TCP, an unprivileged user. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { EarshotError } from '../errors/earshot-error.ts';
import { hasEnded, type LocalStore, localStore } from './local-store.ts';
import { giveTo, unprivilegedUser } from './unprivileged.ts';

const run = promisify(execFile);
const debianRoot = '/usr/lib/postgresql';

/** Folder with `postgres` and `initdb`, newest version first, or `undefined` when none is installed. */
export async function postgresBinaries(): Promise<string | undefined> {
  if (!existsSync(debianRoot)) return undefined;
  const versions = (await readdir(debianRoot)).sort((a, b) => Number(b) - Number(a));
  return versions
    .map((version) => join(debianRoot, version, 'bin'))
    .find((bin) => existsSync(join(bin, 'initdb')));
}

export interface LocalPostgresOptions {
  /** Holds the data. */
  readonly directory: string;
  /** Holds the socket, whose whole path may have at most 107 bytes. Default: `directory`. */
  readonly socketDirectory?: string;
  /** False trades durability for speed: for tests only. Default true. */
  readonly isDurable?: boolean;
}

/** Makes the cluster on first use, starts it and waits until it answers. */
export async function startLocalPostgres(options: LocalPostgresOptions): Promise<LocalStore> {
  const { directory, isDurable = true } = options;
  const binaries = await postgresBinaries();
  if (binaries === undefined) throw new EarshotError('SERVICE_UNAVAILABLE');
  const user = await unprivilegedUser();
  const data = join(directory, 'data');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await giveTo(directory, user);
  if (!existsSync(join(data, 'PG_VERSION'))) {
    await rm(data, { recursive: true, force: true });
    await run(
      join(binaries, 'initdb'),
      [
        '--pgdata',
        data,
        '--username',
        'earshot',
        '--auth',
        'trust',
        '--encoding',
        'UTF8',
        '--locale',
        'C.UTF-8',
        '--no-instructions',
      ],
      { ...user, cwd: '/' },
    );
  }
  await removeStalePid(data);
  // The database's user needs a folder of its own to make sockets in.
  const sockets = options.socketDirectory === undefined ? directory : join(options.socketDirectory, 'pg');
  await mkdir(sockets, { recursive: true, mode: 0o700 });
  await giveTo(sockets, user);
  const settings: Record<string, string> = {
    listen_addresses: '',
    unix_socket_directories: sockets,
    unix_socket_permissions: '0700',
    max_connections: '200',
    shared_buffers: '64MB',
    // Statements and their parameters hold what people said; the server's own log must not.
    log_min_error_statement: 'panic',
    log_min_messages: 'fatal',
    log_statement: 'none',
    ...(isDurable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(join(binaries, 'postgres'), ['-D', data, ...flags], {
    ...user,
    cwd: '/',
    stdio: 'ignore',
  });
  const url = `postgresql:///postgres?host=${encodeURIComponent(sockets)}&user=earshot`;
  await untilItAnswers(server, sockets);
  // SIGINT is its fast shutdown: it ends sessions and keeps the data.
  return localStore(url, server, 'SIGINT');
}

/** A cluster whose machine or process was killed leaves its pid file; the pid may now be somebody else's. */
async function removeStalePid(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return;
  const binaries = await postgresBinaries();
  const user = await unprivilegedUser();
  const isRunning = await run(join(binaries ?? '', 'pg_ctl'), ['-D', data, 'status'], {
    ...user,
    cwd: '/',
  }).then(
    () => true,
    () => false,
  );
  if (isRunning)
    await run(join(binaries ?? '', 'pg_ctl'), ['-D', data, '-m', 'fast', '-w', 'stop'], {
      ...user,
      cwd: '/',
    });
  await rm(file, { force: true });
}

async function untilItAnswers(server: ChildProcess, sockets: string): Promise<void> {
  const giveUpAt = Date.now() + 30_000;
  while (Date.now() < giveUpAt && !hasEnded(server)) {
    const client = new pg.Client({ host: sockets, user: 'earshot', database: 'postgres' });
    try {
      await client.connect();
      await client.query('select 1');
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 40));
    } finally {
      await client.end().catch(() => {});
    }
  }
  throw new EarshotError('SERVICE_UNAVAILABLE');
}

/** The URL of another database of the same cluster, made if it is not there. */
export async function ensureDatabase(clusterUrl: string, name: string): Promise<string> {
  const url = new URL(clusterUrl);
  const client = new pg.Client({
    host: url.searchParams.get('host') ?? '',
    user: 'earshot',
    database: 'postgres',
  });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
  url.pathname = `/${name}`;
  return url.href;
}
