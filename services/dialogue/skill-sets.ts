/** Sets of skills made ready to be understood, kept and shared. */
import '../../language/node/outside.ts';
import type { Locale } from '@earshot/skills-sdk';
import { learntSentences } from '../../language/encoder/learnt-sentences.ts';
import { HeldVectors, type SentenceEncoder } from '../../language/encoder/sentence-encoder.ts';
import { drawingSamples } from '../../language/matcher/samples.ts';
import { type CompiledSkill, compilingSkill } from '../../language/matcher/skill.ts';
import {
  changingSnapshot,
  emptySnapshot,
  forgettingVersions,
  type Snapshot,
  statisticalKey,
} from '../../language/matcher/snapshot.ts';
import { checkModel } from '../../language/model/validate.ts';
import { SkillIndex } from '../../language/statistical/skill-index.ts';
import { inSlices, type Steps } from '../../language/steps.ts';
import { initialState } from '../../language/understand/state.ts';
import { understand } from '../../language/understand/turn.ts';
import type { SkillModel } from '../../proto/gen/earshot/skills/v1/skills.ts';
import type { SkillRef, SkillSet } from '../../proto/gen/earshot/turn/v1/turn.ts';
import type { Logger } from '../common/log.ts';

export interface SkillSetsOptions {
  readonly loadModels: (refs: readonly SkillRef[]) => Promise<readonly SkillModel[]>;
  /** Kept for each language. */
  readonly maxSkillSets: number;
  /** Sentence encoders, by language; without one a language is understood by words alone. */
  readonly encoders?: Readonly<Partial<Record<Locale, SentenceEncoder>>>;
  readonly log: Logger;
}

/** How long turns in flight may be held up by sets in the making, but for the one step that is being done. */
const sliceMs = 5;
/** Sentences after which a process is as fast as it gets. */
const rehearsals = 60;
/** Models asked for at once. */
const modelsPerCall = 20;

const keyOf = ({ skillId, version }: SkillRef) => `${skillId}@${version}`;

/**
 * Compiled skill sets. Sets are built one after the other, in slices of a few milliseconds, from the nearest set
 * that is already there; turns in flight go on with the snapshot they have.
 */
export class SkillSets {
  readonly #options: SkillSetsOptions;
  /** By language and skill set; in order of last use. */
  readonly #snapshots = new Map<string, Promise<Snapshot>>();
  readonly #built = new Map<string, Snapshot>();
  /** By language and version; `undefined` for a model that cannot be used. */
  readonly #skills = new Map<string, CompiledSkill | undefined>();
  readonly #models = new Map<string, Promise<string>>();
  readonly #indexes: Readonly<Record<Locale, SkillIndex>>;
  /** Where a sentence is compared by its vector. */
  readonly vectors: Readonly<Partial<Record<Locale, HeldVectors>>>;
  #building: Promise<unknown> = Promise.resolve();
  /** Sentences that were understood for nobody, by language. */
  readonly #rehearsed = new Map<Locale, number>();

