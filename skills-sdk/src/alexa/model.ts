/** Interaction models of Alexa as one of ours, and what of them has no counterpart. */
import { type AlexaModel, importAlexa } from '../command/import/alexa.ts';
import { nameOf } from '../command/import/imported.ts';
import type { IntentDefinition, InteractionModel, Locale } from '../model.ts';

/** A model for each language, as its developer console exports it. */
export type AlexaModels = { readonly [L in Locale]?: AlexaModel | object };

/** A model of ours from Alexa's, and how its names are Alexa's. */
export interface ImportedAlexaModel {
  readonly model: InteractionModel;
  /** One line for each thing that did not carry over; `validate` shows them where model.ts exports them. */
  readonly notes: readonly string[];
}

/** Alexa's own intents that people say in words of their own, which a model does not list. */
const said: Readonly<
  Record<string, { readonly name: string; readonly samples: IntentDefinition['samples'] }>
> = {
  'AMAZON.YesIntent': {
    name: 'Yes',
    samples: {
      'en-US': ['yes [please]', 'yeah', 'yep', 'sure', '(ok|okay)', 'of course'],
      'zh-CN': ['是[的]', '对', '好[的|啊]', '可以', '要'],
    },
  },
  'AMAZON.NoIntent': {
    name: 'No',
    samples: {
      'en-US': ['no [thanks|thank you]', 'nope', 'not really'],
      'zh-CN': ['不[是|要|用|行]', '没有', '不用了'],
    },
  },
  'AMAZON.StartOverIntent': {
    name: 'StartOver',
    samples: { 'en-US': ['start over', 'restart', 'start again'], 'zh-CN': ['重新开始', '从头再来'] },
  },
  'AMAZON.NextIntent': { name: 'Next', samples: { 'en-US': ['next', 'skip'], 'zh-CN': ['下一个', '跳过'] } },
  'AMAZON.PreviousIntent': {
    name: 'Previous',
    samples: { 'en-US': ['previous', 'go back'], 'zh-CN': ['上一个', '返回'] },
  },
};

const asked: Readonly<Record<string, string>> = {
  'AMAZON.HelpIntent': 'Help',
  'AMAZON.RepeatIntent': 'Repeat',
  'AMAZON.FallbackIntent': 'Fallback',
};

/** Under which name one of Alexa's intents is in our model. */
export const ourIntentName = (name: string): string => asked[name] ?? said[name]?.name ?? nameOf(name);

const intentsOf = (
  models: AlexaModels,
): readonly { readonly name: string; readonly slots?: readonly { readonly name: string }[] }[] =>
  Object.values(models).flatMap((one) => (one as AlexaModel).interactionModel?.languageModel.intents ?? []);

/** Alexa's name of each intent and slot by ours. */
export interface AlexaNames {
  intent(ours: string): string;
  slot(ours: string): string;
}

export function namesOf(models: AlexaModels): AlexaNames {
  const intents = intentsOf(models);
  const intentNames = new Map(intents.map(({ name }) => [ourIntentName(name), name]));
  const slotNames = new Map(
    intents.flatMap(({ slots = [] }) => slots.map(({ name }): [string, string] => [nameOf(name), name])),
  );
  return {
    intent: (ours) => intentNames.get(ours) ?? ours,
    slot: (ours) => slotNames.get(ours) ?? ours,
  };
}

function merged<T extends object>(one: T | undefined, other: T | undefined): T {
  const both: Record<string, unknown> = { ...one };
  for (const [key, value] of Object.entries(other ?? {})) {
    const before = both[key];
    const isDeep = typeof before === 'object' && typeof value === 'object' && !Array.isArray(value);
    both[key] =
      before !== null && value !== null && isDeep ? merged(before as object, value as object) : value;
  }
  return both as T;
}

/** Enumerations are joined by the ids of their values, not by where they stand. */
function mergedTypes(one: InteractionModel['types'] = {}, other: InteractionModel['types'] = {}) {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Object.fromEntries(
    [...names].map((name) => {
      const ids = new Map((one[name]?.values ?? []).map((value) => [value.id, value]));
      for (const value of other[name]?.values ?? []) {
        ids.set(value.id, { id: value.id, forms: { ...ids.get(value.id)?.forms, ...value.forms } });
      }
      return [name, { values: [...ids.values()] }];
    }),
  );
}

/**
 * Makes a model of ours from the interaction models of an Alexa skill, one for each language.
 *
 * @example
 * ```ts
 * import english from './models/en-US.json' with { type: 'json' };
 * export const { model, notes } = importAlexaModels({ 'en-US': english });
 * ```
 */
export function importAlexaModels(models: AlexaModels): ImportedAlexaModel {
  let model: InteractionModel = { invocationNames: {}, intents: { Launch: { samples: {} } } };
  const notes = new Set<string>();
  for (const [locale, json] of Object.entries(models) as [Locale, AlexaModel][]) {
    const imported = importAlexa(json, locale);
    for (const note of imported.notes) {
      const isSaid = Object.keys(said).some((name) => note.startsWith(`intent ${name}:`));
      if (!isSaid) notes.add(`${locale}: ${note}`);
    }
    const { types: _, ...rest } = imported.model;
    const types = mergedTypes(model.types, imported.model.types);
    model = {
      ...merged(model, rest as InteractionModel),
      ...(Object.keys(types).length > 0 ? { types } : {}),
    };
    for (const { name } of intentsOf({ [locale]: json })) {
      const own = said[name];
      if (own === undefined || (model.intents[own.name]?.samples[locale] ?? []).length > 0) continue;
      const samples = { [locale]: own.samples[locale] ?? [] };
      model = merged(model, { intents: { [own.name]: { samples } } } as unknown as InteractionModel);
    }
  }
  return { model, notes: [...notes] };
}
