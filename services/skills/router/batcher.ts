import { setTimeout as sleep } from 'node:timers/promises';
import type { QueryResultRow } from 'pg';
import { type Pool, sanitise } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';

/** A statement that the server plans once for each connection. */
export interface PreparedStatement {
  readonly name: string;
  readonly text: string;
}

/** Runs one prepared statement, committed by itself. @throws EarshotError STORE_FAILED with the SQLSTATE. */
export async function runPrepared<Row extends QueryResultRow>(
  pool: Pool,
  statement: PreparedStatement,
  values: readonly unknown[],
): Promise<Row[]> {
  try {
    return (await pool.query<Row>({ ...statement, values: [...values] })).rows;
  } catch (error) {
    throw sanitise(error);
  }
}

interface Waiting<Item, Result> {
  readonly item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

const maxBatch = 256;
const maxWaiting = 10_000;

/**
 * Shares one statement between callers that come at the same time. Like `GroupCommitter`, for work that is a single
 * statement: it commits itself, so a call costs one round trip instead of three.
 */
export class Batcher<Item, Result> {
  readonly #work: (batch: readonly Item[]) => Promise<readonly Result[]>;
  readonly #gatherMs: number;
  #waiting: Waiting<Item, Result>[] = [];
  #isRunning = false;
  #hurry = Promise.withResolvers<void>();

  /**
   * @param work does a whole batch in one statement; one result for each item, in order.
   * @param gatherMs how long the first of a batch waits for others; for work that nobody waits for.
   */
  constructor(work: (batch: readonly Item[]) => Promise<readonly Result[]>, gatherMs = 0) {
    this.#work = work;
    this.#gatherMs = gatherMs;
  }

  /** Resolves after the commit that holds the item. @throws EarshotError OVERLOADED or STORE_FAILED. */
  submit(item: Item): Promise<Result> {
    if (this.#waiting.length >= maxWaiting) return Promise.reject(new EarshotError('OVERLOADED'));
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    this.#waiting.push({ item, resolve, reject });
    if (!this.#isRunning) void this.#run();
    return promise;
  }

  /** Stops gathering: what waits is done now. */
  hurry(): void {
    this.#hurry.resolve();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    // With nothing to gather for, one turn of the microtask queue: callers of the same moment share a statement.
    if (this.#gatherMs === 0) await Promise.resolve();
    while (this.#waiting.length > 0) {
      if (this.#gatherMs > 0) await Promise.race([sleep(this.#gatherMs), this.#hurry.promise]);
      await this.#commit(this.#waiting.splice(0, maxBatch));
    }
    this.#hurry = Promise.withResolvers<void>();
    this.#isRunning = false;
  }

  async #commit(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.#work(batch.map(({ item }) => item));
      for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result);
    } catch (error) {
      // One bad item must not take its neighbours down: each is tried alone.
      if (batch.length > 1) for (const one of batch) await this.#commit([one]);
      else batch[0]?.reject(error);
    }
  }
}
