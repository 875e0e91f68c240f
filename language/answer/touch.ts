/**
 * What a touch on a list means: the value of the slot that is asked for, said as the model says it. A device sends these words as if they had
 * been typed, so a touch can say nothing that a person could not, and reaches the skill as the slot's value.
 */
import type { Directive, DisplayItem, NamedValue } from '../../proto/gen/earshot/turn/v1/turn.ts';
import type { SkillManifest } from '../manifest/types.ts';
import { typesOf } from '../model/samples.ts';
import type { Locale } from '../model/types.ts';
import type { FilteredResponse } from './response.ts';

/** The answer with what its items say when they are touched; an item of no value of the slot says nothing. */
export function withTouch(
  answer: FilteredResponse,
  manifest: SkillManifest,
  intent: string,
  locale: Locale,
  names: readonly NamedValue[],
): FilteredResponse {
  const { elicitSlot } = answer;
  const slot = elicitSlot === '' ? undefined : manifest.model.intents[intent]?.slots?.[elicitSlot];
  if (slot === undefined) return answer;
  const types = typesOf(slot);
  const formOf = (valueId: string): string => {
    const given = (answer.names ?? names).find((one) => types.includes(one.type) && one.valueId === valueId);
    const listed = types
      .flatMap((type) => manifest.model.types?.[type]?.values ?? [])
      .find((value) => value.id === valueId);
    return listed?.forms[locale]?.[0] ?? given?.forms[0] ?? '';
  };
  const touched = (item: DisplayItem): DisplayItem =>
    item.valueId === '' ? item : { ...item, say: formOf(item.valueId) };
  return { ...answer, directives: answer.directives.map((one) => onItems(one, touched)) };
}

function onItems(one: Directive, change: (item: DisplayItem) => DisplayItem): Directive {
  const { directive } = one;
  if (directive?.$case !== 'display') return one;
  const value = { ...directive.value, items: directive.value.items.map(change) };
  return { directive: { $case: 'display', value } };
}
