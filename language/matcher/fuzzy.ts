/** Finds values that sound like what was said. */
import type { Locale } from '../model/types.ts';
import { namesFor, spokenNames } from '../slots/entities.ts';
import type { SlotContext, SlotMatch } from '../slots/types.ts';
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

/** What a value is called. */
interface Form {
  readonly words: readonly string[];
  readonly valueId: string;
}

const found = new WeakMap<Scope, Map<CompiledEnumeration | string, FuzzyValue[][]>>();

/** Values that sound like what stands at `at`, of an enumeration or of the names given at run time. */
export function fuzzyValues(
  type: CompiledEnumeration | 'room-name' | 'device-name',
  scope: Scope,
  at: number,
): readonly FuzzyValue[] {
  let byType = found.get(scope);
  if (!byType) {
    byType = new Map();
    found.set(scope, byType);
  }
  let byPlace = byType.get(type);
  if (!byPlace) {
    byPlace = [];
    byType.set(type, byPlace);
  }
  byPlace[at] ??= compute(typeof type === 'string' ? nameForms(type, scope.context) : type.forms, scope, at);
  return byPlace[at];
}

const named = new WeakMap<object, { [L in Locale]?: { [T in NameType]?: Form[] } }>();
type NameType = 'room-name' | 'device-name';

/** A household's names are those of many turns. */
function nameForms(type: NameType, context: SlotContext): Form[] {
  let known = named.get(context.entities);
  if (known === undefined) {
    known = {};
    named.set(context.entities, known);
  }
  known[context.locale] ??= {};
  const byType = known[context.locale]!;
  byType[type] ??= namesFor(type, context).flatMap((entity) =>
    spokenNames(entity, context.locale).map(({ words }) => ({ words, valueId: entity.entityId })),
  );
  return byType[type];
}

/** By list and by what was heard: the forms that could begin so. Words come back in every sentence. */
const beginnings = new WeakMap<readonly Form[], Map<string, readonly Form[]>>();
const maxBeginnings = 1_000;

function beginningLike(forms: readonly Form[], scope: Scope, at: number): readonly Form[] {
  let byWord = beginnings.get(forms);
  if (byWord === undefined) {
    byWord = new Map();
    beginnings.set(forms, byWord);
  }
  const heard = `${scope.isSpellingOnly ? '=' : '~'}${scope.keys[at]}`;
  let known = byWord.get(heard);
  if (known === undefined) {
    known = forms.filter(({ words }) => {
      // A short English word is near to far too many others.
      if (words.length === 1 && scope.context.locale === 'en-US' && words[0]!.length < 3) return false;
      return scope.distance(words[0]!, scope.keys[at]!) <= words.length * maxDistance;
    });
    if (byWord.size >= maxBeginnings) byWord.clear();
    byWord.set(heard, known);
  }
  return known;
}

function compute(forms: readonly Form[], scope: Scope, at: number): FuzzyValue[] {
  if (forms.length > maxForms) return [];
  const { keys } = scope;
  const best = new Map<string, FuzzyValue>();
  for (const { words, valueId } of beginningLike(forms, scope, at)) {
    const end = at + words.length;
    if (end > keys.length) continue;
    const limit = words.length * maxDistance;
    let total = 0;
    for (let index = 0; index < words.length && total <= limit; index += 1) {
      total += scope.distanceAt(words[index]!, at + index);
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
