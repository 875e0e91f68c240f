/** What a session keeps of an intent, and the intent's slots again from what it kept. */
import type { CompiledIntent, CompiledSkill } from '../matcher/skill.ts';
import type { Snapshot } from '../matcher/snapshot.ts';
import type { DayPart } from '../slots/day-parts.ts';
import { dataClassOf, type FilledSlot } from './slots.ts';
import type { Frame } from './state.ts';

/** A conversation with a skill that has done nothing yet. */
export const focusOn = ({ skillId, version }: CompiledSkill): Frame => ({
  skillId,
  version,
  intent: '',
  slots: [],
  isInvoked: false,
  isEnded: false,
});

const personal: ReadonlySet<string> = new Set(['utterance', 'identifier', 'contact']);

/** With `isBoundedOnly`, in a hotel, only values of closed types are remembered: no name, no free text. */
export function frameOf(
  intent: CompiledIntent,
  slots: readonly FilledSlot[],
  isInvoked: boolean,
  isBoundedOnly: boolean,
  part?: DayPart,
): Frame {
  const { skillId, version } = intent.skill;
  const kept = slots
    .filter(({ dataClass }) => !isBoundedOnly || !personal.has(dataClass))
    .map(({ name, typeName, value, valueId, isMatched, isChosen, kinds }) => ({
      name,
      value,
      ...((intent.slots.get(name)?.types.length ?? 1) > 1 ? { typeName } : {}),
      ...(valueId === undefined ? {} : { valueId }),
      ...(isChosen === true ? { isChosen } : {}),
      ...(kinds === undefined ? {} : { kinds }),
      isMatched,
    }));
  return {
    skillId,
    version,
    intent: intent.name,
    slots: kept,
    isInvoked,
    isEnded: false,
    // Once it is called, nothing is left to be said of the hour.
    ...(part && !isInvoked ? { part } : {}),
  };
}

/** The frame's slots again, without the words they were said in. */
export function slotsOfFrame(frame: Frame | undefined, snapshot: Snapshot): FilledSlot[] {
  const intent = frame && snapshot.skills.get(frame.skillId)?.intents.get(frame.intent);
  if (!frame || !intent) return [];
  return frame.slots.flatMap(({ name, value, valueId, isMatched, isChosen, typeName, kinds }) => {
    const slot = intent.slots.get(name);
    if (!slot) return [];
    // Of what a skill gives back nobody says which of several types it is: that which lists the value, else the first.
    const type =
      slot.types.find((one) => one.typeName === typeName) ??
      slot.types.find((one) => one.enumeration?.values.some(({ id }) => id === valueId)) ??
      slot.types[0]!;
    return [
      {
        name,
        typeName: type.typeName,
        value,
        valueId,
        raw: '',
        isMatched,
        dataClass: dataClassOf(type, isMatched),
        ...(isChosen === true ? { isChosen } : {}),
        ...(kinds === undefined ? {} : { kinds }),
      },
    ];
  });
}
