/** One skill's model made ready for one language. */
import { createHash } from 'node:crypto';
import { type Template, templatesOf, typesOf } from '../model/samples.ts';
import type { EnumerationValue, InteractionModel, Locale, SlotDefinition } from '../model/types.ts';
import { typeOfConstant } from '../model/validate-samples.ts';
import { isBuiltInType } from '../slots/registry.ts';
import { atOnce, type Steps } from '../steps.ts';
import { parseTemplate, type RuleSet, type TemplateNode } from '../templates/index.ts';
import { tokenise } from '../text/tokenise.ts';
import { type Automaton, compileTemplate, type Position } from './compile.ts';
import type { LexiconEnd } from './lexicon.ts';

/** One skill's model made ready for one language. Made once for each version; shared by all snapshots. */
export interface CompiledSkill {
  readonly skillId: string;
  readonly version: string;
  readonly locale: Locale;
  readonly model: InteractionModel;
  readonly intents: ReadonlyMap<string, CompiledIntent>;
  readonly templates: readonly CompiledTemplate[];
  readonly enumerations: readonly CompiledEnumeration[];
  /** Names by which the skill is addressed, as tokens. */
  readonly invocationNames: readonly (readonly string[])[];
  /** Words that mean nothing to it wherever they stand, as tokens. */
  readonly skipWords: readonly (readonly string[])[];
}

export interface CompiledIntent {
  readonly skill: CompiledSkill;
  readonly name: string;
  readonly slots: ReadonlyMap<string, CompiledSlot>;
  readonly templates: readonly CompiledTemplate[];
}

/** One type of a slot. */
export interface SlotType {
  /** As the developer wrote it. */
  readonly typeName: string;
  /** Built-in type, or the key of the enumeration. */
  readonly type: string;
  readonly enumeration: CompiledEnumeration | undefined;
}

/** A slot with one type, or with several: then `type` is all of them, {@link unionOf}, and `typeName` is the first's. */
export interface CompiledSlot extends SlotType {
  readonly name: string;
  readonly definition: SlotDefinition;
  readonly types: readonly SlotType[];
}

export interface CompiledTemplate {
  readonly intent: CompiledIntent;
  /** As the developer wrote it. */
  readonly source: string;
  readonly automaton: Automaton;
  readonly meaning: TemplateMeaning;
}

/** What a template says beside its words. */
export interface TemplateMeaning extends Omit<Template, 'source' | 'place' | 'constants' | 'priority'> {
  readonly priority: number;
  readonly constants: readonly SlotConstant[];
}

export interface SlotConstant {
  readonly slot: CompiledSlot;
  readonly type: SlotType;
  readonly value: string | number;
}

/** Equal enumerations of different skills have equal keys, and so share their branches of the automaton. */
export interface CompiledEnumeration {
  readonly key: string;
  readonly typeName: string;
  readonly values: readonly EnumerationValue[];
  readonly forms: readonly LexiconEnd[];
  /** Other words than those listed may stand in a value's place. */
  readonly isOpen: boolean;
  /** The skill may add values while a conversation lasts. */
  readonly takesNames: boolean;
  readonly dataClass: 'command' | 'preference' | 'health' | 'transaction';
}

function compileEnumeration(
  typeName: string,
  type: NonNullable<InteractionModel['types']>[string],
  locale: Locale,
  skillId: string,
): CompiledEnumeration {
  const values = type.values.filter(({ forms }) => (forms[locale]?.length ?? 0) > 0);
  const spoken: unknown[] = values.map(({ id, forms }) => [id, forms[locale]]);
  // What one skill names is no other's, whatever else they list.
  if (type.takesNames === true) spoken.push(skillId, typeName);
  const key = `#${createHash('sha256').update(JSON.stringify(spoken)).digest('base64url').slice(0, 16)}`;
  const forms = values.flatMap(({ id, forms: said }) =>
    (said[locale] ?? []).map((form) => ({
      type: key,
      valueId: id,
      words: tokenise(form, locale).map((token) => token.key),
    })),
  );
  const isSpeakable = ({ words }: LexiconEnd) => words.length > 0;
  return {
    key,
    typeName,
    values,
    forms: forms.filter(isSpeakable),
    isOpen: type.isOpen === true,
    takesNames: type.takesNames === true,
    dataClass: type.dataClass ?? 'command',
  };
}

