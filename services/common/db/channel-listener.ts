/** One connection that listens to one channel of the database for as long as its process lives. */
import pg from 'pg';
import type { Logger } from '../log.ts';
import { connectionOf } from './pool.ts';

const retryMs = 500;

export interface ChannelListenerOptions {
  readonly databaseUrl: string;
  /** Service whose role in the database the connection takes. */
  readonly role: string;
  readonly channel: string;
  readonly log: Logger;
  /** Text of a notification, as it was sent. */
  onNotification(payload: string): void;
  /** Notifications may have passed unheard: the connection is new, or it is lost. Nobody tells what they were. */
  onMissed(): void;
}

/** While the connection is down `isLive` is false, and whatever stands on the notifications must not answer. */
export class ChannelListener {
  readonly #options: ChannelListenerOptions;
  #client: pg.Client | undefined;
  #retry: NodeJS.Timeout | undefined;
  #isLive = false;
  #isClosed = false;

  constructor(options: ChannelListenerOptions) {
    this.#options = options;
  }

  get isLive(): boolean {
    return this.#isLive;
  }

  /** Resolves when the first attempt to listen has ended, well or not; it goes on trying by itself. */
  async start(): Promise<void> {
    if (this.#isClosed) return;
    const { databaseUrl, role, channel, log, onNotification, onMissed } = this.#options;
    const client = new pg.Client({
      ...connectionOf(databaseUrl, role),
      application_name: `${channel}-feed`,
      keepAlive: true,
    });
    this.#client = client;
    client.on('notification', ({ payload }) => onNotification(payload ?? ''));
    // A broken connection ends once, either through `error` or through `end`.
    client.on('error', () => this.#lose(client));
    client.on('end', () => this.#lose(client));
    try {
      await client.connect();
      await client.query(`listen ${channel}`);
      if (this.#client !== client) return;
      onMissed();
      this.#isLive = true;
    } catch (error) {
      log.warn('change-feed.failed', {}, error);
      this.#lose(client);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#isLive = false;
    clearTimeout(this.#retry);
    await this.#client?.end().catch(() => {});
  }

  #lose(client: pg.Client): void {
    if (this.#client !== client || this.#isClosed) return;
    this.#client = undefined;
    this.#isLive = false;
    this.#options.onMissed();
    void client.end().catch(() => {});
    this.#retry = setTimeout(() => void this.start(), retryMs);
  }
}
