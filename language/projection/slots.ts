/** Classes of slots, and how their values are written into a request. */
import { DataClass, dataClassToJSON } from '../../proto/gen/earshot/privacy/v1/data_class.ts';
import type { NamedEntity, NamedValue, Slot } from '../../proto/gen/earshot/turn/v1/turn.ts';
import type { BuiltInSlotType, Enumeration, InteractionModel } from '../model/types.ts';
import { commonNames } from '../slots/entities.ts';
import { cssColours } from './colours.ts';
import { dataClassFromName } from './data-class.ts';

/** Class of the built-in types, after the table in the SDK's `model.ts`. */
const builtInClasses: Readonly<Record<BuiltInSlotType, DataClass>> = {
  number: DataClass.COMMAND,
  ordinal: DataClass.COMMAND,
  percentage: DataClass.COMMAND,
  temperature: DataClass.COMMAND,
  duration: DataClass.COMMAND,
  date: DataClass.COMMAND,
  time: DataClass.COMMAND,
  datetime: DataClass.COMMAND,
  colour: DataClass.COMMAND,
  'room-number': DataClass.LOCATION_COARSE,
  digits: DataClass.IDENTIFIER,
  'phone-number': DataClass.CONTACT,
  'device-name': DataClass.PREFERENCE,
  'room-name': DataClass.PREFERENCE,
  'person-name': DataClass.IDENTIFIER,
  text: DataClass.UTTERANCE,
};

const isNumber = (value: unknown, min: number, max: number): value is number =>
  typeof value === 'number' && value >= min && value <= max;
const isWhole = (value: unknown, max: number): boolean => isNumber(value, 0, max) && Number.isInteger(value);
const isText = (value: unknown, pattern: RegExp): value is string =>
  typeof value === 'string' && pattern.test(value);

const datePattern = /^\d{4}-\d{2}-\d{2}$/;
const timePattern = /^\d{2}:\d{2}$/;
const dateTimePattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/;

function hasExactly(value: unknown, keys: readonly string[]): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const own = Object.keys(value);
  return own.length === keys.length && keys.every((key) => own.includes(key));
}

const isPointOrRange = (value: unknown, pattern: RegExp): boolean =>
  isText(value, pattern) ||
  (hasExactly(value, ['from', 'to']) && isText(value['from'], pattern) && isText(value['to'], pattern));

/** Whether a value has the bounded form of its type: what is no number cannot travel as a number. */
const isBounded: Readonly<Record<BuiltInSlotType, (value: unknown) => boolean>> = {
  number: (value) => isNumber(value, -999_999, 999_999),
  ordinal: (value) => isWhole(value, 999_999),
  percentage: (value) => isNumber(value, 0, 100),
  temperature: (value) =>
    hasExactly(value, ['degrees', 'unit']) &&
    isNumber(value['degrees'], -1000, 1000) &&
    (value['unit'] === null || value['unit'] === 'C' || value['unit'] === 'F'),
  duration: (value) => isWhole(value, 366 * 86_400),
  date: (value) => isPointOrRange(value, datePattern),
  time: (value) => isText(value, timePattern),
  datetime: (value) => isPointOrRange(value, dateTimePattern),
  colour: (value) => typeof value === 'string' && cssColours.has(value),
  'room-number': (value) => isText(value, /^\d{1,6}$/),
  digits: (value) => isText(value, /^\d{1,20}$/),
  'phone-number': (value) => isText(value, /^\+?\d{3,15}$/),
  // Ids that the household's own rooms and devices carry.
  'device-name': (value) => isText(value, /^[\w:.-]{1,64}$/),
  'room-name': (value) => isText(value, /^[\w:.-]{1,64}$/),
  'person-name': () => true,
  text: () => true,
};

/** Types whose value *is* the words; for all others the words are left out unless they are a listed form. */
const spokenTypes: ReadonlySet<string> = new Set(['person-name', 'text']);

/** Whether a slot type comes with Earshot. */
export const isBuiltInType = (type: string): type is BuiltInSlotType => Object.hasOwn(builtInClasses, type);

/** Own properties only: `constructor` is in every object, and is no type. */
function enumerationOf(model: InteractionModel, type: string): Enumeration | undefined {
  return Object.hasOwn(model.types ?? {}, type) ? model.types?.[type] : undefined;
}

/** A slot as JSON, in the mapping of `earshot.turn.v1.Slot`. */
export interface SlotJson {
  readonly name: string;
  readonly type: string;
  readonly valueClass: string;
  readonly raw?: string;
  readonly valueJson: string;
  readonly valueId?: string;
  readonly isMatched: boolean;
}

/** The slot as it may leave, with the class that its content really has. */
export interface ClassedSlot {
  readonly dataClass: DataClass;
  readonly json: SlotJson;
}

/**
 * The class of the values of a slot type in a model, or of several types of one slot.
 * @returns undefined when the model has no such type, or when several differ.
 */
