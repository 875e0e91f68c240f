import type { Locale } from '@earshot/skills-sdk';
import { PersistentMap } from '../persistent-map.ts';
import type { SkillIndex, SkillSnapshot } from '../statistical/index.ts';
import { soundOf } from '../text/sound.ts';
import {
  addForm,
  emptyLexicon,
  invocationType,
  type LexiconEnd,
  type LexiconNode,
  removeForm,
} from './lexicon.ts';
import { samplesOfSkill } from './samples.ts';
import type { CompiledEnumeration, CompiledSkill } from './skill.ts';
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
  const sound = (key: string) => soundOf(key, base.locale);
  let { skills, trie, soundTrie, lexicon, soundLexicon, enumerationUses, statisticalKeys } = base;

  const addEnumeration = (enumeration: CompiledEnumeration) => {
    const count = enumerationUses.get(enumeration.key) ?? 0;
    enumerationUses = enumerationUses.with(enumeration.key, count + 1);
    if (count > 0) return;
    for (const form of enumeration.forms) {
      lexicon = addForm(lexicon, form, spelt);
      soundLexicon = addForm(soundLexicon, form, sound);
    }
  };
  const removeEnumeration = (enumeration: CompiledEnumeration) => {
    const count = enumerationUses.get(enumeration.key) ?? 0;
    if (count > 1) {
      enumerationUses = enumerationUses.with(enumeration.key, count - 1);
      return;
    }
    enumerationUses = enumerationUses.without(enumeration.key);
    for (const form of enumeration.forms) {
      lexicon = removeForm(lexicon, form, spelt);
      soundLexicon = removeForm(soundLexicon, form, sound);
    }
  };
  const disable = (skillId: string) => {
    const skill = skills.get(skillId);
    if (!skill) return;
    skills = skills.without(skillId);
    statisticalKeys = statisticalKeys.without(statisticalKey(skill));
    for (const template of skill.templates) {
      trie = removeTemplate(trie, template, spelt);
      soundTrie = removeTemplate(soundTrie, template, sound);
    }
    for (const enumeration of distinct(skill)) removeEnumeration(enumeration);
    for (const name of namesOf(skill)) lexicon = removeForm(lexicon, name, spelt);
  };

  for (const skillId of change.disable ?? []) disable(skillId);
  for (const skill of change.enable ?? []) {
    disable(skill.skillId);
    skills = skills.with(skill.skillId, skill);
    statisticalKeys = statisticalKeys.with(statisticalKey(skill), true);
    for (const enumeration of distinct(skill)) addEnumeration(enumeration);
    for (const name of namesOf(skill)) lexicon = addForm(lexicon, name, spelt);
    for (const template of skill.templates) {
      trie = addTemplate(trie, template, spelt);
      soundTrie = addTemplate(soundTrie, template, sound);
    }
    if (index) learn(index, skill);
  }
  return {
    locale: base.locale,
    skills,
    trie,
    soundTrie,
    lexicon,
    soundLexicon,
    enumerationUses,
    statistical: index?.snapshot(),
    statisticalKeys,
  };
}

const namesOf = (skill: CompiledSkill): LexiconEnd[] =>
  skill.invocationNames.map((words) => ({ type: invocationType, valueId: skill.skillId, words }));

const distinct = (skill: CompiledSkill) =>
  new Map(skill.enumerations.map((enumeration) => [enumeration.key, enumeration])).values();

function learn(index: SkillIndex, skill: CompiledSkill): void {
  const key = statisticalKey(skill);
  if (!index.has(key)) index.enable(key, samplesOfSkill(skill), { locale: skill.locale });
}

/** Forgets versions that no set uses any more. */
export function forgetVersions(index: SkillIndex, isInUse: (key: string) => boolean): void {
  for (const key of index.skillIds) if (!isInUse(key)) index.disable(key);
}
