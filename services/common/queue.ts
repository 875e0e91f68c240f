/** BullMQ with the two rules that keep Redis free of personal data: a job is an id, an error is a code. */
import { type ConnectionOptions, type Job, Queue, Worker } from 'bullmq';
import { codeOf } from './errors/earshot-error.ts';
import type { Logger } from './log.ts';
import { redisOptions } from './redis.ts';

/** All that a job may carry. */
export interface JobData {
  /** Id of an `outbox` row. */
  readonly eventId: string;
}

export type JobQueue = Queue<JobData, void, 'event'>;

/** @param closing see `redisOptions`. */
export function createQueue(name: string, redisUrl: string, closing?: AbortSignal): JobQueue {
  const queue = new Queue<JobData, void, 'event'>(name, {
    connection: redisOptions(redisUrl, closing) as ConnectionOptions,
    defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
  });
  queue.on('error', () => {});
  return queue;
}

/** Adds a hint that an event is due. The same event is at most once in the queue. */
export async function enqueue(queue: JobQueue, eventId: string, delayMs = 0): Promise<void> {
  await queue.add('event', { eventId }, { jobId: eventId, delay: delayMs });
}

export interface WorkerOptions {
  readonly name: string;
  readonly redisUrl: string;
  readonly log: Logger;
  readonly concurrency?: number;
  /** See `redisOptions`. */
  readonly closing?: AbortSignal;
  /** Returns nothing: BullMQ would keep it in Redis. */
  handle(eventId: string): Promise<void>;
}

/** A worker whose failures leave only a catalogue code in Redis. */
export function createWorker({
  name,
  redisUrl,
  log,
  concurrency = 4,
  closing,
  handle,
}: WorkerOptions): Worker<JobData> {
  const process = async (job: Job<JobData>) => {
    try {
      await handle(job.data.eventId);
    } catch (error) {
      log.warn('job.failed', { eventId: job.data.eventId }, error);
      const bare = new Error(codeOf(error));
      delete bare.stack;
      throw bare;
    }
  };
  const worker = new Worker<JobData>(name, process, {
    connection: redisOptions(redisUrl, closing) as ConnectionOptions,
    concurrency,
  });
  worker.on('error', () => {});
  return worker;
}
