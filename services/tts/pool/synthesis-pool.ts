/**
 * Worker threads that speak, a bounded queue before them, and a watchdog beside them: a worker that crashed
 * or fell silent is replaced and fails the one request it had.
 */
import { Worker } from 'node:worker_threads';
import { Channel } from '../../common/channel.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { abortReason } from '../../common/grpc/streams.ts';
import type { PoolCounters } from './counters.ts';
import type { SpeakMessage, WorkerData, WorkerMessage } from './messages.ts';

export interface PoolOptions {
  readonly workers: number;
  /** Most requests that wait for a worker; the next is refused with TTS_BUSY. */
  readonly maxQueued: number;
  /** Longest silence of a worker that has something to say, before it is replaced. */
  readonly stallTimeoutMs: number;
  /** Longest time until a new worker is ready. */
  readonly startTimeoutMs?: number;
  readonly onReplaced?: (reason: 'crashed' | 'stalled' | 'start-failed') => void;
  /** The program that speaks, as a worker thread. */
  readonly workerUrl: URL;
  /** What that program is told of its files; plain data. */
  readonly setup?: unknown;
}

/** Everything one piece of text may become: 100 ms each, so a limit nobody reaches but a runaway. */
const maxChunksWaiting = 2_000;

interface Job {
  readonly message: SpeakMessage;
  readonly channel: Channel<Buffer>;
  readonly signal: AbortSignal;
  onAbort(): void;
}

interface Slot {
  worker: Worker;
  readonly cancelled: Int32Array;
  state: 'starting' | 'idle' | 'busy' | 'gone';
  job: Job | undefined;
  watchdog: NodeJS.Timeout | undefined;
}

export class SynthesisPool {
  readonly #options: PoolOptions;
  readonly #slots = new Set<Slot>();
  readonly #queue: Job[] = [];
  #nextJobId = 1;
  #failedStarts = 0;
  #finished = 0;
  #refused = 0;
  #replaced = 0;
  #isClosed = false;
  readonly #restarts = new Set<NodeJS.Timeout>();

  constructor(options: PoolOptions) {
    this.#options = options;
    for (let index = 0; index < options.workers; index++) this.#startWorker();
  }

