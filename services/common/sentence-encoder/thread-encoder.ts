/** Sentence vectors from a worker thread, so that no turn waits for another one's arithmetic. */
import { Worker } from 'node:worker_threads';
import type { SentenceEncoder } from '../../../language/encoder/sentence-encoder.ts';
import type { EncodeMessage, EncoderFiles, EncoderManner, EncoderWorkerMessage } from './messages.ts';

/** Sentences in one message, so that a thread that is at work shows it. */
const sentencesPerMessage = 4;
/** What steps back gets a tenth of a core on a full machine. */
const backgroundPatience = 10;
/** Nothing for so long, in milliseconds, and the thread is given up: a machine that is merely busy answers sooner. */
const stallTimeoutMs = 30_000;
/** A model of 23 MB and a runtime of 14 MB are read first. */
const startTimeoutMs = 60_000;
/** A thread that was given up is replaced no sooner than this after it was started, in milliseconds. */
const restartAfterMs = 10_000;

export class EncoderStopped extends Error {
  override readonly name = 'EncoderStopped';
}

interface Job {
  readonly id: number;
  readonly texts: readonly string[];
  readonly settled: PromiseWithResolvers<readonly Float32Array[]>;
}

/** One thread with a model in it. */
class EncoderThread {
  readonly #worker: Worker;
  readonly #jobs = new Map<number, Job>();
  readonly #ready = Promise.withResolvers<'native' | 'wasm'>();
  #nextId = 1;
  #answers = 0;
  #watchdog: NodeJS.Timeout | undefined;
  #isStopped = false;
  /** Times as long as the time that somebody who speaks has. */
  readonly #patience: number;

  constructor(files: EncoderFiles, manner: EncoderManner) {
    this.#patience = manner.isInBackground === true ? backgroundPatience : 1;
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: { ...files, ...manner } satisfies EncoderFiles & EncoderManner,
      stdout: true,
      stderr: true,
    });
    this.#worker.stdout.resume();
    this.#worker.stderr.resume();
    this.#worker.unref();
    this.#worker.on('message', (message: EncoderWorkerMessage) => this.#onMessage(message));
    this.#worker.on('error', () => this.#stop());
    this.#worker.on('exit', () => this.#stop());
    this.#ready.promise.catch(() => undefined);
    this.#watch(startTimeoutMs);
  }

  get ready(): Promise<'native' | 'wasm'> {
    return this.#ready.promise;
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  send(texts: readonly string[]): Promise<readonly Float32Array[]> {
    if (this.#isStopped) return Promise.reject(new EncoderStopped());
    const id = this.#nextId++;
    const settled = Promise.withResolvers<readonly Float32Array[]>();
    this.#jobs.set(id, { id, texts, settled });
    // While somebody waits the process stays; an idle encoder does not keep it alive.
    if (this.#jobs.size === 1) {
      this.#worker.ref();
      this.#watch(stallTimeoutMs);
    }
    this.#worker.postMessage({ id, texts } satisfies EncodeMessage);
    return settled.promise;
  }

  async close(): Promise<void> {
    this.#stop();
    await this.#worker.terminate();
  }

  #onMessage(message: EncoderWorkerMessage): void {
    clearTimeout(this.#watchdog);
    this.#answers += 1;
    if (message.kind === 'ready') {
      this.#ready.resolve(message.runtime);
      return;
    }
    const job = this.#jobs.get(message.id);
    this.#jobs.delete(message.id);
    if (this.#jobs.size > 0) this.#watch(stallTimeoutMs);
    else this.#worker.unref();
    job?.settled.resolve(message.vectors);
  }

  #watch(timeoutMs: number): void {
    clearTimeout(this.#watchdog);
    const answers = this.#answers;
    // Where this thread itself was busy, the answer lies there already and is read before the immediate runs.
    const giveUp = () => setImmediate(() => answers === this.#answers && void this.close());
    this.#watchdog = setTimeout(giveUp, timeoutMs * this.#patience).unref();
  }

  #stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    clearTimeout(this.#watchdog);
    this.#ready.reject(new EncoderStopped());
    for (const { settled } of this.#jobs.values()) settled.reject(new EncoderStopped());
    this.#jobs.clear();
  }
}

/**
 * After a crash or a stall calls reject, and understanding goes on by words; a while later a new thread is tried, so
 * that one bad moment does not leave a process without vectors for the rest of its life.
 */
export class ThreadEncoder implements SentenceEncoder {
  readonly #files: EncoderFiles;
  readonly #manner: EncoderManner;
  #thread: EncoderThread;
  #startedMs = performance.now();
  #isClosed = false;

  constructor(files: EncoderFiles, manner: EncoderManner = {}) {
    this.#files = files;
    this.#manner = manner;
    this.#thread = new EncoderThread(files, manner);
  }

  /** Which runtime it has, once the model is loaded. Rejects when it cannot be. */
  get ready(): Promise<'native' | 'wasm'> {
    return this.#thread.ready;
  }

  async encode(texts: readonly string[]): Promise<readonly Float32Array[]> {
    const thread = this.#current();
    await thread.ready;
    const vectors: Float32Array[] = [];
    for (let from = 0; from < texts.length; from += sentencesPerMessage)
      vectors.push(...(await thread.send(texts.slice(from, from + sentencesPerMessage))));
    return vectors;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#thread.close();
  }

  #current(): EncoderThread {
    const now = performance.now();
    if (this.#thread.isStopped && !this.#isClosed && now - this.#startedMs > restartAfterMs) {
      this.#startedMs = now;
      this.#thread = new EncoderThread(this.#files, this.#manner);
    }
    return this.#thread;
  }
}
