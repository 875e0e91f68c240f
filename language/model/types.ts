/**
 * The interaction model: what people may say to a skill and what it means.
 *
 * One value of this shape is the only source for four consumers: the recogniser (what it may hear), the
 * dialogue engine (what it may mean), the router (which data class each slot has) and the SDK's types
 * (which handlers and slots exist). Write it as a `const` so that TypeScript can infer the last one.
 */

/** BCP 47 tag of a supported language. */
export type Locale = 'zh-CN' | 'en-US';

/** One text or list per language; a skill answers only in the languages it lists in its manifest. */
export type Localised<T> = { readonly [L in Locale]?: T };

/**
 * Slot types that Earshot understands by itself, in both languages, in spoken and written form.
 *
 * | type | value handed to the skill | data class |
 * | --- | --- | --- |
 * | number | finite number, at most six digits | command |
 * | ordinal | whole number, 1 = first | command |
 * | percentage | 0 to 100 | command |
 * | temperature | `{ degrees, unit: 'C' \| 'F' \| null }` | command |
 * | duration | whole seconds | command |
 * | date | `YYYY-MM-DD`, or a range `{ from, to }` (both inclusive) | command |
 * | time | `HH:MM` on the 24-hour clock | command |
 * | datetime | `YYYY-MM-DDTHH:MM`, or a range `{ from, to }` | command |
 * | room-number | the digits as a string (`"1204"`) | location (coarse) |
 * | digits | the digits of a code or number that names something, as a string (`"0042"`) | identifier |
 * | phone-number | the digits as a string, with `+` where a country was said (`"+8613800001234"`) | contact |
 * | colour | CSS colour name | command |
 * | device-name, room-name | the household's own id for it; names come at run time | preference |
 * | person-name | the words as spoken | identifier |
 * | text | the words as spoken | utterance |
 */
export type BuiltInSlotType =
  | 'number'
  | 'ordinal'
  | 'percentage'
  | 'temperature'
  | 'duration'
  | 'date'
  | 'time'
  | 'datetime'
  | 'room-number'
  | 'digits'
  | 'phone-number'
  | 'colour'
  | 'device-name'
  | 'room-name'
  | 'person-name'
  | 'text';

/** One value of an enumeration: a stable id, and how it is said. The first form is the one spoken back. */
export interface EnumerationValue {
  readonly id: string;
  /** A value without forms is never said; a sample gives it ({@link Sample.constants}). */
  readonly forms: Localised<readonly string[]>;
}

/** A list of values that belongs to one skill; closed unless it says otherwise. */
export interface Enumeration {
  readonly values: readonly EnumerationValue[];
  /**
   * The list names examples: other words that stand where a value would are taken as they were said, without an id and
   * with `isMatched` false. They are free text and have its data class. Default false.
   */
  readonly isOpen?: boolean;
  /**
   * The skill may add values while a conversation lasts, with the `names` of an answer: a user's own playlists, what is on the menu today.
   * Default false.
   */
  readonly takesNames?: boolean;
  /** `command` unless the values themselves reveal something about the person, as a list of illnesses does. */
  readonly dataClass?: 'command' | 'preference' | 'health' | 'transaction';
}

/** What a value has to be beside its type; every rule that is there has to hold. */
export interface SlotCheck {
  /** For `date` and `datetime`: days from today at the user's place, both inclusive; 0 is today. */
  readonly fromDay?: number;
  readonly toDay?: number;
  /** For `time` and `datetime`: `HH:MM`, both inclusive, within one day. */
  readonly fromTime?: string;
  readonly toTime?: string;
  /** For `digits`, `phone-number` and `room-number`: how many digits, both inclusive. */
  readonly minDigits?: number;
  readonly maxDigits?: number;
  /** For `number` and `duration` (seconds): a multiple of it. */
  readonly step?: number;
  /** For the skill's own types: only these ids. What this intent cannot do may be heard, and is answered. */
  readonly values?: readonly string[];
}

/** A piece of information inside an intent. */
export interface SlotDefinition {
  /**
   * A {@link BuiltInSlotType}, or the name of an enumeration in {@link InteractionModel.types}; or several, of which the
   * first that reads the words as far as any is meant; a weak reading stands behind.
   */
  readonly type: string | readonly string[];
  /** A required slot is asked for until it is filled or the user gives up. Default false. */
  readonly required?: boolean;
  /** What to ask when a required slot is missing. Needed for each locale of the model if `required`. */
  readonly elicit?: Localised<readonly string[]>;
  /** Inclusive bounds, for `number`, `ordinal`, `percentage` and `temperature` (degrees). */
  readonly min?: number;
  readonly max?: number;
  /** What else a value has to be; one that is not is refused and asked for again. */
  readonly check?: SlotCheck;
  /** Said where a value is outside of `min`, `max` or `check`, before it is asked for again; `{slotName}` in it is the value that was said. */
  readonly refuse?: Localised<readonly string[]>;
  /** For `device-name` and `room-name`: only things of these kinds, such as `light`; a thing of no known kind may be any. */
  readonly kinds?: readonly string[];
}

/** Templates with what they mean beside their words. */
export interface Sample {
  readonly templates: readonly string[];
  /** Slots that these words fill though none of them names the value: "darker" is `{ level: 20 }`. */
  readonly constants?: { readonly [slotName: string]: string | number };
  /** Meant only where the room of the device that hears is known, or is not. Default either. */
  readonly room?: 'known' | 'unknown';
  /** A `room-name` slot that gets the room of the device that hears; meant only where that is known. */
  readonly roomSlot?: string;
  /** By slot: only things of these kinds, before what the slot itself says. */
  readonly kinds?: { readonly [slotName: string]: readonly string[] };
  /** By slot: things of other kinds than these. */
  readonly exceptKinds?: { readonly [slotName: string]: readonly string[] };
  /** Of samples that can be said in the same words the one with the higher number is meant. Default 0. */
  readonly priority?: number;
}

/** Something a person may want from the skill. */
export interface IntentDefinition {
  readonly slots?: { readonly [slotName: string]: SlotDefinition };
  /**
   * Ways of saying it. A template is words with `[optional parts]`, `(one|or|other)`, `(in;any;order)`, `{slotName}` and
   * `<ruleName>`; they nest. Chinese is written without spaces. `{` `}` `[` `]` `(` `)` `<` `>` `|` `;` have
   * no escape: nobody says them.
   */
  readonly samples: Localised<readonly (string | Sample)[]>;
  /** When present, the user is asked this before the skill is called; `{slotName}` is replaced. */
  readonly confirm?: Localised<readonly string[]>;
  /** `unsure`: only where the words are no sample of the intent, word for word, and were taken for one of them. Default `always`. */
  readonly confirmWhen?: 'always' | 'unsure';
}

/** What people may say to a skill and what it means, in every language that the skill speaks. */
export interface InteractionModel {
  /** Names by which the skill is found and addressed by voice ("ask bean counter for a latte"). */
  readonly invocationNames: Localised<readonly string[]>;
  readonly intents: { readonly [intentName: string]: IntentDefinition };
  readonly types?: { readonly [typeName: string]: Enumeration };
  /** Words that may stand anywhere in what is said to this skill and mean nothing to it. */
  readonly skipWords?: Localised<readonly string[]>;
  /** Shared pieces of templates, used as `<ruleName>`. Rules may use rules, never themselves. */
  readonly rules?: Localised<{ readonly [ruleName: string]: string }>;
}
