/** Sentence files of Home Assistant as an interaction model. */
import { basename } from 'node:path';
import { typesOf } from '../../../../../language/model/samples.ts';
import type {
  InteractionModel,
  Locale,
  Sample,
  SlotDefinition,
} from '../../../../../language/model/types.ts';
import { type Imported, nameOf } from '../imported.ts';
import { contextValues, readSentenceFiles, type SentenceData, type SentenceFiles } from './files.ts';
import { withPriorities } from './priorities.ts';
import { ListTypes } from './slot-lists.ts';
import { type Converted, convertTemplate, ruleName } from './template.ts';

type Slots = Map<string, SlotDefinition>;

interface ImportedIntent {
  readonly slots: Slots;
  readonly samples: Sample[];
}

/**
 * Reads a checkout of sentences for all languages, or the folder of one.
 * @throws Error naming a file that cannot be read
 */
export async function importHomeAssistant(folder: string, locale: Locale): Promise<Imported> {
  return new SentenceImport(await readSentenceFiles(folder, locale), locale).run();
}

/** What a handler looks its answer up by: the words for it do not carry over, their name does. */
const responseType = 'Response';

class SentenceImport {
  readonly #files: SentenceFiles;
  readonly #locale: Locale;
  readonly #notes: string[] = [];
  readonly #lists: ListTypes;
  readonly #rules = new Map<string, Converted>();
  /** Rules that all files share, as they are written. */
  readonly #shared: ReadonlyMap<string, string>;
  #blocks = 0;
  readonly #intents = new Map<string, ImportedIntent>();

  constructor(files: SentenceFiles, locale: Locale) {
    this.#files = files;
    this.#shared = new Map([...files.rules].map(([name, text]) => [ruleName(name), text]));
    this.#locale = locale;
    this.#lists = new ListTypes(files.lists, locale, (text) => this.#note(text));
  }

