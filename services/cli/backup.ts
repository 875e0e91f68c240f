/**
 * `earshot backup`, `restore`: the database in one file, without any key. What a destroyed key had sealed stays sealed in it, and
 * whatever was erased since is erased again before the restored database serves anybody.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Command } from 'commander';
import { stateDir } from '../common/addresses.ts';
import { loadConfig } from '../common/config.ts';
import { migrate } from '../common/db/migrate.ts';
import { createPool, query } from '../common/db/pool.ts';
import { isServing } from '../common/grpc/health.ts';
import { ensureDatabase, postgresBinaries, startLocalPostgres } from '../common/local-stores/postgres.ts';
import { CommandError } from './explain.ts';
import { addressOf } from './skill/local.ts';
import { prepareDirectories } from './up/directories.ts';

const run = promisify(execFile);

export function register(program: Command): void {
  program
    .command('backup <file>')
    .description('write the database into a file; keys are never in it')
    .action(backup);
}

export function registerRestore(program: Command): void {
  program
    .command('restore <file>')
    .description('put the database back from a file; what was erased since is erased again before it serves')
    .option('--yes', 'needed: everything that is there is replaced')
    .action(restore);
}

/** PostgreSQL's own tools, of the newest version that is installed. @throws CommandError */
async function tool(name: 'pg_dump' | 'pg_restore'): Promise<string> {
  const folder = await postgresBinaries();
  const path = folder === undefined ? undefined : join(folder, name);
  if (path === undefined || !existsSync(path)) throw new CommandError(`no ${name} here; see: earshot doctor`);
  return path;
}

/** The database that the configuration names, else the private one of `earshot up`, started for as long as it takes. */
async function withDatabase(act: (url: string) => Promise<void>): Promise<void> {
  const configured = process.env['EARSHOT_DATABASE_URL'];
  if (configured !== undefined) return act(configured);
  const { stateDir: state } = loadConfig({ stateDir });
  const directories = await prepareDirectories(state);
  const isRunning = existsSync(join(directories.run, '.s.PGSQL.5432'));
  const url = `postgresql:///earshot?host=${encodeURIComponent(directories.run)}&user=earshot`;
  if (isRunning) return act(url);
  const directory = join(directories.stores, 'postgres');
  const store = await startLocalPostgres({ directory, socketDirectory: directories.run });
  try {
    await act(await ensureDatabase(store.url, 'earshot'));
  } finally {
    await store.stop();
  }
}

/** The password goes by the environment: a command line can be read by everybody on the machine. */
export function apart(url: string): { address: string; env: NodeJS.ProcessEnv } {
  const address = new URL(url);
  const password = address.searchParams.get('password') ?? decodeURIComponent(address.password);
  address.password = '';
  address.searchParams.delete('password');
  return {
    address: address.href,
    env: password === '' ? process.env : { ...process.env, PGPASSWORD: password },
  };
}

/** Readable by its owner alone from its first byte on, and never over a file that is there. @throws CommandError */
export async function backUp(url: string, file: string): Promise<void> {
  const program = await tool('pg_dump');
  const made = await open(file, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EEXIST' ? new CommandError(`${file} is there already`) : error;
  });
  await made.close();
  const { address, env } = apart(url);
  try {
    await run(program, ['--format=custom', '--no-owner', '--file', file, address], { env });
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
}

/** Everything that was there is replaced; then the roles of the services are granted anew. @throws CommandError */
export async function putBack(url: string, file: string): Promise<void> {
  if (!existsSync(file)) throw new CommandError(`there is no ${file}`);
  const { address, env } = apart(url);
  const options = ['--clean', '--if-exists', '--no-owner', '--single-transaction', '--dbname', address, file];
  await run(await tool('pg_restore'), options, { env });
  await migrate(url);
  await endSignIns(url);
}

/** Who had signed out since the backup must not be signed in again, nor a used code work once more: all of them end. */
async function endSignIns(url: string): Promise<void> {
  const pool = createPool(url, { max: 1 });
  try {
    await query(pool, 'truncate sessions, sign_in_challenges, claim_codes');
  } finally {
    await pool.end();
  }
}

async function backup(file: string): Promise<void> {
  await withDatabase((url) => backUp(url, file));
  process.stdout.write(`  written ${file}; keep it for 180 days at most, as nothing in it may live longer\n`);
}

async function restore(file: string, { yes }: { yes?: boolean }): Promise<void> {
  const { stateDir: state } = loadConfig({ stateDir });
  if (yes !== true) throw new CommandError('this replaces everything that is there; say --yes');
  if (await isServing(await addressOf('privacy', state), 1_000)) {
    throw new CommandError(
      'Earshot runs; stop it first, so that nobody is served from a database half put back',
    );
  }
  await withDatabase((url) => putBack(url, file));
  process.stdout.write(
    '  restored; what was erased since is erased again when Earshot starts, before it serves\n',
  );
}
