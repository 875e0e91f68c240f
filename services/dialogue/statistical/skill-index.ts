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

/** A set of skill ids. */
export interface SkillFilter {
  readonly size: number;
  has(skillId: string): boolean;
  keys(): Iterable<string>;
}

export interface SkillQueryOptions {
  /** Only these skills may answer; everything that is enabled when absent. */
  readonly enabled?: SkillFilter;
  /** Only skills that were enabled for this locale (or for none). */
  readonly locale?: string;
  /** At most this many hypotheses, best first. Default 5. */
  readonly nBest?: number;
}

const candidateLimit = 32;
/** A feature of more intents than this says too little to be worth walking. */
const postingLimit = 400;
/** Hits after which common features are left alone. */
const enoughFound = 400;
/** Up to this many skills are searched one by one instead of through the shared index. */
const fewSkills = 24;

/** Appended to, never edited; a snapshot ignores what it does not know. */
interface SharedPostings {
  readonly lists: Map<number, number[]>;
  readonly intents: SkillIntent[];
  /** Scratch space by intent, all zeros between queries. */
  scores: Float32Array;
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
    const rarity = this.#rarity(features.words);
    const candidates = this.#retrieve(features, rarity, options);
    const scored = candidates
      .map((intent) => ({ intent, ...similarity(intent, features, rarity) }))
      .sort((a, b) => b.score - a.score)
      .slice(0, Math.max(1, options.nBest ?? 5));
    const tagged = new Map<string, readonly SlotHypothesis[]>();
    return scored.map(({ intent, score, coverage, nearest }, rank) => {
      const rival = scored[rank === 0 ? 1 : 0]?.score ?? 0;
      let slots = tagged.get(intent.skillId);
      if (slots === undefined) {
        slots = this.#skills.get(intent.skillId)?.entry.slots?.tag(utterance) ?? [];
        tagged.set(intent.skillId, slots);
      }
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

  /** Of each feature over everything enabled, the usual logarithm. */
  #rarity(words: Int32Array): Float32Array {
    const total = this.#shared.intents.length + 2;
    return Float32Array.from(words, (word) => {
      const seen = this.#shared.lists.get(word)?.length ?? 0;
      return Math.log(total / (seen + 1)) + 1;
    });
  }

  #retrieve(features: FeatureSet, rarity: Float32Array, options: SkillQueryOptions): SkillIntent[] {
    const { enabled, locale } = options;
    const found: { intent: SkillIntent; score: number }[] = [];
    if (enabled !== undefined && enabled.size <= fewSkills) {
      for (const skillId of enabled.keys()) {
        const entry = this.#skills.get(skillId)?.entry;
        if (entry === undefined || !speaks(entry, locale)) continue;
        for (const intent of entry.intents) {
          let score = 0;
          for (let k = 0; k < features.words.length; k++)
            if (intent.has(features.words[k]!)) score += rarity[k]!;
          if (score > 0) found.push({ intent, score });
        }
      }
    } else this.#walk(features, rarity, enabled, locale, found);
    return strongest(found).map(({ intent }) => intent);
  }

  #walk(
    features: FeatureSet,
    rarity: Float32Array,
    enabled: SkillFilter | undefined,
    locale: string | undefined,
    found: { intent: SkillIntent; score: number }[],
  ): void {
    const { lists, intents, scores } = this.#shared;
    const order = [...features.words.keys()].sort((a, b) => rarity[b]! - rarity[a]!);
    const touched: number[] = [];
    let walked = 0;
    for (const k of order) {
      const list = lists.get(features.words[k]!);
      if (list === undefined) continue;
      // The rarest features come first; common ones are walked only while too little was found.
      if (list.length > postingLimit && walked >= enoughFound) break;
      const weight = rarity[k]!;
      const to = Math.min(list.length, postingLimit * 4);
      for (let j = 0; j < to; j++) {
        const number = list[j]!;
        if (scores[number] === 0) {
          touched.push(number);
          scores[number] = -1;
          const live = this.#skills.get(intents[number]!.skillId);
          const alive =
            live !== undefined && number >= live.first && number < live.first + live.entry.intents.length;
          if (
            alive &&
            (enabled === undefined || enabled.has(live.entry.skillId)) &&
            speaks(live.entry, locale)
          ) {
            scores[number] = 1e-6;
          }
        }
        if (scores[number]! < 0) continue;
        scores[number] = scores[number]! + weight;
        walked++;
      }
    }
    for (const number of touched) {
      if (scores[number]! > 0) found.push({ intent: intents[number]!, score: scores[number]! });
      scores[number] = 0;
    }
  }
}

