/**
 * Hears from the privacy service of every device whose switches or token changed anywhere, has each connection of it
 * obey, and says so. While nothing can be heard, nobody's switches are believed without asking (`isCurrent`).
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { WatchDevicesResponse } from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { Logger } from '../../common/log.ts';
import type { Services } from '../ports/services.ts';

export interface DeviceWatchOptions {
  readonly services: Pick<Services, 'watchDevices'>;
  readonly log: Logger;
  /** Resolves when every connection of the device obeys. */
  readonly obey: (news: WatchDevicesResponse) => Promise<void>;
  /** It can be heard again: whoever listens now has to be looked at. */
  readonly onLive: () => void;
}

/** One watch lives at most so long: a call has a deadline, always. */
const watchMs = 86_400_000;
/** The stream says at once that it listens; a service that does not is taken for gone. */
const attemptMs = 3_000;
const retryMs = 200;
/** Devices whose last change is remembered, for answers about them that are still on their way. */
const maxRemembered = 10_000;

export class DeviceWatch {
  readonly #options: DeviceWatchOptions;
  readonly #stopping = new AbortController();
  readonly #changedMs = new LRUCache<string, number>({ max: maxRemembered });
  #following: Promise<void> = Promise.resolve();
  /** On the monotonic clock; infinite while nothing can be heard. */
  #liveSinceMs = Number.POSITIVE_INFINITY;

  constructor(options: DeviceWatchOptions) {
    this.#options = options;
  }

  start(): void {
    this.#following = this.#follow();
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new EarshotError('CANCELLED'));
    await this.#following;
  }

  /** Whether an answer about this device, asked for at `askedMs`, still holds for certain. */
  isCurrent(deviceId: string, askedMs: number): boolean {
    return askedMs >= this.#liveSinceMs && askedMs > (this.#changedMs.get(deviceId) ?? 0);
  }

  async #follow(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await this.#listen();
      if (this.#liveSinceMs !== Number.POSITIVE_INFINITY) {
        this.#liveSinceMs = Number.POSITIVE_INFINITY;
        this.#options.log.info('device-watch.lost');
      }
      await sleep(retryMs, undefined, { signal }).catch(() => {});
    }
  }

  /** One stream, until it ends for whatever reason. */
  async #listen(): Promise<void> {
    const silent = new AbortController();
    const timer = setTimeout(() => silent.abort(new EarshotError('DEADLINE_EXCEEDED')), attemptMs);
    const signal = AbortSignal.any([this.#stopping.signal, silent.signal]);
    try {
      const { news, acknowledge } = this.#options.services.watchDevices({ deadlineMs: watchMs, signal });
      for await (const item of news) {
        if (item.sequence === 0) {
          clearTimeout(timer);
          this.#liveSinceMs = performance.now();
          this.#options.onLive();
          continue;
        }
        this.#changedMs.set(item.deviceId, performance.now());
        // What cannot be obeyed now is not acknowledged; it is asked about before anybody listens again.
        this.#options.obey(item).then(
          () => acknowledge(item.sequence),
          () => {},
        );
      }
    } catch {
      // Whatever it was, the next attempt follows.
    } finally {
      clearTimeout(timer);
    }
  }
}
