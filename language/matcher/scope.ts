import { couldBegin, isBuiltInType, parseAt } from '../slots/registry.ts';
import type { SlotContext, SlotMatch } from '../slots/types.ts';
import { soundOf, tokenDistance } from '../text/sound.ts';
import type { Token } from '../text/tokenise.ts';
import { type LexiconMatch, type LexiconNode, lookUp } from './lexicon.ts';

/** What one sentence holds at each place, read at most once per place and type. */
export class Scope {
  readonly tokens: readonly Token[];
  readonly context: SlotContext;
  readonly keys: readonly string[];
  readonly #isSpellingOnly: boolean;
  readonly #lexicon: LexiconNode;
  readonly #soundLexicon: LexiconNode;
  readonly #parsed = new Map<string, readonly SlotMatch[]>();
  readonly #values: ({ matches: LexiconMatch[]; endsInside: boolean } | undefined)[] = [];
  readonly #soundValues: (LexiconMatch[] | undefined)[] = [];
  #sounds: readonly string[] | undefined;

  constructor(
    tokens: readonly Token[],
    context: SlotContext,
    lexicon: LexiconNode,
    soundLexicon: LexiconNode,
    isSpellingOnly = false,
  ) {
    this.#isSpellingOnly = isSpellingOnly;
    this.tokens = tokens;
    this.context = context;
    this.keys = tokens.map(({ key }) => key);
    this.#lexicon = lexicon;
    this.#soundLexicon = soundLexicon;
  }

  /** The same for other words. */
  within(tokens: readonly Token[]): Scope {
    return new Scope(tokens, this.context, this.#lexicon, this.#soundLexicon, this.#isSpellingOnly);
  }

  get sounds(): readonly string[] {
    this.#sounds ??= this.keys.map((key) => soundOf(key, this.context.locale));
    return this.#sounds;
  }

  /** From 0, the same, to 1, nothing in common: by sound, unless only spelling counts. */
  distance(a: string, b: string): number {
    if (a === b) return 0;
    return this.#isSpellingOnly ? 1 : tokenDistance(a, b, this.context.locale);
  }

  /** How a word of a template sounds. */
  soundKey(key: string): string {
    return soundOf(key, this.context.locale);
  }

  /** Values of enumerations that start at `start`, of all skills. */
  valuesAt(start: number): readonly LexiconMatch[] {
    return this.#valuesAt(start).matches;
  }

  /** A value of some enumeration begins at `start` and is cut off by the end of the sentence. */
  endsInsideValue(start: number): boolean {
    return this.#valuesAt(start).endsInside;
  }

  #valuesAt(start: number): { matches: LexiconMatch[]; endsInside: boolean } {
    let known = this.#values[start];
    if (!known) {
      known = lookUp(this.#lexicon, this.keys, start);
      this.#values[start] = known;
    }
    return known;
  }

  /** The same by sound alone. */
  soundValuesAt(start: number): readonly LexiconMatch[] {
    let known = this.#soundValues[start];
    if (!known) {
      known = lookUp(this.#soundLexicon, this.sounds, start).matches;
      this.#soundValues[start] = known;
    }
    return known;
  }

  /** Readings of a type (built-in, or the key of an enumeration) that start at `start`, longest first. */
  parse(type: string, start: number): readonly SlotMatch[] {
    if (!isBuiltInType(type)) {
      return this.valuesAt(start)
        .filter((value) => value.type === type)
        .map(toSlotMatch)
        .sort((a, b) => b.end - a.end);
    }
    const key = `${type}:${start}`;
    let known = this.#parsed.get(key);
    if (!known) {
      known = parseAt(type, this.tokens, start, this.context);
      this.#parsed.set(key, known);
    }
    return known;
  }

  couldBegin(type: string, start: number): boolean {
    if (type === 'text' || type === 'person-name') return start < this.tokens.length;
    if (isBuiltInType(type)) return couldBegin(type, this.tokens, start, this.context);
    return this.endsInsideValue(start);
  }
}

export const toSlotMatch = (match: LexiconMatch): SlotMatch => ({
  end: match.end,
  value: match.valueId,
  valueId: match.valueId,
});
