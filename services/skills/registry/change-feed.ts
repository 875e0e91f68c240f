/** Listens for changes of the registry. */
import pg from 'pg';
import { connectionOf } from '../../common/db/pool.ts';
import type { Logger } from '../../common/log.ts';
import { changeChannel } from './store.ts';

const reconnectMs = 500;

/**
 * Listens for changes of the registry. While the connection is down nothing is heard, so every reconnection counts
 * as a change of everything.
 */
export class ChangeFeed {
  readonly #databaseUrl: string;
  readonly #log: Logger;
  readonly #onChange: (bucket: string | 'all') => void;
  #client: pg.Client | undefined;
  #isStopped = false;
  #isLive = false;

  constructor(databaseUrl: string, log: Logger, onChange: (bucket: string | 'all') => void) {
    this.#databaseUrl = databaseUrl;
    this.#log = log;
    this.#onChange = onChange;
  }

  /** False while changes may pass unheard. */
  get isLive(): boolean {
    return this.#isLive;
  }

  async start(): Promise<void> {
    const client = new pg.Client({
      ...connectionOf(this.#databaseUrl, 'skills'),
      application_name: 'earshot-skills-feed',
    });
    this.#client = client;
    let wasLive = false;
    client.on('notification', ({ payload }) => this.#onChange(payload?.split(':')[1] ?? 'all'));
    client.on('error', () => {});
    client.on('end', () => {
      if (this.#client !== client) return;
      this.#isLive = false;
      // An attempt that failed is repeated by whoever made it; one loop is enough.
      if (wasLive && !this.#isStopped) setTimeout(() => void this.#restart(), reconnectMs).unref();
    });
    await client.connect();
    await client.query(`listen ${changeChannel}`);
    wasLive = true;
    this.#isLive = true;
  }

  async #restart(): Promise<void> {
    if (this.#isStopped) return;
    try {
      await this.start();
      this.#onChange('all');
    } catch {
      this.#log.warn('registry.feed-down', { code: 'STORE_FAILED' });
      await this.#client?.end().catch(() => {});
      setTimeout(() => void this.#restart(), reconnectMs).unref();
    }
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#isLive = false;
    await this.#client?.end().catch(() => {});
  }
}
