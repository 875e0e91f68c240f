/** Tells every process of the service what changed. */
import { ChannelListener } from '../../common/db/channel-listener.ts';
import { type Pool, type PoolClient, query } from '../../common/db/pool.ts';
import type { Logger } from '../../common/log.ts';

const channel = 'earshot_privacy';

/**
 * What changed: everything of one chain (its subject, devices, grants), or one skill as a recipient; or one grant, which
 * somebody withdrew; or the switches or the token of one device; or an erasure
 * that went one step on.
 */
export type Change = { readonly kind: (typeof kinds)[number]; readonly id: string };

const kinds = ['chain', 'skill', 'grant', 'device', 'erasure'] as const;

/** Tells every process about a change when the transaction commits, and not if it does not. */
export async function announce(client: PoolClient | Pool, change: Change): Promise<void> {
  await query(client, 'select pg_notify($1, $2)', [channel, `${change.kind}:${change.id}`]);
}

/** The same for many of a kind, in one statement. */
export async function announceAll(
  client: PoolClient | Pool,
  kind: Change['kind'],
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  await query(client, `select pg_notify($1, $2 || ':' || id) from unnest($3::text[]) as changed (id)`, [
    channel,
    kind,
    ids,
  ]);
}

/**
 * Hears of changes that any process committed. While the connection is down `isLive` is false and caches must not
 * answer; when it is back they start empty, because nobody knows what was missed.
 */
export class ChangeFeed {
  readonly #listeners = new Set<(change: Change | 'everything') => void>();
  readonly #channel: ChannelListener;
  #version = 0;

  constructor(databaseUrl: string, log: Logger) {
    this.#channel = new ChannelListener({
      databaseUrl,
      role: 'privacy',
      channel,
      log,
      onNotification: (payload) => {
        const [name, id] = payload.split(':', 2);
        const kind = kinds.find((known) => known === name);
        if (kind !== undefined && id !== undefined) this.apply({ kind, id });
      },
      onMissed: () => this.#emit('everything'),
    });
  }

  get isLive(): boolean {
    return this.#channel.isLive;
  }

  /** Grows with every change; an answer read while it grew may be older than the change. */
  get version(): number {
    return this.#version;
  }

  /** `everything`: changes may have passed unheard, or may from now on. @returns stops listening. */
  onChange(listener: (change: Change | 'everything') => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Resolves when the first attempt to listen has ended, well or not; it goes on trying by itself. */
  start(): Promise<void> {
    return this.#channel.start();
  }

  /** For changes of this very process: its caches need not wait for the notification. */
  apply(change: Change): void {
    this.#emit(change);
  }

  close(): Promise<void> {
    return this.#channel.close();
  }

  #emit(change: Change | 'everything'): void {
    this.#version += 1;
    for (const listener of this.#listeners) listener(change);
  }
}
