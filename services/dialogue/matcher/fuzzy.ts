import type { SlotMatch } from '../slots/types.ts';
import { tokenDistance } from '../text/sound.ts';
import type { Scope } from './scope.ts';
import type { CompiledEnumeration } from './skill.ts';

/** A value that sounds like what stands in the sentence, with how far it is from it. */
export interface FuzzyValue {
  readonly match: SlotMatch;
  /** Mean over its words: above 0, at most `maxDistance`. */
  readonly distance: number;
}

const maxDistance = 0.4;
/** Longer lists are matched precisely or by sound key alone. */
const maxForms = 400;

const found = new WeakMap<Scope, Map<CompiledEnumeration, FuzzyValue[][]>>();

/** Values of the enumeration that sound like what stands at `at`; read once for each sentence. */
export function fuzzyValues(
  enumeration: CompiledEnumeration,
  scope: Scope,
  at: number,
): readonly FuzzyValue[] {
  let byEnumeration = found.get(scope);
  if (!byEnumeration) {
    byEnumeration = new Map();
    found.set(scope, byEnumeration);
  }
  let byPlace = byEnumeration.get(enumeration);
  if (!byPlace) {
    byPlace = [];
    byEnumeration.set(enumeration, byPlace);
  }
  byPlace[at] ??= compute(enumeration, scope, at);
  return byPlace[at];
}

function compute(enumeration: CompiledEnumeration, scope: Scope, at: number): FuzzyValue[] {
  if (enumeration.forms.length > maxForms) return [];
  const { keys } = scope;
  const { locale } = scope.context;
  const best = new Map<string, FuzzyValue>();
  for (const { words, valueId } of enumeration.forms) {
    const end = at + words.length;
    if (end > keys.length) continue;
    // A short English word is near to far too many others.
    if (words.length === 1 && locale === 'en-US' && words[0]!.length < 3) continue;
    const limit = words.length * maxDistance;
    let total = 0;
    for (let index = 0; index < words.length && total <= limit; index += 1) {
      total += tokenDistance(words[index]!, keys[at + index]!, locale);
    }
    if (total === 0 || total > limit) continue;
    const key = `${valueId}:${end}`;
    const distance = total / words.length;
    if (distance < (best.get(key)?.distance ?? Number.POSITIVE_INFINITY)) {
      best.set(key, { match: { end, value: valueId, valueId }, distance });
    }
  }
  return [...best.values()];
}
