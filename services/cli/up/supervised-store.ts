/** A private PostgreSQL or Redis that is started again whenever it ends without being told to. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalStore } from '../../common/local-stores/local-store.ts';
import type { Logger } from '../../common/log.ts';

export interface SupervisedStoreOptions {
  /** As people know it; stands in the log in lower case. */
  readonly name: 'PostgreSQL' | 'Redis';
  readonly log: Logger;
  /** Starts it over the data it had, and resolves when it answers. */
  start(): Promise<LocalStore>;
  /** One short line for whoever watches the console. */
  readonly onProgress: (line: string) => void;
}

/** Pause after a start that failed: processes of the one before may still hold its memory. */
const retryMs = 200;

export class SupervisedStore {
  readonly #options: SupervisedStoreOptions;
  readonly #stopping = new AbortController();
  #store: LocalStore;
  #watching: Promise<void>;

  private constructor(options: SupervisedStoreOptions, store: LocalStore) {
    this.#options = options;
    this.#store = store;
    this.#watching = this.#watch();
  }

  /** Starts it; rejects when the first start fails. */
  static async start(options: SupervisedStoreOptions): Promise<SupervisedStore> {
    return new SupervisedStore(options, await options.start());
  }

  /** The same over every restart. */
  get url(): string {
    return this.#store.url;
  }

  get pid(): number | undefined {
    return this.#store.pid;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#watching;
    await this.#store.stop();
  }

  async #watch(): Promise<void> {
    const { signal } = this.#stopping;
    const { name, log, onProgress } = this.#options;
    const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    for (;;) {
      await Promise.race([this.#store.ended, stopped]);
      if (signal.aborted) return;
      const endedAt = performance.now();
      log.warn('store.ended', { stage: name.toLowerCase() });
      onProgress(`${name} ended; starting it again`);
      await this.#restart(signal);
      if (signal.aborted) return;
      const durationMs = performance.now() - endedAt;
      log.info('store.restarted', { stage: name.toLowerCase(), durationMs });
      onProgress(`${name} answers again after ${(durationMs / 1000).toFixed(1)} s`);
    }
  }

  async #restart(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        this.#store = await this.#options.start();
        return;
      } catch (error) {
        this.#options.log.warn('store.start-failed', { stage: this.#options.name.toLowerCase() }, error);
        await sleep(retryMs, undefined, { signal }).catch(() => {});
      }
    }
  }
}
