/** One unchanging view of many skills: which of their intents an utterance is nearest to. */
import type { PersistentMap } from '../persistent-map.ts';
import { longestList, type Postings } from './postings.ts';
import { type FeatureSet, featureSetOf, type SkillEntry, type SkillIntent } from './skill-entry.ts';
import { type TokenFeatures, tokenFeaturesOf } from './skill-slots.ts';
import { tokenise } from './tokens.ts';
import type { Evidence, SlotHypothesis } from './types.ts';

export interface SkillHypothesis {
  readonly skillId: string;
  readonly intent: string;
  /** Similarity to what the intent was taught, for ranking; not a probability. */
  readonly score: number;
  /** 0 to 1: how likely this intent is meant at all; low means reject. */
  readonly confidence: number;
  /** Found when they are first asked for: of most hypotheses nobody asks. */
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
export interface SharedIntents {
  readonly postings: Postings;
  readonly intents: SkillIntent[];
  /** Scratch space by intent, all zeros between queries. */
  scores: Float32Array;
  /** Intents that belong to no enabled skill any more. */
  dead: number;
}

export interface Live {
  readonly entry: SkillEntry;
  /** Number of the first intent in the shared list; the others follow. */
  readonly first: number;
}

/** What a query looks for: distinct word features, their lists, and what each is worth. */
interface Wanted extends FeatureSet {
  readonly lists: readonly number[];
  readonly rarity: Float32Array;
}

const listed = new Int32Array(Math.min(longestList, postingLimit * 4));

export class SkillSnapshot {
  readonly #skills: PersistentMap<Live>;
  readonly #shared: SharedIntents;
  #filter: { enabled: SkillFilter | undefined; locale: string | undefined; allowed: Uint8Array } | undefined;

  constructor(skills: PersistentMap<Live>, shared: SharedIntents) {
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
    const wanted = this.#wanted(featureSetOf(utterance));
    const scored = nearest(this.#retrieve(wanted, options), wanted, Math.max(1, options.nBest ?? 5));
    let tokenFeatures: TokenFeatures | undefined;
    const tagged = new Map<string, readonly SlotHypothesis[]>();
    const slotsOf = (skillId: string): readonly SlotHypothesis[] => {
      let slots = tagged.get(skillId);
      if (slots === undefined) {
        tokenFeatures ??= tokenFeaturesOf(utterance);
        slots = this.#skills.get(skillId)?.entry.slots?.tag(utterance, tokenFeatures) ?? [];
        tagged.set(skillId, slots);
      }
      return slots;
    };
    return scored.map(({ intent, score, coverage, nearest }, rank) => {
      const rival = scored[rank === 0 ? 1 : 0]?.score ?? 0;
      return {
        skillId: intent.skillId,
        intent: intent.intent,
        score,
        confidence: confidenceOf(score, coverage, rank === 0 ? score - rival : 0),
        get slots() {
          return slotsOf(intent.skillId);
        },
        explain: () => [
          { feature: `nearest sample "${intent.texts[nearest]}"`, weight: score },
          { feature: 'share of the utterance that the intent has seen', weight: coverage },
        ],
      };
    });
  }

  /** Rarity of each feature over everything enabled is the usual logarithm. */
  #wanted(features: FeatureSet): Wanted {
    const { postings, intents } = this.#shared;
    const lists = Array.from(features.words, (word) => postings.find(word));
    const rarity = Float32Array.from(
      lists,
      (list) => Math.log((intents.length + 2) / (postings.count(list) + 1)) + 1,
    );
    return { ...features, lists, rarity };
  }

  #retrieve(wanted: Wanted, { enabled, locale }: SkillQueryOptions): SkillIntent[] {
    if (enabled === undefined || enabled.size > fewSkills) return this.#walk(wanted, enabled, locale);
    const found: Found[] = [];
    for (const skillId of enabled.keys()) {
      const entry = this.#skills.get(skillId)?.entry;
      if (entry === undefined || !speaks(entry, locale)) continue;
      for (const intent of entry.intents) {
        let score = 0;
        for (let k = 0; k < wanted.words.length; k++)
          if (intent.has(wanted.words[k]!)) score += wanted.rarity[k]!;
        if (score > 0) found.push({ intent, score });
      }
    }
    return strongest(found).map(({ intent }) => intent);
  }

