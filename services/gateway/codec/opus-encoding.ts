/**
 * Encodes Opus away from the event loop: 20 ms of speech cost 0.2 ms, so that thirty replies at once would
 * keep a third of a core from everybody's frames. Decoding costs a sixth of that, less than the way to a
 * thread and back, and stays where it is.
 */
import { Worker } from 'node:worker_threads';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { EncodeRequest, EncodeResponse } from './opus-worker.ts';

interface Pending {
  resolve(packets: Uint8Array[]): void;
  reject(error: EarshotError): void;
}

/** One thread; starts with its first use. */
export class OpusEncoding {
  #worker: Worker | undefined;
  #nextId = 1;
  /** Answers come in the order of requests. */
  readonly #pending: Pending[] = [];

  /** A piece of speech: `encode` takes whole frames; the last call says so. */
  open(rateHz: number, frameBytes: number): (pcm: Uint8Array, isLast: boolean) => Promise<Uint8Array[]> {
    const id = this.#nextId++;
    return (pcm, isLast) => this.#request({ id, rateHz, frameBytes, pcm, isLast });
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = undefined;
    this.#failAll();
  }

  #request(request: EncodeRequest): Promise<Uint8Array[]> {
    const worker = this.#start();
    return new Promise((resolve, reject) => {
      this.#pending.push({ resolve, reject });
      // The frames are a copy of ours already where they share memory; small enough to be cloned.
      worker.postMessage(request);
    });
  }

  #start(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = new Worker(new URL('./opus-worker.ts', import.meta.url));
    worker.unref();
    worker.on('message', ({ packets }: EncodeResponse) => {
      const pending = this.#pending.shift();
      if (packets === undefined) pending?.reject(new EarshotError('INTERNAL'));
      else pending?.resolve(packets);
    });
    const lost = () => {
      if (this.#worker === worker) this.#worker = undefined;
      this.#failAll();
    };
    worker.on('error', lost);
    worker.on('exit', lost);
    this.#worker = worker;
    return worker;
  }

  #failAll(): void {
    for (const pending of this.#pending.splice(0)) pending.reject(new EarshotError('INTERNAL'));
  }
}