  get counters(): PoolCounters {
    return {
      queued: this.#queue.length,
      running: [...this.#slots].filter((slot) => slot.state === 'busy').length,
      finished: this.#finished,
      refused: this.#refused,
      replaced: this.#replaced,
    };
  }

  /** Speaks one piece of text; see {@link TtsEngine.synthesise} for errors. */
  speak(request: Omit<SpeakMessage, 'jobId'>, signal: AbortSignal): AsyncIterable<Buffer> {
    if (signal.aborted) throw abortReason(signal);
    if (this.#isClosed) throw new EarshotError('DRAINING');
    if (this.#queue.length >= this.#options.maxQueued && !this.#hasIdleSlot()) {
      this.#refused++;
      throw new EarshotError('TTS_BUSY', { detail: { queued: this.#queue.length } });
    }
    const jobId = this.#nextJobId;
    this.#nextJobId = jobId >= 0x7fff_ffff ? 1 : jobId + 1;
    const job: Job = {
      message: { ...request, jobId },
      channel: new Channel<Buffer>({ limit: maxChunksWaiting, onReturn: () => this.#cancel(job) }),
      signal,
      onAbort: () => {
        this.#cancel(job);
        job.channel.fail(abortReason(signal));
      },
    };
    signal.addEventListener('abort', job.onAbort, { once: true });
    this.#queue.push(job);
    this.#dispatch();
    return job.channel;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const timer of this.#restarts) clearTimeout(timer);
    for (const job of this.#queue.splice(0)) this.#end(job, new EarshotError('DRAINING'));
    await Promise.all(
      [...this.#slots].map(async (slot) => {
        if (slot.job !== undefined) this.#end(slot.job, new EarshotError('DRAINING'));
        this.#forget(slot);
        await slot.worker.terminate();
      }),
    );
  }

  #hasIdleSlot(): boolean {
    return [...this.#slots].some((slot) => slot.state === 'idle');
  }

  #cancel(job: Job): void {
    const waiting = this.#queue.indexOf(job);
    if (waiting >= 0) this.#queue.splice(waiting, 1);
    for (const slot of this.#slots) {
      if (slot.job === job) Atomics.store(slot.cancelled, 0, job.message.jobId);
    }
    job.signal.removeEventListener('abort', job.onAbort);
  }

  #end(job: Job, error?: EarshotError): void {
    job.signal.removeEventListener('abort', job.onAbort);
    if (error === undefined) job.channel.close();
    else job.channel.fail(error);
  }

  #dispatch(): void {
    for (const slot of this.#slots) {
      if (slot.state !== 'idle') continue;
      const job = this.#queue.shift();
      if (job === undefined) return;
      slot.state = 'busy';
      slot.job = job;
      slot.worker.postMessage(job.message);
      this.#watch(slot, this.#options.stallTimeoutMs, 'stalled');
    }
  }

  #startWorker(): void {
    const memory = new SharedArrayBuffer(4);
    const { workerUrl, setup } = this.#options;
    const worker = new Worker(workerUrl, {
      workerData: { cancelled: memory, setup } satisfies WorkerData,
      // The engine's own complaints may quote the text: nobody reads them.
      stdout: true,
      stderr: true,
    });
    worker.stdout.resume();
    worker.stderr.resume();
    const slot: Slot = {
      worker,
      cancelled: new Int32Array(memory),
      state: 'starting',
      job: undefined,
      watchdog: undefined,
    };
    this.#slots.add(slot);
    worker.on('message', (message: WorkerMessage) => this.#onMessage(slot, message));
    worker.on('error', () => this.#replace(slot, slot.state === 'starting' ? 'start-failed' : 'crashed'));
    worker.on('exit', () => this.#replace(slot, slot.state === 'starting' ? 'start-failed' : 'crashed'));
    this.#watch(slot, this.#options.startTimeoutMs ?? 20_000, 'start-failed');
  }

  #watch(slot: Slot, timeoutMs: number, reason: 'stalled' | 'start-failed'): void {
    clearTimeout(slot.watchdog);
    slot.watchdog = setTimeout(() => this.#replace(slot, reason), timeoutMs).unref();
  }

  #onMessage(slot: Slot, message: WorkerMessage): void {
    if (slot.state === 'gone') return;
    if (message.kind === 'ready') {
      this.#failedStarts = 0;
      this.#becomeIdle(slot);
      return;
    }
    const { job } = slot;
    if (job === undefined || job.message.jobId !== message.jobId) return;
    if (message.kind === 'audio') {
      this.#watch(slot, this.#options.stallTimeoutMs, 'stalled');
      job.channel.push(Buffer.from(message.audio));
      return;
    }
    if (message.kind === 'done') this.#finished++;
    this.#end(job, message.kind === 'done' ? undefined : new EarshotError('TTS_FAILED'));
    this.#becomeIdle(slot);
  }

  #becomeIdle(slot: Slot): void {
    clearTimeout(slot.watchdog);
    slot.job = undefined;
    slot.state = 'idle';
    this.#dispatch();
  }

  #forget(slot: Slot): void {
    clearTimeout(slot.watchdog);
    slot.state = 'gone';
    slot.job = undefined;
    this.#slots.delete(slot);
  }

  #replace(slot: Slot, reason: 'crashed' | 'stalled' | 'start-failed'): void {
    if (slot.state === 'gone' || this.#isClosed) return;
    const { job } = slot;
    this.#forget(slot);
    void slot.worker.terminate();
    if (job !== undefined) this.#end(job, new EarshotError('TTS_FAILED'));
    this.#replaced++;
    this.#options.onReplaced?.(reason);
    if (reason !== 'start-failed') {
      this.#startWorker();
      return;
    }
    // A worker that cannot even start is not tried in a tight loop.
    const delayMs = Math.min(5_000, 100 * 2 ** this.#failedStarts++);
    const timer = setTimeout(() => {
      this.#restarts.delete(timer);
      this.#startWorker();
    }, delayMs).unref();
    this.#restarts.add(timer);
  }
}