  run(): Imported {
    for (const [name, text] of this.#shared) this.#addRule(name, text, `rule ${name}`);
    for (const { file, intent, data } of this.#files.data) this.#addBlock(intent, data, basename(file));
    this.#note(
      'what intents answer belongs into their handlers; which answer is meant comes as the slot "response"',
    );
    const intents = [...this.#intents].map(([name, { slots, samples }]) => [
      name,
      {
        ...(slots.size > 0 ? { slots: Object.fromEntries(slots) } : {}),
        samples: {
          [this.#locale]: samples.map((sample) => ({
            ...sample,
            templates: sample.templates.map((text) => this.#withTypes(text, [slots])),
          })),
        },
      },
    ]);
    const allSlots = [...this.#intents.values()].map(({ slots }) => slots);
    const rules = [...this.#usedRules()].map((name) => [
      name,
      this.#withTypes(this.#rules.get(name)!.text, allSlots),
    ]);
    const skipWords = this.#files.skipWords.filter((words) => words.trim() !== '');
    const model: InteractionModel = {
      invocationNames: { [this.#locale]: [this.#locale === 'zh-CN' ? '我的家' : 'my home'] },
      intents: Object.fromEntries(intents),
      types: this.#lists.types,
      ...(skipWords.length > 0 ? { skipWords: { [this.#locale]: skipWords } } : {}),
      rules: { [this.#locale]: Object.fromEntries(rules) },
    };
    return { model: withPriorities(model, (text) => this.#note(text)), notes: this.#notes };
  }

  /** A list is a type; a template names it only where the slot has others as well, wherever it is used. */
  #withTypes(text: string, intents: readonly Slots[]): string {
    return text.replaceAll(/\{([^{}:]+):([^{}]+)\}/g, (_, slot: string, list: string) => {
      const definition = this.#lists.definitionOf(list);
      const type = definition && typesOf(definition)[0];
      const used = intents.flatMap((slots) => slots.get(slot) ?? []);
      const isNamed =
        type !== undefined &&
        used.some((one) => typesOf(one).length > 1) &&
        used.every((one) => typesOf(one).includes(type));
      return isNamed ? `{${slot}:${type}}` : `{${slot}}`;
    });
  }

  #note(text: string): void {
    if (!this.#notes.includes(text)) this.#notes.push(text);
  }

  #addRule(name: string, text: string, where: string): void {
    try {
      const converted = convertTemplate(text);
      if (converted.text === '') this.#note(`${where}: it says nothing`);
      else this.#rules.set(name, converted);
    } catch (error) {
      this.#note(`${where}: ${(error as Error).message}`);
    }
  }

  /** Sentences that share one meaning. */
  #addBlock(intentName: string, data: SentenceData, file: string): void {
    const known: ImportedIntent = this.#intents.get(nameOf(intentName)) ?? { slots: new Map(), samples: [] };
    for (const [name, list] of Object.entries(data.lists ?? {})) {
      if (!this.#files.lists.has(name)) (this.#files.lists as Map<string, typeof list>).set(name, list);
      else this.#note(`${file}: the list ${name} of a block alone is that of all files`);
    }
    const own = this.#ownRules(data, file);
    const templates = (data.sentences ?? []).flatMap((sentence) => {
      const read = this.#convert(sentence, own, known.slots, file);
      return read === undefined ? [] : [read];
    });
    if (templates.length === 0) return;
    const meaning = this.#meaningOf(data, known.slots, file);
    // A name that a template does not hold has no kind.
    for (const withName of [true, false]) {
      const some = templates.filter(({ slots }) => slots.has('name') === withName).map(({ text }) => text);
      if (some.length === 0) continue;
      const { kinds, exceptKinds, ...rest } = meaning;
      known.samples.push({
        ...rest,
        templates: [...new Set(some)],
        ...(withName && kinds ? { kinds } : {}),
        ...(withName && exceptKinds ? { exceptKinds } : {}),
      });
    }
    this.#intents.set(nameOf(intentName), known);
  }

  /** Rules of one block alone get names of their own, and so do the shared rules that come to them. */
  #ownRules(data: SentenceData, file: string): ReadonlyMap<string, string> {
    const texts = new Map(
      Object.entries(data.expansion_rules ?? {}).map(([name, text]) => [ruleName(name), text]),
    );
    const own = new Map<string, string>();
    if (texts.size === 0) return own;
    this.#blocks += 1;
    for (let isGrowing = true; isGrowing; ) {
      isGrowing = false;
      for (const [name, text] of this.#shared) {
        if (texts.has(name) || !referred(text).some((other) => texts.has(other))) continue;
        texts.set(name, text);
        isGrowing = true;
      }
    }
    for (const name of texts.keys()) own.set(name, `${name}_${this.#blocks}`.slice(0, 64));
    for (const [name, text] of texts)
      this.#addRule(own.get(name)!, renamed(text, own), `${file}: rule ${name}`);
    return own;
  }

  #convert(
    sentence: string,
    own: ReadonlyMap<string, string>,
    slots: Slots,
    file: string,
  ): { text: string; slots: ReadonlySet<string> } | undefined {
    let converted: Converted;
    try {
      converted = convertTemplate(renamed(sentence, own));
    } catch (error) {
      this.#note(`${file}: ${(error as Error).message}`);
      return undefined;
    }
    const { text } = converted;
    const reached = this.#reach(converted);
    for (const rule of reached.missing)
      this.#note(`${file}: "${sentence}" uses <${rule}>, which is not there`);
    if (text === '' || reached.missing.length > 0) return undefined;
    const wanted: [string, SlotDefinition][] = [];
    for (const { slot, list } of reached.slots) {
      const definition = this.#lists.definitionOf(list);
      if (definition === undefined) {
        this.#note(`${file}: "${sentence}" uses {${list}}, which is not there`);
        return undefined;
      }
      wanted.push([slot, definition]);
    }
    for (const [slot, definition] of wanted) this.#widen(slots, slot, definition);
    return { text, slots: new Set(wanted.map(([slot]) => slot)) };
  }

  /** Slots of a template and of all rules that it comes to. */
  #reach(from: Pick<Converted, 'slots' | 'rules'>): { slots: Converted['slots']; missing: string[] } {
    const slots = [...from.slots];
    const missing: string[] = [];
    const seen = new Set<string>();
    const queue = from.rules.map(ruleName);
    for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
      if (seen.has(name)) continue;
      seen.add(name);
      const rule = this.#rules.get(name);
      if (rule === undefined) missing.push(name);
      else {
        slots.push(...rule.slots);
        queue.push(...rule.rules.map(ruleName));
      }
    }
    return { slots, missing };
  }

  /** A slot that several lists fill has the types of all. */
  #widen(slots: Slots, name: string, definition: SlotDefinition): void {
    const known = slots.get(name);
    if (known === undefined) {
      slots.set(name, definition);
      return;
    }
    const all = [...new Set([...typesOf(known), ...typesOf(definition)])];
    const types = [...all.filter((type) => type !== 'text'), ...all.filter((type) => type === 'text')];
    const bounds = [known, definition].filter(({ min }) => min !== undefined);
    slots.set(name, {
      ...known,
      type: types.length === 1 ? types[0]! : types,
      ...(bounds.length === 0
        ? {}
        : {
            min: Math.min(...bounds.map(({ min = 0 }) => min)),
            max: Math.max(...bounds.map(({ max = 0 }) => max)),
          }),
    });
  }

  #meaningOf(data: SentenceData, slots: Slots, file: string): Omit<Sample, 'templates'> {
    const constants: Record<string, string | number> = {};
    for (const [name, value] of Object.entries(data.slots ?? {})) {
      constants[ruleName(name)] = this.#constant(slots, ruleName(name), value);
    }
    if (data.response) {
      const slot =
        slots.has('response') && slots.get('response')?.type !== responseType ? 'response_key' : 'response';
      this.#lists.give(responseType, data.response);
      slots.set(slot, { type: responseType });
      constants[slot] = data.response;
    }
    return {
      ...(Object.keys(constants).length > 0 ? { constants } : {}),
      ...this.#contextOf(data, slots, file),
    };
  }

  #constant(slots: Slots, name: string, value: string | number | boolean): string | number {
    const known = slots.get(name);
    const types = known === undefined ? [] : typesOf(known);
    if (typeof value === 'number' && types.includes('number')) return value;
    const id = String(value);
    if (types.some((type) => this.#lists.has(type, id))) return id;
    const typeName = nameOf(`${name}_given`);
    this.#lists.give(typeName, id);
    this.#widen(slots, name, { type: typeName });
    return id;
  }

  #contextOf(data: SentenceData, slots: Slots, file: string): Omit<Sample, 'templates' | 'constants'> {
    const requires = data.requires_context ?? {};
    const excludes = data.excludes_context ?? {};
    for (const [side, context] of Object.entries({ requires, excludes })) {
      for (const key of Object.keys(context)) {
        const isRead =
          key === 'domain' || (side === 'requires' && (key === 'device_class' || key === 'area'));
        if (!isRead) this.#note(`${file}: ${side} ${key} of the context; taken whatever it is`);
      }
    }
    const domains = contextValues(requires['domain']);
    const classes = contextValues(requires['device_class']);
    const others = contextValues(excludes['domain']);
    const kinds = classes?.flatMap((own) => (domains ?? ['']).map((domain) => `${domain}.${own}`)) ?? domains;
    if ('area' in requires && !slots.has('area')) slots.set('area', { type: 'room-name', kinds: ['area'] });
    return {
      ...('area' in requires ? { roomSlot: 'area' } : {}),
      ...(kinds ? { kinds: { name: kinds } } : {}),
      ...(others ? { exceptKinds: { name: others } } : {}),
    };
  }

  #usedRules(): Set<string> {
    const used = new Set<string>();
    const queue = [...this.#intents.values()]
      .flatMap(({ samples }) => samples.flatMap(({ templates }) => templates))
      .flatMap((text) => [...text.matchAll(/<([^<>]+)>/g)].map(([, name]) => name!));
    for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
      if (used.has(name)) continue;
      used.add(name);
      queue.push(...(this.#rules.get(name)?.rules ?? []).map(ruleName));
    }
    return used;
  }
}

const referred = (text: string): string[] =>
  [...text.matchAll(/<([^<>]+)>/g)].map(([, name]) => ruleName(name!));

const renamed = (text: string, names: ReadonlyMap<string, string>): string =>
  text.replaceAll(/<([^<>]+)>/g, (whole, name: string) => {
    const own = names.get(ruleName(name));
    return own === undefined ? whole : `<${own}>`;
  });
