/** A Dialogflow ES agent (its export, unpacked) as an interaction model. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuiltInSlotType, Locale, SlotDefinition } from '../../../../language/model/types.ts';
import { builtInFor, type Imported, ModelDraft, nameOf } from './imported.ts';

interface Parameter {
  readonly name: string;
  readonly dataType?: string;
  readonly required?: boolean;
  readonly prompts?: readonly { readonly lang?: string; readonly value: string }[];
}
interface AgentIntent {
  readonly name: string;
  readonly fallbackIntent?: boolean;
  readonly events?: readonly { readonly name: string }[];
  readonly contexts?: readonly string[];
  readonly responses?: readonly {
    readonly parameters?: readonly Parameter[];
    readonly messages?: readonly unknown[];
  }[];
}
interface Says {
  readonly data: readonly { readonly text: string; readonly alias?: string }[];
}
interface Entry {
  readonly value: string;
  readonly synonyms?: readonly string[];
}

const slotTypes: Readonly<Record<string, BuiltInSlotType>> = {
  '@sys.number': 'number',
  '@sys.number-integer': 'number',
  '@sys.cardinal': 'number',
  '@sys.ordinal': 'ordinal',
  '@sys.percentage': 'percentage',
  '@sys.temperature': 'temperature',
  '@sys.duration': 'duration',
  '@sys.date': 'date',
  '@sys.date-period': 'date',
  '@sys.time': 'time',
  '@sys.date-time': 'datetime',
  '@sys.color': 'colour',
  '@sys.person': 'person-name',
  '@sys.given-name': 'person-name',
  '@sys.any': 'text',
};

export const isDialogflowAgent = (folder: string) =>
  existsSync(join(folder, 'agent.json')) && existsSync(join(folder, 'intents'));

async function read<T>(path: string): Promise<T> {
  return JSON.parse(await readFile(path, 'utf8')) as T;
}

/** @throws Error when a file of the agent cannot be read */
export async function importDialogflow(folder: string, locale: Locale): Promise<Imported> {
  const draft = new ModelDraft(locale);
  const language = locale.slice(0, 2).toLowerCase();
  const isOurs = (file: string, kind: string) =>
    new RegExp(`_${kind}_${language}(?:-[a-z]+)?\\.json$`, 'i').test(file);
  const entityFolder = join(folder, 'entities');
  for (const file of existsSync(entityFolder) ? await readdir(entityFolder) : []) {
    if (!isOurs(file, 'entries')) continue;
    const entries = await read<Entry[]>(join(entityFolder, file));
    const values = entries.map(({ value, synonyms = [] }) => ({ id: value, forms: [value, ...synonyms] }));
    draft.addType(file.replace(/_entries_.*$/, ''), values);
  }
  const files = (await readdir(join(folder, 'intents'))).sort();
  for (const file of files.filter((name) => name.endsWith('.json') && !/_usersays_/.test(name))) {
    const intent = await read<AgentIntent>(join(folder, 'intents', file));
    const says = files.find(
      (name) => name.startsWith(`${file.slice(0, -5)}_usersays_`) && isOurs(name, 'usersays'),
    );
    const samples = says ? await read<Says[]>(join(folder, 'intents', says)) : [];
    addIntent(intent, samples, draft, locale);
  }
  const agent = await read<{ readonly displayName?: string }>(join(folder, 'agent.json'));
  return draft.done(agent.displayName ?? 'unnamed');
}

function addIntent(intent: AgentIntent, says: readonly Says[], draft: ModelDraft, locale: Locale): void {
  const { name, contexts = [], events = [], responses = [] } = intent;
  if (contexts.length > 0)
    draft.note(`intent ${name}: it is taken whatever was said before, not only in ${contexts.join(', ')}`);
  if (responses.some(({ messages = [] }) => messages.length > 0)) {
    draft.note(`intent ${name}: what it answers belongs into its handler`);
  }
  const isWelcome = events.some((event) => /WELCOME/i.test(event.name));
  const known = intent.fallbackIntent === true ? 'Fallback' : isWelcome ? 'Launch' : undefined;
  if (known === undefined && says.length === 0) {
    draft.note(`intent ${name}: it has no training phrases`);
    return;
  }
  const parameters = responses.flatMap(({ parameters: own = [] }) => own);
  const used = new Set(says.flatMap(({ data }) => data.flatMap(({ alias }) => (alias ? [alias] : []))));
  const slots = parameters
    .filter((parameter) => parameter.required === true || used.has(parameter.name))
    .map(({ name: slotName, dataType = '@sys.any', required, prompts = [] }): [string, SlotDefinition] => {
      const custom = dataType.replace(/^@/, '');
      const questions = prompts
        .filter(({ lang }) => lang === undefined || lang.slice(0, 2) === locale.slice(0, 2))
        .map(({ value }) => value);
      const isRequired = required === true && questions.length > 0;
      return [
        nameOf(slotName),
        {
          type: draft.hasType(custom) ? nameOf(custom) : builtInFor(dataType, slotTypes, draft),
          ...(isRequired ? { required: true, elicit: { [locale]: questions } } : {}),
        },
      ];
    });
  const named = new Set(slots.map(([slotName]) => slotName));
  const samples = says.map(({ data }) =>
    data.map(({ text, alias }) => (alias && named.has(nameOf(alias)) ? `{${nameOf(alias)}}` : text)).join(''),
  );
  draft.addIntent(known ?? name, {
    ...(slots.length > 0 ? { slots: Object.fromEntries(slots) } : {}),
    samples,
  });
}
