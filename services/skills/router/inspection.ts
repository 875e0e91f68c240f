/** What the last requests to each skill held and withheld, for developers who watch. */
import { EventEmitter } from 'node:events';
import { LRUCache } from 'lru-cache';
import type { InspectRequestsResponse } from '../../../proto/gen/earshot/skills/v1/skills.ts';
import { Channel } from '../../common/channel.ts';

const maxSkills = 200;
const maxKept = 20;

/**
 * What the last requests to each skill held and withheld: names, classes, reasons. Kept in memory for developers who
 * watch; there is no value in it.
 */
export class Inspections {
  readonly #kept = new LRUCache<string, InspectRequestsResponse[]>({ max: maxSkills });
  readonly #events = new EventEmitter<Record<string, [InspectRequestsResponse]>>();

  constructor() {
    this.#events.setMaxListeners(100);
  }

  add(skillId: string, inspection: InspectRequestsResponse): void {
    const kept = this.#kept.get(skillId) ?? [];
    kept.push(inspection);
    if (kept.length > maxKept) kept.shift();
    this.#kept.set(skillId, kept);
    this.#events.emit(`skill:${skillId}`, inspection);
  }

  /** Those kept, oldest first, then each new one until the signal ends it. */
  async *follow(skillId: string, signal: AbortSignal): AsyncGenerator<InspectRequestsResponse, void, void> {
    const channel = new Channel<InspectRequestsResponse>({ limit: 1_000 });
    const event = `skill:${skillId}`;
    const listener = (inspection: InspectRequestsResponse) => void channel.push(inspection);
    const onAbort = () => channel.close();
    for (const inspection of this.#kept.get(skillId) ?? []) channel.push(inspection);
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
