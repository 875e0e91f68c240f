/** Sets of skills made ready to be understood, kept and shared. */
import '../../language/node/outside.ts';
import type { Locale } from '@earshot/skills-sdk';
import { HeldVectors, type SentenceEncoder } from '../../language/encoder/sentence-encoder.ts';
import { drawingSamples } from '../../language/matcher/samples.ts';
import { type CompiledSkill, compilingSkill } from '../../language/matcher/skill.ts';
import { type Snapshot, statisticalKey } from '../../language/matcher/snapshot.ts';
import { checkModel } from '../../language/model/validate.ts';
import { inSlices, type Steps } from '../../language/steps.ts';
import { initialState } from '../../language/understand/state.ts';
import { understand } from '../../language/understand/turn.ts';
import type { SkillModel } from '../../proto/gen/earshot/skills/v1/skills.ts';
import type { SkillRef, SkillSet } from '../../proto/gen/earshot/turn/v1/turn.ts';
import type { Logger } from '../common/log.ts';
import { BuildQueue, type Queued, type Urgency } from './build-queue.ts';
import { SetStore } from './set-store.ts';

/** Two ways to one model. */
export interface SetEncoder {
  /** For what somebody says. */
  readonly said: SentenceEncoder;
  /** For what skills are learnt from; some of it may be there already. */
  readonly learnt: SentenceEncoder & { has(texts: readonly string[]): Promise<boolean> };
}

export interface SkillSetsOptions {
  readonly loadModels: (refs: readonly SkillRef[]) => Promise<readonly SkillModel[]>;
  /** Kept for each language. */
  readonly maxSkillSets: number;
  /** By language; without one a language is understood by words alone. */
  readonly encoders?: Readonly<Partial<Record<Locale, SetEncoder>>>;
  readonly log: Logger;
}

/**
 * How long turns in flight may be held up by sets in the making, but for the one step that is being done: at each of the
 * four or five times that a turn comes round the loop.
 */
const sliceMs = 2;
/** Sentences after which a process is as fast as it gets. */
const rehearsals = 60;
/** Models asked for at once. */
const modelsPerCall = 20;

const keyOf = ({ skillId, version }: SkillRef) => `${skillId}@${version}`;

interface LocaleStores {
  readonly byWords: SetStore;
  readonly better: { readonly byVectors: SetStore; readonly learnt: SetEncoder['learnt'] } | undefined;
}

function storesOf(locale: Locale, encoder: SetEncoder | undefined): LocaleStores {
  return {
    byWords: new SetStore(locale),
    better: encoder && {
      byVectors: new SetStore(locale, new HeldVectors(encoder.said)),
      learnt: encoder.learnt,
    },
  };
}

/**
 * Compiled skill sets. Sets are built one after the other, those that a turn waits for first, in slices of a few milliseconds, from the
 * nearest set that is already there; turns in flight go on with the snapshot they have. Where the vectors of a set's sentences are still to
 * be computed, which takes a core for seconds, the set is understood by words until they are there.
 */
export class SkillSets {
  readonly #options: SkillSetsOptions;
  readonly #stores: Readonly<Record<Locale, LocaleStores>>;
  /** By language and skill set; in order of last use. */
  readonly #snapshots = new Map<string, Queued<Snapshot>>();
  readonly #vectors = new WeakMap<Snapshot, HeldVectors>();
  /** By language and version; `undefined` for a model that cannot be used. */
  readonly #skills = new Map<string, CompiledSkill | undefined>();
  readonly #models = new Map<string, Promise<string>>();
  readonly #builds = new BuildQueue();
  /** Sentences that were understood for nobody, by language. */
  readonly #rehearsed = new Map<Locale, number>();

