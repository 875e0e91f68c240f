/**
 * What a touch on a list means: the value of the slot that is asked for, or an intent of the skill, said as the model says it. A device sends these
 * words as if they had been typed, so a touch can say nothing that a person could not, and reaches the skill as the slot's value.
 */
import type { Directive, DisplayItem, NamedValue } from '../../proto/gen/earshot/turn/v1/turn.ts';
import type { SkillManifest } from '../manifest/types.ts';
import { typesOf } from '../model/samples.ts';
import type { Locale, SlotDefinition } from '../model/types.ts';
import { mayAddress } from '../understand/invocation.ts';
import type { FilteredResponse } from './response.ts';
import { sentenceFor, valuePlace } from './sentence.ts';

/** The answer with what its items say when they are touched; an item that means nothing of the model says nothing. */
export function withTouch(
  answer: FilteredResponse,
  manifest: SkillManifest,
  intent: string,
  locale: Locale,
  names: readonly NamedValue[],
): FilteredResponse {
  const { model } = manifest;
  const formOf = (slot: SlotDefinition, valueId: string): string => {
    const types = typesOf(slot);
    const given = (answer.names ?? names).find((one) => types.includes(one.type) && one.valueId === valueId);
    const listed = types
      .flatMap((type) => model.types?.[type]?.values ?? [])
      .find((value) => value.id === valueId);
    // What a skill names stands in no language; most of it is heard best as it is written there.
    const isOfLocale = (form: string) => /\p{Script=Han}/u.test(form) === (locale === 'zh-CN');
    return listed?.forms[locale]?.[0] ?? given?.forms.find(isOfLocale) ?? given?.forms[0] ?? '';
  };
  const slotsOf = (name: string) =>
    Object.hasOwn(model.intents, name) ? Object.entries(model.intents[name]?.slots ?? {}) : [];
  const answered = slotsOf(intent).find(([name]) => name === answer.elicitSlot)?.[1];
  const sayOf = ({ valueId, intent: meant }: DisplayItem): string => {
    if (meant === '') {
      const form = answered === undefined || valueId === '' ? '' : formOf(answered, valueId);
      // Said alone, "ask the bank to pay" would reach the bank, whatever the item is called.
      return mayAddress(form, locale) ? '' : form;
    }
    if (!Object.hasOwn(model.intents, meant)) return '';
    if (valueId === '') return sentences(meant, undefined);
    const filled = slotsOf(meant)
      .map(([slot, definition]) => ({ slot, form: formOf(definition, valueId) }))
      .find(({ form }) => form !== '');
    return filled === undefined ? '' : sentences(meant, filled.slot).replace(valuePlace, () => filled.form);
  };
  // Items of a list mostly mean one intent with different values.
  const known = new Map<string, string>();
  const sentences = (meant: string, slot: string | undefined): string => {
    const key = `${meant} ${slot ?? ''}`;
    const found = known.get(key) ?? sentenceFor(model, meant, locale, slot) ?? '';
    known.set(key, found);
    return found;
  };
  const touched = (item: DisplayItem): DisplayItem => ({ ...item, say: sayOf(item) });
  return { ...answer, directives: answer.directives.map((one) => onItems(one, touched)) };
}

function onItems(one: Directive, change: (item: DisplayItem) => DisplayItem): Directive {
  const { directive } = one;
  if (directive?.$case !== 'display') return one;
  const value = { ...directive.value, items: directive.value.items.map(change) };
  return { directive: { $case: 'display', value } };
}
