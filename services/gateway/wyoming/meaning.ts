/** The meaning of a text as Wyoming says it: an intent with its entities, or that there is none and what would be asked. */
import type { Slot } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import type { WyomingData } from '../../common/wyoming/codec.ts';
import type { OnMeaning } from '../session/listening.ts';

export interface Meaning {
  readonly type: 'intent' | 'not-recognized';
  readonly data: WyomingData;
}

/** A question that would be asked first names no intent yet: whoever acted on it would act on half of it. */
export function meaningOf(understood: Parameters<OnMeaning>[0]): Meaning {
  if (!('chosen' in understood)) {
    return { type: 'not-recognized', data: { text: understood.speech?.text ?? '' } };
  }
  const { intent, slots, skill } = understood.chosen;
  const entities = slots.map((slot) => ({ name: slot.name, value: entityValue(slot) }));
  return { type: 'intent', data: { name: intent, entities, context: { skill: skill?.skillId ?? '' } } };
}

/** Of an enumeration its id, of a number or a truth the value; of all else the words. */
function entityValue({ valueId, valueJson, raw }: Slot): string | number | boolean {
  if (valueId !== '') return valueId;
  try {
    const value: unknown = JSON.parse(valueJson);
    return typeof value === 'number' || typeof value === 'boolean' ? value : raw;
  } catch {
    return raw;
  }
}
