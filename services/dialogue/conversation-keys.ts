/** Keys for conversations, asked of the privacy service and kept for a short while: a destroyed key is not used long. */
import { LRUCache } from 'lru-cache';
import { ownBytes } from '../common/own-bytes.ts';

/** A key that was destroyed opens and seals nothing any more after this time at the latest. */
const keptMs = 60_000;
const maxKept = 20_000;

export class ConversationKeys {
  readonly #ask: (deviceId: string) => Promise<Buffer>;
  readonly #kept = new LRUCache<string, Promise<Buffer>>({ max: maxKept, ttl: keptMs });

  constructor(ask: (deviceId: string) => Promise<Buffer>) {
    this.#ask = ask;
  }

  get(deviceId: string): Promise<Buffer> {
    let key = this.#kept.get(deviceId);
    if (key === undefined) {
      key = this.#ask(deviceId).then(ownBytes);
      this.#kept.set(deviceId, key);
      key.catch(() => this.#kept.delete(deviceId));
    }
    return key;
  }
}
