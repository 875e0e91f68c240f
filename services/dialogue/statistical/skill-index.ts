/**
 * Many small skills at once. An inverted index over word n-grams names the few intents worth a closer look, so that
 * the cost of a query follows the utterance and not the number of skills. Enabling a skill appends to the index and
 * trains that skill alone; a snapshot taken earlier goes on answering as before.
 */
import {
  compileSkill,
  type FeatureSet,
  featureSetOf,
  type SkillEntry,
  type SkillIntent,
} from './skill-entry.ts';
import { tokenise } from './tokens.ts';
import type { Evidence, LabelledUtterance, SlotHypothesis } from './types.ts';

export interface SkillHypothesis {
  readonly skillId: string;
  readonly intent: string;
  /** Similarity to what the intent was taught, for ranking; not a probability. */
  readonly score: number;
  /** 0 to 1: how likely this intent is meant at all; low means reject. */
  readonly confidence: number;
  readonly slots: readonly SlotHypothesis[];
  readonly explain: () => readonly Evidence[];
}

export interface SkillQueryOptions {
  /** Only these skills may answer; everything that is enabled when absent. */
  readonly enabled?: ReadonlySet<string>;
  /** Only skills that were enabled for this locale (or for none). */
  readonly locale?: string;
  /** At most this many hypotheses, best first. Default 5. */
  readonly nBest?: number;
}

const candidateLimit = 32;
/** A feature of more intents than this says too little to be worth walking. */
const postingLimit = 400;
/** Up to this many skills are searched one by one instead of through the shared index. */
const fewSkills = 24;

/** Appended to, never edited; a snapshot ignores what it does not know. */
interface SharedPostings {
  readonly lists: Map<number, number[]>;
  readonly intents: SkillIntent[];
  dead: number;
}

interface Live {
  readonly entry: SkillEntry;
  /** Number of the first intent in the shared list; the others follow. */
  readonly first: number;
}

/** One unchanging view of the enabled skills. */
export class SkillSnapshot {
  readonly #skills: ReadonlyMap<string, Live>;
  readonly #shared: SharedPostings;

  constructor(skills: ReadonlyMap<string, Live>, shared: SharedPostings) {
    this.#skills = skills;
    this.#shared = shared;
  }

  get skillIds(): string[] {
    return [...this.#skills.keys()];
  }

  /** Best first; empty when nothing shares a word with the utterance. */
  query(text: string, options: SkillQueryOptions = {}): SkillHypothesis[] {
    const utterance = tokenise(text);
    if (utterance.tokens.length === 0) return [];
    const features = featureSetOf(utterance);
    const candidates = this.#retrieve(features, options);
    if (candidates.length === 0) return [];
    const wordWeights = this.#weights(features.words);
    const characterWeights = new Float32Array(features.characters.length).fill(1);
    const nBest = options.nBest ?? 5;
    const scored = candidates
      .map((intent) => ({ intent, ...similarity(intent, features, wordWeights, characterWeights) }))
      .sort((a, b) => b.score - a.score)
      .slice(0, Math.max(1, nBest));
    return scored.map(({ intent, score, coverage, nearest }, rank) => {
      const rival = scored[rank === 0 ? 1 : 0]?.score ?? 0;
      const slots = this.#skills.get(intent.skillId)?.entry.slots?.tag(utterance) ?? [];
      return {
        skillId: intent.skillId,
        intent: intent.intent,
        score,
        confidence: confidenceOf(score, coverage, rank === 0 ? score - rival : 0),
        slots,
        explain: () => [
          { feature: `nearest sample "${intent.texts[nearest]}"`, weight: score },
          { feature: 'share of the utterance that the intent has seen', weight: coverage },
        ],
      };
    });
  }

  /** Rarity of each feature over everything enabled, the usual logarithm. */
  #weights(words: Int32Array): Float32Array {
    const total = this.#shared.intents.length + 1;
    const weights = new Float32Array(words.length);
    for (let k = 0; k < words.length; k++) {
      const seen = this.#shared.lists.get(words[k]!)?.length ?? 0;
      weights[k] = Math.log((total + 1) / (seen + 1)) + 1;
    }
    return weights;
  }

