/** What the index keeps of one enabled skill: its samples as weighted features, and its slot tagger. */
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

export interface SkillIntent {
  readonly skillId: string;
  readonly intent: string;
  readonly samples: readonly FeatureSet[];
  /** The samples themselves, for `explain`. */
  readonly texts: readonly string[];
  /** Every word feature of every sample, for retrieval and coverage. */
  readonly vocabulary: ReadonlySet<number>;
}

export interface SkillEntry {
  readonly skillId: string;
  readonly locale: string | undefined;
  readonly intents: readonly SkillIntent[];
  readonly slots: SkillSlots | undefined;
  /** Word feature to the positions in `intents` that have it, for users with few skills. */
  readonly postings: ReadonlyMap<number, readonly number[]>;
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

/** Pure and synchronous; some tens of milliseconds for ten intents of twenty samples. */
export function compileSkill(
  skillId: string,
  examples: readonly LabelledUtterance[],
  locale: string | undefined,
): SkillEntry {
  const tokenised = examples.map((example) => tokenise(example.text));
  const byIntent = new Map<string, { samples: FeatureSet[]; texts: string[]; vocabulary: Set<number> }>();
  for (const [e, example] of examples.entries()) {
    if (example.intent === null || tokenised[e]!.tokens.length === 0) continue;
    let group = byIntent.get(example.intent);
    if (group === undefined) {
      group = { samples: [], texts: [], vocabulary: new Set() };
      byIntent.set(example.intent, group);
    }
    const features = featureSetOf(tokenised[e]!);
    group.samples.push(features);
    group.texts.push(example.text);
    for (const word of features.words) group.vocabulary.add(word);
  }
  const intents = [...byIntent].map(([intent, group]) => ({ skillId, intent, ...group }));
  const postings = new Map<number, number[]>();
  for (const [position, intent] of intents.entries()) {
    for (const word of intent.vocabulary) {
      const list = postings.get(word);
      if (list === undefined) postings.set(word, [position]);
      else list.push(position);
    }
  }
  return { skillId, locale, intents, slots: SkillSlots.train(examples, tokenised), postings };
}