  #walk(
    { lists, rarity }: Wanted,
    enabled: SkillFilter | undefined,
    locale: string | undefined,
  ): SkillIntent[] {
    const { postings, intents, scores } = this.#shared;
    const allowed = this.#allowed(enabled, locale);
    const order = [...lists.keys()].sort((a, b) => rarity[b]! - rarity[a]!);
    const touched: number[] = [];
    let walked = 0;
    for (const k of order) {
      const list = lists[k]!;
      // The rarest features come first; common ones are walked only while too little was found.
      if (postings.count(list) > postingLimit && walked >= enoughFound) break;
      const weight = rarity[k]!;
      const length = postings.read(list, listed);
      for (let j = 0; j < length; j++) {
        const number = listed[j]!;
        if (allowed[number] !== 1) continue;
        if (scores[number] === 0) touched.push(number);
        scores[number] = scores[number]! + weight;
        walked++;
      }
    }
    const found = touched.map((number) => ({ intent: intents[number]!, score: scores[number]! }));
    for (const number of touched) scores[number] = 0;
    return strongest(found).map(({ intent }) => intent);
  }

  /**
   * By number of an intent, 1 where a query may find it. Made for the first query and kept for the next ones with
   * the same filter: a look at one byte instead of two look-ups of the skill for each intent on the way.
   */
  #allowed(enabled: SkillFilter | undefined, locale: string | undefined): Uint8Array {
    const known = this.#filter;
    if (known !== undefined && known.enabled === enabled && known.locale === locale) return known.allowed;
    const allowed = new Uint8Array(this.#shared.intents.length);
    for (const skillId of (enabled ?? this.#skills).keys()) {
      const live = this.#skills.get(skillId);
      if (live === undefined || !speaks(live.entry, locale)) continue;
      allowed.fill(1, live.first, live.first + live.entry.intents.length);
    }
    this.#filter = { enabled, locale, allowed };
    return allowed;
  }
}

interface Found {
  readonly intent: SkillIntent;
  readonly score: number;
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

interface Scored {
  readonly intent: SkillIntent;
  readonly score: number;
  /** Share of the utterance that the intent has seen. */
  readonly coverage: number;
  /** Number of the sample that is nearest. */
  readonly nearest: number;
}

/** The candidates with the nearest samples, best first. */
function nearest(candidates: readonly SkillIntent[], wanted: Wanted, count: number): Scored[] {
  return candidates
    .map((intent) => similarity(intent, wanted))
    .sort((a, b) => b.score - a.score)
    .slice(0, count);
}

/** Cosine with the nearest sample, whose own features count at the average weight, and the share that is known. */
function similarity(intent: SkillIntent, { words, characters, rarity }: Wanted): Scored {
  const shared = new Float64Array(intent.texts.length);
  const spelt = new Float64Array(intent.texts.length);
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
    const bothWords = shared[s]! / Math.sqrt(mass * Math.max(1, intent.wordCount(s)) * average || 1);
    const bothRuns =
      spelt[s]! / Math.sqrt(Math.max(1, characters.length) * Math.max(1, intent.characterCount(s)));
    const score = wordShare * bothWords + (1 - wordShare) * bothRuns;
    if (score > best) {
      best = score;
      nearest = s;
    }
  }
  const coverage = mass === 0 ? 0 : known / mass;
  return { intent, score: 0.7 * Math.max(0, best) + 0.3 * coverage, coverage, nearest };
}

function confidenceOf(score: number, coverage: number, lead: number): number {
  return 1 / (1 + Math.exp(-(9 * (score - 0.42) + 1.5 * (coverage - 0.5) + 4 * Math.min(lead, 0.2))));
}
