/** Threads that make samples. One that dies or stalls fails its work with a code and is replaced. */
import { Worker } from 'node:worker_threads';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { Made, RawTurn } from './make-sample.ts';
import type { FromThread, ThreadFiles, ToThread } from './messages.ts';

/** Twenty seconds of audio take a fifth of a second; a model is loaded first. */
const stallMs = 60_000;

class SampleThread {
  readonly #worker: Worker;
  readonly #work = new Map<number, PromiseWithResolvers<Made>>();
  #nextId = 1;
  #watchdog: NodeJS.Timeout | undefined;
  isStopped = false;

  constructor(files: ThreadFiles) {
    const url = new URL('./worker.ts', import.meta.url);
    this.#worker = new Worker(url, { workerData: files, stdout: true, stderr: true });
    this.#worker.stdout.resume();
    this.#worker.stderr.resume();
    this.#worker.unref();
    this.#worker.on('message', (message: FromThread) => this.#onMessage(message));
    this.#worker.on('error', () => this.#stop());
    this.#worker.on('exit', () => this.#stop());
  }

  get load(): number {
    return this.#work.size;
  }

  make(turn: RawTurn, pcm: Buffer | undefined): Promise<Made> {
    const id = this.#nextId++;
    const work = Promise.withResolvers<Made>();
    this.#work.set(id, work);
    // A copy of its own, so that it can be handed over and wiped there.
    const copy = pcm && Uint8Array.from(pcm);
    const message: ToThread = { id, turn, pcm: copy };
    this.#worker.postMessage(message, copy === undefined ? [] : [copy.buffer]);
    this.#watch();
    return work.promise;
  }

  async close(): Promise<void> {
    this.#stop();
    await this.#worker.terminate();
  }

  #onMessage(message: FromThread): void {
    const work = this.#work.get(message.id);
    this.#work.delete(message.id);
    this.#watch();
    if (message.kind === 'made') work?.resolve(ownBuffers(message.made));
    else work?.reject(new EarshotError('INTERNAL'));
  }

  #watch(): void {
    clearTimeout(this.#watchdog);
    if (this.#work.size > 0) this.#watchdog = setTimeout(() => void this.close(), stallMs).unref();
  }

  #stop(): void {
    if (this.isStopped) return;
    this.isStopped = true;
    clearTimeout(this.#watchdog);
    for (const work of this.#work.values()) work.reject(new EarshotError('SERVICE_UNAVAILABLE'));
    this.#work.clear();
  }
}

/** A message brings plain bytes. */
function ownBuffers(made: Made): Made {
  return made.kind === 'sample' && made.pcm !== undefined
    ? { ...made, pcm: Buffer.from(made.pcm.buffer, made.pcm.byteOffset, made.pcm.byteLength) }
    : made;
}

export class SampleThreads {
  readonly #files: ThreadFiles;
  readonly #threads: (SampleThread | undefined)[];

  constructor(files: ThreadFiles, count: number) {
    this.#files = files;
    // Started when there is something to do: most of the time nobody waits.
    this.#threads = Array.from({ length: count }, () => undefined);
  }

  /** @throws EarshotError SERVICE_UNAVAILABLE when the thread died, INTERNAL when this turn cannot be processed. */
  make(turn: RawTurn, pcm: Buffer | undefined): Promise<Made> {
    const load = (thread: SampleThread | undefined) =>
      thread === undefined || thread.isStopped ? 0 : thread.load;
    const index = this.#threads.reduce(
      (least, thread, at, all) => (load(thread) < load(all[least]) ? at : least),
      0,
    );
    const known = this.#threads[index];
    const thread = known === undefined || known.isStopped ? new SampleThread(this.#files) : known;
    this.#threads[index] = thread;
    return thread.make(turn, pcm);
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread?.close()));
  }
}
