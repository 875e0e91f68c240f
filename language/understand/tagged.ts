/** What the slot tagger marked in a sentence, as values: words become a value only as their slot's type reads them. */
import type { Capture } from '../matcher/capture.ts';
import type { Scope } from '../matcher/scope.ts';
import type { CompiledEnumeration, CompiledIntent, CompiledSlot } from '../matcher/skill.ts';
import type { Locale } from '../model/types.ts';
import type { SlotMatch } from '../slots/types.ts';
import type { SkillHypothesis } from '../statistical/skill-snapshot.ts';
import type { SlotHypothesis } from '../statistical/types.ts';
import { type Token, tokenise } from '../text/tokenise.ts';
import { isDenial } from './meaning.ts';
import { literalsOf } from './meant-as-sample.ts';
import { templatesNear } from './near-samples.ts';
import { isEmptyWord } from './phrases.ts';
import { type FilledSlot, taken } from './slots.ts';
import { isAboutAnyNumber } from './stray-numbers.ts';

const leastProbability = 0.5;

/** Each slot at most once, the likeliest first. */
export function readTagged(
  intent: CompiledIntent,
  hypotheses: readonly SlotHypothesis[],
  scope: Scope,
): FilledSlot[] {
  const filled = new Map<string, FilledSlot>();
  for (const { name, text: marked, probability } of [...hypotheses].sort(
    (a, b) => b.probability - a.probability,
  )) {
    const slot = intent.slots.get(name);
    if (!slot || filled.has(name) || probability < leastProbability) continue;
    const text = withoutArticle(slot, marked, scope);
    // "Not" is nobody's name and no text: it stays left over, and blocks.
    if (isDenial(text, scope.context.locale)) continue;
    const value = isWords(slot) ? undefined : readWhole(slot, text, scope);
    if (value === undefined && !isWords(slot) && slot.enumeration?.isOpen !== true) continue;
    filled.set(name, taken(slot, text, value));
  }
  return [...filled.values()];
}

const leading = new Set('the my a an for to at in on of from about'.split(' '));
const firstWords = new WeakMap<CompiledEnumeration, ReadonlySet<string>>();

/** The words that values of a list begin with. */
function firstWordsOf(list: CompiledEnumeration): ReadonlySet<string> {
  let known = firstWords.get(list);
  if (known === undefined) {
    known = new Set(list.forms.map(({ words }) => words[0]!));
    firstWords.set(list, known);
  }
  return known;
}

/**
 * What an open list does not have, without the words that only lead to it: "for boiled eggs" is "boiled eggs" where no value of the list
 * begins with "for".
 */
function withoutArticle({ enumeration }: CompiledSlot, text: string, scope: Scope): string {
  if (scope.context.locale !== 'en-US' || enumeration?.isOpen !== true) return text;
  const tokens = tokenise(text, scope.context.locale);
  const usual = firstWordsOf(enumeration);
  const first = tokens.findIndex(({ key }) => usual.has(key) || !leading.has(key));
  return first <= 0 ? text : text.slice(tokens[first]!.start);
}

const isWords = ({ typeName }: CompiledSlot) => typeName === 'text' || typeName === 'person-name';

/**
 * What a bent template read, with what the tagger marked in open lists put in its place: a template bent over other words takes
 * "week" for a value and drops the "next" before it, where the samples say which words belong together. Values of closed types
 * stay as the template has them.
 */
export function taggedFirst(
  intent: CompiledIntent,
  read: readonly FilledSlot[],
  { tagging }: SkillHypothesis,
  scope: Scope,
): { slots: FilledSlot[]; tagged: FilledSlot[] } {
  const { locale } = intent.skill;
  const isOpen = (name: string) => intent.slots.get(name)?.enumeration?.isOpen === true;
  const isBeside = (one: string, other: string) => {
    const [a, b] = [lettersOf(one), lettersOf(other)];
    return a.includes(b) || b.includes(a);
  };
  const tagged = readTagged(intent, tagging.slots, scope).filter(
    ({ name, raw }) =>
      isOpen(name) &&
      !read.some((own) => isBeside(own.raw, raw) && (!isOpen(own.name) || saysMore(own.raw, raw, locale))),
  );
  const names = new Set(tagged.map(({ name }) => name));
  const kept = read.filter(
    ({ name, raw }) => !names.has(name) && !(isOpen(name) && tagged.some((one) => isBeside(one.raw, raw))),
  );
  return { slots: [...kept, ...tagged], tagged };
}

