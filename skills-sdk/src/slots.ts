/** Values of slots, typed after the model. */
import { speak } from '../../language/slots/speak.ts';
import type { SlotValue } from '../../language/slots/types.ts';
import type { BuiltInSlotType, Enumeration, IntentDefinition, InteractionModel, Locale } from './model.ts';
import type { WireSlot } from './protocol.ts';

/** Value of a `temperature` slot. `unit` is null when none was said. */
export interface Temperature {
  readonly degrees: number;
  readonly unit: 'C' | 'F' | null;
}

/** A span of days or times, both ends inclusive. */
export interface Range {
  readonly from: string;
  readonly to: string;
}

/** What each built-in slot type hands to a skill. */
export interface BuiltInValues {
  readonly number: number;
  readonly ordinal: number;
  readonly percentage: number;
  readonly temperature: Temperature;
  /** Seconds. */
  readonly duration: number;
  readonly date: string | Range;
  readonly time: string;
  readonly datetime: string | Range;
  readonly 'room-number': string;
  readonly digits: string;
  readonly 'phone-number': string;
  readonly colour: string;
  readonly 'device-name': string;
  readonly 'room-name': string;
  readonly 'person-name': string;
  readonly text: string;
}

/** A slot whose words were found in its type. */
export interface MatchedSlot<Value, Id> {
  /** The words as spoken; null where they would say more than the value does, and so did not leave. */
  readonly raw: string | null;
  readonly value: Value;
  /** Id of the enumeration's value, or of the household's room or device; null for other types. */
  readonly id: Id;
  readonly matched: true;
}

/** A slot whose words were not found in its type. */
export interface UnmatchedSlot {
  readonly raw: string | null;
  readonly value: null;
  readonly id: null;
  readonly matched: false;
}

/** Types whose slots leave without being declared in the manifest, because their values are bounded. */
type CommandType = Exclude<
  BuiltInSlotType,
  'room-number' | 'digits' | 'phone-number' | 'device-name' | 'room-name' | 'person-name' | 'text'
>;

type EnumerationOf<Model extends InteractionModel, Type> = Type extends keyof Model['types']
  ? NonNullable<Model['types']>[Type]
  : never;

/** What may be added while a conversation lasts is not known to the compiler. */
type IdsOf<Type> = Type extends { readonly takesNames: true }
  ? string
  : Type extends { readonly values: readonly { readonly id: infer Id }[] }
    ? Id
    : never;

/** A slot of several types is one of them. */
type OneOf<Type> = Type extends readonly (infer Each)[] ? Each : Type;

type MatchedOf<Model extends InteractionModel, Type> = Type extends readonly unknown[]
  ? MatchedOf<Model, OneOf<Type>>
  : Type extends 'device-name' | 'room-name'
    ? MatchedSlot<string, string>
    : Type extends BuiltInSlotType
      ? MatchedSlot<BuiltInValues[Type], null>
      : MatchedSlot<IdsOf<EnumerationOf<Model, Type>>, IdsOf<EnumerationOf<Model, Type>>>;

/** One slot of one intent: words that matched its type, or did not. Words taken as they are always match. */
export type SlotOf<Model extends InteractionModel, Type> = Type extends readonly unknown[]
  ? SlotOf<Model, OneOf<Type>>
  : Type extends 'text' | 'person-name'
    ? MatchedOf<Model, Type>
    : MatchedOf<Model, Type> | UnmatchedSlot;

type IsCommand<Model extends InteractionModel, Type> = Type extends readonly unknown[]
  ? false extends IsCommand<Model, OneOf<Type>>
    ? false
    : true
  : Type extends CommandType
    ? true
    : Type extends BuiltInSlotType
      ? false
      : EnumerationOf<Model, Type> extends { readonly dataClass: infer Class }
        ? Class extends 'command'
          ? true
          : false
        : true;

type Definitions<Model extends InteractionModel, Name extends keyof Model['intents']> = NonNullable<
  Model['intents'][Name]['slots']
>;

/** A slot is sure to be there when the intent requires it and it needs no grant to leave. */
type SureNames<Model extends InteractionModel, Slots> = {
  [Slot in keyof Slots]: Slots[Slot] extends { readonly required: true; readonly type: infer Type }
    ? IsCommand<Model, Type> extends true
      ? Slot
      : never
    : never;
}[keyof Slots];

/** The slots of an intent, inferred from the model: a misspelt name or a wrong value is a compile error. */
export type SlotsOf<Model extends InteractionModel, Name extends keyof Model['intents']> = {
  readonly [Slot in SureNames<Model, Definitions<Model, Name>> & string]: Definitions<
    Model,
    Name
  >[Slot] extends { readonly type: infer Type }
    ? MatchedOf<Model, Type>
    : never;
} & {
  readonly [Slot in Exclude<keyof Definitions<Model, Name>, SureNames<Model, Definitions<Model, Name>>> &
    string]?: Definitions<Model, Name>[Slot] extends { readonly type: infer Type }
    ? SlotOf<Model, Type>
    : never;
};

export type SlotNamesOf<
  Model extends InteractionModel,
  Name extends keyof Model['intents'],
> = string extends keyof Definitions<Model, Name> ? never : keyof Definitions<Model, Name> & string;

