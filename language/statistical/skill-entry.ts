/** What the index keeps of one enabled skill: features and vectors of its samples, and its slot tagger. Nothing else. */
import type { Steps } from '../steps.ts';
import { IntentChoice } from './intent-choice.ts';
import { SampleTable } from './sample-table.ts';
import { type SentenceFeatures, sentenceFeatures } from './sentence-features.ts';
import { type SkillSlots, trainingSlots } from './skill-slots.ts';
import type { LabelledUtterance, SentenceVectors, SlotValues } from './types.ts';

/** More samples of one intent than this teach little that is new; the rest only train the slots. */
const samplesPerIntent = 2048;

/** One intent of a skill: samples `first` to `end` of its {@link SampleTable}. */
export interface SkillIntent {
  readonly skillId: string;
  readonly intent: string;
  readonly first: number;
  readonly end: number;
  /** Word features of its samples, each once: what retrieval looks for. */
  readonly vocabulary: Int32Array;
  /** Means of what its samples mean by their words, and of their sentence vectors where there are any. */
  readonly meaning: Float32Array;
  readonly vector: Float32Array | undefined;
  readonly entry: SkillEntry;
}

export interface SkillEntry {
  readonly skillId: string;
  readonly locale: string;
  readonly intents: readonly SkillIntent[];
  readonly samples: SampleTable;
  /** Absent where there is one intent. */
  readonly choice: IntentChoice | undefined;
  readonly slots: SkillSlots | undefined;
}

interface Group {
  readonly samples: SentenceFeatures[];
  readonly templates: number[];
  readonly vectors: Float32Array[];
}

/** Pure; a few milliseconds for ten intents of twelve samples, more where many slots are learnt. */
export function* compilingEntry(
  skillId: string,
  examples: readonly LabelledUtterance[],
  locale: string,
  values: SlotValues,
  vectors: SentenceVectors | undefined,
  isBackground = false,
): Steps<SkillEntry> {
  const byIntent = new Map<string, Group>();
  let isEncoded = vectors !== undefined;
  for (const { intent, text, template = 0, isForSlots } of examples) {
    if (intent === null || isForSlots === true) continue;
    let group = byIntent.get(intent);
    if (group === undefined) {
      group = { samples: [], templates: [], vectors: [] };
      byIntent.set(intent, group);
    }
    if (group.samples.length === samplesPerIntent) continue;
    const sample = sentenceFeatures(text, locale);
    if (sample.utterance.tokens.length === 0) continue;
    group.samples.push(sample);
    group.templates.push(template);
    const vector = vectors?.get(text);
    if (vector === undefined) isEncoded = false;
    else group.vectors.push(vector);
    yield;
  }
  const groups = [...byIntent.values()];
  const samples = new SampleTable(
    groups.flatMap((group) => group.samples),
    groups.flatMap((group) => group.templates),
    isEncoded ? groups.flatMap((group) => group.vectors) : undefined,
  );
  yield;
  const intents: SkillIntent[] = [];
  const ends: number[] = [];
  for (const group of groups) ends.push((ends.at(-1) ?? 0) + group.samples.length);
  // Nobody asks which of the background's sentences was meant.
  const choice = isBackground ? undefined : yield* IntentChoice.learning(samples, ends);
  const slots = yield* trainingSlots(examples, locale, values);
  const entry: SkillEntry = { skillId, locale, intents, samples, choice, slots };
  let first = 0;
  for (const [intent, group] of byIntent) {
    const words = new Set<number>();
    for (const sample of group.samples) for (const word of sample.words) words.add(word);
    const meaning = meanOf(group.samples.map((sample) => sample.meaning));
    const vector = isEncoded ? meanOf(group.vectors) : undefined;
    const end = first + group.samples.length;
    intents.push({ skillId, intent, first, end, vocabulary: Int32Array.from(words), meaning, vector, entry });
    first = end;
    yield;
  }
  return entry;
}

function meanOf(vectors: readonly Float32Array[]): Float32Array {
  const mean = new Float32Array(vectors[0]?.length ?? 0);
  for (const vector of vectors)
    for (let d = 0; d < mean.length; d++) mean[d] = mean[d]! + vector[d]! / vectors.length;
  return mean;
}
