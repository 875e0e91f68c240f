/** Which of several devices of one name is meant. */
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
    const named = all.filter((entity) => fitsKinds(intent, slot.name, entity));
    if (named.length === 0 && all.length > 0) return { kind: 'unfit' };
    const device = named.find(({ entityId }) => entityId === slot.valueId) ?? named[0];
    if (!device) continue;
    const inRoom = roomId === undefined ? named : named.filter((entity) => entity.roomId === roomId);
    // Where nobody says where devices stand, the skill is told the room and has to know.
    const isPlaced = named.some((entity) => entity.roomId !== undefined);
    if (roomId !== undefined && inRoom.length === 0) {
      if (isPlaced) return { kind: 'elsewhere', device, roomId };
      continue;
    }
    const own = inRoom.filter((entity) => entity.roomId !== undefined && entity.roomId === context.roomId);
    const left = inRoom.length > 1 && own.length > 0 ? own : inRoom;
    if (left.length > 1) return { kind: 'ask', slot: slot.name, options: left };
    const chosen = left[0]!;
    if (chosen.entityId === slot.valueId) continue;
    settled = settled.map((other) =>
      other === slot ? { ...slot, value: chosen.entityId, valueId: chosen.entityId } : other,
    );
  }
  return { kind: 'settled', slots: settled };
}

/** Whether the slot takes things of this kind. A thing of no known kind may be any. */
export function fitsKinds(intent: CompiledIntent, slotName: string, { kinds }: EntityName): boolean {
  const wanted = intent.slots.get(slotName)?.definition.kinds;
  if (wanted === undefined || kinds === undefined || kinds.length === 0) return true;
  return kinds.some((kind) => wanted.includes(kind));
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
