/** What the slot tagger marked in a sentence, as values: words become a value only as their slot's type reads them. */
import type { Scope } from '../matcher/scope.ts';
import type { CompiledIntent, CompiledSlot } from '../matcher/skill.ts';
import type { SlotMatch } from '../slots/types.ts';
import type { Tagging } from '../statistical/skill-slots.ts';
import type { SlotHypothesis } from '../statistical/types.ts';
import { tokenise } from '../text/tokenise.ts';
import { dataClassOf, type FilledSlot } from './slots.ts';

const leastProbability = 0.5;

/** Each slot at most once, the likeliest first. */
export function readTagged(
  intent: CompiledIntent,
  hypotheses: readonly SlotHypothesis[],
  scope: Scope,
): FilledSlot[] {
  const filled = new Map<string, FilledSlot>();
  for (const { name, text, probability } of [...hypotheses].sort((a, b) => b.probability - a.probability)) {
    const slot = intent.slots.get(name);
    if (!slot || filled.has(name) || probability < leastProbability) continue;
    const value = isWords(slot) ? { value: text, valueId: undefined } : valueOf(slot, text, scope);
    const isMatched = !isWords(slot) && value !== undefined;
    if (value === undefined && slot.enumeration?.isOpen !== true) continue;
    filled.set(name, {
      name,
      typeName: slot.typeName,
      value: value?.value ?? text,
      valueId: value?.valueId,
      raw: text,
      isMatched,
      dataClass: dataClassOf(slot, isMatched),
    });
  }
  return [...filled.values()];
}

const isWords = ({ typeName }: CompiledSlot) => typeName === 'text' || typeName === 'person-name';

/** The words read as a value of the slot's type, all of them or none. */
function valueOf(slot: CompiledSlot, text: string, scope: Scope): SlotMatch | undefined {
  const tokens = tokenise(text, scope.context.locale);
  return scope.within(tokens).parse(slot.type, 0).find(({ end }) => end === tokens.length);
}

/** So sure the tagger must be that words are none of a slot's for a value that a list or a parser finds there to go. */
const surelyOutside = 0.95;

/** The tagger knows where values stand; what it is not sure of and a list or a parser finds is added. */
export function combineSlots(
  tagged: readonly FilledSlot[],
  spotted: readonly FilledSlot[],
  tagging: Tagging,
  text: string,
): FilledSlot[] {
  const names = new Set(tagged.map(({ name }) => name));
  const words = tagged.map(({ raw }) => raw.toLowerCase());
  const isFree = ({ name, raw }: FilledSlot) => {
    const said = raw.toLowerCase();
    if (names.has(name) || words.some((taken) => taken.includes(said))) return false;
    const start = text.toLowerCase().indexOf(said);
    return start < 0 || tagging.outside(start, start + said.length) < surelyOutside;
  };
  return [...tagged, ...spotted.filter(isFree)];
}
