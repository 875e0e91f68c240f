/**
 * Work that survives the death of any process: a row written in the same transaction as its cause, and a
 * job that hints at it. A sweeper hints again at whatever a queue lost.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Worker } from 'bullmq';
import { type Pool, type PoolClient, query } from './db/pool.ts';
import type { Logger } from './log.ts';
import { backlog } from './process-metrics.ts';
import { createQueue, createWorker, enqueue, type JobData, type JobQueue } from './queue.ts';

/** What became of one attempt. */
export type Attempt =
  | { readonly outcome: 'done' }
  /** Try again after so many milliseconds. */
  | { readonly outcome: 'retry'; readonly afterMs: number }
  | { readonly outcome: 'given_up' };

export interface OutboxOptions {
  readonly pool: Pool;
  readonly redisUrl: string;
  readonly log: Logger;
  /** Queue name; one kind of work each. */
  readonly queue: string;
  readonly concurrency?: number;
  /** How often lost hints are looked for, in milliseconds. Default 30 s. */
  readonly sweepMs?: number;
  /**
   * Does the work for `subjectRef`; `attempt` counts from 1, `eventId` is the row that asks for it. A rejection counts as a
   * retry after a minute.
   */
  attempt(subjectRef: string, attempt: number, eventId: string): Promise<Attempt>;
  /** Now, in milliseconds since the epoch; tests bring their own. */
  readonly now?: () => number;
}

/** Records work inside the caller's transaction. @returns id of the event, to be hinted at after commit. */
export async function recordEvent(client: PoolClient, queue: string, subjectRef: string): Promise<string> {
  const rows = await query<{ event_id: string }>(
    client,
    'insert into outbox (queue, subject_ref) values ($1, $2) returning event_id',
    [queue, subjectRef],
  );
  return rows[0]!.event_id;
}

/**
 * Records work unless an event waits that nobody has begun: it will find what this transaction wrote, since it is held
 * here until the commit. One that is begun may have looked already, so it does not count.
 */
export async function recordEventOnce(client: PoolClient, queue: string, subjectRef: string): Promise<void> {
  const waiting = await query(
    client,
    `select 1 from outbox where queue = $1 and subject_ref = $2 and state = 'pending' and attempts = 0 for update`,
    [queue, subjectRef],
  );
  if (waiting.length === 0) await recordEvent(client, queue, subjectRef);
}

/** Whether work for the same subject was asked for after this event: then this one need not go on. */
export async function isOvertaken(pool: Pool, eventId: string): Promise<boolean> {
  const newer = await query(
    pool,
    `select 1 from outbox mine join outbox other using (queue, subject_ref)
     where mine.event_id = $1 and other.state = 'pending'
       and (other.created_at, other.event_id) > (mine.created_at, mine.event_id) limit 1`,
    [eventId],
  );
  return newer.length > 0;
}

/** Longest goodbye to a queue. What it holds are hints, and an attempt that is cut short is made again. */
const maxCloseMs = 2_000;

export class Outbox {
  readonly #options: OutboxOptions;
  readonly #queue: JobQueue;
  readonly #closing = new AbortController();
  #worker: Worker<JobData> | undefined;
  #sweeper: NodeJS.Timeout | undefined;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#queue = createQueue(options.queue, options.redisUrl, this.#closing.signal);
  }

  /** Starts working. Without it the outbox only hints. */
  start(): void {
    const { queue, redisUrl, log, concurrency = 4, sweepMs = 30_000 } = this.#options;
    this.#worker = createWorker({
      name: queue,
      redisUrl,
      log,
      concurrency,
      closing: this.#closing.signal,
      handle: (eventId) => this.#work(eventId),
    });
    const sweep = () =>
      void this.sweep().catch((error: unknown) => log.warn('outbox.sweep-failed', {}, error));
    this.#sweeper = setInterval(sweep, sweepMs);
    sweep();
  }

  /** Hints that an event is due. A lost hint costs time, never the work. */
  async hint(eventId: string, delayMs = 0): Promise<void> {
    await enqueue(this.#queue, eventId, delayMs).catch((error: unknown) =>
      this.#options.log.warn('outbox.hint-lost', { eventId }, error),
    );
  }

  /** Hints at everything that is due. @returns how many. */
  async sweep(): Promise<number> {
    const rows = await query<{ event_id: string }>(
      this.#options.pool,
      `select event_id from outbox where state = 'pending' and queue = $1 and due_at <= $2 order by due_at limit 1000`,
      [this.#options.queue, new Date(this.#now())],
    );
    backlog.set({ queue: this.#options.queue }, rows.length);
    for (const row of rows) await this.hint(row.event_id);
    return rows.length;
  }

  async #work(eventId: string): Promise<void> {
    const { pool, queue } = this.#options;
    // The row is claimed by moving its due time, so that a second worker with the same hint finds nothing.
    const claimed = await query<{ subject_ref: string; attempts: number }>(
      pool,
      `update outbox set attempts = attempts + 1, due_at = $3
       where event_id = $1 and queue = $2 and state = 'pending' and due_at <= $4
       returning subject_ref, attempts`,
      [eventId, queue, new Date(this.#now() + 60_000), new Date(this.#now())],
    );
    const row = claimed[0];
    if (row === undefined) return;
    const result = await this.#options
      .attempt(row.subject_ref, row.attempts, eventId)
      .catch((error: unknown): Attempt => {
        this.#options.log.warn('outbox.attempt-failed', { eventId, attempt: row.attempts }, error);
        return { outcome: 'retry', afterMs: 60_000 };
      });
    if (result.outcome === 'retry') {
      await query(pool, 'update outbox set due_at = $2 where event_id = $1', [
        eventId,
        new Date(this.#now() + result.afterMs),
      ]);
    } else {
      await query(pool, 'update outbox set state = $2, settled_at = $3 where event_id = $1', [
        eventId,
        result.outcome,
        new Date(this.#now()),
      ]);
    }
  }

  #now(): number {
    return this.#options.now?.() ?? Date.now();
  }

  /** Waits for attempts under way and for the queue, two seconds at most: Redis may be gone. */
  async close(): Promise<void> {
    clearInterval(this.#sweeper);
    this.#closing.abort();
    const closed = new AbortController();
    const closing = Promise.allSettled([this.#worker?.close(), this.#queue.close()]);
    await Promise.race([closing, sleep(maxCloseMs, undefined, { signal: closed.signal }).catch(() => {})]);
    closed.abort();
  }
}
