/**
 * From a turn's context to the language model that serves it: interaction models come from the registry by
 * immutable version, compiled models from the store. Names that belong to a household are part of the key.
 */
import type { InteractionModel, Locale } from '@earshot/skills-sdk';
import { LRUCache } from 'lru-cache';
import type { SkillModel } from '../../proto/gen/earshot/skills/v1/skills.ts';
import type { NamedEntity, SkillRef, SkillSet } from '../../proto/gen/earshot/turn/v1/turn.ts';
import { EarshotError } from '../common/errors/earshot-error.ts';
import { isRoomWords } from '../common/room-words.ts';
import type { LanguageModelRef } from './engine.ts';
import type { CompileInput, SkillSource } from './language-model/compile.ts';
import { expectAnswer, type Focus, wantsFreeText } from './language-model/focus.ts';
import { keyOf, type ModelStore } from './language-model/model-store.ts';

/** Fetches interaction models from the registry. */
export type FetchModels = (
  skills: readonly SkillRef[],
  signal?: AbortSignal,
) => Promise<readonly SkillModel[]>;

export interface ListenContext {
  readonly skillSet: SkillSet | undefined;
  readonly locale: Locale;
  readonly entities: readonly NamedEntity[];
  /** The question that waits for an answer, when one does. */
  readonly focus?: Focus;
}

/** Versions are immutable, so what was fetched once stays right. */
const maxCachedSkills = 5_000;

const nameOf = ({ skillId, version }: SkillRef): string => `${skillId}@${version}`;

export class SkillSets {
  readonly #store: ModelStore;
  readonly #fetch: FetchModels;
  readonly #models = new LRUCache<string, InteractionModel>({ max: maxCachedSkills });
  readonly #closedEars: ReadonlySet<Locale>;

  /** @param closedEars Locales that are heard by what was foreseen alone: words of hotels' rooms are foreseen for them */
  constructor(store: ModelStore, fetch: FetchModels, closedEars: ReadonlySet<Locale> = new Set()) {
    this.#store = store;
    this.#fetch = fetch;
    this.#closedEars = closedEars;
  }

  /**
   * The compiled model if there is one now; compiling starts otherwise. While the one that expects an answer is
   * being made, the one that does not serves. Undefined for an empty skill set.
   */
  async ready(context: ListenContext, signal?: AbortSignal): Promise<LanguageModelRef | undefined> {
    const plain = await this.#inputOf(context, signal);
    if (!plain) return undefined;
    const expecting = expectAnswer(plain, context.focus);
    return this.#find(expecting) ?? (expecting === plain ? undefined : this.#find(plain));
  }

  #find(input: CompileInput): LanguageModelRef | undefined {
    const found = this.#store.find(keyOf(input));
    if (!found) this.#store.compile(input).catch(() => {});
    return found?.ref;
  }

  /** The compiled model, waiting for it. Rejects like {@link ModelStore.compile}. */
  async prepare(context: ListenContext, signal?: AbortSignal): Promise<LanguageModelRef | undefined> {
    const plain = await this.#inputOf(context, signal);
    return plain && (await this.#store.compile(expectAnswer(plain, context.focus))).ref;
  }

  /** Whether the open question wants words that no model can foresee. */
  async asksFreeText(context: ListenContext): Promise<boolean> {
    if (!context.focus?.slot) return false;
    const input = await this.#inputOf(context);
    return input !== undefined && wantsFreeText(input, context.focus);
  }

  async #inputOf(context: ListenContext, signal?: AbortSignal): Promise<CompileInput | undefined> {
    const areClosed = this.#closedEars.has(context.locale);
    const wanted = (context.skillSet?.skills ?? []).filter((ref) => areClosed || !isRoomWords(ref));
    const named = wanted
      .map((ref) => ({ ref, name: nameOf(ref) }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const missing = named.filter(({ name }) => !this.#models.has(name)).map(({ ref }) => ref);
    if (missing.length > 0) {
      for (const { skill, modelJson } of await this.#fetch(missing, signal)) {
        if (skill) this.#models.set(nameOf(skill), parseModel(modelJson));
      }
    }
    const skills: SkillSource[] = [];
    for (const { ref, name } of named) {
      const model = this.#models.get(name);
      const isSpoken = model && Object.values(model.intents).some((intent) => intent.samples[context.locale]);
      if (isSpoken) skills.push({ skillId: ref.skillId, model });
    }
    if (skills.length === 0) return undefined;
    const names: Record<string, string[]> = {};
    for (const { slotType, names: forms } of context.entities) {
      names[slotType] = [...(names[slotType] ?? []), ...forms];
    }
    for (const forms of Object.values(names)) forms.sort();
    return { locale: context.locale, skills, names };
  }
}

/** The registry checked it when the skill was registered; here only that it is an object at all. */
function parseModel(json: string): InteractionModel {
  try {
    const model = JSON.parse(json) as InteractionModel | null;
    if (typeof model === 'object' && model !== null && typeof model.intents === 'object') return model;
  } catch {
    // Falls through: the same answer for whatever it is.
  }
  throw new EarshotError('INTERNAL');
}