/** Any slot, where its name is known at run time only. */
export type AnySlot = MatchedSlot<unknown, string | null> | UnmatchedSlot;

const spokenTypes: ReadonlySet<string> = new Set(['text', 'person-name']);
const namedTypes: ReadonlySet<string> = new Set(['device-name', 'room-name']);
const classedTypes: ReadonlySet<string> = new Set([
  ...spokenTypes,
  ...namedTypes,
  'room-number',
  'digits',
  'phone-number',
]);

function parsedValue(wire: WireSlot): unknown {
  if (wire.valueJson === undefined || wire.valueJson === '') return undefined;
  try {
    return JSON.parse(wire.valueJson);
  } catch {
    return undefined;
  }
}

const textOf = (text: string | undefined): string | null => (text === undefined || text === '' ? null : text);

/** The type of a value: of several that a slot may have, the one that it came as. */
const typeFor = (type: string | readonly string[], wire: Pick<WireSlot, 'type'>): string =>
  typeof type === 'string' ? type : (type.find((one) => one === wire.type) ?? type[0] ?? '');

/** Reads one slot of the request into the shape that handlers see. */
export function readSlot(
  model: InteractionModel,
  types: string | readonly string[],
  wire: WireSlot,
): AnySlot {
  const type = typeFor(types, wire);
  const raw = textOf(wire.raw);
  const unmatched = { raw, value: null, id: null, matched: false } as const;
  const value = parsedValue(wire);
  if (spokenTypes.has(type)) {
    const words = typeof value === 'string' ? value : raw;
    return words === null ? unmatched : { raw, value: words, id: null, matched: true };
  }
  const enumeration = model.types?.[type];
  if (enumeration) {
    const id = textOf(wire.valueId) ?? (typeof value === 'string' ? value : null);
    const isListed =
      enumeration.takesNames === true ? id !== null : enumeration.values.some((known) => known.id === id);
    const isKnown = wire.isMatched !== false && isListed;
    return isKnown ? { raw, value: id, id, matched: true } : unmatched;
  }
  if (value === undefined || value === null || wire.isMatched === false) return unmatched;
  return { raw, value, id: namedTypes.has(type) ? String(value) : null, matched: true };
}

/** Reads all slots of a request; a slot that the intent does not have is left out. */
export function readSlots(
  model: InteractionModel,
  intent: IntentDefinition,
  wire: readonly WireSlot[],
): Record<string, AnySlot> {
  const slots: Record<string, AnySlot> = {};
  for (const slot of wire) {
    const definition = ownValue(intent.slots, slot.name);
    if (definition) slots[slot.name] = readSlot(model, definition.type, slot);
  }
  return slots;
}

/** A required slot that must have come: it needs no grant. Missing, it is asked for again. */
export function missingSlot(
  model: InteractionModel,
  intent: IntentDefinition,
  slots: Readonly<Record<string, AnySlot>>,
): string | undefined {
  for (const [name, definition] of Object.entries(intent.slots ?? {})) {
    if (definition.required !== true || !isCommandType(model, definition.type)) continue;
    if (slots[name]?.matched !== true) return name;
  }
  return undefined;
}

function isCommandType(model: InteractionModel, types: string | readonly string[]): boolean {
  if (typeof types !== 'string') return types.every((type) => isCommandType(model, type));
  const type = types;
  const enumeration: Enumeration | undefined = model.types?.[type];
  return enumeration ? (enumeration.dataClass ?? 'command') === 'command' : !classedTypes.has(type);
}

/** When and where a value is spoken, for days that are near. */
export interface SpokenAt {
  readonly nowMs: number;
  /** IANA name; without it a day is named by its date, as nobody knows whether it is today there. */
  readonly timeZone: string | undefined;
}

/**
 * How a slot is spoken back: the enumeration's first form in that language, else the words, else the value as people
 * say it. What is said back, said again, is heard as the same value.
 */
export function spokenForm(
  model: InteractionModel,
  types: string | readonly string[],
  slot: AnySlot | undefined,
  locale: Locale,
  at: SpokenAt,
): string {
  if (slot === undefined) return '';
  const type = typeof types === 'string' ? types : typeOfValue(model, types, slot);
  const known = model.types?.[type]?.values.find((value) => value.id === slot.id);
  if (known) return known.forms[locale]?.[0] ?? known.id;
  if (slot.raw !== null) return slot.raw;
  if (slot.value === null) return '';
  return speak(type, slot.value as SlotValue, {
    locale,
    nowMs: at.nowMs,
    timeZone: at.timeZone ?? 'UTC',
    entities: [],
    isDayUnknown: at.timeZone === undefined,
  });
}

/** A record's own entry: names come from outside, and `constructor` is not a slot. */
export function ownValue<T>(record: { readonly [key: string]: T } | undefined, key: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}

/** Which of several types a value is of, when nobody says so any more. */
function typeOfValue(model: InteractionModel, types: readonly string[], { id, value }: AnySlot): string {
  const listed = types.find((type) => model.types?.[type]?.values.some((known) => known.id === id));
  if (listed !== undefined) return listed;
  const builtIn = types.filter((type) => model.types?.[type] === undefined);
  return builtIn.find((type) => (type === 'temperature') === (typeof value === 'object')) ?? types[0] ?? '';
}
