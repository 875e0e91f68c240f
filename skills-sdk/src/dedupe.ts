/** Answers a request that comes again as it was answered the first time. */
import { SkillError } from './errors.ts';

/**
 * Makes a request count once. A repeated request gets the answer that the first one got; the handler does not run
 * again. Give your own over a shared store when the skill runs in several processes.
 */
export interface DedupeStore {
  /**
   * Runs `act` for a key that was never seen, and returns what it returned for one that was. While the first is
   * still running, the second waits for it. When `act` throws, the key is forgotten.
   */
  once(key: string, act: () => Promise<string>): Promise<string>;
}

/** Bounds of {@link memoryDedupe}. */
export interface MemoryDedupeOptions {
  /** How long a key is remembered; a signature is accepted for 10 minutes in all. Default 10 minutes. */
  readonly ttlMs?: number;
  /** Answers kept. Beyond that, a repeated request is refused instead of answered. Default 1,000. */
  readonly maxAnswers?: number;
  /** Keys remembered. Default 100,000. */
  readonly maxKeys?: number;
  readonly nowMs?: () => number;
}

interface Entry {
  readonly expiresAtMs: number;
  answer: Promise<string> | undefined;
}

/** Remembers requests in this process, within bounds. */
export function memoryDedupe(options: MemoryDedupeOptions = {}): DedupeStore {
  const { ttlMs = 10 * 60 * 1000, maxAnswers = 1_000, maxKeys = 100_000, nowMs = Date.now } = options;
  // Insertion order is order of expiry, as every entry lives equally long.
  const entries = new Map<string, Entry>();
  const answered: string[] = [];

  const sweep = (now: number): void => {
    for (const [key, entry] of entries) {
      if (entry.expiresAtMs > now && entries.size <= maxKeys) return;
      entries.delete(key);
    }
  };

  return {
    once: async (key, act) => {
      const now = nowMs();
      const known = entries.get(key);
      if (known && known.expiresAtMs > now) {
        if (known.answer !== undefined) return known.answer;
        throw new SkillError('REPLAYED', 'This request was answered before.');
      }
      entries.delete(key);
      const entry: Entry = { expiresAtMs: now + ttlMs, answer: act() };
      entries.set(key, entry);
      sweep(now);
      try {
        const answer = await entry.answer;
        answered.push(key);
        if (answered.length > maxAnswers) {
          const oldest = entries.get(answered.shift() ?? '');
          if (oldest) oldest.answer = undefined;
        }
        return answer as string;
      } catch (error) {
        if (entries.get(key) === entry) entries.delete(key);
        throw error;
      }
    },
  };
}
