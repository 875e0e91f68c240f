/** Checks what samples mean beside their words: constants, rooms, kinds. */
import { type ProblemList, pathOf, quoted } from './problem.ts';
import { templatesOf, typesOf } from './samples.ts';
import type { IntentDefinition, InteractionModel, Sample, SlotDefinition } from './types.ts';

/** Built-in types whose values are plain numbers. */
const numeric: ReadonlySet<string> = new Set(['number', 'ordinal', 'percentage', 'duration']);
const named: ReadonlySet<string> = new Set(['device-name', 'room-name']);

const samplesOf = ({ samples }: IntentDefinition): [place: readonly (string | number)[], sample: Sample][] =>
  Object.entries(samples).flatMap(([locale, list]) =>
    (list ?? []).flatMap((sample, index): [readonly (string | number)[], Sample][] =>
      typeof sample === 'string' ? [] : [[['samples', locale, index], sample]],
    ),
  );

/** The type of the slot that has this value: a sample may give a number or an enumeration's id, and nothing freer. */
export function typeOfConstant(
  model: InteractionModel,
  slot: SlotDefinition,
  value: string | number,
): string | undefined {
  return typesOf(slot).find((type) =>
    typeof value === 'number'
      ? numeric.has(type) && value >= (slot.min ?? -Infinity) && value <= (slot.max ?? Infinity)
      : Object.hasOwn(model.types ?? {}, type) && model.types?.[type]?.values.some(({ id }) => id === value),
  );
}

/** Whether some sample of the model gives this value of an enumeration, so that nobody needs to say it. */
export function isGivenBySample(model: InteractionModel, typeName: string, id: string): boolean {
  return Object.values(model.intents).some((intent) =>
    (['zh-CN', 'en-US'] as const).some((locale) =>
      templatesOf(intent, locale).some(({ constants = {} }) =>
        Object.entries(constants).some(
          ([slot, value]) => value === id && typesOf(intent.slots?.[slot] ?? { type: '' }).includes(typeName),
        ),
      ),
    ),
  );
}

export function checkMeanings(
  model: InteractionModel,
  intentName: string,
  intent: IntentDefinition,
  problems: ProblemList,
): void {
  const slots = intent.slots ?? {};
  const isNamed = (name: string) =>
    Object.hasOwn(slots, name) && typesOf(slots[name]!).some((type) => named.has(type));
  for (const [name, slot] of Object.entries(slots)) {
    if (slot.kinds === undefined || isNamed(name)) continue;
    problems.error(
      'SLOT_KINDS',
      `intents.${intentName}.slots.${name}.kinds`,
      `only devices and rooms have kinds`,
      'use it with device-name or room-name, or remove it',
    );
  }
  for (const [place, sample] of samplesOf(intent)) {
    const path = (...inner: readonly (string | number)[]) =>
      pathOf(['intents', intentName, ...place, ...inner]);
    for (const [name, value] of Object.entries(sample.constants ?? {})) {
      const slot = Object.hasOwn(slots, name) ? slots[name] : undefined;
      if (slot !== undefined && typeOfConstant(model, slot, value) !== undefined) continue;
      problems.error(
        'CONSTANT_INVALID',
        path('constants', name),
        slot === undefined
          ? `the intent has no slot ${quoted(name)}`
          : `${quoted(String(value))} is no value of slot ${quoted(name)}`,
        'give a number within its bounds or the id of a value of its type',
      );
    }
    if (sample.roomSlot !== undefined && (!isNamed(sample.roomSlot) || sample.room === 'unknown')) {
      problems.error(
        'ROOM_SLOT_INVALID',
        path('roomSlot'),
        `${quoted(sample.roomSlot)} cannot get the room of the device that hears`,
        'name a slot of the type room-name, and let the room be known',
      );
    }
    for (const key of ['kinds', 'exceptKinds'] as const) {
      for (const name of Object.keys(sample[key] ?? {})) {
        if (isNamed(name)) continue;
        problems.error(
          'SLOT_KINDS',
          path(key, name),
          `${quoted(name)} is no slot for devices or rooms`,
          'name a slot of the type device-name or room-name',
        );
      }
    }
  }
}
