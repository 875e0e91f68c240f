/** What the last requests to each skill held and withheld, for developers who watch. */
import { EventEmitter } from 'node:events';
import { LRUCache } from 'lru-cache';
import type { InspectRequestsResponse } from '../../../proto/gen/earshot/skills/v1/skills.ts';
import { Channel } from '../../common/channel.ts';
import { type Owner, ownerKey } from '../registry/index.ts';

const maxSkills = 200;
const maxKept = 20;

interface Kept {
  readonly owner: string;
  readonly inspection: InspectRequestsResponse;
}

/**
 * What the last requests to each skill held and withheld: names, classes, reasons. Kept in memory for developers who
 * watch; there is no value in it.
 */
export class Inspections {
  readonly #kept = new LRUCache<string, Kept[]>({ max: maxSkills });
  readonly #events = new EventEmitter<Record<string, [Kept]>>();

  constructor() {
    this.#events.setMaxListeners(100);
  }

  add(skillId: string, owner: Owner, inspection: InspectRequestsResponse): void {
    const one = { owner: ownerKey(owner), inspection };
    const kept = this.#kept.get(skillId) ?? [];
    kept.push(one);
    if (kept.length > maxKept) kept.shift();
    this.#kept.set(skillId, kept);
    this.#events.emit(`skill:${skillId}`, one);
  }

  /**
   * Those kept, oldest first, then each new one until the signal ends it.
   * @param of Only turns of this owner; absent: of all.
   */
  async *follow(
    skillId: string,
    of: Owner | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<InspectRequestsResponse, void, void> {
    const channel = new Channel<InspectRequestsResponse>({ limit: 1_000 });
    const event = `skill:${skillId}`;
    const wanted = of && ownerKey(of);
    const listener = ({ owner, inspection }: Kept) => {
      if (wanted === undefined || owner === wanted) channel.push(inspection);
    };
    const onAbort = () => channel.close();
    for (const kept of this.#kept.get(skillId) ?? []) listener(kept);
    this.#events.on(event, listener);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) channel.close();
    try {
      yield* channel;
    } finally {
      this.#events.off(event, listener);
      signal.removeEventListener('abort', onAbort);
    }
  }
}
