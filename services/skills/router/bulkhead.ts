/** Keeps skills apart: each has its own number of running calls and its own breaker. */
import { LRUCache } from 'lru-cache';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { Breaker, type BreakerOptions, type BreakerState, breakerDefaults } from './breaker.ts';

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
  readonly #onRest: (skillId: string) => void;
  /** Idle compartments are forgotten with the rest of what is known of a skill; running ones are never evicted. */
  readonly #idle = new LRUCache<string, Compartment>({ max: 10_000 });
  readonly #busy = new Map<string, Compartment>();

  /** @param onRest Told when a skill failed too often and is left alone for a while. */
  constructor(options: BulkheadOptions, onRest: (skillId: string) => void = () => {}) {
    this.#options = options;
    this.#onRest = onRest;
  }

  /**
   * Enters the compartment of a skill.
   * @param maxConcurrent Of this skill, where it has a quota of its own.
   * @returns to be called once, with how the call ended.
   * @throws EarshotError SKILL_BUSY or SKILL_CIRCUIT_OPEN, at once.
   */
  enter(skillId: string, maxConcurrent = this.#options.maxConcurrent): (result: CallResult) => void {
    const compartment = this.#busy.get(skillId) ??
      this.#idle.get(skillId) ?? {
        breaker: new Breaker(this.#options.breaker ?? breakerDefaults),
        running: 0,
      };
    if (compartment.running >= maxConcurrent) throw new EarshotError('SKILL_BUSY');
    if (!compartment.breaker.admit()) {
      if (compartment.running === 0) this.#idle.set(skillId, compartment);
      throw new EarshotError('SKILL_CIRCUIT_OPEN');
    }
    compartment.running += 1;
    this.#busy.set(skillId, compartment);
    const { generation } = compartment.breaker;
    return (result) => {
      compartment.breaker.settle(result, generation);
      if (compartment.breaker.generation !== generation && result === 'failure') this.#onRest(skillId);
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

  /** Skills that are left alone now, or tried with one call, by the state of their breakers. */
  get resting(): Readonly<Record<Exclude<BreakerState, 'closed'>, number>> {
    const counts = { open: 0, 'half-open': 0 };
    for (const { breaker } of new Set([...this.#busy.values(), ...this.#idle.values()])) {
      if (breaker.state !== 'closed') counts[breaker.state] += 1;
    }
    return counts;
  }
}
