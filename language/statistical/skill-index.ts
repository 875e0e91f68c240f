/**
 * The statistical engine: many small skills at once. What is learnt of a skill is its own samples, so that skills come
 * and go in any order and no score depends on it; which of them means a sentence is decided when it is said, by letting
 * the nearest samples of all skills compete (`local-ridge.ts`). An inverted index over word n-grams names the few
 * intents worth a closer look, so that the cost follows the sentence and not the number of skills. A snapshot taken
 * earlier goes on answering as before.
 */
import { backgroundSentences } from '../background/background.ts';
import { PersistentMap } from '../persistent-map.ts';
import { atOnce, type Steps } from '../steps.ts';
import { Postings } from './postings.ts';
import { SignRows } from './sign-rows.ts';
import { compilingEntry, type SkillEntry } from './skill-entry.ts';
import {
  type Live,
  type SharedIntents,
  type SkillHypothesis,
  type SkillQueryOptions,
  SkillSnapshot,
} from './skill-snapshot.ts';
import type { LabelledUtterance, SentenceVectors, SlotValues } from './types.ts';

/** Fewer dead intents than this are no burden. */
const fewDead = 256;
/** Skills moved out of a shared list that is mostly dead, with each edit: the edit stays a small one. */
const movedPerEdit = 4;

export interface SkillOptions {
  readonly locale: string;
  /** What the skill lists for its slots. */
  readonly values?: SlotValues;
}

/** The skills that stand in one shared list. */
class Shelf {
  skills = PersistentMap.empty<Live>();
  readonly shared: SharedIntents = {
    postings: new Postings(),
    intents: [],
    meanings: new SignRows(),
    vectors: new SignRows(),
    scores: new Float32Array(1024),
    dead: 0,
  };

  put(entry: SkillEntry): void {
    this.drop(entry.skillId);
    const { postings, intents, meanings, vectors } = this.shared;
    const first = intents.length;
    for (const intent of entry.intents) {
      const number = intents.push(intent) - 1;
      for (const word of intent.vocabulary) postings.add(word, number);
      meanings.push(intent.meaning);
      vectors.push(intent.vector);
    }
    // All zeros, so there is nothing to copy.
    if (this.shared.scores.length < intents.length) this.shared.scores = new Float32Array(intents.length * 2);
    this.skills = this.skills.with(entry.skillId, { entry, first });
  }

  drop(skillId: string): void {
    this.shared.dead += this.skills.get(skillId)?.entry.intents.length ?? 0;
    this.skills = this.skills.without(skillId);
  }

  get isMostlyDead(): boolean {
    return this.shared.dead > fewDead && this.shared.dead * 2 > this.shared.intents.length;
  }
}

/** The enabled skills; `snapshot()` is what a turn should hold on to. */
export class SkillIndex {
  #shelf = new Shelf();
  /** A new shelf without the dead, and who is still to move there. */
  #move: { readonly shelf: Shelf; readonly waiting: Iterator<string> } | undefined;
  #snapshot: SkillSnapshot | undefined;
  readonly #vectors: SentenceVectors | undefined;
  readonly #backgrounds = new Map<string, SkillEntry>();
  readonly #backgroundOf = (locale: string): SkillEntry => {
    let entry = this.#backgrounds.get(locale);
    if (entry === undefined) {
      const sentences = backgroundSentences(locale === 'zh-CN' ? locale : 'en-US');
      entry = atOnce(compilingEntry('background', sentences, locale, new Map(), this.#vectors, true));
      this.#backgrounds.set(locale, entry);
    }
    return entry;
  };

  /** A skill of which one sample has no vector is learnt, and a sentence without one understood, by words alone. */
  constructor(vectors?: SentenceVectors) {
    this.#vectors = vectors;
  }

  get skillIds(): string[] {
    return [...this.#shelf.skills.keys()];
  }

  has(skillId: string): boolean {
    return this.#shelf.skills.has(skillId);
  }

  /** How much of the index was touched by all edits so far, whatever the machine: what they have cost. */
  get steps(): number {
    return this.#shelf.shared.postings.steps + (this.#move?.shelf.shared.postings.steps ?? 0);
  }

  /** Adds a skill, or replaces its samples. Trains this skill alone. */
  enable(...parts: Parameters<SkillIndex['enabling']>): void {
    atOnce(this.enabling(...parts));
  }

  /** {@link enable}, intent by intent. */
  *enabling(
    skillId: string,
    examples: readonly LabelledUtterance[],
    { locale, values = new Map() }: SkillOptions,
  ): Steps<void> {
    // Now, while its vectors are at hand: they are held no longer than skills are learnt.
    this.#backgroundOf(locale);
    const entry = yield* compilingEntry(skillId, examples, locale, values, this.#vectors);
    yield;
    this.#shelf.put(entry);
    this.#move?.shelf.put(entry);
    this.#tidy();
  }

  disable(skillId: string): void {
    this.#shelf.drop(skillId);
    this.#move?.shelf.drop(skillId);
    this.#tidy();
  }

  snapshot(): SkillSnapshot {
    this.#snapshot ??= new SkillSnapshot(
      this.#shelf.skills,
      this.#shelf.shared,
      this.#vectors,
      this.#backgroundOf,
    );
    return this.#snapshot;
  }

  query(text: string, options: SkillQueryOptions & { readonly locale: string }): SkillHypothesis[] {
    return this.snapshot().query(text, options);
  }

  /** After every edit. Older snapshots keep the shelf they were taken from. */
  #tidy(): void {
    this.#snapshot = undefined;
    if (this.#move === undefined && this.#shelf.isMostlyDead)
      this.#move = { shelf: new Shelf(), waiting: this.#shelf.skills.keys() };
    if (this.#move === undefined) return;
    const { shelf, waiting } = this.#move;
    for (let moved = 0; moved < movedPerEdit; ) {
      const { value: skillId, done } = waiting.next();
      if (done === true) {
        this.#shelf = shelf;
        this.#move = undefined;
        return;
      }
      const live = this.#shelf.skills.get(skillId);
      if (live === undefined || shelf.skills.has(skillId)) continue;
      shelf.put(live.entry);
      moved += 1;
    }
  }
}