/** Rules that parse, by name; the validator reports the others. */
function parseRules(model: InteractionModel, locale: Locale): RuleSet {
  const rules = new Map<string, TemplateNode>();
  for (const [name, text] of Object.entries(model.rules?.[locale] ?? {}))
    rules.set(name, parseTemplate(text));
  return rules;
}

/**
 * Makes a validated model ready for one language.
 * @throws TemplateError when the model was not validated
 */
export function compileSkill(...parts: Parameters<typeof compilingSkill>): CompiledSkill {
  return atOnce(compilingSkill(...parts));
}

/** {@link compileSkill}, template by template. */
export function* compilingSkill(
  skillId: string,
  version: string,
  model: InteractionModel,
  locale: Locale,
): Steps<CompiledSkill> {
  const enumerations = new Map(
    Object.entries(model.types ?? {}).map(([name, type]) => [
      name,
      compileEnumeration(name, type, locale, skillId),
    ]),
  );
  const rules = parseRules(model, locale);
  const intents = new Map<string, CompiledIntent>();
  const templates: CompiledTemplate[] = [];
  const skill: CompiledSkill = {
    skillId,
    version,
    locale,
    model,
    intents,
    templates,
    enumerations: [...enumerations.values()],
    invocationNames: (model.invocationNames[locale] ?? [])
      .map((name) => tokenise(name, locale).map(({ key }) => key))
      .filter((words) => words.length > 0),
    skipWords: (model.skipWords?.[locale] ?? [])
      .map((words) => tokenise(words, locale).map(({ key }) => key))
      .filter((words) => words.length > 0),
  };
  for (const [name, definition] of Object.entries(model.intents)) {
    const slots = new Map<string, CompiledSlot>();
    for (const [slotName, slot] of Object.entries(definition.slots ?? {})) {
      const types = typesOf(slot).map((typeName): SlotType => {
        const enumeration = enumerations.get(typeName);
        const type = enumeration?.key ?? (isBuiltInType(typeName) ? typeName : `?${typeName}`);
        return { typeName, type, enumeration };
      });
      const type = unionOf(types.map((one) => one.type));
      slots.set(slotName, { ...types[0]!, name: slotName, type, definition: slot, types });
    }
    const own: CompiledTemplate[] = [];
    const intent: CompiledIntent = { skill, name, slots, templates: own };
    for (const template of templatesOf(definition, locale)) {
      const { source } = template;
      const typesIn = (slotName: string, only: string | undefined) =>
        slots
          .get(slotName)
          ?.types.filter(({ typeName }) => only === undefined || typeName === only)
          .map(({ type }) => type) ?? [`?${slotName}`];
      const automaton = compileTemplate(parseTemplate(source), rules, typesIn, locale);
      own.push({ intent, source, automaton, meaning: meaningOf(template, slots, model) });
      yield;
    }
    for (const template of own) templates.push(template);
    intents.set(name, intent);
  }
  return skill;
}

/** The type of its slot that a place of a template stands for. */
export const typeAt = (
  { slots }: CompiledIntent,
  { name, type }: Extract<Position, { kind: 'slot' }>,
): SlotType | undefined => slots.get(name)?.types.find((one) => one.type === type);

/** Several types under one name, which {@link Scope.parse} reads one after the other. */
export const unionOf = (types: readonly string[]): string => types.join('|');

function meaningOf(
  { source: _source, place: _place, constants, priority = 0, ...rest }: Template,
  slots: ReadonlyMap<string, CompiledSlot>,
  model: InteractionModel,
): TemplateMeaning {
  const given = Object.entries(constants ?? {}).flatMap(([name, value]): SlotConstant[] => {
    const slot = slots.get(name);
    const typeName = slot && typeOfConstant(model, slot.definition, value);
    const type = slot?.types.find((one) => one.typeName === typeName);
    return slot && type ? [{ slot, type, value }] : [];
  });
  return { ...rest, priority, constants: given };
}
