/** What one set of enabled skills can hear, in one language; a change shares what did not change. */
import type { Locale } from '../model/types.ts';
import { PersistentMap } from '../persistent-map.ts';
import type { SkillIndex } from '../statistical/skill-index.ts';
import type { SkillSnapshot } from '../statistical/skill-snapshot.ts';
import type { SlotValues } from '../statistical/types.ts';
import { atOnce, type Steps } from '../steps.ts';
import { soundOf } from '../text/sound.ts';
import {
  addForm,
  emptyLexicon,
  invocationType,
  type LexiconEnd,
  type LexiconNode,
  removeForm,
  skipType,
} from './lexicon.ts';
import { drawingSamples } from './samples.ts';
import type { CompiledSkill } from './skill.ts';
import { addTemplate, emptyTrie, removeTemplate, type TrieNode } from './trie.ts';

/**
 * Everything that one set of enabled skills can hear, in one language. Immutable: enabling, updating or
 * disabling skills makes a new snapshot that shares all that did not change with the old one, and costs what
 * the changed skills cost: every part is a tree of persistent maps, and none is ever copied whole.
 */
export interface Snapshot {
  readonly locale: Locale;
  /** By skill id. */
  readonly skills: PersistentMap<CompiledSkill>;
  readonly trie: TrieNode;
  readonly soundTrie: TrieNode;
  readonly lexicon: LexiconNode;
  readonly soundLexicon: LexiconNode;
  /** How many skills use each enumeration. */
  readonly enumerationUses: PersistentMap<number>;
  readonly statistical: SkillSnapshot | undefined;
  /** Keys of this snapshot's skills in the statistical index, which other sets share. */
  readonly statisticalKeys: PersistentMap<true>;
  /** Switches comparing by sound off, to measure what it buys. */
  readonly isSpellingOnly?: boolean;
}

export interface SnapshotChange {
  readonly enable?: readonly CompiledSkill[];
  readonly disable?: readonly string[];
}

/** A version is immutable, so one entry of the statistical index serves every set that has it. */
export const statisticalKey = ({ skillId, version }: CompiledSkill) => `${skillId}@${version}`;

export function emptySnapshot(locale: Locale): Snapshot {
  return {
    locale,
    skills: PersistentMap.empty(),
    trie: emptyTrie,
    soundTrie: emptyTrie,
    lexicon: emptyLexicon,
    soundLexicon: emptyLexicon,
    enumerationUses: PersistentMap.empty(),
    statistical: undefined,
    statisticalKeys: PersistentMap.empty(),
  };
}

const spelt = (key: string) => key;

/**
 * The next snapshot; `base` stays as it is. Enabling a skill that is enabled replaces it. `index` learns what
 * it does not know yet; without one there is no statistical part.
 */
export function changeSnapshot(base: Snapshot, change: SnapshotChange, index?: SkillIndex): Snapshot {
  return atOnce(changingSnapshot(base, change, index));
}

/** {@link changeSnapshot}, template by template and value by value. */
export function* changingSnapshot(
  base: Snapshot,
  change: SnapshotChange,
  index?: SkillIndex,
): Steps<Snapshot> {
  const draft = new Draft(base);
  for (const skillId of change.disable ?? []) yield* draft.disable(skillId);
  for (const skill of change.enable ?? []) {
    yield* draft.disable(skill.skillId);
    if (index) yield* learning(index, skill);
    yield* draft.enable(skill);
  }
  return draft.done(index);
}

/** A snapshot in the making: each part is immutable, and replaced by the next one edit by edit. */
class Draft {
  readonly #sound: (key: string) => string;
  #next: Snapshot;

  constructor(base: Snapshot) {
    this.#next = base;
    this.#sound = (key) => soundOf(key, base.locale);
  }

  *enable(skill: CompiledSkill): Steps<void> {
    const { skills, statisticalKeys } = this.#next;
    this.#change({
      skills: skills.with(skill.skillId, skill),
      statisticalKeys: statisticalKeys.with(statisticalKey(skill), true),
    });
    for (const { key, forms } of distinct(skill)) {
      const count = this.#count(key, 1);
      for (const form of count === 1 ? forms : []) {
        this.#change({
          lexicon: addForm(this.#next.lexicon, form, spelt),
          soundLexicon: addForm(this.#next.soundLexicon, form, this.#sound),
        });
        yield;
      }
    }
    for (const name of namesOf(skill)) this.#change({ lexicon: addForm(this.#next.lexicon, name, spelt) });
    for (const template of skill.templates) {
      this.#change({
        trie: addTemplate(this.#next.trie, template, spelt),
        soundTrie: addTemplate(this.#next.soundTrie, template, this.#sound),
      });
      yield;
    }
  }

  *disable(skillId: string): Steps<void> {
    const { skills, statisticalKeys } = this.#next;
    const skill = skills.get(skillId);
    if (!skill) return;
    this.#change({
      skills: skills.without(skillId),
      statisticalKeys: statisticalKeys.without(statisticalKey(skill)),
    });
    for (const { key, forms } of distinct(skill)) {
      const count = this.#count(key, -1);
      for (const form of count === 0 ? forms : []) {
        this.#change({
          lexicon: removeForm(this.#next.lexicon, form, spelt),
          soundLexicon: removeForm(this.#next.soundLexicon, form, this.#sound),
        });
        yield;
      }
    }
    for (const name of namesOf(skill)) this.#change({ lexicon: removeForm(this.#next.lexicon, name, spelt) });
    for (const template of skill.templates) {
      this.#change({
        trie: removeTemplate(this.#next.trie, template, spelt),
        soundTrie: removeTemplate(this.#next.soundTrie, template, this.#sound),
      });
      yield;
    }
  }

  done(index: SkillIndex | undefined): Snapshot {
    return { ...this.#next, statistical: index?.snapshot() };
  }

  #change(parts: Partial<Snapshot>): void {
    this.#next = { ...this.#next, ...parts };
  }

  /** Counts the skills that use an enumeration one up or down; the result is how many there are now. */
  #count(key: string, by: 1 | -1): number {
    const { enumerationUses } = this.#next;
    const count = (enumerationUses.get(key) ?? 0) + by;
    this.#change({
      enumerationUses: count === 0 ? enumerationUses.without(key) : enumerationUses.with(key, count),
    });
    return count;
  }
}

const namesOf = (skill: CompiledSkill): LexiconEnd[] => [
  ...skill.invocationNames.map((words) => ({ type: invocationType, valueId: skill.skillId, words })),
  ...skill.skipWords.map((words) => ({ type: skipType, valueId: skill.skillId, words })),
];

const distinct = (skill: CompiledSkill) =>
  new Map(skill.enumerations.map((enumeration) => [enumeration.key, enumeration])).values();

function valuesOf({ enumerations }: CompiledSkill): SlotValues {
  return new Map(enumerations.map(({ key, forms }) => [key, forms.map(({ words }) => words.join(' '))]));
}

/** A version is learnt once, whichever sets have it. */
function* learning(index: SkillIndex, skill: CompiledSkill): Steps<void> {
  const key = statisticalKey(skill);
  if (index.has(key)) return;
  const { locale } = skill;
  yield* index.enabling(key, yield* drawingSamples(skill), { locale, values: valuesOf(skill) });
}

/** Forgets versions that no set uses any more. */
export function* forgettingVersions(index: SkillIndex, isInUse: (key: string) => boolean): Steps<void> {
  for (const key of index.skillIds) {
    if (isInUse(key)) continue;
    index.disable(key);
    yield;
  }
}
