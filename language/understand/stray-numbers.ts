/** Numbers that samples say themselves, and numbers that somebody said in their place: "room 1204" is not "room 1205". */
import { numberAt } from '../matcher/literal-numbers.ts';
import type { Scope } from '../matcher/scope.ts';
import type { CompiledIntent, CompiledTemplate } from '../matcher/skill.ts';
import { plainSentence } from '../text/tokenise.ts';
import type { FilledSlot } from './slots.ts';

/** So many different numbers samples must say for an intent to be about any number. */
export const numbersBelieved = 3;

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