/** Whether `words` have something to say that `others` do not: nothing that a template read is dropped. */
function saysMore(words: string, others: string, locale: Locale): boolean {
  const said = new Set(tokenise(others, locale).map(({ key }) => key));
  return tokenise(words, locale).some(({ key }) => !said.has(key) && !isEmptyWord(key, locale));
}

/** The words read as a value of the slot's type, all of them or none. */
function readWhole(slot: CompiledSlot, text: string, scope: Scope): SlotMatch | undefined {
  const tokens = tokenise(text, scope.context.locale);
  return scope
    .over(tokens)
    .parse(slot.type, 0)
    .find(({ end }) => end === tokens.length);
}

/**
 * Words that carry meaning and that no list or parser has a place for, "on the twelfth" where a list names other days:
 * an open slot takes them where the samples have values. What then has no place stays left over.
 */
export function placeLeftover(
  intent: CompiledIntent,
  leftover: readonly string[],
  tagged: readonly FilledSlot[],
  filled: ReadonlySet<string>,
  hypothesis: SkillHypothesis,
  scope: Scope,
): { slots: FilledSlot[]; leftover: string[] } {
  const { tagging, text } = hypothesis;
  const free = new Set(
    [...intent.slots.values()]
      .filter((slot) => !filled.has(slot.name) && (isWords(slot) || slot.enumeration?.isOpen === true))
      .map(({ name }) => name),
  );
  const slots: FilledSlot[] = [];
  const rest = leftover.filter((words) => {
    if (isAboutAnyNumber(words, intent, hypothesis)) return false;
    const beside = besideOwn(words, tagged, intent.skill.locale);
    if (beside === 'nothing') return false;
    // "Two and a half hours" where "half hours" was marked: the whole of it, or it blocks.
    const [one, ...more] = beside;
    if (one !== undefined) {
      const longer =
        more.length > 0
          ? readEachLonger(words, beside, intent, scope)
          : readLonger(words, one, intent, scope);
      if (longer !== undefined) {
        slots.push(...longer);
        return false;
      }
    }
    const at = text.toLowerCase().indexOf(words.toLowerCase());
    const place =
      at < 0 || isDenial(words, intent.skill.locale)
        ? undefined
        : tagging.likeliest(at, at + words.length, free);
    if (place === undefined) return true;
    free.delete(place.name);
    slots.push(taken(intent.slots.get(place.name)!, text.slice(place.start, place.end), undefined));
    return false;
  });
  return { slots, leftover: rest };
}

const lettersOf = (words: string): string => words.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');

/** What words say beside the values that were marked in them: nothing, as in "at nine" where the nine has its slot; or more than those. */
function besideOwn(
  words: string,
  tagged: readonly FilledSlot[],
  locale: Locale,
): readonly FilledSlot[] | 'nothing' {
  const letters = lettersOf(words);
  if (tagged.some(({ raw }) => lettersOf(raw).includes(letters))) return 'nothing';
  const own = tagged.filter(({ raw }) => letters.includes(lettersOf(raw)));
  const said = own.map(({ raw }) => raw).join(' ');
  return own.length > 0 && !saysMore(words, said, locale) ? 'nothing' : own;
}

/** The value that all of the words are, in the slot in which part of them was marked. */
function readLonger(
  words: string,
  { name, raw }: FilledSlot,
  intent: CompiledIntent,
  scope: Scope,
): FilledSlot[] | undefined {
  const slot = intent.slots.get(name)!;
  const value = isWords(slot) ? undefined : readWhole(slot, words, scope);
  const isOpen = isWords(slot) || slot.enumeration?.isOpen === true;
  if (value === undefined && !isOpen) return undefined;
  return [taken(slot, value === undefined ? longerWords(words, raw, scope.context.locale) : words, value)];
}

