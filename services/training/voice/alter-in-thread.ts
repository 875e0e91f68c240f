/** Voices moved beside the event loop, which goes on meanwhile. */
import { Worker } from 'node:worker_threads';

export class VoiceThread {
  readonly #worker = new Worker(new URL('./thread.ts', import.meta.url));
  readonly #waiting: PromiseWithResolvers<Float64Array>[] = [];

  constructor() {
    this.#worker.on('message', (sound: Float64Array) => this.#waiting.shift()?.resolve(sound));
    this.#worker.on('error', (error) => {
      for (const one of this.#waiting.splice(0)) one.reject(error);
    });
  }

  /** @param samples mono at 16 kHz, -1 to 1; they are handed over and cannot be read afterwards */
  alter(samples: Float64Array<ArrayBuffer>): Promise<Float64Array> {
    const work = Promise.withResolvers<Float64Array>();
    this.#waiting.push(work);
    this.#worker.postMessage(samples, [samples.buffer]);
    return work.promise;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}
