/** Which of several devices of one name is meant. */
import { isOfKind } from '../matcher/meant.ts';
import type { CompiledIntent } from '../matcher/skill.ts';
import { namesFor, spokenNames } from '../slots/entities.ts';
import type { EntityName, SlotContext } from '../slots/types.ts';
import { tokenise } from '../text/tokenise.ts';
import type { FilledSlot } from './slots.ts';

/**
 * Which of several devices of one name is meant: the one in the room that was named, else the one in the room of the
 * device that hears, else nobody knows and the user is asked.
 */
export type WhichDevice =
  | { readonly kind: 'settled'; readonly slots: readonly FilledSlot[] }
  /** Several are left, each in a room of its own or not. */
  | { readonly kind: 'ask'; readonly slot: string; readonly options: readonly EntityName[] }
  /** It is no thing of the kind that the slot takes. */
  | { readonly kind: 'unfit' }
  /** There is one of that name, but not in the room that was named. */
  | { readonly kind: 'elsewhere'; readonly device: EntityName; readonly roomId: string };

export function whichDevice(
  intent: CompiledIntent,
  slots: readonly FilledSlot[],
  context: SlotContext,
): WhichDevice {
  const roomId = slots.find(
    ({ typeName, valueId }) => typeName === 'room-name' && valueId !== undefined,
  )?.valueId;
  let settled = slots;
  for (const slot of slots) {
    if (slot.typeName !== 'device-name' || slot.isChosen === true) continue;
    const all = namesakes(slot, context);
    const named = all.filter((entity) => isOfKind(entity, slot.kinds ?? kindsOf(intent, slot.name)));
    if (named.length === 0 && all.length > 0) return { kind: 'unfit' };
    const device = named.find(({ entityId }) => entityId === slot.valueId) ?? named[0];
    if (!device) continue;
    const inRoom = roomId === undefined ? named : named.filter((entity) => standsIn(entity, roomId, context));
    // Where nobody says where devices stand, the skill is told the room and has to know.
    const isPlaced = named.some((entity) => entity.roomId !== undefined);
    if (roomId !== undefined && inRoom.length === 0) {
      if (isPlaced) return { kind: 'elsewhere', device, roomId };
      // 卧室的灯 where one is called 卧室灯 is that one, and not just any 灯.
      const own = namedByRoom(device, roomId, context);
      if (own) settled = settled.map((other) => (other === slot ? withDevice(slot, own) : other));
      continue;
    }
    const own = inRoom.filter((entity) => entity.roomId !== undefined && entity.roomId === context.roomId);
    const left = inRoom.length > 1 && own.length > 0 ? own : inRoom;
    if (left.length > 1) return { kind: 'ask', slot: slot.name, options: left };
    const chosen = left[0]!;
    if (chosen.entityId === slot.valueId) continue;
    settled = settled.map((other) => (other === slot ? withDevice(slot, chosen) : other));
  }
  return { kind: 'settled', slots: settled };
}

const kindsOf = (intent: CompiledIntent, slotName: string) => ({
  only: intent.slots.get(slotName)?.definition.kinds,
});

/** Whether it stands in that room, or in a room of that floor. */
const standsIn = ({ roomId: own }: EntityName, roomId: string, { entities }: SlotContext): boolean =>
  own === roomId || entities.some(({ entityId, roomId: floor }) => entityId === own && floor === roomId);

const withDevice = (slot: FilledSlot, { entityId }: EntityName): FilledSlot => ({
  ...slot,
  value: entityId,
  valueId: entityId,
});

/** The device whose name is the room's with that of another after it. */
function namedByRoom(device: EntityName, roomId: string, context: SlotContext): EntityName | undefined {
  const { locale } = context;
  const rooms = namesFor('room-name', context).filter(({ entityId }) => entityId === roomId);
  const names = new Set(
    rooms
      .flatMap((room) => spokenNames(room, locale))
      .flatMap((room) => spokenNames(device, locale).map(({ words }) => [...room.words, ...words].join(' '))),
  );
  return namesFor('device-name', context).find((other) =>
    spokenNames(other, locale).some(({ words }) => names.has(words.join(' '))),
  );
}

/** Every device that the words may name; for a value from an earlier turn, by its own names. */
function namesakes(slot: FilledSlot, context: SlotContext): EntityName[] {
  const { locale } = context;
  const devices = namesFor('device-name', context);
  const device = devices.find(({ entityId }) => entityId === slot.valueId);
  if (!device) return [];
  const said = tokenise(slot.raw, locale).map(({ key }) => key);
  const bare = locale === 'en-US' && /^(?:the|my|our)$/.test(said[0] ?? '') ? said.slice(1) : said;
  const own = spokenNames(device, locale).map(({ words }) => words.join(' '));
  const names = new Set(own.filter((name) => name === said.join(' ') || name === bare.join(' ')));
  const wanted = names.size > 0 ? names : new Set(slot.raw === '' ? own : []);
  const found = devices.filter((other) =>
    spokenNames(other, locale).some(({ words }) => wanted.has(words.join(' '))),
  );
  return found.length === 0 ? [device] : found;
}
