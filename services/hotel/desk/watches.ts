/** The desk's stream: every change after a revision, at once where this process made it, and soon where another did. */
import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../../common/log.ts';
import type { Tickets } from '../tickets/store.ts';
import type { TicketRow } from '../tickets/types.ts';
import { type Presence, presenceEveryMs } from './presence.ts';

export interface WatchParts {
  readonly tickets: Pick<Tickets, 'since'>;
  readonly presence: Pick<Presence, 'watches'>;
  /** How often is looked for what other processes wrote. */
  readonly pollMs: number;
  /** Aborted when the service goes away: streams end and begin again elsewhere. */
  readonly stopping: AbortSignal;
  readonly log: Logger;
}

export interface Watch {
  readonly tenantId: string;
  /** Empty = all. */
  readonly department: string;
  readonly afterRevision: number;
  readonly signal: AbortSignal;
}

export class Watches {
  readonly #changes = new EventEmitter().setMaxListeners(0);
  readonly #parts: WatchParts;

  constructor(parts: WatchParts) {
    this.#parts = parts;
  }

  /** Something of this hotel changed, and is committed. */
  changed(tenantId: string): void {
    this.#changes.emit(tenantId);
  }

  /** Ends with its signal, or with the service. */
  async *watch({ tenantId, department, afterRevision, signal: asked }: Watch): AsyncGenerator<TicketRow> {
    const { tickets, presence, stopping, pollMs, log } = this.#parts;
    const signal = AbortSignal.any([asked, stopping]);
    let wake: () => void = () => {};
    let isStale = true;
    const onChange = () => {
      isStale = true;
      wake();
    };
    const here = () =>
      void presence
        .watches(tenantId, department)
        .catch((error: unknown) => log.warn('hotel.presence-lost', {}, error));
    this.#changes.on(tenantId, onChange);
    const beat = setInterval(here, presenceEveryMs);
    here();
    try {
      let seen = afterRevision;
      while (!signal.aborted) {
        isStale = false;
        const rows = await tickets.since(tenantId, seen, department);
        for (const row of rows) {
          yield row;
          seen = row.revision;
        }
        if (rows.length > 0 || isStale) continue;
        const woken = new Promise<void>((resolve) => {
          wake = resolve;
        });
        const waiting = new AbortController();
        const poll = sleep(pollMs, undefined, { signal: AbortSignal.any([signal, waiting.signal]) });
        await Promise.race([woken, poll.catch(() => {})]);
        waiting.abort();
      }
    } finally {
      clearInterval(beat);
      this.#changes.off(tenantId, onChange);
    }
  }
}