/** "Next friday at noon" where "friday" and "noon" were marked: each with the words before it. None may stay behind the last. */
function readEachLonger(
  words: string,
  own: readonly FilledSlot[],
  intent: CompiledIntent,
  scope: Scope,
): FilledSlot[] | undefined {
  const { locale } = scope.context;
  const longer: FilledSlot[] = [];
  let rest = words;
  const placeOf = ({ raw }: FilledSlot) => words.toLowerCase().indexOf(raw.toLowerCase());
  for (const one of own.toSorted((a, b) => placeOf(a) - placeOf(b))) {
    const at = rest.toLowerCase().indexOf(one.raw.toLowerCase());
    if (at < 0) return undefined;
    const part = rest.slice(0, at + one.raw.length);
    rest = rest.slice(part.length);
    if (!saysMore(part, one.raw, locale)) continue;
    const whole = readLonger(part, one, intent, scope);
    if (whole === undefined) return undefined;
    longer.push(...whole);
  }
  return saysMore(rest, '', locale) ? undefined : longer;
}

/** Without the empty words in front: "on next friday" is "next friday". */
function longerWords(words: string, raw: string, locale: Locale): string {
  const tokens = tokenise(words, locale);
  const own = new Set(tokenise(raw, locale).map(({ key }) => key));
  const first = tokens.find(({ key }) => own.has(key) || !isEmptyWord(key, locale));
  return words.slice(first?.start ?? 0);
}

const ownWords = new WeakMap<CompiledIntent, ReadonlySet<string>>();

/** The words that samples of the intent say beside their values. */
export function saidBySamples(intent: CompiledIntent): ReadonlySet<string> {
  let known = ownWords.get(intent);
  if (known === undefined) {
    known = literalsOf(intent.templates);
    ownWords.set(intent, known);
  }
  return known;
}

/**
 * Whether an intent that takes any text has one of its own words in the sentence: what is alike to the text of a sample, "call back
 * later" of "remind me to call back later", is no request by itself.
 */
export function saysOwnWord(intent: CompiledIntent, scope: Scope): boolean {
  if (![...intent.slots.values()].some(isWords)) return true;
  const own = saidBySamples(intent);
  return scope.keys.some((key) => own.has(key) && !isEmptyWord(key, intent.skill.locale));
}

/** So sure the tagger must be that words are none of a slot's for a value that a list or a parser finds there to go. */
const surelyOutside = 0.95;

/**
 * Of the values that lists and parsers find those that the tagger leaves room for, the tokens that then belong to
 * no value, and the words that an open list has and the samples say otherwise, `aside`: the tagger knows from the samples which of the
 * skill's own words are values and which are not.
 */
export function besideTagged(
  spotted: readonly Capture[],
  tagged: readonly FilledSlot[],
  intent: CompiledIntent,
  hypothesis: SkillHypothesis,
  scope: Scope,
): { captures: Capture[]; unexplained: ReadonlySet<number>; aside: Token[] } {
  const { tagging, text } = hypothesis;
  const literals = literalsOf(templatesNear(intent, hypothesis, 1));
  // "Cancel" denies nothing where the samples of the intent themselves say it; "not" does, wherever it stands.
  const usual = saidBySamples(intent);
  const names = new Set(tagged.map(({ name }) => name));
  const said = tagged.map(({ raw }) => raw.toLowerCase());
  const between = scope.context.locale === 'zh-CN' ? '' : ' ';
  const captures = spotted.filter(({ name, start, end }) => {
    const words = scope.tokens.slice(start, end).map((token) => token.text);
    const value = words.join(between).toLowerCase();
    if (names.has(name) || said.some((taken) => taken.includes(value))) return false;
    const at = text.toLowerCase().indexOf(value);
    return at < 0 || tagging.outside(at, at + value.length) < surelyOutside;
  });
  const unexplained = scope.tokens.flatMap((token, at) => {
    const isValue = captures.some(({ start, end }) => at >= start && at < end);
    const isUsual = token.key === 'cancel' && usual.has(token.key);
    const text = token.text.toLowerCase();
    const isSaid = literals.has(token.key) || isUsual || said.some((taken) => taken.includes(text));
    return isValue || isSaid ? [] : [at];
  });
  const aside = spotted
    .filter(
      (capture) =>
        !captures.includes(capture) && intent.slots.get(capture.name)?.enumeration?.isOpen === true,
    )
    .flatMap(({ start, end }) => scope.tokens.slice(start, end))
    .filter(({ text: word }) => !said.some((taken) => taken.includes(word.toLowerCase())));
  return { captures, unexplained: new Set(unexplained), aside };
}
