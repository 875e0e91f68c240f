/** What the index keeps of one enabled skill: its samples as compact feature tables, and its slot tagger. */
import { IntBuffer } from './hashing.ts';
import { intentFeatures } from './intent-features.ts';
import { SkillSlots } from './skill-slots.ts';
import { type TokenisedUtterance, tokenise } from './tokens.ts';
import type { LabelledUtterance } from './types.ts';

/** Distinct features of an utterance, each once; words and characters apart. */
export interface FeatureSet {
  readonly words: Int32Array;
  readonly characters: Int32Array;
}

/** Which samples hold a feature: sorted keys, and for key k the samples `samples[offsets[k]..offsets[k + 1]]`. */
interface FeatureTable {
  readonly keys: Int32Array;
  readonly offsets: Int32Array;
  readonly samples: Uint16Array;
}

/** More samples of one intent than this teach retrieval nothing; the rest only train the slots. */
const samplesPerIntent = 512;

export class SkillIntent {
  readonly skillId: string;
  readonly intent: string;
  /** The samples themselves, for `explain`. */
  readonly texts: readonly string[];
  /** Number of features by sample. */
  readonly wordCounts: Uint16Array;
  readonly characterCounts: Uint16Array;
  readonly #words: FeatureTable;
  readonly #characters: FeatureTable;

  constructor(skillId: string, intent: string, texts: readonly string[], sets: readonly FeatureSet[]) {
    this.skillId = skillId;
    this.intent = intent;
    this.texts = texts;
    this.wordCounts = Uint16Array.from(sets, (set) => set.words.length);
    this.characterCounts = Uint16Array.from(sets, (set) => set.characters.length);
    this.#words = tableOf(sets.map((set) => set.words));
    this.#characters = tableOf(sets.map((set) => set.characters));
  }

  /** Every word feature of every sample, sorted. */
  get vocabulary(): Int32Array {
    return this.#words.keys;
  }

  has(word: number): boolean {
    return find(this.#words.keys, word) >= 0;
  }

  /** Adds `weight` to each sample that holds the feature; false when none does. */
  addWord(word: number, weight: number, into: Float64Array): boolean {
    return addTo(this.#words, word, weight, into);
  }

  addCharacters(characters: number, weight: number, into: Float64Array): boolean {
    return addTo(this.#characters, characters, weight, into);
  }
}

export interface SkillEntry {
  readonly skillId: string;
  readonly locale: string | undefined;
  readonly intents: readonly SkillIntent[];
  readonly slots: SkillSlots | undefined;
}

const scratch = new IntBuffer();

export function featureSetOf(utterance: TokenisedUtterance): FeatureSet {
  scratch.clear();
  intentFeatures(utterance, scratch);
  const words = new Set<number>();
  const characters = new Set<number>();
  for (let k = 0; k < scratch.length; k += 2) {
    const family = scratch.items[k + 1]!;
    if (family === 0) words.add(scratch.items[k]!);
    else if (family === 1) characters.add(scratch.items[k]!);
  }
  return { words: Int32Array.from(words), characters: Int32Array.from(characters) };
}

function tableOf(sets: readonly Int32Array[]): FeatureTable {
  const holders = new Map<number, number[]>();
  let entries = 0;
  for (const [sample, set] of sets.entries()) {
    for (const feature of set) {
      const list = holders.get(feature);
      if (list === undefined) holders.set(feature, [sample]);
      else list.push(sample);
      entries++;
    }
  }
  const keys = Int32Array.from(holders.keys()).sort();
  const offsets = new Int32Array(keys.length + 1);
  const samples = new Uint16Array(entries);
  let at = 0;
  for (const [k, key] of keys.entries()) {
    for (const sample of holders.get(key)!) samples[at++] = sample;
    offsets[k + 1] = at;
  }
  return { keys, offsets, samples };
}

function find(keys: Int32Array, key: number): number {
  let low = 0;
  let high = keys.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const at = keys[middle]!;
    if (at === key) return middle;
    if (at < key) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

function addTo(table: FeatureTable, feature: number, weight: number, into: Float64Array): boolean {
  const k = find(table.keys, feature);
  if (k < 0) return false;
  for (let j = table.offsets[k]!; j < table.offsets[k + 1]!; j++) {
    const sample = table.samples[j]!;
    into[sample] = into[sample]! + weight;
  }
  return true;
}

/** Pure and synchronous; some tens of milliseconds for ten intents of twenty samples. */
export function compileSkill(
  skillId: string,
  examples: readonly LabelledUtterance[],
  locale: string | undefined,
): SkillEntry {
  const tokenised = examples.map((example) => tokenise(example.text));
  const byIntent = new Map<string, { sets: FeatureSet[]; texts: string[] }>();
  for (const [e, example] of examples.entries()) {
    if (example.intent === null || tokenised[e]!.tokens.length === 0) continue;
    let group = byIntent.get(example.intent);
    if (group === undefined) {
      group = { sets: [], texts: [] };
      byIntent.set(example.intent, group);
    }
    if (group.sets.length === samplesPerIntent) continue;
    group.sets.push(featureSetOf(tokenised[e]!));
    group.texts.push(example.text);
  }
  const intents = [...byIntent].map(
    ([intent, { sets, texts }]) => new SkillIntent(skillId, intent, texts, sets),
  );
  return { skillId, locale, intents, slots: SkillSlots.train(examples, tokenised) };
}
