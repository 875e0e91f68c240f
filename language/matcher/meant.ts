/** Whether a template is meant here: by the room of the device that hears, and by the kinds of the things that were named. */
import type { EntityName, SlotContext } from '../slots/types.ts';
import type { Capture } from './capture.ts';
import type { CompiledTemplate } from './skill.ts';

/** Kinds of things that a slot takes. */
export interface WantedKinds {
  readonly only?: readonly string[] | undefined;
  readonly except?: readonly string[] | undefined;
}

/** A template for devices in a room is not said where nobody knows the room. */
export function isMeantHere(
  { meaning: { room, roomSlot } }: CompiledTemplate,
  { roomId }: SlotContext,
): boolean {
  if (roomSlot !== undefined || room === 'known') return roomId !== undefined;
  return room !== 'unknown' || roomId === undefined;
}

export function wantedKinds({ intent, meaning }: CompiledTemplate, slotName: string): WantedKinds {
  return {
    only: meaning.kinds?.[slotName] ?? intent.slots.get(slotName)?.definition.kinds,
    except: meaning.exceptKinds?.[slotName],
  };
}

/** A thing of no known kind may be any. */
export function isOfKind({ kinds = [] }: EntityName, { only, except = [] }: WantedKinds): boolean {
  if (kinds.length === 0) return true;
  return (
    (only === undefined || kinds.some((kind) => only.includes(kind))) &&
    !kinds.some((kind) => except.includes(kind))
  );
}

/**
 * The captures with what they mean in this template: of things of one name the first that is of a wanted kind, and of a slot
 * of several types the one that was read. A script is no switch: undefined where one of them is not of a wanted kind.
 */
export function asMeant(
  template: CompiledTemplate,
  captures: readonly Capture[],
  context: SlotContext,
): Capture[] | undefined {
  const meant: Capture[] = [];
  for (const capture of captures) {
    const typed = asTyped(template, capture);
    const wanted = wantedKinds(template, capture.name);
    const isAny = wanted.only === undefined && wanted.except === undefined;
    const ids = typed.match.valueIds ?? [typed.match.valueId];
    const things = isAny ? [] : context.entities.filter(({ entityId }) => ids.includes(entityId));
    const fit = things.find((one) => isOfKind(one, wanted));
    if (things.length > 0 && !fit) return undefined;
    const id = fit?.entityId;
    meant.push(id === undefined ? typed : { ...typed, match: { ...typed.match, value: id, valueId: id } });
  }
  return meant;
}

function asTyped({ intent }: CompiledTemplate, capture: Capture): Capture {
  const { name, type, match } = capture;
  const isUnion = (intent.slots.get(name)?.types.length ?? 1) > 1;
  return isUnion && type !== undefined ? { ...capture, match: { ...match, type } } : capture;
}
