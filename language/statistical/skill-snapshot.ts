/** One unchanging view of many skills: which of their intents an utterance is nearest to. */
import type { PersistentMap } from '../persistent-map.ts';
import { compete } from './compete.ts';
import { type Evidences, likelihoodOf } from './likelihood.ts';
import { dot, type NearSample } from './nearest-samples.ts';
import { longestList, type Postings } from './postings.ts';
import { type Sentence, sentenceFeatures } from './sentence-features.ts';
import type { SignRows } from './sign-rows.ts';
import type { SkillEntry, SkillIntent } from './skill-entry.ts';
import { nothingTagged, type Tagging } from './skill-slots.ts';
import type { Evidence, SentenceVectors } from './types.ts';

export interface NearestSample {
  readonly text: string;
  /** Number of its template among those of the intent. */
  readonly template: number;
  /** 0 to 1. */
  readonly similarity: number;
}

export interface SkillHypothesis {
  readonly skillId: string;
  readonly intent: string;
  /** The sentence that was asked for. */
  readonly text: string;
  /** How much of the sentence this intent's samples explain beside all others; about 0 to 1, not a probability. */
  readonly score: number;
  /** 0 to 1: how likely this intent is meant at all; low means reject. */
  readonly confidence: number;
  /** Found when they are first asked for: of most hypotheses nobody asks. */
  readonly tagging: Tagging;
  /** What speaks for it, in numbers. */
  readonly evidences: Evidences;
  /** The nearest samples of this intent, nearest first. */
  readonly nearest: readonly NearestSample[];
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

/** Intents that a look at the features brings in, and those that a look at what they mean adds. */
const sharingLimit = 24;
const alikeLimit = 16;
/** Intents whose meaning has nearly the signs of the sentence's, of which the nearest by measure are taken. */
const signsLookedAt = 96;
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
  /** By number of the intent, what its samples mean: by their words, and by their sentence vectors. */
  readonly meanings: SignRows;
  readonly vectors: SignRows;
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

const listed = new Int32Array(Math.min(longestList, postingLimit * 4));

export class SkillSnapshot {
  readonly #skills: PersistentMap<Live>;
  readonly #shared: SharedIntents;
  readonly #vectors: SentenceVectors | undefined;
  readonly #backgroundOf: (locale: string) => SkillEntry;
  #filter: { enabled: SkillFilter | undefined; locale: string | undefined; allowed: Uint8Array } | undefined;

  constructor(
    skills: PersistentMap<Live>,
    shared: SharedIntents,
    vectors: SentenceVectors | undefined,
    backgroundOf: (locale: string) => SkillEntry,
  ) {
    this.#vectors = vectors;
    this.#backgroundOf = backgroundOf;
    this.#skills = skills;
    this.#shared = shared;
  }

  get skillIds(): string[] {
    return [...this.#skills.keys()];
  }

  /** Best first; empty when nothing shares a word with the utterance. */
  query(text: string, options: SkillQueryOptions & { readonly locale: string }): SkillHypothesis[] {
    const features = sentenceFeatures(text, options.locale);
    if (features.utterance.tokens.length === 0) return [];
    const vector = this.#vectors?.get(text);
    const candidates = this.#candidates({ features, vector }, options);
    const { intents: background } = this.#backgroundOf(options.locale);
    const isEncoded = [...candidates, ...background].every((intent) => intent.vector !== undefined);
    const sentence = { features, vector: isEncoded ? vector : undefined };
    const tagged = new Map<SkillIntent, Tagging>();
    const slotsOf = (intent: SkillIntent): Tagging => {
      let slots = tagged.get(intent);
      if (slots === undefined) {
        slots = intent.entry.slots?.tag(features.utterance, intent.intent) ?? nothingTagged;
        tagged.set(intent, slots);
      }
      return slots;
    };
    return compete(candidates, background, sentence)
      .slice(0, Math.max(1, options.nBest ?? 5))
      .map(({ intent, evidences, own }) => {
        const confidence = likelihoodOf(evidences);
        const textOf = ({ sample }: NearSample) => intent.entry.samples.texts[sample]!;
        return {
          skillId: intent.skillId,
          intent: intent.intent,
          text,
          score: evidences.score,
          evidences,
          confidence,
          nearest: own.map((one) => ({
            text: textOf(one),
            template: intent.entry.samples.templates[one.sample]!,
            similarity: one.similarity,
          })),
          get tagging() {
            return slotsOf(intent);
          },
          explain: () => [
            { feature: `nearest sample "${textOf(own[0]!)}"`, weight: own[0]!.similarity },
            { feature: 'share of the sentence that its samples explain', weight: evidences.score },
            { feature: 'share that what is meant for nobody here explains', weight: evidences.elsewhere },
          ],
        };
      });
  }

  #candidates(sentence: Sentence, { enabled, locale }: SkillQueryOptions): SkillIntent[] {
    const skills = enabled ?? this.#skills;
    if (skills.size > fewSkills) return this.#retrieve(sentence, enabled, locale);
    const found: SkillIntent[] = [];
    for (const skillId of skills.keys()) {
      const entry = this.#skills.get(skillId)?.entry;
      if (entry !== undefined && speaks(entry, locale)) found.push(...entry.intents);
    }
    return found;
  }

  /** Where there are many skills: the intents that share the rarest features, and those whose samples mean the like. */
  #retrieve(
    { features, vector }: Sentence,
    enabled: SkillFilter | undefined,
    locale: string | undefined,
  ): SkillIntent[] {
    const { postings, intents, scores } = this.#shared;
    const allowed = this.#allowed(enabled, locale);
    const lists = Array.from(features.words, (word) => postings.find(word));
    const order = [...lists.keys()].sort((a, b) => postings.count(lists[a]!) - postings.count(lists[b]!));
    const touched: number[] = [];
    let walked = 0;
    for (const k of order) {
      const list = lists[k]!;
      const holders = postings.count(list);
      // The rarest features come first; common ones are walked only while too little was found.
      if (holders > postingLimit && walked >= enoughFound) break;
      const weight = Math.log((intents.length + 2) / (holders + 1)) + 1;
      const length = postings.read(list, listed);
      for (let j = 0; j < length; j++) {
        const number = listed[j]!;
        if (allowed[number] !== 1) continue;
        if (scores[number] === 0) touched.push(number);
        scores[number] = scores[number]! + weight;
        walked++;
      }
    }
    const found = touched.map((number) => ({ number, score: scores[number]! }));
    for (const number of touched) scores[number] = 0;
    const numbers = new Set(strongest(found, sharingLimit).map(({ number }) => number));
    const dense = vector ?? features.meaning;
    const signs = vector === undefined ? this.#shared.meanings : this.#shared.vectors;
    const alike = signs.nearest(dense, allowed, signsLookedAt).map((number) => {
      const { meaning, vector: mean } = intents[number]!;
      return { number, score: dot(dense, vector === undefined ? meaning : mean!) };
    });
    for (const { number } of strongest(alike, alikeLimit)) numbers.add(number);
    return [...numbers].map((number) => intents[number]!);
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

/** The `limit` highest, in no order: a heap would not pay for so few. */
function strongest<T extends { readonly score: number }>(found: readonly T[], limit: number): readonly T[] {
  if (found.length <= limit) return found;
  const kept: T[] = [];
  let lowest = 0;
  for (const one of found) {
    if (kept.length < limit) {
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
  return locale === undefined || entry.locale === locale;
}
