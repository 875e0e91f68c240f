/** An Alexa interaction model (the JSON of its developer console) as one of ours. */
import type { BuiltInSlotType, Locale, SlotDefinition } from '../../../../language/model/types.ts';
import { builtInFor, type Imported, ModelDraft, nameOf } from './imported.ts';

interface AlexaSlot {
  readonly name: string;
  readonly type: string;
  readonly samples?: readonly string[];
}
interface AlexaDialogSlot {
  readonly name: string;
  readonly elicitationRequired?: boolean;
  readonly prompts?: { readonly elicitation?: string };
}
export interface AlexaModel {
  readonly interactionModel: {
    readonly languageModel: {
      readonly invocationName?: string;
      readonly intents?: readonly {
        readonly name: string;
        readonly slots?: readonly AlexaSlot[];
        readonly samples?: readonly string[];
      }[];
      readonly types?: readonly {
        readonly name: string;
        readonly values?: readonly {
          readonly id?: string;
          readonly name: { readonly value: string; readonly synonyms?: readonly string[] };
        }[];
      }[];
    };
    readonly dialog?: {
      readonly intents?: readonly {
        readonly name: string;
        readonly confirmationRequired?: boolean;
        readonly prompts?: { readonly confirmation?: string };
        readonly slots?: readonly AlexaDialogSlot[];
      }[];
    };
    readonly prompts?: readonly {
      readonly id: string;
      readonly variations?: readonly { readonly type?: string; readonly value: string }[];
    }[];
  };
}

const slotTypes: Readonly<Record<string, BuiltInSlotType>> = {
  'AMAZON.NUMBER': 'number',
  'AMAZON.FOUR_DIGIT_NUMBER': 'number',
  'AMAZON.Ordinal': 'ordinal',
  'AMAZON.DATE': 'date',
  'AMAZON.TIME': 'time',
  'AMAZON.DURATION': 'duration',
  'AMAZON.Color': 'colour',
  'AMAZON.Room': 'room-name',
  'AMAZON.FirstName': 'person-name',
  'AMAZON.Person': 'person-name',
  'AMAZON.SearchQuery': 'text',
};
/** Intents that mean the same in every model of ours. */
const wellKnown: Readonly<Record<string, string>> = {
  'AMAZON.HelpIntent': 'Help',
  'AMAZON.RepeatIntent': 'Repeat',
  'AMAZON.FallbackIntent': 'Fallback',
};
/** What the dialogue does for every skill. */
const answered = new Set(['AMAZON.YesIntent', 'AMAZON.NoIntent', 'AMAZON.StopIntent', 'AMAZON.CancelIntent']);

export const isAlexaModel = (json: unknown): json is AlexaModel =>
  typeof json === 'object' && json !== null && 'interactionModel' in json;

export function importAlexa({ interactionModel }: AlexaModel, locale: Locale): Imported {
  const draft = new ModelDraft(locale);
  const { languageModel, dialog, prompts = [] } = interactionModel;
  const promptOf = (id: string | undefined) =>
    (prompts.find((prompt) => prompt.id === id)?.variations ?? []).flatMap(({ type, value }) => {
      if (type === undefined || type === 'PlainText') return [value];
      draft.note(`prompt ${id}: SSML is not spoken; give plain text`);
      return [];
    });
  for (const { name, values = [] } of languageModel.types ?? []) {
    const forms = values.map(({ id, name: { value, synonyms = [] } }) => ({
      id: id !== undefined && id !== '' ? id : value,
      forms: [value, ...synonyms],
    }));
    draft.addType(name, forms);
  }
  for (const { name, slots = [], samples = [] } of languageModel.intents ?? []) {
    if (answered.has(name)) {
      draft.note(`intent ${name}: the dialogue understands it by itself`);
      continue;
    }
    const known = wellKnown[name];
    if (known === undefined && name.startsWith('AMAZON.')) {
      draft.note(`intent ${name}: there is none like it`);
      continue;
    }
    const dialogue = dialog?.intents?.find((one) => one.name === name);
    const definitions = slots.map(
      ({ name: slotName, type, samples: answers = [] }): [string, SlotDefinition] => {
        const asked = dialogue?.slots?.find((slot) => slot.name === slotName);
        const questions = promptOf(asked?.prompts?.elicitation);
        if (answers.length > 0)
          draft.note(`slot ${name}.${slotName}: its own samples are not needed for answers`);
        const isRequired = asked?.elicitationRequired === true && questions.length > 0;
        return [
          nameOf(slotName),
          {
            type: draft.hasType(type) ? nameOf(type) : builtInFor(type, slotTypes, draft),
            ...(isRequired ? { required: true, elicit: { [locale]: questions } } : {}),
          },
        ];
      },
    );
    const confirm = dialogue?.confirmationRequired === true ? promptOf(dialogue.prompts?.confirmation) : [];
    if (known === undefined && samples.length === 0) {
      draft.note(`intent ${name}: it has no samples`);
      continue;
    }
    draft.addIntent(known ?? name, {
      ...(definitions.length > 0 ? { slots: Object.fromEntries(definitions) } : {}),
      samples,
      confirm: confirm.map((text) =>
        text.replaceAll(/\{([^{}]+)\}/g, (_, slot: string) => `{${nameOf(slot)}}`),
      ),
    });
  }
  return draft.done(languageModel.invocationName ?? 'unnamed');
}
