/** Everything that is wrong with an interaction model, in sentences that say what to do. */
import { isBuiltInType } from '../slots/registry.ts';
import { tokenise } from '../text/tokenise.ts';
import { wellKnownIntents } from '../understand/about-skills.ts';
import { reportCollisions } from './collisions.ts';
import { reportEntanglement } from './entanglement.ts';
import { type ModelProblem, ProblemList, pathOf, quoted } from './problem.ts';
import { typesOf } from './samples.ts';
import { interactionModelSchema, modelLimits } from './schema.ts';
import { checkTemplates } from './templates.ts';
import type { InteractionModel, Locale } from './types.ts';
import { checkMeanings, isGivenBySample } from './validate-samples.ts';
import { checkSlotCheck } from './validate-slot-check.ts';

export interface ValidateOptions {
  /** Named in every problem. */
  readonly file?: string;
}

export interface ValidatedModel {
  readonly problems: readonly ModelProblem[];
  /** The model, when no problem is an error. */
  readonly model: InteractionModel | undefined;
}

/** Everything wrong with an interaction model; empty when nothing is. Takes JSON text or a value; never throws. */
export function validateModel(json: unknown, options: ValidateOptions = {}): ModelProblem[] {
  return [...checkModel(json, options).problems];
}

/** {@link validateModel}, with the typed model when it is usable. */
export function checkModel(json: unknown, { file }: ValidateOptions = {}): ValidatedModel {
  const problems = new ProblemList(file);
  const plain = toPlain(json, problems);
  const model = plain === undefined ? undefined : checkShape(plain, problems);
  if (model) {
    checkNamesAndTypes(model, problems);
    const compiled = checkTemplates(model, problems);
    if (!problems.isFull) {
      reportCollisions(compiled, problems);
      reportEntanglement(compiled, problems);
    }
  }
  return { problems: problems.done(), model: problems.hasErrors ? undefined : model };
}

/** A plain copy, so that getters, cycles and the like cannot do anything later. */
function toPlain(json: unknown, problems: ProblemList): unknown {
  let text: string | undefined;
  try {
    text = typeof json === 'string' ? json : JSON.stringify(json);
  } catch {
    text = undefined;
  }
  if (text === undefined) {
    problems.error(
      'MODEL_NOT_JSON',
      '',
      'the model is not a JSON value',
      'give an object as described in docs/interaction-model.md',
    );
    return undefined;
  }
  if (text.length > modelLimits.maxBytes) {
    const message = `the model has ${text.length} characters, at most ${modelLimits.maxBytes} are allowed`;
    problems.error('MODEL_TOO_LARGE', '', message, 'use rules and enumerations instead of listing sentences');
    return undefined;
  }
  const depth = depthOf(text);
  if (depth > modelLimits.maxDepth) {
    const message = `the model nests ${depth} deep, at most ${modelLimits.maxDepth} are allowed`;
    problems.error('MODEL_TOO_DEEP', '', message, 'no part of the format nests deeper than seven');
    return undefined;
  }
  try {
    const plain: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return hasReservedName(plain, [], problems) ? undefined : plain;
  } catch (error) {
    const where = error instanceof Error ? (/position (\d+)/.exec(error.message)?.[1] ?? '') : '';
    const place = where === '' ? '' : ` (at character ${Number(where) + 1})`;
    problems.error(
      'MODEL_NOT_JSON',
      '',
      `the text is not JSON${place}`,
      'check commas, quotes and brackets there',
    );
    return undefined;
  }
}

/** `__proto__` would be lost without a word by whoever copies the object. */
function hasReservedName(value: unknown, path: readonly (string | number)[], problems: ProblemList): boolean {
  if (typeof value !== 'object' || value === null) return false;
  let isFound = false;
  for (const [key, inner] of Object.entries(value)) {
    const here = [...path, Array.isArray(value) ? Number(key) : key];
    if (key === '__proto__') {
      problems.error('NAME_INVALID', pathOf(here), '"__proto__" cannot be a name', 'choose another name');
      isFound = true;
    } else if (hasReservedName(inner, here, problems)) isFound = true;
  }
  return isFound;
}

