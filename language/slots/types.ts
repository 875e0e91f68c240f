/** The values that slots have, and what a parser of them is. */
import type { BuiltInSlotType, Locale } from '../model/types.ts';
import type { Token } from '../text/tokenise.ts';

export interface Temperature {
  readonly degrees: number;
  /** `null` when the speaker did not say one: the skill knows what its device uses. */
  readonly unit: 'C' | 'F' | null;
}

/** Both ends belong to it. */
export interface Range {
  readonly from: string;
  readonly to: string;
}

/** What a slot holds after normalising; the SDK's table of slot types says which type holds which. */
export type SlotValue = number | string | Temperature | Range;

/** A name that exists only at run time, as the household gave it. */
export interface EntityName {
  readonly entityId: string;
  readonly names: readonly string[];
  readonly slotType: 'device-name' | 'room-name';
  /** Of a device: the entity that is its room. */
  readonly roomId?: string;
  /** What it is, such as `light`. */
  readonly kinds?: readonly string[];
}

/** A value that the skill which is talked to added to one of its types, as tokens. */
export interface GivenName {
  /** Key of the enumeration. */
  readonly type: string;
  readonly valueId: string;
  /** As the skill wrote it. */
  readonly form: string;
  readonly words: readonly string[];
}

/** All that reading a value depends on beside the words; no parser reads a clock of its own. */
export interface SlotContext {
  readonly locale: Locale;
  /** Milliseconds since 1970, the moment the words were said. */
  readonly nowMs: number;
  /** IANA name. */
  readonly timeZone: string;
  readonly entities: readonly EntityName[];
  /** Where the device stands that hears: the entity that is its room. */
  readonly roomId?: string;
  readonly given?: readonly GivenName[];
}

export interface SlotMatch {
  /** Index of the first token that does not belong to the value. */
  readonly end: number;
  readonly value: SlotValue;
  /** Id of the enumeration's value or of the run-time name. */
  readonly valueId?: string;
  /** True when the words could easily mean something else: "a" for one, a bare number for a percentage. */
  readonly isWeak?: boolean;
  /** Every thing that the words may name; {@link valueId} is among them. */
  readonly valueIds?: readonly string[];
  /** A name in another number than the household gave it. */
  readonly isVariant?: boolean;
  /** Of a slot of several types: the one that reads the words so. */
  readonly type?: string;
}

/** Every reading that starts at `start`, longest first. Pure and total. */
export type SlotParser = (tokens: readonly Token[], start: number, context: SlotContext) => SlotMatch[];

export type SlotParsers = { readonly [T in BuiltInSlotType]: SlotParser };

/** Longest first, one reading for each end, strong before weak. */
export function sortMatches(matches: readonly SlotMatch[]): SlotMatch[] {
  const best = new Map<number, SlotMatch>();
  for (const match of matches) {
    const known = best.get(match.end);
    if (!known || (known.isWeak === true && match.isWeak !== true)) best.set(match.end, match);
  }
  return [...best.values()].sort((a, b) => b.end - a.end);
}

/** True when the words `phrase` (space-separated) stand at `at`. */
export function hasWords(tokens: readonly Token[], at: number, phrase: readonly string[]): boolean {
  return phrase.every((word, index) => tokens[at + index]?.text === word);
}

/** Length of the first of `phrases` that stands at `at`, 0 when none does. Give longer phrases first. */
export function lengthOfAny(
  tokens: readonly Token[],
  at: number,
  phrases: readonly (readonly string[])[],
): number {
  return phrases.find((phrase) => hasWords(tokens, at, phrase))?.length ?? 0;
}

/** "half an hour|an hour" or, for Chinese, "半小时|一小时" to lists of tokens, longest first. */
export function phrases(text: string): readonly (readonly string[])[] {
  return text
    .split('|')
    .map((phrase) => (/\p{Script=Han}/u.test(phrase) ? [...phrase] : phrase.split(' ')))
    .sort((a, b) => b.length - a.length);
}

/** Phrases and what each means, found by their first word: most words begin none. */
export class Phrases<T> {
  readonly #byFirst = new Map<string, { readonly words: readonly string[]; readonly meaning: T }[]>();

  constructor(phrases: Iterable<readonly [phrase: string, meaning: T]>) {
    for (const [phrase, meaning] of phrases) {
      const words = phrase.split(' ');
      const own = this.#byFirst.get(words[0]!);
      if (own === undefined) this.#byFirst.set(words[0]!, [{ words, meaning }]);
      else own.push({ words, meaning });
    }
  }

  /** Those that are said at `start`, in the order in which they were given. */
  at(tokens: readonly Token[], start: number): { readonly end: number; readonly meaning: T }[] {
    return (this.#byFirst.get(tokens[start]?.text ?? '') ?? nothing)
      .filter(({ words }) => hasWords(tokens, start, words))
      .map(({ words, meaning }) => ({ end: start + words.length, meaning }));
  }
}

const nothing: readonly never[] = [];
