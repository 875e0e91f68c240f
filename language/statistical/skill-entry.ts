/** What the index keeps of one enabled skill: its samples as compact feature tables, and its slot tagger. */
import type { Steps } from '../steps.ts';
import { findHash, HashIndex, IntBuffer } from './hashing.ts';
import { intentFeatures } from './intent-features.ts';
import { SkillSlots } from './skill-slots.ts';
import { type TokenisedUtterance, tokenise } from './tokens.ts';
import type { LabelledUtterance } from './types.ts';

/** Distinct features of an utterance in rising order; words and characters apart. */
export interface FeatureSet {
  readonly words: Int32Array;
  readonly characters: Int32Array;
}

/**
 * Which samples hold a feature, for all intents of one skill, one after the other: the samples of `keys[k]` are
 * `samples[offsets[k]..offsets[k + 1]]`. One set of arrays for a skill and not for an intent, as every typed array
 * is an object more for the garbage collector.
 */
interface FeatureTables {
  readonly keys: Int32Array;
  readonly offsets: Int32Array;
  readonly samples: Uint16Array;
  /** Number of features by sample. */
  readonly wordCounts: Uint16Array;
  readonly characterCounts: Uint16Array;
}

/** Where an intent stands in the tables of its skill: words from `words`, characters from `characters`, to `end`. */
interface Place {
  readonly words: number;
  readonly characters: number;
  readonly end: number;
  readonly firstSample: number;
}

/** More samples of one intent than this teach retrieval nothing; the rest only train the slots. */
const samplesPerIntent = 512;

export class SkillIntent {
  readonly skillId: string;
  readonly intent: string;
  /** The samples themselves, for `explain`. */
  readonly texts: readonly string[];
  readonly #tables: FeatureTables;
  readonly #place: Place;

  constructor(
    skillId: string,
    intent: string,
    texts: readonly string[],
    tables: FeatureTables,
    place: Place,
  ) {
    this.skillId = skillId;
    this.intent = intent;
    this.texts = texts;
    this.#tables = tables;
    this.#place = place;
  }

  wordCount(sample: number): number {
    return this.#tables.wordCounts[this.#place.firstSample + sample]!;
  }

  characterCount(sample: number): number {
    return this.#tables.characterCounts[this.#place.firstSample + sample]!;
  }

  /** Every word feature of every sample, in rising order. */
  get vocabulary(): Int32Array {
    return this.#tables.keys.subarray(this.#place.words, this.#place.characters);
  }

  has(word: number): boolean {
    return findHash(this.#tables.keys, this.#place.words, this.#place.characters, word) >= 0;
  }

  /** Adds `weight` to each sample that holds the feature; false when none does. */
  addWord(word: number, weight: number, into: Float64Array): boolean {
    return this.#add(
      findHash(this.#tables.keys, this.#place.words, this.#place.characters, word),
      weight,
      into,
    );
  }

  addCharacters(characters: number, weight: number, into: Float64Array): boolean {
    return this.#add(
      findHash(this.#tables.keys, this.#place.characters, this.#place.end, characters),
      weight,
      into,
    );
  }

  #add(k: number, weight: number, into: Float64Array): boolean {
    if (k < 0) return false;
    const { offsets, samples } = this.#tables;
    const to = offsets[k + 1]!;
    for (let j = offsets[k]!; j < to; j++) {
      const sample = samples[j]!;
      into[sample] = into[sample]! + weight;
    }
    return true;
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
  return { words: distinct(0), characters: distinct(1) };
}

/** Of the features in `scratch` those of one family, sorted, each once. */
function distinct(family: number): Int32Array {
  let count = 0;
  for (let k = 1; k < scratch.length; k += 2) if (scratch.items[k] === family) count++;
  const features = new Int32Array(count);
  for (let k = 0, at = 0; k < scratch.length; k += 2) {
    if (scratch.items[k + 1] === family) features[at++] = scratch.items[k]!;
  }
  features.sort();
  let kept = 0;
  for (let k = 0; k < count; k++) {
    if (k === 0 || features[k] !== features[k - 1]) features[kept++] = features[k]!;
  }
  return features.slice(0, kept);
}

/** Which samples of one intent hold which features of one family. */
class Holders {
  readonly #ids = new HashIndex();
  /** By id: the sample that was last seen to hold the feature, and how many do. */
  readonly #last = new IntBuffer();
  readonly #counts = new IntBuffer();
  /** Pairs of id and sample. */
  readonly #pairs = new IntBuffer();