/** Brackets outside strings, without building anything. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === 0x5c) at += 1;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (code === 0x7d || code === 0x5d) depth -= 1;
  }
  return deepest;
}

function checkShape(plain: unknown, problems: ProblemList): InteractionModel | undefined {
  // Counted first: a schema error for each of 100,000 samples would help nobody.
  if (isTooMuch(plain, problems)) return undefined;
  const result = interactionModelSchema.safeParse(plain);
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    const isName = issue.code === 'invalid_key';
    const message = isName ? (issue.issues[0]?.message ?? issue.message) : issue.message;
    problems.error(
      isName ? 'NAME_INVALID' : 'MODEL_SHAPE',
      pathOf(issue.path),
      message,
      'see docs/interaction-model.md',
    );
  }
  return undefined;
}

const keysOf = (value: unknown): string[] =>
  typeof value === 'object' && value !== null ? Object.keys(value) : [];
const at = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;

function isTooMuch(plain: unknown, problems: ProblemList): boolean {
  const tooMany = (path: string, count: number, most: number, what: string) => {
    if (count <= most) return false;
    problems.error(
      'TOO_MANY',
      path,
      `${count} ${what}, at most ${most} are allowed`,
      'templates with alternatives and rules say the same in fewer',
    );
    return true;
  };
  const intents = at(plain, 'intents');
  let isExceeded = tooMany('intents', keysOf(intents).length, modelLimits.maxIntents, 'intents');
  isExceeded =
    tooMany('types', keysOf(at(plain, 'types')).length, modelLimits.maxTypes, 'types') || isExceeded;
  for (const locale of ['zh-CN', 'en-US']) {
    let samples = 0;
    for (const name of keysOf(intents)) {
      const list = at(at(at(intents, name), 'samples'), locale);
      for (const sample of Array.isArray(list) ? list : []) {
        const inner = at(sample, 'templates');
        samples += Array.isArray(inner) ? inner.length : 1;
      }
      const slots = keysOf(at(at(intents, name), 'slots')).length;
      if (locale === 'en-US') {
        isExceeded =
          tooMany(pathOf(['intents', name, 'slots']), slots, modelLimits.maxSlotsPerIntent, 'slots') ||
          isExceeded;
      }
    }
    isExceeded = tooMany('intents', samples, modelLimits.maxSamples, `samples in ${locale}`) || isExceeded;
    const rules = keysOf(at(at(plain, 'rules'), locale)).length;
    isExceeded = tooMany(pathOf(['rules', locale]), rules, modelLimits.maxRules, 'rules') || isExceeded;
  }
  return isExceeded;
}

export const locales: readonly Locale[] = ['zh-CN', 'en-US'];

/** The languages a model speaks: those with samples. */
export function localesOf(model: InteractionModel): Locale[] {
  return locales.filter((locale) =>
    Object.values(model.intents).some(({ samples }) => (samples[locale]?.length ?? 0) > 0),
  );
}

function checkNamesAndTypes(model: InteractionModel, problems: ProblemList): void {
  const spoken = localesOf(model);
  if (Object.keys(model.intents).length === 0) {
    problems.error(
      'NO_INTENTS',
      'intents',
      'the model has no intents',
      'add at least one intent with samples',
    );
  } else if (spoken.length === 0) {
    problems.error(
      'NO_LOCALE',
      'intents',
      'no intent has samples in any language',
      'add samples for zh-CN or en-US',
    );
  }
  for (const locale of spoken) {
    const names = model.invocationNames[locale] ?? [];
    if (names.length === 0) {
      problems.error(
        'INVOCATION_MISSING',
        `invocationNames.${locale}`,
        `no invocation name in ${locale}`,
        'give the name by which people address the skill',
      );
    }
    names.forEach((name, index) => {
      checkText(name, locale, pathOf(['invocationNames', locale, index]), problems);
    });
  }
  for (const [typeName, _type] of Object.entries(model.types ?? {})) {
    const path = `types.${typeName}`;
    if (isBuiltInType(typeName)) {
      problems.error(
        'TYPE_SHADOWS',
        path,
        `${quoted(typeName)} is the name of a built-in type`,
        'choose another name',
      );
    }
    checkType(model, typeName, spoken, problems);
  }
  for (const [intentName, intent] of Object.entries(model.intents)) {
    checkSlots(model, intentName, intent, spoken, problems);
    checkMeanings(model, intentName, intent, problems);
  }
  for (const locale of spoken) {
    (model.skipWords?.[locale] ?? []).forEach((words, index) => {
      checkText(words, locale, pathOf(['skipWords', locale, index]), problems);
    });
  }
}

const unspeakable = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/u;

function checkText(text: string, locale: Locale, path: string, problems: ProblemList): void {
  if (unspeakable.test(text)) {
    problems.error(
      'CONTROL_CHARACTER',
      path,
      `${quoted(text)} has a character that cannot be spoken`,
      'remove control and formatting characters',
    );
  } else if (tokenise(text, locale).length === 0) {
    problems.error(
      'TEXT_EMPTY',
      path,
      `${quoted(text)} has no words`,
      'write it as it is said, or remove it',
    );
  }
}

