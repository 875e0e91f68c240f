/** Keeps skills apart: each has its own number of running calls and its own breaker. */
import { LRUCache } from 'lru-cache';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { Breaker, type BreakerOptions, breakerDefaults } from './breaker.ts';

interface Compartment {
  readonly breaker: Breaker;
  running: number;
}

export interface BulkheadOptions {
  /** Most calls of one skill at a time. */
  readonly maxConcurrent: number;
  readonly breaker?: BreakerOptions;
}

export type CallResult = 'success' | 'failure' | 'neutral';

/**
 * Keeps skills apart: each has its own number of running calls and its own breaker, and nothing waits. A skill that
 * is slow or broken fills its own compartment and no other.
 */
export class Bulkhead {
  readonly #options: BulkheadOptions;
  /** Idle compartments are forgotten with the rest of what is known of a skill; running ones are never evicted. */
  readonly #idle = new LRUCache<string, Compartment>({ max: 10_000 });
  readonly #busy = new Map<string, Compartment>();

  constructor(options: BulkheadOptions) {
    this.#options = options;
  }

  /**
   * Enters the compartment of a skill.
   * @returns to be called once, with how the call ended.
   * @throws EarshotError SKILL_BUSY or SKILL_CIRCUIT_OPEN, at once.
   */
  enter(skillId: string): (result: CallResult) => void {
    const compartment = this.#busy.get(skillId) ??
      this.#idle.get(skillId) ?? {
        breaker: new Breaker(this.#options.breaker ?? breakerDefaults),
        running: 0,
      };
    if (compartment.running >= this.#options.maxConcurrent) throw new EarshotError('SKILL_BUSY');
    if (!compartment.breaker.admit()) {
      if (compartment.running === 0) this.#idle.set(skillId, compartment);
      throw new EarshotError('SKILL_CIRCUIT_OPEN');
    }
    compartment.running += 1;
    this.#busy.set(skillId, compartment);
    const { generation } = compartment.breaker;
    return (result) => {
      compartment.breaker.settle(result, generation);
      compartment.running -= 1;
      if (compartment.running > 0) return;
      this.#busy.delete(skillId);
      this.#idle.set(skillId, compartment);
    };
  }

  /** Calls running now, over all skills. */
  get running(): number {
    let sum = 0;
    for (const { running } of this.#busy.values()) sum += running;
    return sum;
  }
}
