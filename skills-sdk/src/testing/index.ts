/**
 * The simulator: conversations in memory, through the real dialogue engine and the real projection.
 *
 * @packageDocumentation
 */
import type { SkillCore } from '../skill.ts';
import './outside.ts';
import { InMemorySimulator } from './simulator.ts';
import type { Simulate } from './types.ts';

export type * from './types.ts';

/**
 * Starts a simulation with one skill, or with several that compete for what is said.
 *
 * @example
 * ```ts
 * const user = simulate(skill, { profile: { 'user.name': 'Ada' } });
 * const turn = await user.say('order a large latte');
 * expect(turn.speech).toBe('1 large latte. Is that right?');
 * expect(turn.withheld).toMatchObject({ utterance: 'not_declared', 'user.name': 'not_granted' });
 * ```
 */
export const simulate: Simulate = (skill, options = {}) =>
  new InMemorySimulator(
    Array.isArray(skill) ? (skill as readonly SkillCore[]) : [skill as SkillCore],
    options,
  );
