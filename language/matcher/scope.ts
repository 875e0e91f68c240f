/** What one sentence holds at each place: slots and values, each read once. */
import { couldBegin, isBuiltInType, parseAt } from '../slots/registry.ts';
import type { SlotContext, SlotMatch } from '../slots/types.ts';
import { soundOf, tokenDistance } from '../text/sound.ts';
import type { Token } from '../text/tokenise.ts';
import { everydayWords, isEnglishWord, isSaidAlike } from '../text/words/index.ts';
import { type LexiconMatch, type LexiconNode, lookUp } from './lexicon.ts';

/** What one sentence holds at each place, read at most once per place and type. */
export class Scope {
  readonly tokens: readonly Token[];
  readonly context: SlotContext;
  readonly keys: readonly string[];
  readonly isSpellingOnly: boolean;
  readonly #lexicon: LexiconNode;
  readonly #soundLexicon: LexiconNode;
  readonly #parsed = new Map<string, readonly SlotMatch[]>();
  readonly #values: ({ matches: LexiconMatch[]; endsInside: boolean } | undefined)[] = [];
  readonly #soundValues: (LexiconMatch[] | undefined)[] = [];
  #sounds: readonly string[] | undefined;
  #everyday: readonly boolean[] | undefined;

  constructor(
    tokens: readonly Token[],
    context: SlotContext,
    lexicon: LexiconNode,
    soundLexicon: LexiconNode,
    isSpellingOnly = false,
  ) {
    this.isSpellingOnly = isSpellingOnly;
    this.tokens = tokens;
    this.context = context;
    this.keys = tokens.map(({ key }) => key);
    this.#lexicon = lexicon;
    this.#soundLexicon = soundLexicon;
  }

  /** The same sentence in other words: parts of it, or put in another order. */
  over(tokens: readonly Token[]): Scope {
    return new Scope(tokens, this.context, this.#lexicon, this.#soundLexicon, this.isSpellingOnly);
  }

  get sounds(): readonly string[] {
    this.#sounds ??= this.keys.map((key) => soundOf(key, this.context.locale));
    return this.#sounds;
  }

  /** From 0, the same, to 1, nothing in common: by sound, unless only spelling counts. */
  distance(a: string, b: string): number {
    if (a === b) return 0;
    return this.isSpellingOnly ? 1 : tokenDistance(a, b, this.context.locale);
  }

  /**
   * How far a word of a template is from what stands at `at`. What sounds alike is no match where both are words of
   * the language: 每天 is not 明天 misheard, and "light" is not "night".
   */
  distanceAt(key: string, at: number): number {
    const heard = this.keys[at]!;
    const distance = this.distance(key, heard);
    if (distance === 0 || distance >= 1) return distance;
    const { locale } = this.context;
    // 四 and 十 sound alike in half the country, and are two numbers.
    if (number.test(key) && number.test(heard)) return 1;
    if (locale === 'zh-CN' ? distance <= 0.1 : distance <= 0.1 || isSaidAlike(key, heard)) return distance;
    this.#everyday ??= everydayWords(this.tokens, locale);
    const isWord = this.#everyday[at] === true && (locale === 'zh-CN' || isEnglishWord(key));
    return isWord ? 1 : distance;
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
      known = this.#withGiven(lookUp(this.#lexicon, this.keys, start), this.keys, start, (key) => key);
      this.#values[start] = known;
    }
    return known;
  }

  /** The same by sound alone. */
  soundValuesAt(start: number): readonly LexiconMatch[] {
    let known = this.#soundValues[start];
    if (!known) {
      const found = lookUp(this.#soundLexicon, this.sounds, start);
      known = this.#withGiven(found, this.sounds, start, (key) => this.soundKey(key)).matches;
      this.#soundValues[start] = known;
    }
    return known;
  }

  /** What the skill that is talked to named itself stands beside what its model lists. */
  #withGiven(
    found: { readonly matches: LexiconMatch[]; readonly endsInside: boolean },
    keys: readonly string[],
    start: number,
    spelt: (word: string) => string,
  ): { matches: LexiconMatch[]; endsInside: boolean } {
    const { given = [] } = this.context;
    if (given.length === 0) return found;
    const matches = [...found.matches];
    let { endsInside } = found;
    for (const { type, valueId, words } of given) {
      const said = words.findIndex((word, index) => keys[start + index] !== spelt(word));
      if (said === -1) matches.push({ type, valueId, words, end: start + words.length });
      else endsInside ||= said > 0 && start + said === keys.length;
    }
    return { matches, endsInside };
  }

  /** Readings of a type (built-in, or the key of an enumeration) that start at `start`, longest first. */
  parse(type: string, start: number): readonly SlotMatch[] {
    if (type.includes('|')) {
      // All readings of all types, longest first; of equally long ones that of the type that was named first.
      const found = type
        .split('|')
        .flatMap((one) => this.parse(one, start).map((match) => ({ ...match, type: one })));
      return found.sort((a, b) => b.end - a.end || Number(a.isWeak ?? false) - Number(b.isWeak ?? false));
    }
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
    if (type.includes('|')) return type.split('|').some((one) => this.couldBegin(one, start));
    if (type === 'text' || type === 'person-name') return start < this.tokens.length;
    if (isBuiltInType(type)) return couldBegin(type, this.tokens, start, this.context);
    return this.endsInsideValue(start);
  }
}

const number = /^[零一二两三四五六七八九十百千万半]$/;

export const toSlotMatch = (match: LexiconMatch): SlotMatch => ({
  end: match.end,
  value: match.valueId,
  valueId: match.valueId,
});
