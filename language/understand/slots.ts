/** Filled slots, and the merging of those of several turns. */
import type { Capture } from '../matcher/capture.ts';
import type { WantedKinds } from '../matcher/meant.ts';
import { wantedKinds } from '../matcher/meant.ts';
import type { Scope } from '../matcher/scope.ts';
import type { CompiledIntent, CompiledSlot, CompiledTemplate, SlotType } from '../matcher/skill.ts';
import { speak } from '../slots/speak.ts';
import type { SlotContext, SlotMatch, SlotValue } from '../slots/types.ts';
import { plainSentence, rawOf, type Token } from '../text/tokenise.ts';

/** A slot with its value; what an intent is called with. */
export interface FilledSlot {
  readonly name: string;
  /** As the developer wrote it. */
  readonly typeName: string;
  readonly value: SlotValue;
  readonly valueId: string | undefined;
  /** The words as spoken; empty where only the value was kept. */
  readonly raw: string;
  /** False when the words were taken as they are because the type does not know them. */
  readonly isMatched: boolean;
  readonly dataClass: SlotDataClass;
  /** Chosen among several of one name; not to be asked for again. */
  readonly isChosen?: boolean;
  /** Of a name: the kinds of things that the words want. */
  readonly kinds?: WantedKinds;
}

export type SlotDataClass =
  | 'command'
  | 'preference'
  | 'health'
  | 'transaction'
  | 'identifier'
  | 'contact'
  | 'utterance'
  | 'location-coarse';

/** Words that were taken as they are belong to no list, whatever their slot is for. */
export function dataClassOf(slot: SlotType, isMatched = true): SlotDataClass {
  if (slot.enumeration) return isMatched ? slot.enumeration.dataClass : 'utterance';
  switch (slot.typeName) {
    case 'digits':
      return 'identifier';
    case 'phone-number':
      return 'contact';
    case 'room-number':
      return 'location-coarse';
    case 'room-name':
    case 'device-name':
      return 'preference';
    case 'person-name':
      return 'identifier';
    case 'text':
      return 'utterance';
    default:
      return 'command';
  }
}

export function fill(
  intent: CompiledIntent,
  captures: readonly Capture[],
  input: string,
  tokens: readonly Token[],
): FilledSlot[] {
  const filled = new Map<string, FilledSlot>();
  for (const { name, start, end, match } of captures) {
    const slot = intent.slots.get(name);
    if (!slot) continue;
    const raw = rawOf(input, tokens, start, end);
    const type = typeRead(slot, match);
    const isText = type.typeName === 'text' || type.typeName === 'person-name';
    // Free text keeps the words as they were said; the parser saw them folded.
    const words = type.typeName === 'person-name' ? raw.replace(/^(?:my|our) |^我们?(?=..)/iu, '') : raw;
    const value = isText && raw !== '' ? words.trim() : match.value;
    filled.set(name, {
      name,
      typeName: type.typeName,
      value,
      valueId: match.valueId,
      raw,
      isMatched: !isText,
      dataClass: dataClassOf(type),
    });
  }
  return [...filled.values()];
}

/** A slot with words that some parser of its made `match` of, or that are taken as they are. */
export function taken(slot: CompiledSlot, raw: string, match: SlotMatch | undefined): FilledSlot {
  const type = typeRead(slot, match ?? {});
  const isMatched = match !== undefined;
  return {
    name: slot.name,
    typeName: type.typeName,
    value: match?.value ?? raw,
    valueId: match?.valueId,
    raw,
    isMatched,
    dataClass: dataClassOf(type, isMatched),
  };
}

/** Words that were taken out of the plain sentence, as they were said: "coca-cola" where the plain sentence has "coca cola". */
export function asSaid(slot: FilledSlot, input: string, { tokens, context }: Scope): FilledSlot {
  const { raw, value } = slot;
  if (raw === '' || input.includes(raw)) return slot;
  for (let start = 0; start < tokens.length; start += 1)
    for (let end = start + 1; end <= tokens.length; end += 1) {
      if (plainSentence(tokens.slice(start, end), context.locale) !== raw) continue;
      const said = rawOf(input, tokens, start, end);
      return { ...slot, raw: said, value: value === raw ? said : value };
    }
  return slot;
}

/** Of the types of a slot the one that read the words. */
export const typeRead = (slot: CompiledSlot, match: Pick<SlotMatch, 'type'>): SlotType =>
  slot.types.find(({ type }) => type === match.type) ?? slot.types[0]!;

/** What a template means beside its words: its constants, the room that hears, and the kinds of things it takes. */
export function withMeaning(
  slots: readonly FilledSlot[],
  template: CompiledTemplate,
  context: SlotContext,
): FilledSlot[] {
  const { constants, roomSlot } = template.meaning;
  const filled = slots.map((slot) => {
    if (slot.typeName !== 'device-name' && slot.typeName !== 'room-name') return slot;
    const kinds = wantedKinds(template, slot.name);
    return kinds.only === undefined && kinds.except === undefined ? slot : { ...slot, kinds };
  });
  const isFilled = (name: string) => filled.some((slot) => slot.name === name);
  for (const { slot, type, value } of constants) {
    if (isFilled(slot.name)) continue;
    const valueId = type.enumeration ? String(value) : undefined;
    filled.push({ ...givenSlot(slot.name, type), value, valueId });
  }
  const room = roomSlot === undefined || isFilled(roomSlot) ? undefined : template.intent.slots.get(roomSlot);
  const type = room?.types.find(({ typeName }) => typeName === 'room-name');
  if (room && type && context.roomId !== undefined) {
    filled.push({ ...givenSlot(room.name, type), value: context.roomId, valueId: context.roomId });
  }
  return filled;
}

const givenSlot = (name: string, type: SlotType) => ({
  name,
  typeName: type.typeName,
  raw: '',
  isMatched: true,
  dataClass: dataClassOf(type),
});

/** How a value is said back: the first form of an enumeration's value, else as its type is spoken. */
export function speakSlot(intent: CompiledIntent, slot: FilledSlot, context: SlotContext): string {
  const type = intent.slots.get(slot.name)?.types.find(({ typeName }) => typeName === slot.typeName);
  const value = type?.enumeration?.values.find(({ id }) => id === slot.valueId);
  const given = context.given?.find((one) => one.type === type?.type && one.valueId === slot.valueId);
  const form = value?.forms[context.locale]?.[0] ?? given?.form;
  return form ?? speak(slot.typeName, slot.value, context);
}

/** `{slotName}` in a prompt becomes its value; a slot without one becomes nothing. */
export function fillPrompt(
  prompt: string,
  intent: CompiledIntent,
  slots: readonly FilledSlot[],
  context: SlotContext,
): string {
  return prompt
    .replace(/\{([^{}]*)\}/g, (_whole, name: string) => {
      const slot = slots.find((candidate) => candidate.name === name);
      return slot ? speakSlot(intent, slot, context) : '';
    })
    .replace(/ {2,}/g, ' ')
    .trim();
}

/** `over` replaces slots of the same name in `base`. */
export function mergeSlots(base: readonly FilledSlot[], over: readonly FilledSlot[]): FilledSlot[] {
  const names = new Set(over.map(({ name }) => name));
  return [...base.filter(({ name }) => !names.has(name)), ...over];
}
