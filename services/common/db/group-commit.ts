/**
 * Shares one durable commit between callers that come at the same time.
 *
 * A commit waits for the disk, so its cost hardly depends on how much it holds. While one is under way,
 * newcomers gather; the next takes them all. A lone caller waits for nobody.
 */
import { EarshotError } from '../errors/earshot-error.ts';
import { type Pool, type PoolClient, sanitise, withTransaction } from './pool.ts';

/** Does the work of a batch inside the transaction; returns one result for each item, in order. */
export type BatchWork<Item, Result> = (
  client: PoolClient,
  batch: readonly Item[],
) => Promise<readonly Result[]>;

interface Waiting<Item, Result> {
  readonly item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

export interface GroupCommitOptions {
  /** Most items of one commit. Default 256. */
  readonly maxBatch?: number;
  /** Most items waiting; beyond it `submit` rejects with OVERLOADED. Default 10,000. */
  readonly maxWaiting?: number;
  /** The work is exactly one statement, which is a transaction by itself: saves the two round trips around it. */
  readonly isSingleStatement?: boolean;
  /** Most commits under way at a time. More than one only for work that takes its locks in one order. Default 1. */
  readonly maxCommits?: number;
}

export class GroupCommitter<Item, Result> {
  readonly #pool: Pool;
  readonly #work: BatchWork<Item, Result>;
  readonly #maxBatch: number;
  readonly #maxWaiting: number;
  readonly #isSingleStatement: boolean;
  readonly #maxCommits: number;
  #waiting: Waiting<Item, Result>[] = [];
  #running = 0;

  constructor(pool: Pool, work: BatchWork<Item, Result>, options: GroupCommitOptions = {}) {
    this.#pool = pool;
    this.#work = work;
    this.#maxBatch = options.maxBatch ?? 256;
    this.#maxWaiting = options.maxWaiting ?? 10_000;
    this.#isSingleStatement = options.isSingleStatement ?? false;
    this.#maxCommits = options.maxCommits ?? 1;
  }

  /** Number of items that wait for a commit. */
  get depth(): number {
    return this.#waiting.length;
  }

  /** Resolves after the commit that holds the item. @throws EarshotError OVERLOADED or STORE_FAILED. */
  submit(item: Item): Promise<Result> {
    if (this.#waiting.length >= this.#maxWaiting) return Promise.reject(new EarshotError('OVERLOADED'));
    return new Promise<Result>((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (this.#running < this.#maxCommits) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#running += 1;
    // One tick, so that callers of the same moment share the first commit.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) await this.#commit(this.#waiting.splice(0, this.#maxBatch));
    this.#running -= 1;
  }

  async #commit(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.#transact(batch.map(({ item }) => item));
      for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result);
    } catch (error) {
      // One bad item must not take its neighbours down: each gets a commit of its own.
      if (batch.length > 1) for (const one of batch) await this.#commit([one]);
      else batch[0]?.reject(error);
    }
  }

  async #transact(items: readonly Item[]): Promise<readonly Result[]> {
    if (!this.#isSingleStatement) return withTransaction(this.#pool, (client) => this.#work(client, items));
    const client = await this.#pool.connect().catch((error: unknown) => {
      throw sanitise(error);
    });
    try {
      return await this.#work(client, items);
    } finally {
      client.release();
    }
  }
}