  constructor(options: SkillSetsOptions) {
    this.#options = options;
    const { encoders = {} } = options;
    this.vectors = Object.fromEntries(
      Object.entries(encoders).map(([locale, encoder]) => [locale, new HeldVectors(encoder)]),
    );
    this.#indexes = {
      'zh-CN': new SkillIndex(this.vectors['zh-CN']),
      'en-US': new SkillIndex(this.vectors['en-US']),
    };
  }

  /** The snapshot of a set, built now if it was not yet. */
  get(skillSet: SkillSet, locale: Locale): Promise<Snapshot> {
    const key = `${locale} ${skillSet.skillSetId}`;
    const known = this.#snapshots.get(key);
    if (known) {
      this.#snapshots.delete(key);
      this.#snapshots.set(key, known);
      return known;
    }
    const building = this.#building.then(() => this.#build(skillSet, locale));
    // Whoever asked has it by then; the next build waits, because what a rehearsal uses must not go meanwhile.
    this.#building = building.then((snapshot) => this.#rehearse(snapshot)).catch(() => undefined);
    this.#snapshots.set(key, building);
    building.catch(() => this.#snapshots.delete(key));
    return building;
  }

  async #build(skillSet: SkillSet, locale: Locale): Promise<Snapshot> {
    const startedAt = performance.now();
    const models = await this.#load(skillSet.skills);
    const skills = await inSlices(this.#compileAll(skillSet.skills, models, locale), sliceMs);
    const { snapshot, count } = await this.#withVectors(skills, locale, () =>
      inSlices(this.#assemble(skills, locale), sliceMs),
    );
    const durationMs = performance.now() - startedAt;
    const { skillSetId } = skillSet;
    this.#options.log.info('dialogue.skill-set-ready', {
      skillSetId,
      locale,
      durationMs,
      count,
    });
    this.#built.set(`${locale} ${skillSetId}`, snapshot);
    // Inside the queue of builds, so that no other build can be using what goes.
    await inSlices(this.#evict(locale), sliceMs);
    return snapshot;
  }

  /** The first sentences of a language that a process understands take ten times as long as the later ones: they are its own. */
  async #rehearse(snapshot: Snapshot): Promise<void> {
    if ((this.#rehearsed.get(snapshot.locale) ?? 0) < rehearsals) {
      await inSlices(this.#rehearsing(snapshot), sliceMs);
    }
  }

  *#rehearsing(snapshot: Snapshot): Steps<void> {
    const { locale, skills } = snapshot;
    const context = { locale, nowMs: Date.now(), timeZone: 'UTC', entities: [] };
    let count = this.#rehearsed.get(locale) ?? 0;
    // Each skill has its share: what one alone would teach is not all that a process does.
    const share = Math.ceil((rehearsals - count) / Math.max(1, skills.size));
    for (const skill of skills.values()) {
      const texts = (yield* drawingSamples(skill)).map(({ text }) => text);
      const step = Math.max(1, Math.floor(texts.length / share));
      for (let at = 0; at < texts.length && count < rehearsals; at += step) {
        // As a recogniser that is not sure hands them over: several readings of one utterance.
        const hypotheses = texts.slice(at, at + 3).map((text) => ({ text, confidence: 0.6 }));
        const isRejectedByRecogniser = count % 2 === 1;
        const heard = { hypotheses, isRejectedByRecogniser, isBoundedOnly: false };
        understand(heard, snapshot, initialState, context);
        count += 1;
        yield;
      }
    }
    this.#rehearsed.set(locale, count);
  }

  /** Does `work` while the vectors of all sentences are at hand that it will learn. */
  #withVectors<T>(skills: readonly CompiledSkill[], locale: Locale, work: () => Promise<T>): Promise<T> {
    const vectors = this.vectors[locale];
    const index = this.#indexes[locale];
    const unknown = skills.filter((skill) => !index.has(statisticalKey(skill)));
    if (!vectors || unknown.length === 0) return work();
    return vectors.hold(learntSentences(unknown, locale), work);
  }

  *#compileAll(refs: readonly SkillRef[], models: readonly string[], locale: Locale): Steps<CompiledSkill[]> {
    const skills: CompiledSkill[] = [];
    for (const [index, ref] of refs.entries()) {
      const key = `${locale} ${keyOf(ref)}`;
      if (!this.#skills.has(key)) this.#skills.set(key, yield* this.#compile(ref, models[index]!, locale));
      const skill = this.#skills.get(key);
      if (skill && skill.templates.length > 0) skills.push(skill);
    }
    return skills;
  }

  /** The snapshot of these skills, and how many of them the nearest set did not have. */
  *#assemble(skills: readonly CompiledSkill[], locale: Locale): Steps<{ snapshot: Snapshot; count: number }> {
    const wanted = new Map(skills.map((skill) => [skill.skillId, skill]));
    const nearest = yield* this.#nearest(wanted, locale);
    const disable = [...nearest.skills.values()]
      .filter((skill) => wanted.get(skill.skillId) !== skill)
      .map(({ skillId }) => skillId);
    const enable = skills.filter((skill) => nearest.skills.get(skill.skillId) !== skill);
    const snapshot = yield* changingSnapshot(nearest, { disable, enable }, this.#indexes[locale]);
    return { snapshot, count: enable.length };
  }

  /** The models of these versions as JSON, in their order; empty where the registry has none. */
  #load(refs: readonly SkillRef[]): Promise<string[]> {
    const unknown = refs.filter((ref) => !this.#models.has(keyOf(ref)));
    for (let from = 0; from < unknown.length; from += modelsPerCall) {
      const missing = unknown.slice(from, from + modelsPerCall);
      const loading = this.#options.loadModels(missing);
      for (const ref of missing) {
        const key = keyOf(ref);
        const model = loading.then((models) => {
          const found = models.find(({ skill }) => skill && keyOf(skill) === key);
          return found?.modelJson ?? '';
        });
        this.#models.set(key, model);
        model.catch(() => this.#models.delete(key));
      }
    }
    return Promise.all(refs.map((ref) => this.#models.get(keyOf(ref))!));
  }

  /** A model that does not pass leaves its skill out of the set, and all others in it. */
  *#compile({ skillId, version }: SkillRef, json: string, locale: Locale): Steps<CompiledSkill | undefined> {
    const { model, problems } = checkModel(json);
    yield;
    if (model) return yield* compilingSkill(skillId, version, model, locale);
    const code = problems.find(({ severity }) => severity === 'error')?.code ?? 'MODEL_SHAPE';
    this.#options.log.warn('dialogue.model-refused', { skillId, skillVersion: version, reason: code });
    return undefined;
  }

  /** The set that has most in common with what is wanted; most devices have nearly the same skills. */
  *#nearest(wanted: ReadonlyMap<string, CompiledSkill>, locale: Locale): Steps<Snapshot> {
    let best = emptySnapshot(locale);
    let bestChanges = wanted.size;
    for (const snapshot of this.#built.values()) {
      if (snapshot.locale !== locale) continue;
      let shared = 0;
      for (const skill of snapshot.skills.values()) if (wanted.get(skill.skillId) === skill) shared += 1;
      yield;
      const changes = snapshot.skills.size + wanted.size - 2 * shared;
      if (changes >= bestChanges) continue;
      best = snapshot;
      bestChanges = changes;
    }
    return best;
  }

  *#evict(locale: Locale): Steps<void> {
    const own = [...this.#snapshots.keys()].filter((key) => key.startsWith(locale));
    const extra = own.slice(0, Math.max(0, own.length - this.#options.maxSkillSets));
    if (extra.length === 0) return;
    for (const key of extra) {
      this.#snapshots.delete(key);
      this.#built.delete(key);
    }
    const inUse = new Set<string>();
    for (const { skills, locale: spoken } of this.#built.values()) {
      for (const skill of skills.values()) inUse.add(`${spoken} ${statisticalKey(skill)}`);
      yield;
    }
    for (const key of [...this.#skills.keys()]) if (!inUse.has(key)) this.#skills.delete(key);
    const versions = new Set([...inUse].map((key) => key.slice(key.indexOf(' ') + 1)));
    for (const key of [...this.#models.keys()]) if (!versions.has(key)) this.#models.delete(key);
    yield* forgettingVersions(this.#indexes[locale], (key) => inUse.has(`${locale} ${key}`));
  }
}