  clear(): void {
    for (const list of [this.#ids, this.#last, this.#counts, this.#pairs]) list.clear();
  }

  /** Sample by sample; false when the sample is known to hold the feature. */
  add(feature: number, sample: number): boolean {
    const id = this.#ids.add(feature);
    if (id === this.#last.length) {
      this.#last.push(sample);
      this.#counts.push(0);
    } else if (this.#last.items[id] === sample) return false;
    this.#last.items[id] = sample;
    this.#counts.items[id] = this.#counts.items[id]! + 1;
    this.#pairs.push(id);
    this.#pairs.push(sample);
    return true;
  }

  /** Appends keys in rising order, where the samples of each begin, and the samples. */
  appendTo(keys: IntBuffer, offsets: IntBuffer, samples: IntBuffer): void {
    const next = new Int32Array(this.#ids.size);
    let end = samples.length;
    for (const key of this.#ids.keys().sort()) {
      const id = this.#ids.get(key);
      keys.push(key);
      offsets.push(end);
      next[id] = end;
      end += this.#counts.items[id]!;
    }
    for (let k = samples.length; k < end; k++) samples.push(0);
    const { items, length } = this.#pairs;
    for (let k = 0; k < length; k += 2) samples.items[next[items[k]!]!++] = items[k + 1]!;
  }
}

const wordHolders = new Holders();
const characterHolders = new Holders();

/** The tables of one skill while its intents are added to them. */
class TablesBuilder {
  readonly #keys = new IntBuffer();
  readonly #offsets = new IntBuffer();
  readonly #samples = new IntBuffer();
  readonly #wordCounts = new IntBuffer();
  readonly #characterCounts = new IntBuffer();

  add(utterances: readonly TokenisedUtterance[]): Place {
    wordHolders.clear();
    characterHolders.clear();
    const firstSample = this.#wordCounts.length;
    for (const [sample, utterance] of utterances.entries()) {
      scratch.clear();
      intentFeatures(utterance, scratch);
      const counts = [0, 0];
      for (let k = 0; k < scratch.length; k += 2) {
        const family = scratch.items[k + 1]!;
        if (family > 1) continue;
        const holders = family === 0 ? wordHolders : characterHolders;
        if (holders.add(scratch.items[k]!, sample)) counts[family] = counts[family]! + 1;
      }
      this.#wordCounts.push(counts[0]!);
      this.#characterCounts.push(counts[1]!);
    }
    const words = this.#keys.length;
    wordHolders.appendTo(this.#keys, this.#offsets, this.#samples);
    const characters = this.#keys.length;
    characterHolders.appendTo(this.#keys, this.#offsets, this.#samples);
    return { words, characters, end: this.#keys.length, firstSample };
  }

  build(): FeatureTables {
    this.#offsets.push(this.#samples.length);
    return {
      keys: this.#keys.toArray(),
      offsets: this.#offsets.toArray(),
      samples: Uint16Array.from(this.#samples.toArray()),
      wordCounts: Uint16Array.from(this.#wordCounts.toArray()),
      characterCounts: Uint16Array.from(this.#characterCounts.toArray()),
    };
  }
}

/** Pure; a few milliseconds for ten intents of twenty samples, more where slots are learnt, which is one step. */
export function* compilingEntry(
  skillId: string,
  examples: readonly LabelledUtterance[],
  locale: string | undefined,
): Steps<SkillEntry> {
  const tokenised = examples.map((example) => tokenise(example.text));
  const byIntent = new Map<string, { utterances: TokenisedUtterance[]; texts: string[] }>();
  for (const [e, example] of examples.entries()) {
    if (example.intent === null || tokenised[e]!.tokens.length === 0) continue;
    let group = byIntent.get(example.intent);
    if (group === undefined) {
      group = { utterances: [], texts: [] };
      byIntent.set(example.intent, group);
    }
    if (group.utterances.length === samplesPerIntent) continue;
    group.utterances.push(tokenised[e]!);
    group.texts.push(example.text);
  }
  const builder = new TablesBuilder();
  const placed: { intent: string; texts: readonly string[]; place: Place }[] = [];
  for (const [intent, { utterances, texts }] of byIntent) {
    placed.push({ intent, texts, place: builder.add(utterances) });
    yield;
  }
  const tables = builder.build();
  const intents = placed.map(
    ({ intent, texts, place }) => new SkillIntent(skillId, intent, texts, tables, place),
  );
  yield;
  return { skillId, locale, intents, slots: SkillSlots.train(examples, tokenised) };
}