  #retrieve(features: FeatureSet, options: SkillQueryOptions): SkillIntent[] {
    const { enabled, locale } = options;
    const scores = new Map<SkillIntent, number>();
    const total = this.#shared.intents.length + 1;
    if (enabled !== undefined && enabled.size <= fewSkills) {
      for (const skillId of enabled) {
        const entry = this.#skills.get(skillId)?.entry;
        if (entry === undefined || !speaks(entry, locale)) continue;
        for (const word of features.words) {
          const positions = entry.postings.get(word);
          if (positions === undefined) continue;
          const rarity = Math.log((total + 1) / ((this.#shared.lists.get(word)?.length ?? 0) + 1)) + 1;
          for (const position of positions) {
            const intent = entry.intents[position]!;
            scores.set(intent, (scores.get(intent) ?? 0) + rarity);
          }
        }
      }
    } else this.#walk(features, enabled, locale, total, scores);
    return [...scores]
      .sort((a, b) => b[1] - a[1])
      .slice(0, candidateLimit)
      .map(([intent]) => intent);
  }

  #walk(
    features: FeatureSet,
    enabled: ReadonlySet<string> | undefined,
    locale: string | undefined,
    total: number,
    scores: Map<SkillIntent, number>,
  ): void {
    const lists: number[][] = [];
    for (const word of features.words) {
      const list = this.#shared.lists.get(word);
      if (list !== undefined) lists.push(list);
    }
    lists.sort((a, b) => a.length - b.length);
    let walked = 0;
    for (const list of lists) {
      // The rarest features come first; common ones are walked only while too little was found.
      if (list.length > postingLimit && walked >= postingLimit) break;
      const rarity = Math.log((total + 1) / (list.length + 1)) + 1;
      const from = Math.max(0, list.length - postingLimit * 4);
      for (let k = from; k < list.length; k++) {
        const number = list[k]!;
        const intent = this.#shared.intents[number]!;
        const live = this.#skills.get(intent.skillId);
        if (live === undefined || number < live.first || number >= live.first + live.entry.intents.length)
          continue;
        if (enabled !== undefined && !enabled.has(intent.skillId)) continue;
        if (!speaks(live.entry, locale)) continue;
        scores.set(intent, (scores.get(intent) ?? 0) + rarity);
        walked++;
      }
    }
  }
}

function speaks(entry: SkillEntry, locale: string | undefined): boolean {
  return locale === undefined || entry.locale === undefined || entry.locale === locale;
}

function similarity(
  intent: SkillIntent,
  features: FeatureSet,
  wordWeights: Float32Array,
  characterWeights: Float32Array,
): { score: number; coverage: number; nearest: number } {
  let mass = 0;
  let known = 0;
  for (let k = 0; k < features.words.length; k++) {
    const weight = wordWeights[k]!;
    mass += weight;
    if (intent.vocabulary.has(features.words[k]!)) known += weight;
  }
  const words = weightsByFeature(features.words, wordWeights);
  const characters = weightsByFeature(features.characters, characterWeights);
  let best = -1;
  let nearest = 0;
  for (const [s, sample] of intent.samples.entries()) {
    const score =
      0.75 * overlap(sample.words, words, mass) +
      0.25 * overlap(sample.characters, characters, features.characters.length);
    if (score > best) {
      best = score;
      nearest = s;
    }
  }
  const coverage = mass === 0 ? 0 : known / mass;
  return { score: 0.7 * best + 0.3 * coverage, coverage, nearest };
}

function weightsByFeature(ids: Int32Array, weights: Float32Array): Map<number, number> {
  const map = new Map<number, number>();
  for (let k = 0; k < ids.length; k++) map.set(ids[k]!, weights[k]!);
  return map;
}

/** Cosine with the sample's own features counted at the average weight. */
function overlap(sample: Int32Array, query: ReadonlyMap<number, number>, mass: number): number {
  if (sample.length === 0 || query.size === 0) return 0;
  let shared = 0;
  for (const id of sample) shared += query.get(id) ?? 0;
  const average = mass / query.size;
  return shared / Math.sqrt(mass * sample.length * average);
}

function confidenceOf(score: number, coverage: number, lead: number): number {
  return 1 / (1 + Math.exp(-(9 * (score - 0.42) + 1.5 * (coverage - 0.5) + 4 * Math.min(lead, 0.2))));
}

/** The enabled skills; `snapshot()` is what a turn should hold on to. */
export class SkillIndex {
  #skills: ReadonlyMap<string, Live> = new Map();
  #shared: SharedPostings = { lists: new Map(), intents: [], dead: 0 };

  /** Adds a skill, or replaces its samples. Trains this skill alone. */
  enable(skillId: string, examples: readonly LabelledUtterance[], options: { locale?: string } = {}): void {
    const entry = compileSkill(skillId, examples, options.locale);
    this.#bury(skillId);
    const skills = new Map(this.#skills);
    skills.set(skillId, { entry, first: this.#append(this.#shared, entry) });
    this.#skills = skills;
  }

  disable(skillId: string): void {
    if (!this.#skills.has(skillId)) return;
    this.#bury(skillId);
    const skills = new Map(this.#skills);
    skills.delete(skillId);
    this.#skills = skills;
    if (this.#shared.dead > 256 && this.#shared.dead * 2 > this.#shared.intents.length) this.#compact();
  }

  snapshot(): SkillSnapshot {
    return new SkillSnapshot(this.#skills, this.#shared);
  }

  query(text: string, options: SkillQueryOptions = {}): SkillHypothesis[] {
    return this.snapshot().query(text, options);
  }

  #bury(skillId: string): void {
    this.#shared.dead += this.#skills.get(skillId)?.entry.intents.length ?? 0;
  }

  #append(shared: SharedPostings, entry: SkillEntry): number {
    const first = shared.intents.length;
    for (const intent of entry.intents) {
      const number = shared.intents.length;
      shared.intents.push(intent);
      for (const word of intent.vocabulary) {
        const list = shared.lists.get(word);
        if (list === undefined) shared.lists.set(word, [number]);
        else list.push(number);
      }
    }
    return first;
  }

  /** Starts a new index without what was disabled; older snapshots keep the old one. */
  #compact(): void {
    const shared: SharedPostings = { lists: new Map(), intents: [], dead: 0 };
    const skills = new Map<string, Live>();
    for (const [skillId, { entry }] of this.#skills)
      skills.set(skillId, { entry, first: this.#append(shared, entry) });
    this.#skills = skills;
    this.#shared = shared;
  }
}
