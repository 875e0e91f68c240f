/** The one way to reach PostgreSQL. */
import pg from 'pg';
import { EarshotError } from '../errors/earshot-error.ts';
import { watchPool } from '../process-metrics.ts';
import { traced } from '../tracing/tracing.ts';
import { roleOf } from './role-name.ts';

// bigint columns hold milliseconds and sequence numbers, all below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

export type Pool = pg.Pool;
export type PoolClient = pg.PoolClient;

/** Kept open however quiet it is, for those statements of a turn that go on side by side. */
const keptConnections = 3;
const idleMs = 60_000;

/**
 * A connection pool. `max` connections; a statement that runs longer than 10 s is ended by the server. With
 * `isLazy`, commits are seen at once and reach the disk a moment later: for what a crash may lose. `role` is the service
 * whose tables are reached; without it, whatever the URL's own user may (migrations, tests).
 */
export function createPool(
  databaseUrl: string,
  options: { max?: number; isLazy?: boolean; role?: string } = {},
): Pool {
  const { role, isLazy = false } = options;
  const connection = connectionOf(databaseUrl, role);
  const pool = new pg.Pool({
    ...connection,
    max: options.max ?? 8,
    statement_timeout: 10_000,
    idle_in_transaction_session_timeout: 10_000,
    connectionTimeoutMillis: 5_000,
    // A new connection is a new process of the server that knows no statement yet: tens of milliseconds, which whoever
    // spoke after a quiet spell used to wait. What was opened for a crowd goes a while after it.
    min: keptConnections,
    idleTimeoutMillis: idleMs,
    application_name: 'earshot',
    ...(isLazy ? { options: `${connection.options ?? ''} -c synchronous_commit=off`.trim() } : {}),
  });
  // An idle connection that breaks is replaced at the next use; the event only must not end the process.
  pool.on('error', () => {});
  // One that breaks between two statements of a transaction says so by itself; the next statement fails, and that is enough.
  pool.on('connect', (client) => client.on('error', () => {}));
  watchPool(pool);
  return pool;
}

/** `postgresql:///name?host=/socket/dir&port=…&user=…` and ordinary URLs alike. `role`: see `createPool`. */
export function connectionOf(databaseUrl: string, role?: string): pg.ClientConfig {
  const url = new URL(databaseUrl);
  const socketDir = url.searchParams.get('host');
  const asRole = role === undefined ? {} : { options: `-c role=${roleOf(role)}` };
  if (socketDir === null) return { connectionString: databaseUrl, ...asRole };
  return {
    ...asRole,
    host: socketDir,
    port: Number(url.searchParams.get('port') ?? 5432),
    user: url.searchParams.get('user') ?? 'earshot',
    database: url.pathname.slice(1),
  };
}

/**
 * A database error without its message, detail or parameters, which hold column values.
 * What remains is the SQLSTATE (PostgreSQL appendix A) and the constraint's name.
 */
export function sanitise(error: unknown): EarshotError {
  if (error instanceof EarshotError) return error;
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  const detail: Record<string, string> = {};
  if (typeof code === 'string') detail['sqlState'] = code;
  if (typeof constraint === 'string') detail['constraint'] = constraint;
  return new EarshotError('STORE_FAILED', { detail });
}

/** Runs one statement. @throws EarshotError STORE_FAILED with the SQLSTATE in `detail.sqlState`. */
export async function query<Row extends pg.QueryResultRow>(
  on: Pool | PoolClient,
  sql: string,
  parameters: readonly unknown[] = [],
): Promise<Row[]> {
  try {
    return (await on.query<Row>(sql, parameters as unknown[])).rows;
  } catch (error) {
    throw sanitise(error);
  }
}

/** A statement that the server plans once for each connection. */
export interface PreparedStatement {
  readonly name: string;
  readonly text: string;
}

/** Runs one prepared statement; on a pool it is committed by itself. @throws EarshotError STORE_FAILED as `query`. */
export async function runPrepared<Row extends pg.QueryResultRow>(
  on: Pool | PoolClient,
  statement: PreparedStatement,
  values: readonly unknown[],
): Promise<Row[]> {
  try {
    // The name is written in the code; the values stay out of it.
    const run = () => on.query<Row>({ ...statement, values: [...values] });
    return (await traced(`db ${statement.name}`, {}, run)).rows;
  } catch (error) {
    throw sanitise(error);
  }
}

/** Runs `work` in a transaction: committed when it resolves, rolled back when it rejects. */
export async function withTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  let client: PoolClient;
  try {
    client = await pool.connect();
  } catch (error) {
    throw sanitise(error);
  }
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((rollbackError: Error) => {
      broken = rollbackError;
    });
    throw sanitise(error);
  } finally {
    client.release(broken);
  }
}

/** Whether the database answers now: a need of whoever keeps state in it (see `readiness.ts`). */
export async function answers(pool: Pool): Promise<boolean> {
  await pool.query('select 1');
  return true;
}
