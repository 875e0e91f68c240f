/** The names of a household as words are understood with them: its rooms, and the things that stand in them. */
import type { NamedEntity } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import type { KeyStore } from '../keys/key-store.ts';
import { openNames } from './names.ts';
import { openKey } from './owner.ts';

/** A row of a room or a thing, as the statement that reads a device gathers them. Sealed names in base64. */
export interface EntityRow {
  readonly id: string;
  readonly sealed: string;
  readonly slotType: 'room-name' | 'device-name';
  readonly roomId: string | null;
  readonly kinds: readonly string[];
  readonly needsVoice: boolean;
  readonly isOwned: boolean;
}

/** All entities of `$household` as JSON, for a statement that reads a device. */
export const entityRows = (household: string): string => `
  (select coalesce(jsonb_agg(e order by e."slotType" desc, e.id), '[]'::jsonb) from (
     select room_id as id, encode(sealed_names, 'base64') as sealed, 'room-name' as "slotType",
       null as "roomId", '{}'::text[] as kinds, false as "needsVoice", false as "isOwned"
     from rooms where household_id = ${household}
     union all
     select t.thing_id, encode(t.sealed_names, 'base64'), 'device-name', coalesce(t.room_id, p.room_id), t.kinds,
       t.needs_voice, t.of_subject is not null
     from things t left join devices p using (device_id) where t.household_id = ${household}
   ) e)`;

/** None when the household gave no names, or its key was destroyed. */
export async function openEntities(
  keys: KeyStore,
  keyId: string | null,
  rows: readonly EntityRow[],
): Promise<NamedEntity[]> {
  if (keyId === null || rows.length === 0) return [];
  const key = await openKey(keys, keyId);
  if (key === undefined) return [];
  return rows.map(({ id, sealed, slotType, roomId, kinds, needsVoice, isOwned }) => ({
    entityId: id,
    names: openNames(key, id, Buffer.from(sealed, 'base64')),
    slotType,
    roomId: roomId ?? '',
    kinds: [...kinds],
    needsVoice,
    isOwned,
  }));
}
