/** Checklists call a server that a stranger named, so they are few: one at a time for a skill, and so many in an hour. */
import { LRUCache } from 'lru-cache';
import { EarshotError } from '../../common/errors/earshot-error.ts';

const hourMs = 3_600_000;
const perHour = 30;
/** Of all skills at once. */
const maxRunning = 8;

export class CheckRate {
  readonly #begun = new LRUCache<string, number[]>({ max: 10_000, ttl: hourMs });
  readonly #running = new Set<string>();

  /** @throws EarshotError RATE_LIMITED */
  async run<T>(skillId: string, work: () => Promise<T>): Promise<T> {
    const nowMs = Date.now();
    const lately = (this.#begun.get(skillId) ?? []).filter((atMs) => atMs > nowMs - hourMs);
    const isFull = this.#running.size >= maxRunning || this.#running.has(skillId);
    if (isFull || lately.length >= perHour) throw new EarshotError('RATE_LIMITED');
    this.#begun.set(skillId, [...lately, nowMs]);
    this.#running.add(skillId);
    try {
      return await work();
    } finally {
      this.#running.delete(skillId);
    }
  }
}
