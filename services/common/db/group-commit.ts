/**
 * Shares one durable commit between callers that come at the same time.
 *
 * A commit waits for the disk, so its cost hardly depends on how much it holds. While one is under way,
 * newcomers gather; the next takes them all. A lone caller waits for nobody.
 */
import { EarshotError } from '../errors/earshot-error.ts';
import { outsideOfTraces, traced } from '../tracing/tracing.ts';

/**
 * Does and commits the work of a batch; returns one result for each item, in order. Work that is one statement commits
 * itself with `runPrepared`, at the cost of one round trip; for more there is `withTransaction`.
 */
export type BatchWork<Item, Result> = (batch: readonly Item[]) => Promise<readonly Result[]>;

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
  /** Most commits under way at a time. More than one only for work that takes its locks in one order. Default 1. */
  readonly maxCommits?: number;
}

export class GroupCommitter<Item, Result> {
  readonly #work: BatchWork<Item, Result>;
  readonly #maxBatch: number;
  readonly #maxWaiting: number;
  readonly #maxCommits: number;
  #waiting: Waiting<Item, Result>[] = [];
  #running = 0;

  constructor(work: BatchWork<Item, Result>, options: GroupCommitOptions = {}) {
    this.#work = work;
    this.#maxBatch = options.maxBatch ?? 256;
    this.#maxWaiting = options.maxWaiting ?? 10_000;
    this.#maxCommits = options.maxCommits ?? 1;
  }

  /** Number of items that wait for a commit. */
  get depth(): number {
    return this.#waiting.length;
  }

  /** Resolves after the commit that holds the item. @throws EarshotError OVERLOADED or STORE_FAILED. */
  submit(item: Item): Promise<Result> {
    if (this.#waiting.length >= this.#maxWaiting) return Promise.reject(new EarshotError('OVERLOADED'));
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    this.#waiting.push({ item, resolve, reject });
    if (this.#running < this.#maxCommits) void outsideOfTraces(() => this.#run());
    return traced('db.group-commit', {}, () => promise);
  }

  async #run(): Promise<void> {
    this.#running += 1;
    // One tick, so that callers of the same moment share the first commit.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) await this.#commit(this.#waiting.splice(0, this.#maxBatch));
    this.#running -= 1;
  }

  async #commit(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    if (batch.length === 0) return;
    try {
      const results = await this.#work(batch.map(({ item }) => item));
      for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result);
    } catch (error) {
      // One bad item must not take its neighbours down: each gets a commit of its own.
      if (batch.length > 1) for (const one of batch) await this.#commit([one]);
      else batch[0]?.reject(error);
    }
  }
}
