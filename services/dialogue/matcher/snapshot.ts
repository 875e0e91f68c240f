import type { Locale } from '@earshot/skills-sdk';
import type { SkillIndex, SkillSnapshot } from '../statistical/index.ts';
import { soundOf } from '../text/sound.ts';
import { emptyLexicon, invocationType, LexiconEdit, type LexiconNode } from './lexicon.ts';
import { samplesOfSkill } from './samples.ts';
import type { CompiledEnumeration, CompiledSkill } from './skill.ts';
import { emptyTrie, TrieEdit, type TrieNode } from './trie.ts';

/**
 * Everything that one set of enabled skills can hear, in one language. Immutable: enabling, updating or
 * disabling skills makes a new snapshot that shares all that did not change with the old one, and costs what
 * the changed skills cost.
 */
export interface Snapshot {
  readonly locale: Locale;
  /** By skill id. */
  readonly skills: ReadonlyMap<string, CompiledSkill>;
  readonly trie: TrieNode;
  readonly soundTrie: TrieNode;
  readonly lexicon: LexiconNode;
  readonly soundLexicon: LexiconNode;
  /** How many skills use each enumeration. */
  readonly enumerationUses: ReadonlyMap<string, number>;
  readonly statistical: SkillSnapshot | undefined;
  /** Keys of this snapshot's skills in the statistical index, which other sets share. */
  readonly statisticalKeys: ReadonlySet<string>;
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
    skills: new Map(),
    trie: emptyTrie(),
    soundTrie: emptyTrie(),
    lexicon: emptyLexicon(),
    soundLexicon: emptyLexicon(),
    enumerationUses: new Map(),
    statistical: undefined,
    statisticalKeys: new Set(),
  };
}

const spelt = (key: string) => key;

/**
 * The next snapshot; `base` stays as it is. Enabling a skill that is enabled replaces it. `index` learns what
 * it does not know yet; without one there is no statistical part.
 */
export function changeSnapshot(base: Snapshot, change: SnapshotChange, index?: SkillIndex): Snapshot {
  const sound = (key: string) => soundOf(key, base.locale);
  const trie = new TrieEdit(base.trie, spelt);
  const soundTrie = new TrieEdit(base.soundTrie, sound);
  const lexicon = new LexiconEdit(base.lexicon, spelt);
  const soundLexicon = new LexiconEdit(base.soundLexicon, sound);
  const skills = new Map(base.skills);
  const uses = new Map(base.enumerationUses);
  const statisticalKeys = new Set(base.statisticalKeys);

  const addEnumeration = (enumeration: CompiledEnumeration) => {
    const count = uses.get(enumeration.key) ?? 0;
    uses.set(enumeration.key, count + 1);
    if (count > 0) return;
    for (const form of enumeration.forms) {
      lexicon.add(form);
      soundLexicon.add(form);
    }
  };
  const removeEnumeration = (enumeration: CompiledEnumeration) => {
    const count = uses.get(enumeration.key) ?? 0;
    if (count > 1) {
      uses.set(enumeration.key, count - 1);
      return;
    }
    uses.delete(enumeration.key);
    for (const form of enumeration.forms) {
      lexicon.removeForm(form);
      soundLexicon.removeForm(form);
    }
  };
  const disable = (skillId: string) => {
    const skill = skills.get(skillId);
    if (!skill) return;
    skills.delete(skillId);
    statisticalKeys.delete(statisticalKey(skill));
    for (const template of skill.templates) {
      trie.remove(template);
      soundTrie.remove(template);
    }
    for (const enumeration of distinct(skill)) removeEnumeration(enumeration);
    for (const name of namesOf(skill)) lexicon.removeForm(name);
  };

  for (const skillId of change.disable ?? []) disable(skillId);
  for (const skill of change.enable ?? []) {
    disable(skill.skillId);
    skills.set(skill.skillId, skill);
    statisticalKeys.add(statisticalKey(skill));
    for (const enumeration of distinct(skill)) addEnumeration(enumeration);
    for (const name of namesOf(skill)) lexicon.add(name);
    for (const template of skill.templates) {
      trie.add(template);
      soundTrie.add(template);
    }
    if (index) learn(index, skill);
  }
  return {
    locale: base.locale,
    skills,
    trie: trie.done(),
    soundTrie: soundTrie.done(),
    lexicon: lexicon.done(),
    soundLexicon: soundLexicon.done(),
    enumerationUses: uses,
    statistical: index?.snapshot(),
    statisticalKeys,
  };
}

const namesOf = (skill: CompiledSkill) =>
  skill.invocationNames.map((words) => ({ type: invocationType, valueId: skill.skillId, words }));

const distinct = (skill: CompiledSkill) =>
  new Map(skill.enumerations.map((enumeration) => [enumeration.key, enumeration])).values();

const learnt = new WeakMap<SkillIndex, Set<string>>();

function learn(index: SkillIndex, skill: CompiledSkill): void {
  let known = learnt.get(index);
  if (!known) {
    known = new Set();
    learnt.set(index, known);
  }
  const key = statisticalKey(skill);
  if (known.has(key)) return;
  known.add(key);
  index.enable(key, samplesOfSkill(skill), { locale: skill.locale });
}

/** Forgets versions that no set uses any more. */
export function forgetVersions(index: SkillIndex, isInUse: (key: string) => boolean): void {
  const known = learnt.get(index);
  for (const key of known ?? []) {
    if (isInUse(key)) continue;
    known!.delete(key);
    index.disable(key);
  }
}
