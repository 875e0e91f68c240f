/** Rooms of homes and hotels, and which devices stand in them. */
import type { Room, Thing } from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { query } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { requireOneOwner } from '../accounts/validate.ts';
import { heardAs, newPlaceId, openNames, requireNames, sealNames } from './names.ts';
import {
  chainsOfHousehold,
  changePlaces,
  keyOfOwner,
  type LockedOwner,
  type PlaceOwner,
  type PlaceParts,
} from './owner.ts';

/** A large hotel; a home with more rooms than a hundred would be one. */
const maxRooms = { home: 100, hotel: 5_000 } as const;
const maxRoomsPerCall = 1_000;

interface RoomRow {
  room_id: string;
  sealed_names: Buffer;
  device_ids: string[];
  stay_id: string | null;
  locale: string | null;
  is_do_not_disturb: boolean | null;
}

const roomColumns = `r.room_id, r.sealed_names, s.stay_id, s.locale, s.is_do_not_disturb,
  array(select d.device_id from devices d where d.room_id = r.room_id and d.revoked_at is null order by 1) as device_ids`;

export class Rooms {
  readonly #parts: PlaceParts;

  constructor(parts: PlaceParts) {
    this.#parts = parts;
  }

  /**
   * All of them or none.
   * @returns their ids, in order.
   * @throws EarshotError INVALID_ARGUMENT; NOT_FOUND; ROOM_NAME_TAKEN when one is called like another; PLACES_FULL.
   */
  async create(
    owner: PlaceOwner,
    rooms: readonly { readonly names: readonly string[] }[],
  ): Promise<string[]> {
    if (rooms.length === 0 || rooms.length > maxRoomsPerCall) {
      throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'rooms' } });
    }
    const named = rooms.map(({ names }) => requireNames(names));
    return changePlaces(this.#parts, owner, async (locked) => {
      const taken = await takenNames(locked);
      const limit = owner.householdId === '' ? maxRooms.hotel : maxRooms.home;
      if (taken.rooms + rooms.length > limit) throw new EarshotError('PLACES_FULL');
      for (const names of named) claimNames(taken.names, names);
      const made = named.map((names) => ({ id: newPlaceId('room'), names }));
      await query(
        locked.client,
        `insert into rooms (room_id, household_id, tenant_id, sealed_names)
         select id, $2, $3, sealed from unnest($1::text[], $4::bytea[]) as made (id, sealed)`,
        [
          made.map(({ id }) => id),
          owner.householdId || null,
          owner.tenantId || null,
          made.map(({ id, names }) => sealNames(locked.key, id, names)),
        ],
      );
      locked.touch(await chainsOfHousehold(locked.client, owner.householdId));
      return made.map(({ id }) => id);
    });
  }

  /** @throws EarshotError INVALID_ARGUMENT; NOT_FOUND unless the room is this owner's; ROOM_NAME_TAKEN. */
  async rename(owner: PlaceOwner, roomId: string, names: readonly string[]): Promise<void> {
    const wanted = requireNames(names);
    await changePlaces(this.#parts, owner, async (locked) => {
      await requireRoom(locked, roomId);
      claimNames((await takenNames(locked, roomId)).names, wanted);
      await query(locked.client, 'update rooms set sealed_names = $2 where room_id = $1', [
        roomId,
        sealNames(locked.key, roomId, wanted),
      ]);
      locked.touch(await chainsOfHousehold(locked.client, owner.householdId));
    });
  }

  /** What stood in it stands nowhere now. @throws EarshotError NOT_FOUND; ROOM_OCCUPIED while somebody stays. */
  async remove(owner: PlaceOwner, roomId: string): Promise<void> {
    await changePlaces(this.#parts, owner, async (locked) => {
      await requireRoom(locked, roomId);
      const stays = await query(locked.client, 'select 1 from stays where room_id = $1', [roomId]);
      if (stays.length > 0) throw new EarshotError('ROOM_OCCUPIED');
      locked.touch(await chainsOfRoom(locked, roomId));
      await query(locked.client, 'delete from rooms where room_id = $1', [roomId]);
    });
  }

  /** @param roomId Empty = none. @throws EarshotError NOT_FOUND unless device and room are this owner's. */
  async place(owner: PlaceOwner, deviceId: string, roomId: string): Promise<void> {
    await changePlaces(this.#parts, owner, async (locked) => {
      if (roomId !== '') await requireRoom(locked, roomId);
      const [device] = await query<{ chain_id: string }>(
        locked.client,
        `update devices set room_id = $4
         where device_id = $1 and (household_id = $2 or tenant_id = $3) and revoked_at is null returning chain_id`,
        [deviceId, owner.householdId || null, owner.tenantId || null, roomId || null],
      );
      if (device === undefined) throw new EarshotError('NOT_FOUND');
      // A speaker that has a name takes its name along, for everybody in the house.
      locked.touch([device.chain_id, ...(await chainsOfHousehold(locked.client, owner.householdId))]);
    });
  }

  /** @throws EarshotError INVALID_ARGUMENT; NOT_FOUND */
  async list(owner: PlaceOwner): Promise<{ rooms: Room[]; things: Thing[] }> {
    requireOneOwner(owner.householdId, owner.tenantId);
    const { pool } = this.#parts;
    const key = await keyOfOwner(this.#parts, owner);
    const ids = [owner.householdId || null, owner.tenantId || null];
    const rooms = await query<RoomRow>(
      pool,
      `select ${roomColumns} from rooms r left join stays s using (room_id)
       where r.household_id = $1 or r.tenant_id = $2 order by r.created_at, r.room_id`,
      ids,
    );
    return {
      rooms: rooms.map((row) => roomOf(row, key)),
      things: await listThings(this.#parts, owner.householdId, key),
    };
  }

  /** Where a device stands. @throws EarshotError NOT_FOUND for a device that is unknown or revoked. */
  async locate(deviceId: string): Promise<{ householdId: string; tenantId: string; room: Room | undefined }> {
    const { pool } = this.#parts;
    const [row] = await query<
      Omit<RoomRow, 'room_id'> & {
        room_id: string | null;
        household_id: string | null;
        tenant_id: string | null;
      }
    >(
      pool,
      `select v.household_id, v.tenant_id, ${roomColumns} from devices v
         left join rooms r on r.room_id = v.room_id left join stays s on s.room_id = v.room_id
       where v.device_id = $1 and v.revoked_at is null`,
      [deviceId],
    );
    if (row === undefined) throw new EarshotError('NOT_FOUND');
    const owner = { householdId: row.household_id ?? '', tenantId: row.tenant_id ?? '' };
    if (row.room_id === null) return { ...owner, room: undefined };
    const key = await keyOfOwner(this.#parts, owner);
    return { ...owner, room: roomOf({ ...row, room_id: row.room_id }, key) };
  }
}

function roomOf(row: RoomRow, key: Buffer | undefined): Room {
  return {
    roomId: row.room_id,
    names: openNames(key, row.room_id, row.sealed_names),
    deviceIds: row.device_ids,
    stay:
      row.stay_id === null
        ? undefined
        : {
            stayId: row.stay_id,
            locale: row.locale ?? '',
            isDoNotDisturb: row.is_do_not_disturb === true,
          },
  };
}

async function listThings(parts: PlaceParts, householdId: string, key: Buffer | undefined): Promise<Thing[]> {
  if (householdId === '') return [];
  const rows = await query<{
    thing_id: string;
    sealed_names: Buffer;
    kinds: string[];
    room_id: string | null;
    device_id: string | null;
    needs_voice: boolean;
    whose: string;
  }>(
    parts.pool,
    `select t.thing_id, t.sealed_names, t.kinds, t.device_id, coalesce(t.room_id, d.room_id) as room_id, t.needs_voice,
       case when t.of_subject is null then '' when o.household_id = t.household_id then 'me' else coalesce((
         select j.join_id::text from joins j join subjects m on m.subject_id = j.main_id
         where j.sub_id = t.of_subject and j.joined_at is not null and m.household_id = t.household_id), '') end as whose
     from things t left join devices d using (device_id) left join subjects o on o.subject_id = t.of_subject where t.household_id = $1 order by t.created_at, t.thing_id`,
    [householdId],
  );
  return rows.map((row) => ({
    thingId: row.thing_id,
    names: openNames(key, row.thing_id, row.sealed_names),
    kinds: row.kinds,
    roomId: row.room_id ?? '',
    deviceId: row.device_id ?? '',
    needsVoice: row.needs_voice,
    whose: row.whose,
  }));
}

/** @throws EarshotError NOT_FOUND unless the room is this owner's. */
export async function requireRoom(locked: LockedOwner, roomId: string): Promise<void> {
  const rows = await query(
    locked.client,
    'select 1 from rooms where room_id = $1 and (household_id = $2 or tenant_id = $3)',
    [roomId, locked.householdId || null, locked.tenantId || null],
  );
  if (rows.length === 0) throw new EarshotError('NOT_FOUND');
}

/** Of the devices in a room, and of everybody who is told its name. */
export async function chainsOfRoom(locked: LockedOwner, roomId: string): Promise<string[]> {
  const rows = await query<{ chain_id: string }>(
    locked.client,
    'select chain_id from devices where room_id = $1',
    [roomId],
  );
  return [
    ...rows.map((row) => row.chain_id),
    ...(await chainsOfHousehold(locked.client, locked.householdId)),
  ];
}

async function takenNames(
  locked: LockedOwner,
  exceptRoomId = '',
): Promise<{ rooms: number; names: Set<string> }> {
  const rows = await query<{ room_id: string; sealed_names: Buffer }>(
    locked.client,
    'select room_id, sealed_names from rooms where (household_id = $1 or tenant_id = $2) and room_id <> $3',
    [locked.householdId || null, locked.tenantId || null, exceptRoomId],
  );
  const names = rows.flatMap((row) => openNames(locked.key, row.room_id, row.sealed_names)).map(heardAs);
  return { rooms: rows.length, names: new Set(names) };
}

/** Two rooms that are called the same cannot be told apart by anybody who speaks of one. */
function claimNames(taken: Set<string>, names: readonly string[]): void {
  const own = new Set(names.map(heardAs));
  for (const name of own) {
    if (taken.has(name)) throw new EarshotError('ROOM_NAME_TAKEN');
    taken.add(name);
  }
}