/** The `candidateLimit` highest, in no order: a heap would not pay for so few. */
function strongest<T extends { readonly score: number }>(found: T[]): T[] {
  if (found.length <= candidateLimit) return found;
  const kept: T[] = [];
  let lowest = 0;
  for (const one of found) {
    if (kept.length < candidateLimit) {
      kept.push(one);
      if (one.score < kept[lowest]!.score) lowest = kept.length - 1;
      continue;
    }
    if (one.score <= kept[lowest]!.score) continue;
    kept[lowest] = one;
    for (let k = 0; k < kept.length; k++) if (kept[k]!.score < kept[lowest]!.score) lowest = k;
  }
  return kept;
}

function speaks(entry: SkillEntry, locale: string | undefined): boolean {
  return locale === undefined || entry.locale === undefined || entry.locale === locale;
}

/** Cosine with the nearest sample, whose own features count at the average weight, and the share that is known. */
function similarity(
  intent: SkillIntent,
  features: FeatureSet,
  rarity: Float32Array,
): { score: number; coverage: number; nearest: number } {
  const { words, characters } = features;
  const shared = new Float64Array(intent.wordCounts.length);
  const spelt = new Float64Array(intent.wordCounts.length);
  let mass = 0;
  let known = 0;
  for (let k = 0; k < words.length; k++) {
    const weight = rarity[k]!;
    mass += weight;
    if (intent.addWord(words[k]!, weight, shared)) known += weight;
  }
  for (const run of characters) intent.addCharacters(run, 1, spelt);
  const average = mass / Math.max(1, words.length);
  // Where nothing is spelt in letters, as in Chinese, the words alone decide.
  const wordShare = characters.length === 0 ? 1 : 0.75;
  let best = -1;
  let nearest = 0;
  for (let s = 0; s < shared.length; s++) {
    const bothWords = shared[s]! / Math.sqrt(mass * Math.max(1, intent.wordCounts[s]!) * average || 1);
    const bothRuns =
      spelt[s]! / Math.sqrt(Math.max(1, characters.length) * Math.max(1, intent.characterCounts[s]!));
    const score = wordShare * bothWords + (1 - wordShare) * bothRuns;
    if (score > best) {
      best = score;
      nearest = s;
    }
  }
  const coverage = mass === 0 ? 0 : known / mass;
  return { score: 0.7 * Math.max(0, best) + 0.3 * coverage, coverage, nearest };
}

function confidenceOf(score: number, coverage: number, lead: number): number {
  return 1 / (1 + Math.exp(-(9 * (score - 0.42) + 1.5 * (coverage - 0.5) + 4 * Math.min(lead, 0.2))));
}

/** The enabled skills; `snapshot()` is what a turn should hold on to. */
export class SkillIndex {
  #skills: ReadonlyMap<string, Live> = new Map();
  #shared: SharedPostings = {
    lists: new Map(),
    intents: [],
    scores: new Float32Array(64),
    dead: 0,
  };

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
    if (shared.scores.length < shared.intents.length)
      shared.scores = new Float32Array(shared.intents.length * 2);
    return first;
  }

  /** Starts a new index without what was disabled; older snapshots keep the old one. */
  #compact(): void {
    const shared: SharedPostings = {
      lists: new Map(),
      intents: [],
      scores: new Float32Array(64),
      dead: 0,
    };
    const skills = new Map<string, Live>();
    for (const [skillId, { entry }] of this.#skills)
      skills.set(skillId, { entry, first: this.#append(shared, entry) });
    this.#skills = skills;
    this.#shared = shared;
  }
}
