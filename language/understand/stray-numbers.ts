/** Numbers that samples say themselves, and numbers that somebody said in their place: "room 1204" is not "room 1205". */
import { numberAt } from '../matcher/literal-numbers.ts';
import type { Scope } from '../matcher/scope.ts';
import type {
  CompiledEnumeration,
  CompiledIntent,
  CompiledSlot,
  CompiledTemplate,
} from '../matcher/skill.ts';
import type { Locale } from '../model/types.ts';
import { numberWords } from '../slots/numbers-en.ts';
import { numberCharacters } from '../slots/numbers-zh.ts';
import type { SkillHypothesis } from '../statistical/skill-snapshot.ts';
import { plainSentence, tokenise } from '../text/tokenise.ts';
import { samplesCounted, templatesNear } from './near-samples.ts';
import type { FilledSlot } from './slots.ts';

/** So many different numbers samples must say for an intent to be about any number. */
const numbersBelieved = 3;

/** Words that are numbers too, and mean none as often: "that one", 一下. */
const alsoWords = new Set(['one', '一']);

/** The numbers that these templates themselves say, each once in whichever form. */
export function numbersOf(templates: readonly (CompiledTemplate | undefined)[]): Set<string> {
  const positions = templates.flatMap((template) => template?.automaton.positions ?? []);
  return new Set(positions.flatMap((at) => (at.kind === 'literal' && at.number ? [at.number] : [])));
}

const known = new WeakMap<CompiledIntent, ReadonlySet<string>>();

function ownNumbers(intent: CompiledIntent): ReadonlySet<string> {
  let own = known.get(intent);
  if (own === undefined) {
    own = numbersOf(intent.templates);
    known.set(intent, own);
  }
  return own;
}

/** What was said in numbers that are in no slot and in no sample, of an intent whose samples name the few numbers that it is about. */
export function strayNumbers(intent: CompiledIntent, slots: readonly FilledSlot[], scope: Scope): string[] {
  const own = ownNumbers(intent);
  if (own.size === 0 || own.size >= numbersBelieved) return [];
  const { locale } = scope.context;
  const strays: string[] = [];
  for (let at = 0; at < scope.tokens.length; ) {
    const number = numberAt(scope.tokens, at, locale);
    const end = number?.end ?? at + 1;
    const said = plainSentence(scope.tokens.slice(at, end), locale);
    const isOwn = number === undefined || own.has(number.value) || alsoWords.has(scope.keys[at]!);
    if (!isOwn && !slots.some(({ raw }) => raw.toLowerCase().includes(said))) strays.push(said);
    at = end;
  }
  return strays;
}

/**
 * Whether samples say many numbers themselves: "what is six minus four" beside "what is nine plus three", "for ten dollars" where
 * other samples say five and twenty. Which one was said makes no difference to what is meant, unless a slot takes numbers: then half
 * of the samples near must say theirs in words of their own.
 */
export function isAboutAnyNumber(
  words: string,
  intent: CompiledIntent,
  hypothesis: SkillHypothesis,
): boolean {
  const { locale } = intent.skill;
  if (!saysNumber(words, locale)) return false;
  if (takesNoNumber(intent)) return ownNumbers(intent).size >= numbersBelieved;
  const near = templatesNear(intent, hypothesis, samplesCounted);
  if (numbersOf(near).size < numbersBelieved) return false;
  return near.filter((template) => numbersOf([template]).size > 0).length * 2 >= near.length;
}

/** Numbers and nothing else: "a hundred and eight" too. */
function saysNumber(words: string, locale: Locale): boolean {
  const tokens = tokenise(words, locale);
  return tokens.every(({ key, text }, at) =>
    key === 'and' && locale === 'en-US' ? at > 0 && at < tokens.length - 1 : isNumberWord(text, key, locale),
  );
}

const isNumberWord = (text: string, key: string, locale: Locale): boolean =>
  /^[0-9]+$/.test(text) ||
  key === 'minus' ||
  (locale === 'zh-CN'
    ? numberCharacters.has(key)
    : numberWords.has(key) && !/^(?:an?|and|oh?|point)$/.test(key));

/** Types of which no value says how many. */
const countless: ReadonlySet<string> = new Set(['colour', 'room-name', 'device-name']);
/** Of the values of a list so many may have a number in their name, "maroon five", before it counts as one of numbers. */
const namedByNumber = 0.1;
const lists = new WeakMap<CompiledEnumeration, boolean>();
const takers = new WeakMap<CompiledIntent, boolean>();

/** No slot of the intent could be what a number was said for. */
function takesNoNumber(intent: CompiledIntent): boolean {
  let takes = takers.get(intent);
  if (takes === undefined) {
    const { locale } = intent.skill;
    takes = [...intent.slots.values()].some(({ types }) => types.some((type) => takesNumber(type, locale)));
    takers.set(intent, takes);
  }
  return !takes;
}

function takesNumber({ typeName, enumeration }: CompiledSlot['types'][number], locale: Locale): boolean {
  if (enumeration === undefined) return !countless.has(typeName);
  let takes = lists.get(enumeration);
  if (takes === undefined) {
    const saying = enumeration.forms.filter(({ words }) =>
      words.some((word) => isNumberWord(word, word, locale)),
    );
    takes = saying.length > namedByNumber * enumeration.forms.length;
    lists.set(enumeration, takes);
  }
  return takes;
}
