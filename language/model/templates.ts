/** Templates of a model, checked one by one and with each other. */
import { type Automaton, compileTemplate } from '../matcher/compile.ts';
import {
  Counter,
  canBeEmpty,
  parseTemplate,
  type RuleSet,
  referencesOf,
  TemplateError,
  type TemplateNode,
} from '../templates/index.ts';
import { type ModelProblemCode, type ProblemList, pathOf, quoted } from './problem.ts';
import { type Template, templatesOf, typesOf } from './samples.ts';
import { modelLimits } from './schema.ts';
import type { InteractionModel, Locale } from './types.ts';

/** A sample that can be matched, with where it stands in the model. */
export interface CheckedSample {
  readonly locale: Locale;
  readonly intentName: string;
  readonly path: string;
  readonly source: string;
  readonly automaton: Automaton;
  readonly template: Template;
  /** By slot: the kinds of things that it takes, where it says. */
  readonly kindsOf: (slotName: string) => Kinds;
}

export interface Kinds {
  readonly only: readonly string[] | undefined;
  readonly except: readonly string[] | undefined;
}

const codes: Partial<Record<TemplateError['reason'], ModelProblemCode>> = {
  'control-character': 'CONTROL_CHARACTER',
  'unknown-rule': 'RULE_UNKNOWN',
  'recursive-rule': 'RULE_RECURSIVE',
  'too-long': 'TEMPLATE_TOO_LARGE',
  'too-deep': 'TEMPLATE_TOO_LARGE',
  'too-many-parts': 'TEMPLATE_TOO_LARGE',
};
const hints: Partial<Record<ModelProblemCode, string>> = {
  CONTROL_CHARACTER: 'remove the character',
  RULE_UNKNOWN: 'add the rule for this language, or write the words out',
  RULE_RECURSIVE: 'write the rule without itself; nobody repeats a phrase without end',
  TEMPLATE_TOO_LARGE: 'split it into several samples',
};

function report(error: unknown, path: string, source: string, problems: ProblemList): void {
  if (!(error instanceof TemplateError)) throw error;
  const code = codes[error.reason] ?? 'TEMPLATE_SYNTAX';
  const hint = hints[code] ?? 'see "Templates" in docs/interaction-model.md';
  problems.error(code, path, `in ${quoted(source)}: ${error.message}`, hint);
}

/** Parses, counts and compiles every sample; what cannot be used is reported and left out. */
export function checkTemplates(model: InteractionModel, problems: ProblemList): CheckedSample[] {
  const compiled: CheckedSample[] = [];
  for (const locale of ['zh-CN', 'en-US'] as const) {
    const rules = checkRules(model, locale, problems);
    const counter = new Counter(rules);
    let positions = 0;
    for (const [intentName, intent] of Object.entries(model.intents)) {
      const used = new Set<string>();
      const samples = templatesOf(intent, locale);
      for (const template of samples) {
        if (problems.isFull) return compiled;
        const { source } = template;
        const path = pathOf(['intents', intentName, 'samples', locale, ...template.place]);
        for (const name of Object.keys(template.constants ?? {})) used.add(name);
        if (template.roomSlot !== undefined) used.add(template.roomSlot);
        const automaton = checkSample(source, intent, rules, counter, locale, path, used, problems);
        if (!automaton) continue;
        positions += automaton.positions.length;
        if (positions > modelLimits.maxPositions) {
          problems.error(
            'TOO_MANY',
            path,
            `the samples of ${locale} have more than ${modelLimits.maxPositions} words in all`,
            'use enumerations and slots instead of listing sentences',
          );
          return compiled;
        }
        const kindsOf = (name: string): Kinds => ({
          only: template.kinds?.[name] ?? intent.slots?.[name]?.kinds,
          except: template.exceptKinds?.[name],
        });
        compiled.push({ locale, intentName, path, source, automaton, template, kindsOf });
      }
      if (samples.length === 0) continue;
      for (const [slotName, slot] of Object.entries(intent.slots ?? {})) {
        if (used.has(slotName) || slot.required === true) continue;
        problems.warn(
          'SLOT_UNUSED',
          `intents.${intentName}.slots.${slotName}`,
          `no sample in ${locale} uses {${slotName}}`,
          'use it in a sample, or remove it',
        );
      }
    }
  }
  return compiled;
}

