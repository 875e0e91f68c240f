/** Every gateway hears of every change of a device's switches or token, and says when its connections obey. */
import type {
  ListeningChange,
  WatchDevicesRequest,
  WatchDevicesResponse,
} from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { Channel } from '../../common/channel.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { DuplexCall } from '../../common/grpc/server.ts';
import type { ChangeFeed } from '../cache/change-feed.ts';

/** How long a change waits for gateways that do not answer. */
const acknowledgeMs = 1_000;
/** A gateway that falls further behind is cut off, comes back, and looks at its devices again. */
const maxBehind = 10_000;

type News = Omit<WatchDevicesResponse, 'sequence'>;

interface Watcher {
  readonly news: Channel<WatchDevicesResponse>;
  /** Called with true when the change is obeyed, or nobody is left who could disobey; false: in doubt. */
  readonly waiting: Map<number, (isObeyed: boolean) => void>;
}

export class DeviceWatch {
  readonly #feed: ChangeFeed;
  readonly #stopping: AbortSignal;
  readonly #watchers = new Set<Watcher>();
  #sequence = 0;

  constructor(options: { readonly feed: ChangeFeed; readonly stopping: AbortSignal }) {
    this.#feed = options.feed;
    this.#stopping = options.stopping;
    // What another process of this service did: the gateways look for themselves.
    options.feed.onChange((change) => {
      if (change === 'everything') this.#lose();
      else if (change.kind === 'device') void this.#tell(change.id, {});
    });
  }

  /** These switches are asked for: whoever listens against them stops, whether they can be stored or not. */
  silence(deviceId: string, change: ListeningChange): void {
    void this.#tell(deviceId, { change });
  }

  /** These switches are stored. Resolves with whether every gateway of this process obeys. */
  stored(deviceId: string, change: ListeningChange): Promise<boolean> {
    return this.#tell(deviceId, { change, isStored: true });
  }

  /** The device may be here no longer. */
  revoked(deviceId: string): Promise<boolean> {
    return this.#tell(deviceId, { isRevoked: true });
  }

  /** One gateway's watch. @throws EarshotError SERVICE_UNAVAILABLE when a change could pass unheard */
  async serve(call: DuplexCall<WatchDevicesRequest, WatchDevicesResponse>): Promise<void> {
    const watcher: Watcher = { news: new Channel({ limit: maxBehind }), waiting: new Map() };
    const signal = AbortSignal.any([call.signal, this.#stopping]);
    signal.addEventListener('abort', () => watcher.news.close(), { once: true });
    if (signal.aborted) watcher.news.close();
    this.#watchers.add(watcher);
    try {
      if (!this.#feed.isLive) throw new EarshotError('SERVICE_UNAVAILABLE');
      await call.write({
        sequence: 0,
        deviceId: '',
        change: undefined,
        isStored: false,
        isRevoked: false,
      });
      void this.#readAcknowledgements(watcher, call);
      for await (const news of watcher.news) await call.write(news);
    } finally {
      this.#watchers.delete(watcher);
      // It hears nothing any more, and trusts nothing that it has not just asked for.
      for (const done of watcher.waiting.values()) done(true);
    }
  }

  async #readAcknowledgements(
    watcher: Watcher,
    { requests }: DuplexCall<WatchDevicesRequest, WatchDevicesResponse>,
  ): Promise<void> {
    try {
      for await (const { acknowledgedSequence } of requests) {
        watcher.waiting.get(acknowledgedSequence)?.(true);
      }
    } catch {
      // The call has ended, which its writing side sees too.
    }
    watcher.news.close();
  }

  async #tell(deviceId: string, news: Partial<News>): Promise<boolean> {
    this.#sequence += 1;
    const sequence = this.#sequence;
    const message = {
      ...{ sequence, deviceId, change: undefined, isStored: false, isRevoked: false },
      ...news,
    };
    const obeyed = await Promise.all(
      [...this.#watchers].map(async (watcher) => {
        if (!watcher.news.push(message)) {
          watcher.news.fail(new EarshotError('SERVICE_UNAVAILABLE'));
          return true;
        }
        const { promise, resolve } = Promise.withResolvers<boolean>();
        const timer = setTimeout(() => resolve(false), acknowledgeMs);
        watcher.waiting.set(sequence, resolve);
        const isObeyed = await promise;
        clearTimeout(timer);
        watcher.waiting.delete(sequence);
        return isObeyed;
      }),
    );
    return obeyed.every(Boolean);
  }

  #lose(): void {
    for (const { news } of this.#watchers) news.fail(new EarshotError('SERVICE_UNAVAILABLE'));
  }
}
