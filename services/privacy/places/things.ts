/** What people at home speak of: lamps, blinds, speakers, by the names that were given to them. */
import type { Thing } from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { query } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { requireShape } from '../accounts/validate.ts';
import { newPlaceId, requireNames, sealNames } from './names.ts';
import { chainsOfHousehold, changePlaces, type LockedOwner, type PlaceParts } from './owner.ts';
import { requireRoom } from './rooms.ts';

const maxThings = 500;
const maxKinds = 8;
const kindShape = /^[a-z][a-z0-9-]{0,39}$/;

export class Things {
  readonly #parts: PlaceParts;

  constructor(parts: PlaceParts) {
    this.#parts = parts;
  }

  /**
   * Makes one, or gives a known one other names, kinds and another room.
   * @throws EarshotError INVALID_ARGUMENT; NOT_FOUND unless thing, room and speaker are this household's; PLACES_FULL.
   */
  async name(householdId: string, thing: Thing): Promise<string> {
    const names = requireNames(thing.names);
    if (thing.kinds.length > maxKinds) {
      throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'kinds' } });
    }
    for (const kind of thing.kinds) requireShape(kind, kindShape, 'kinds');
    // A speaker stands where it was put; a second answer to where it is would be wrong one day.
    if (thing.deviceId !== '' && thing.roomId !== '') {
      throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'roomId' } });
    }
    return changePlaces(this.#parts, { householdId, tenantId: '' }, async (locked) => {
      if (thing.roomId !== '') await requireRoom(locked, thing.roomId);
      if (thing.deviceId !== '') await requireDevice(locked, thing.deviceId);
      const ownerId = await ownerOf(locked, thing.whose);
      const thingId = await knownThing(locked, thing);
      await query(
        locked.client,
        `insert into things (thing_id, household_id, room_id, device_id, kinds, sealed_names, needs_voice, of_subject)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (thing_id) do update set room_id = excluded.room_id, device_id = excluded.device_id,
           kinds = excluded.kinds, sealed_names = excluded.sealed_names, needs_voice = excluded.needs_voice,
           of_subject = excluded.of_subject`,
        [
          thingId,
          householdId,
          thing.roomId || null,
          thing.deviceId || null,
          thing.kinds,
          sealNames(locked.key, thingId, names),
          thing.needsVoice,
          ownerId,
        ],
      );
      locked.touch(await chainsOfHousehold(locked.client, householdId));
      return thingId;
    });
  }

  /** @throws EarshotError NOT_FOUND */
  async remove(householdId: string, thingId: string): Promise<void> {
    await changePlaces(this.#parts, { householdId, tenantId: '' }, async (locked) => {
      const rows = await query(
        locked.client,
        'delete from things where thing_id = $1 and household_id = $2 returning 1',
        [thingId, householdId],
      );
      if (rows.length === 0) throw new EarshotError('NOT_FOUND');
      locked.touch(await chainsOfHousehold(locked.client, householdId));
    });
  }
}

async function requireDevice(locked: LockedOwner, deviceId: string): Promise<void> {
  const rows = await query(
    locked.client,
    'select 1 from devices where device_id = $1 and household_id = $2 and revoked_at is null',
    [deviceId, locked.householdId],
  );
  if (rows.length === 0) throw new EarshotError('NOT_FOUND');
}

/** Whose a thing is. @throws EarshotError NOT_FOUND for a join that is not this home's, or has not come about */
async function ownerOf(locked: LockedOwner, whose: string): Promise<string | null> {
  if (whose === '') return null;
  const [row] = await query<{ subject_id: string }>(
    locked.client,
    `select subject_id from subjects where $2 = 'me' and household_id = $1 and is_owner and not is_child
     union all select j.sub_id from joins j join subjects m on m.subject_id = j.main_id
       where j.join_id::text = $2 and j.joined_at is not null and m.household_id = $1`,
    [locked.householdId, whose],
  );
  if (row === undefined) throw new EarshotError('NOT_FOUND');
  return row.subject_id;
}

/** The id of the one that is meant, or a new one. */
async function knownThing(locked: LockedOwner, { thingId, deviceId }: Thing): Promise<string> {
  const rows = await query<{ thing_id: string; is_asked: boolean; is_speaker: boolean }>(
    locked.client,
    `select thing_id, thing_id = $2 as is_asked, coalesce(device_id = $3, false) as is_speaker
     from things where household_id = $1`,
    [locked.householdId, thingId, deviceId],
  );
  if (thingId !== '') {
    if (!rows.some((row) => row.is_asked)) throw new EarshotError('NOT_FOUND');
    return thingId;
  }
  const speaker = deviceId === '' ? undefined : rows.find((row) => row.is_speaker);
  if (speaker !== undefined) return speaker.thing_id;
  if (rows.length >= maxThings) throw new EarshotError('PLACES_FULL');
  return newPlaceId('thing');
}