function checkRules(model: InteractionModel, locale: Locale, problems: ProblemList): RuleSet {
  const rules = new Map<string, TemplateNode>();
  const texts = Object.entries(model.rules?.[locale] ?? {});
  for (const [name, text] of texts) {
    try {
      rules.set(name, parseTemplate(text));
    } catch (error) {
      report(error, pathOf(['rules', locale, name]), text, problems);
    }
  }
  // A rule that cannot be counted would be reported again for every sample that uses it.
  for (const [name, text] of texts) {
    const node = rules.get(name);
    if (!node) continue;
    try {
      new Counter(rules).count({ kind: 'rule', name, start: 0, end: 0 });
    } catch (error) {
      report(error, pathOf(['rules', locale, name]), text, problems);
    }
  }
  return rules;
}

/** Slots used in a template or in the rules it uses. */
function slotsUsed(node: TemplateNode, rules: RuleSet, seen = new Set<string>()): Map<string, number> {
  const used = new Map(referencesOf(node, 'slot'));
  for (const [name, offset] of referencesOf(node, 'rule')) {
    const body = rules.get(name);
    if (!body || seen.has(name)) continue;
    seen.add(name);
    for (const slot of slotsUsed(body, rules, seen).keys()) if (!used.has(slot)) used.set(slot, offset);
  }
  return used;
}

function checkSample(
  source: string,
  intent: InteractionModel['intents'][string],
  rules: RuleSet,
  counter: Counter,
  locale: Locale,
  path: string,
  used: Set<string>,
  problems: ProblemList,
): Automaton | undefined {
  try {
    const node = parseTemplate(source);
    const count = counter.count(node);
    if (count > modelLimits.maxExpansionsPerSample) {
      const size = Number.isFinite(count) ? count.toExponential(1) : 'endlessly many';
      problems.error(
        'TEMPLATE_EXPLODES',
        path,
        `${quoted(source)} can be said in ${size} ways`,
        'split it, or use fewer alternatives in a row',
      );
      return undefined;
    }
    if (canBeEmpty(node, rules)) {
      problems.error(
        'TEMPLATE_SILENT',
        path,
        `${quoted(source)} can be said by saying nothing`,
        'make at least one part required',
      );
      return undefined;
    }
    const slots = slotsUsed(node, rules);
    let isKnown = true;
    for (const [name, offset] of slots) {
      used.add(name);
      if (Object.hasOwn(intent.slots ?? {}, name)) continue;
      isKnown = false;
      problems.error(
        'SLOT_UNKNOWN',
        path,
        `in ${quoted(source)}: the intent has no slot {${name}} (at character ${offset + 1})`,
        'add it under slots, or mend the name',
      );
    }
    if (!isKnown) return undefined;
    let wrongType: string | undefined;
    const typesIn = (name: string, only: string | undefined) => {
      const types = typesOf(intent.slots?.[name] ?? { type: '' });
      if (only === undefined || types.includes(only)) return only === undefined ? types : [only];
      wrongType = `{${name}:${only}}`;
      return types;
    };
    const automaton = compileTemplate(node, rules, typesIn, locale);
    if (automaton.positions.length === 0) {
      problems.error('TEXT_EMPTY', path, `${quoted(source)} has no words`, 'write it as it is said');
      return undefined;
    }
    if (wrongType !== undefined) {
      const message = `in ${quoted(source)}: ${wrongType} is no type of that slot`;
      problems.error('TYPE_UNKNOWN', path, message, 'list it among the types of the slot, or mend the name');
      return undefined;
    }
    const isAnything = automaton.positions.every(
      (position) => position.kind === 'slot' && position.type === 'text',
    );
    if (isAnything) {
      problems.warn(
        'SAMPLE_CATCHES_ALL',
        path,
        `${quoted(source)} matches whatever is said`,
        'put words around the free text',
      );
    }
    return automaton;
  } catch (error) {
    report(error, path, source, problems);
    return undefined;
  }
}
