/** What an import makes: an interaction model, and a list of everything that did not carry over. */
import type { BuiltInSlotType, InteractionModel, Locale } from '../../../../language/model/types.ts';

export interface Imported {
  readonly model: InteractionModel;
  /** One line for each thing that was left out or means something else now. */
  readonly notes: readonly string[];
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Intent = Mutable<InteractionModel['intents'][string]>;

/** Collects a model of one language bit by bit; names are brought into the form that models have. */
export class ModelDraft {
  readonly notes: string[] = [];
  readonly #locale: Locale;
  readonly #intents: Record<string, Intent> = {};
  readonly #types: Record<string, NonNullable<InteractionModel['types']>[string]> = {};

  constructor(locale: Locale) {
    this.#locale = locale;
  }

  note(text: string): void {
    if (!this.notes.includes(text)) this.notes.push(text);
  }

  /** @param values with the words for each; one that has no words is left out */
  addType(name: string, values: readonly { readonly id: string; readonly forms: readonly string[] }[]): void {
    const kept = new Map<string, readonly string[]>();
    for (const { id, forms } of values) {
      const spoken = [...new Set(forms.map((form) => form.trim()).filter((form) => form !== ''))];
      const known = kept.get(id.slice(0, 64)) ?? [];
      if (id.trim() !== '' && spoken.length > 0)
        kept.set(id.slice(0, 64), [...new Set([...known, ...spoken])]);
    }
    if (kept.size === 0) {
      this.note(`type ${name}: it has no values`);
      return;
    }
    this.#types[nameOf(name)] = {
      values: [...kept].map(([id, forms]) => ({ id, forms: { [this.#locale]: forms } })),
    };
  }

  addIntent(
    name: string,
    intent: Omit<Intent, 'samples' | 'confirm'> & {
      readonly samples: readonly string[];
      readonly confirm?: readonly string[];
    },
  ): void {
    const { samples, confirm, ...rest } = intent;
    const plain = samples.map(templateOf).filter((sample) => sample !== '');
    this.#intents[nameOf(name)] = {
      ...rest,
      samples: plain.length > 0 ? { [this.#locale]: [...new Set(plain)] } : {},
      ...(confirm && confirm.length > 0 ? { confirm: { [this.#locale]: confirm } } : {}),
    };
  }

  hasType(name: string): boolean {
    return Object.hasOwn(this.#types, nameOf(name));
  }

  done(invocationName: string): Imported {
    const model: InteractionModel = {
      invocationNames: { [this.#locale]: [invocationName] },
      intents: this.#intents,
      ...(Object.keys(this.#types).length > 0 ? { types: this.#types } : {}),
    };
    return { model, notes: this.notes };
  }
}

/** A name as models have it: a letter, then letters, digits, - or _. */
export function nameOf(name: string): string {
  const plain = name.replaceAll(/[^A-Za-z0-9_-]+/g, '_').replace(/^[^A-Za-z]+/, '');
  return (plain === '' ? 'unnamed' : plain).slice(0, 64);
}

/** Words with `{slots}`, without the signs that mean something in a template. */
function templateOf(sample: string): string {
  return sample
    .replaceAll(/[[\]()<>|;；&*\\]/gu, ' ')
    .replaceAll(/\{\s*([^{}]+?)\s*\}/g, (_, name: string) => `{${nameOf(name)}}`)
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** Which of our types reads what another system's built-in type reads; `text` where none does. */
export function builtInFor(
  type: string,
  table: Readonly<Record<string, BuiltInSlotType>>,
  draft: ModelDraft,
): BuiltInSlotType {
  const known = Object.hasOwn(table, type) ? table[type] : undefined;
  if (known !== undefined) return known;
  draft.note(`slot type ${type}: there is none like it; taken as free text, which needs a grant`);
  return 'text';
}