  constructor(options: SkillSetsOptions) {
    this.#options = options;
    const { encoders = {} } = options;
    this.#stores = {
      'zh-CN': storesOf('zh-CN', encoders['zh-CN']),
      'en-US': storesOf('en-US', encoders['en-US']),
    };
  }

  /** The snapshot of a set, built now if it was not yet. @param urgency Of whoever asks; a turn waits, if nothing else is said. */
  get(skillSet: SkillSet, locale: Locale, urgency: Urgency = 'waited'): Promise<Snapshot> {
    const key = `${locale} ${skillSet.skillSetId}`;
    const known = this.#snapshots.get(key);
    if (known) {
      this.#snapshots.delete(key);
      this.#snapshots.set(key, known);
      known.hurry(urgency);
      return known.done;
    }
    const building = this.#queued(urgency, () => this.#build(skillSet, locale));
    this.#snapshots.set(key, building);
    building.done.catch(() => this.#snapshots.delete(key));
    return building.done;
  }

  /** Where what is said is compared by its vector; undefined for a snapshot that knows words only. */
  vectorsOf(snapshot: Snapshot): HeldVectors | undefined {
    return this.#vectors.get(snapshot);
  }

  /** Whoever asked has it once it is built; it is rehearsed when no turn waits for another. */
  #queued(urgency: Urgency, build: () => Promise<Snapshot>): Queued<Snapshot> {
    const building = this.#builds.add(urgency, async () => {
      const snapshot = await build();
      // A piece of its own: no other build lets go of what it uses meanwhile.
      this.#builds.addNext(() => this.#rehearse(snapshot)).done.catch(() => {});
      return snapshot;
    });
    building.done.catch(() => {});
    return building;
  }

  async #build(skillSet: SkillSet, locale: Locale): Promise<Snapshot> {
    const startedAt = performance.now();
    const models = await this.#load(skillSet.skills);
    const skills = await inSlices(this.#compileAll(skillSet.skills, models, locale), sliceMs);
    const { byWords, better } = this.#stores[locale];
    let store = byWords;
    if (better !== undefined) {
      const sentences = better.byVectors.sentencesToLearn(skills);
      if (await better.learnt.has(sentences)) store = better.byVectors;
      else void this.#improve(skillSet, locale, better.learnt.encode(sentences));
    }
    return this.#buildIn(store, skillSet, skills, startedAt);
  }

  /** Once its vectors are there, a set is built again and understood by them; without them it stays as it is. */
  async #improve(skillSet: SkillSet, locale: Locale, learnt: Promise<unknown>): Promise<void> {
    try {
      await learnt;
      const key = `${locale} ${skillSet.skillSetId}`;
      // It may have been let go meanwhile.
      if (!this.#snapshots.has(key)) return;
      const building = this.#queued('background', () => this.#build(skillSet, locale));
      await building.done;
      if (!this.#snapshots.has(key)) return;
      this.#snapshots.set(key, building);
      const { byWords } = this.#stores[locale];
      await this.#builds.add('background', () => inSlices(byWords.forget([skillSet.skillSetId]), sliceMs))
        .done;
    } catch (error) {
      this.#options.log.warn('dialogue.vectors-missing', { skillSetId: skillSet.skillSetId, locale }, error);
    }
  }

  async #buildIn(
    store: SetStore,
    { skillSetId }: SkillSet,
    skills: readonly CompiledSkill[],
    startedAt: number,
  ): Promise<Snapshot> {
    const { locale, vectors } = store;
    const work = () => inSlices(store.build(skillSetId, skills), sliceMs);
    const { learnt } = this.#stores[locale].better ?? {};
    const { snapshot, count } = await (vectors
      ? vectors.hold(store.sentencesToLearn(skills), work, Number.POSITIVE_INFINITY, learnt)
      : work());
    if (vectors) this.#vectors.set(snapshot, vectors);
    const durationMs = performance.now() - startedAt;
    const state = vectors ? 'vectors' : 'words';
    this.#options.log.info('dialogue.skill-set-ready', { skillSetId, locale, durationMs, count, state });
    // Inside the queue of builds, so that no other build can be using what goes.
    await inSlices(this.#evict(locale), sliceMs);
    return snapshot;
  }

  /** The first sentences of a language that a process understands take ten times as long as the later ones: they are its own. */
  async #rehearse(snapshot: Snapshot): Promise<void> {
    const isEnough = (this.#rehearsed.get(snapshot.locale) ?? 0) >= rehearsals;
    // One that was let go meanwhile has nothing to be looked up in any more.
    if (!isEnough && this.#isKept(snapshot)) await inSlices(this.#rehearsing(snapshot), sliceMs);
  }

  #isKept(snapshot: Snapshot): boolean {
    const { byWords, better } = this.#stores[snapshot.locale];
    return byWords.holds(snapshot) || better?.byVectors.holds(snapshot) === true;
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

  *#evict(locale: Locale): Steps<void> {
    const own = [...this.#snapshots.keys()].filter((key) => key.startsWith(locale));
    const extra = own.slice(0, Math.max(0, own.length - this.#options.maxSkillSets));
    if (extra.length === 0) return;
    for (const key of extra) this.#snapshots.delete(key);
    const { byWords, better } = this.#stores[locale];
    const skillSetIds = extra.map((key) => key.slice(locale.length + 1));
    yield* byWords.forget(skillSetIds);
    if (better) yield* better.byVectors.forget(skillSetIds);
    const inUse = new Set<string>();
    for (const stores of Object.values(this.#stores)) {
      for (const store of [stores.byWords, stores.better?.byVectors]) {
        for (const { skills } of store?.snapshots ?? []) {
          for (const skill of skills.values()) inUse.add(`${store?.locale} ${statisticalKey(skill)}`);
          yield;
        }
      }
    }
    for (const key of [...this.#skills.keys()]) if (!inUse.has(key)) this.#skills.delete(key);
    const versions = new Set([...inUse].map((key) => key.slice(key.indexOf(' ') + 1)));
    for (const key of [...this.#models.keys()]) if (!versions.has(key)) this.#models.delete(key);
  }
}