export function slotTypeClass(
  model: InteractionModel,
  type: string | readonly string[],
): DataClass | undefined {
  if (typeof type !== 'string') {
    // A command needs no grant; what does is what the slot is declared for, and each value leaves by its own class.
    const classes = new Set(type.map((one) => slotTypeClass(model, one)));
    if (classes.size > 1) classes.delete(DataClass.COMMAND);
    return classes.size === 1 ? [...classes][0] : undefined;
  }
  if (isBuiltInType(type)) return builtInClasses[type];
  const enumeration = enumerationOf(model, type);
  if (enumeration === undefined) return undefined;
  return dataClassFromName(enumeration.dataClass ?? 'command');
}

/** What everybody calls it, where the household gave no names. */
function commonNamesOf(value: unknown): readonly string[] {
  return Object.values(commonNames).flatMap((things) =>
    things.filter(({ entityId }) => entityId === value).flatMap(({ names }) => names),
  );
}

function normalised(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, '');
}

function formsOf(enumeration: Enumeration): Map<string, string> {
  const forms = new Map<string, string>();
  for (const value of enumeration.values) {
    for (const list of Object.values(value.forms)) {
      for (const form of list ?? []) forms.set(normalised(form), value.id);
    }
  }
  return forms;
}

const formsCache = new WeakMap<Enumeration, Map<string, string>>();

function cachedForms(enumeration: Enumeration): Map<string, string> {
  let forms = formsCache.get(enumeration);
  if (forms === undefined) {
    forms = formsOf(enumeration);
    formsCache.set(enumeration, forms);
  }
  return forms;
}

function parseValue(valueJson: string): unknown {
  try {
    return JSON.parse(valueJson);
  } catch {
    return undefined;
  }
}

/**
 * Gives a filled slot the class of its type in the skill's own model, and keeps only what that class covers.
 *
 * The class that travels beside the value is not believed: a slot typed `number` whose value is a sentence is free
 * text, whoever says otherwise, and so is an enumeration's slot that matched none of its values.
 * @param entities Names of the household, for the slots that hold one.
 * @param names What the skill added to its own types in this conversation.
 * @returns undefined when the intent has no such slot: it cannot be a field of this skill.
 */
export function classSlot(
  model: InteractionModel,
  intentName: string,
  slot: Slot,
  entities: readonly NamedEntity[] = [],
  names: readonly NamedValue[] = [],
): ClassedSlot | undefined {
  const intent = Object.hasOwn(model.intents, intentName) ? model.intents[intentName] : undefined;
  const slots = intent?.slots ?? {};
  const declared = Object.hasOwn(slots, slot.name) ? slots[slot.name]?.type : undefined;
  // Of several types the one that it says it is, if it may be; what it holds is looked at all the same.
  const type =
    declared === undefined || typeof declared === 'string'
      ? declared
      : (declared.find((one) => one === slot.type) ?? declared[0]);
  if (type === undefined) return undefined;
  const typeClass = slotTypeClass(model, type);
  if (typeClass === undefined) return undefined;

  const value = parseValue(slot.valueJson);
  const base = { name: slot.name, type, isMatched: slot.isMatched };
  const asWords: ClassedSlot = {
    dataClass: DataClass.UTTERANCE,
    json: {
      ...base,
      valueClass: dataClassToJSON(DataClass.UTTERANCE),
      raw: slot.raw,
      valueJson: slot.valueJson,
      isMatched: false,
    },
  };
  if (spokenTypes.has(type)) {
    return {
      dataClass: typeClass,
      json: { ...base, valueClass: dataClassToJSON(typeClass), raw: slot.raw, valueJson: slot.valueJson },
    };
  }
  if (isBuiltInType(type)) {
    if (!isBounded[type](value)) return asWords;
    // Written anew from the parsed value: no white space, no repeated keys, nothing beside it.
    const json = { ...base, valueClass: dataClassToJSON(typeClass), valueJson: JSON.stringify(value) };
    if (type !== 'device-name' && type !== 'room-name') return { dataClass: typeClass, json };
    // The household's own name for the thing may be said back; any other words may not leave with it, and the id is
    // nothing to say.
    const names = entities.find((entity) => entity.entityId === value)?.names ?? commonNamesOf(value);
    const isHan = (text: string) => /\p{Script=Han}/u.test(text);
    const name =
      names.find((known) => normalised(known) === normalised(slot.raw)) ??
      names.find((known) => isHan(known) === isHan(slot.raw)) ??
      names[0];
    return {
      dataClass: typeClass,
      json: { ...json, ...(name === undefined ? {} : { raw: name }), valueId: String(value) },
    };
  }
  const enumeration = enumerationOf(model, type);
  if (enumeration === undefined) return asWords;
  const given = names.find((one) => one.type === type && one.valueId === slot.valueId);
  if (given === undefined && !enumeration.values.some(({ id }) => id === slot.valueId)) return asWords;
  const isSame = (form: string) => normalised(form) === normalised(slot.raw);
  const isForm = cachedForms(enumeration).get(normalised(slot.raw)) === slot.valueId;
  // What the skill named itself is said back as the skill wrote it.
  const raw = given?.forms.find(isSame) ?? (isForm ? slot.raw : undefined);
  return {
    dataClass: typeClass,
    json: {
      ...base,
      valueClass: dataClassToJSON(typeClass),
      ...(raw === undefined ? {} : { raw }),
      valueJson: JSON.stringify(slot.valueId),
      valueId: slot.valueId,
    },
  };
}