function checkType(
  model: InteractionModel,
  typeName: string,
  spoken: readonly Locale[],
  problems: ProblemList,
): void {
  const { values } = model.types![typeName]!;
  const path = `types.${typeName}.values`;
  const seen = new Map<string, number>();
  for (const locale of spoken) {
    const forms = new Map<string, string>();
    let count = 0;
    values.forEach((value, index) => {
      const own = value.forms[locale] ?? [];
      count += own.length;
      own.forEach((form, formIndex) => {
        const place = pathOf(['types', typeName, 'values', index, 'forms', locale, formIndex]);
        checkText(form, locale, place, problems);
        if (/[[\](){}<>|]/.test(form)) {
          problems.warn(
            'FORM_IS_TEMPLATE',
            place,
            `${quoted(form)} is read as plain words; brackets and | mean nothing here`,
            'list each form by itself',
          );
        }
        const key = tokenise(form, locale)
          .map((token) => token.key)
          .join(' ');
        const other = forms.get(key);
        if (other !== undefined && other !== value.id) {
          problems.warn(
            'FORM_AMBIGUOUS',
            place,
            `${quoted(form)} is a form of ${quoted(other)} and of ${quoted(value.id)}`,
            'the first one wins; remove it from one of them',
          );
        }
        if (other === undefined) forms.set(key, value.id);
      });
    });
    const isGiven = () => values.length > 0 && values.every(({ id }) => isGivenBySample(model, typeName, id));
    if (count === 0 && !isGiven()) {
      problems.error('TYPE_EMPTY', path, `the type has no values in ${locale}`, `add forms for ${locale}`);
    }
  }
  values.forEach((value, index) => {
    if (unspeakable.test(value.id)) {
      problems.error(
        'CONTROL_CHARACTER',
        `${path}[${index}].id`,
        `${quoted(value.id)} has a control character`,
        'use letters, digits and signs',
      );
    }
    const first = seen.get(value.id);
    if (first === undefined) seen.set(value.id, index);
    else {
      problems.error(
        'VALUE_DUPLICATE',
        `${path}[${index}].id`,
        `${quoted(value.id)} is also the id of ${path}[${first}]`,
        'put all forms under one value',
      );
    }
  });
}

function checkSlots(
  model: InteractionModel,
  intentName: string,
  intent: InteractionModel['intents'][string],
  spoken: readonly Locale[],
  problems: ProblemList,
): void {
  const base = `intents.${intentName}`;
  const isWellKnown = (wellKnownIntents as readonly string[]).includes(intentName);
  if (!isWellKnown && Object.values(intent.samples).every((samples) => (samples?.length ?? 0) === 0)) {
    problems.error(
      'INTENT_EMPTY',
      `${base}.samples`,
      'the intent has no samples',
      'say how people ask for it, or remove it',
    );
  }
  const slots = intent.slots ?? {};
  for (const [slotName, slot] of Object.entries(slots)) {
    const path = `${base}.slots.${slotName}`;
    for (const type of typesOf(slot)) {
      if (isBuiltInType(type) || Object.hasOwn(model.types ?? {}, type)) continue;
      problems.error(
        'TYPE_UNKNOWN',
        `${path}.type`,
        `there is no type ${quoted(type)}`,
        'use a built-in type or add it under types',
      );
    }
    if (slot.min !== undefined && slot.max !== undefined && slot.min > slot.max) {
      problems.error('SLOT_BOUNDS', path, `min ${slot.min} is above max ${slot.max}`, 'swap them');
    }
    checkSlotCheck(model, slot, path, problems);
    for (const locale of spoken) {
      checkPrompts(slot.refuse?.[locale], locale, `${path}.refuse.${locale}`, slots, problems);
      const isSpoken = (intent.samples[locale]?.length ?? 0) > 0;
      if (slot.required === true && isSpoken && (slot.elicit?.[locale]?.length ?? 0) === 0) {
        problems.error(
          'ELICIT_MISSING',
          `${path}.elicit.${locale}`,
          `the slot is required, but nothing says how to ask for it in ${locale}`,
          'add a question, or make the slot optional',
        );
      }
      if (slot.check !== undefined && isSpoken && (slot.refuse?.[locale]?.length ?? 0) === 0) {
        problems.error(
          'REFUSE_MISSING',
          `${path}.refuse.${locale}`,
          `the slot has a check, but nothing says in ${locale} what is wrong with a value`,
          'add what is said then under refuse',
        );
      }
      checkPrompts(slot.elicit?.[locale], locale, `${path}.elicit.${locale}`, slots, problems);
    }
  }
  if (intent.confirmWhen !== undefined && intent.confirm === undefined) {
    problems.error(
      'CONFIRM_MISSING',
      `${base}.confirmWhen`,
      'it says when to ask, and there is nothing to ask',
      'add confirm, or leave confirmWhen out',
    );
  }
  for (const locale of spoken)
    checkPrompts(intent.confirm?.[locale], locale, `${base}.confirm.${locale}`, slots, problems);
}

function checkPrompts(
  prompts: readonly string[] | undefined,
  locale: Locale,
  path: string,
  slots: object,
  problems: ProblemList,
): void {
  prompts?.forEach((prompt, index) => {
    checkText(prompt, locale, `${path}[${index}]`, problems);
    for (const [, name = ''] of prompt.matchAll(/\{([^{}]*)\}/g)) {
      if (Object.hasOwn(slots, name)) continue;
      problems.error(
        'PROMPT_SLOT_UNKNOWN',
        `${path}[${index}]`,
        `the intent has no slot ${quoted(name)}`,
        'name a slot of this intent',
      );
    }
  });
}
