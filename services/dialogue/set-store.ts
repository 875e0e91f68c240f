/** Sets of skills of one language that were built alike, by words or by words and vectors: their scores compare with each other only. */
import type { Locale } from '@earshot/skills-sdk';
import { learntSentences } from '../../language/encoder/learnt-sentences.ts';
import type { HeldVectors } from '../../language/encoder/sentence-encoder.ts';
import type { CompiledSkill } from '../../language/matcher/skill.ts';
import {
  changingSnapshot,
  emptySnapshot,
  forgettingVersions,
  type Snapshot,
  statisticalKey,
} from '../../language/matcher/snapshot.ts';
import { SkillIndex } from '../../language/statistical/skill-index.ts';
import type { Steps } from '../../language/steps.ts';

export class SetStore {
  readonly locale: Locale;
  /** Where sentences are compared by their vectors; absent where words are all there is. */
  readonly vectors: HeldVectors | undefined;
  readonly #index: SkillIndex;
  /** By the set's id. */
  readonly #built = new Map<string, Snapshot>();

  constructor(locale: Locale, vectors?: HeldVectors) {
    this.locale = locale;
    this.vectors = vectors;
    this.#index = new SkillIndex(vectors);
  }

  get snapshots(): Iterable<Snapshot> {
    return this.#built.values();
  }

  /** Whether it is still there to be understood by. */
  holds(snapshot: Snapshot): boolean {
    return [...this.#built.values()].includes(snapshot);
  }

  /** What the index would have to learn of these skills. */
  sentencesToLearn(skills: readonly CompiledSkill[]): string[] {
    const unknown = skills.filter((skill) => !this.#index.has(statisticalKey(skill)));
    return unknown.length === 0 ? [] : learntSentences(unknown, this.locale);
  }

  /** The snapshot of these skills, and how many of them the nearest set did not have. */
  *build(
    skillSetId: string,
    skills: readonly CompiledSkill[],
  ): Steps<{ readonly snapshot: Snapshot; readonly count: number }> {
    const wanted = new Map(skills.map((skill) => [skill.skillId, skill]));
    const nearest = yield* this.#nearest(wanted);
    const disable = [...nearest.skills.values()]
      .filter((skill) => wanted.get(skill.skillId) !== skill)
      .map(({ skillId }) => skillId);
    const enable = skills.filter((skill) => nearest.skills.get(skill.skillId) !== skill);
    const snapshot = yield* changingSnapshot(nearest, { disable, enable }, this.#index);
    this.#built.set(skillSetId, snapshot);
    return { snapshot, count: enable.length };
  }

  /** Lets sets go, and what only they had in the index. */
  *forget(skillSetIds: readonly string[]): Steps<void> {
    const isAny = skillSetIds.filter((id) => this.#built.delete(id)).length > 0;
    if (!isAny) return;
    const inUse = new Set<string>();
    for (const { skills } of this.#built.values()) {
      for (const skill of skills.values()) inUse.add(statisticalKey(skill));
      yield;
    }
    yield* forgettingVersions(this.#index, (key) => inUse.has(key));
  }

  /** The set that has most in common with what is wanted; most devices have nearly the same skills. */
  *#nearest(wanted: ReadonlyMap<string, CompiledSkill>): Steps<Snapshot> {
    let best = emptySnapshot(this.locale);
    let bestChanges = wanted.size;
    for (const snapshot of this.#built.values()) {
      let shared = 0;
      for (const skill of snapshot.skills.values()) if (wanted.get(skill.skillId) === skill) shared += 1;
      yield;
      const changes = snapshot.skills.size + wanted.size - 2 * shared;
      if (changes >= bestChanges) continue;
      best = snapshot;
      bestChanges = changes;
    }
    return best;
  }
}
