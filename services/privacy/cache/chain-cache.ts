/** Answers that are kept until a chain or recipient they depend on changes. */
import { LRUCache } from 'lru-cache';
import type { Change, ChangeFeed } from './change-feed.ts';

/** What a cached answer depends on. */
export interface Dependencies {
  readonly chainId: string;
  readonly skillId?: string;
}

/**
 * Answers that hold until something they depend on changes anywhere. Bounded, and silent while changes cannot be
 * heard: then every question goes to the database.
 */
export class ChainCache<Value extends object> {
  readonly #feed: ChangeFeed;
  readonly #entries: LRUCache<string, { value: Value; dependencies: Dependencies }>;
  readonly #keysOf = new Map<string, Set<string>>();
  /** What is being read, and what was known when that began. */
  readonly #loading = new Map<string, { version: number; answer: Promise<Value | undefined> }>();

  constructor(feed: ChangeFeed, options: { maxEntries: number; ttlMs: number }) {
    this.#feed = feed;
    this.#entries = new LRUCache({
      max: options.maxEntries,
      ttl: options.ttlMs,
      dispose: ({ dependencies }, key) => this.#unlink(key, dependencies),
    });
    feed.onChange((change) => this.#forget(change));
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The cached answer, or the one that `load` reads now. `undefined` is never cached. */
  async get(
    key: string,
    load: () => Promise<{ value: Value; dependencies: Dependencies } | undefined>,
  ): Promise<Value | undefined> {
    if (this.#feed.isLive) {
      const cached = this.#entries.get(key);
      if (cached !== undefined) return cached.value;
    }
    const versionBefore = this.#feed.version;
    const running = this.#loading.get(key);
    // Read once for all who ask at the same time: an answer that was begun before a change is for those alone who asked before it.
    if (running !== undefined && this.#feed.isLive && running.version === versionBefore)
      return running.answer;
    const answer = this.#load(key, load, versionBefore);
    const loading = { version: versionBefore, answer };
    this.#loading.set(key, loading);
    try {
      return await answer;
    } finally {
      if (this.#loading.get(key) === loading) this.#loading.delete(key);
    }
  }

  async #load(
    key: string,
    load: () => Promise<{ value: Value; dependencies: Dependencies } | undefined>,
    versionBefore: number,
  ): Promise<Value | undefined> {
    const loaded = await load();
    if (loaded === undefined) return undefined;
    // A change that came while we read may be newer than what we read: answer with it, but do not keep it.
    if (this.#feed.isLive && this.#feed.version === versionBefore) {
      this.#entries.set(key, loaded);
      for (const name of namesOf(loaded.dependencies)) {
        const keys = this.#keysOf.get(name);
        if (keys === undefined) this.#keysOf.set(name, new Set([key]));
        else keys.add(key);
      }
    }
    return loaded.value;
  }

  #forget(change: Change | 'everything'): void {
    if (change === 'everything') {
      this.#entries.clear();
      return;
    }
    const name = `${change.kind}:${change.id}`;
    for (const key of [...(this.#keysOf.get(name) ?? [])]) this.#entries.delete(key);
  }

  #unlink(key: string, dependencies: Dependencies): void {
    for (const name of namesOf(dependencies)) {
      const keys = this.#keysOf.get(name);
      keys?.delete(key);
      if (keys?.size === 0) this.#keysOf.delete(name);
    }
  }
}

function namesOf({ chainId, skillId }: Dependencies): string[] {
  return skillId === undefined ? [`chain:${chainId}`] : [`chain:${chainId}`, `skill:${skillId}`];
}
