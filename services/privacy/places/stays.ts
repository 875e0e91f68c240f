/** Stays in a hotel's rooms. A stay is a random id, a language and a switch; who stays is not known here. */
import type { Stay } from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { query } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { requireShape } from '../accounts/validate.ts';
import { newPlaceId } from './names.ts';
import { changePlaces, type PlaceParts } from './owner.ts';
import { chainsOfRoom, requireRoom } from './rooms.ts';

const localeShape = /^([A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3})?$/;

export class Stays {
  readonly #parts: PlaceParts;

  constructor(parts: PlaceParts) {
    this.#parts = parts;
  }

  /** @throws EarshotError INVALID_ARGUMENT; NOT_FOUND unless the room is this hotel's; ROOM_OCCUPIED. */
  async open(tenantId: string, roomId: string, locale: string): Promise<string> {
    requireShape(locale, localeShape, 'locale');
    return changePlaces(this.#parts, { householdId: '', tenantId }, async (locked) => {
      await requireRoom(locked, roomId);
      const stayId = newPlaceId('stay');
      const rows = await query(
        locked.client,
        `insert into stays (stay_id, room_id, locale, opened_at) values ($1, $2, $3, $4)
         on conflict (room_id) do nothing returning 1`,
        [stayId, roomId, locale, new Date(this.#parts.now())],
      );
      if (rows.length === 0) throw new EarshotError('ROOM_OCCUPIED');
      locked.touch(await chainsOfRoom(locked, roomId));
      return stayId;
    });
  }

  /** @throws EarshotError INVALID_ARGUMENT; NOT_FOUND when there is no such stay (any more). */
  async change(tenantId: string, { stayId, locale, isDoNotDisturb }: Stay): Promise<void> {
    requireShape(locale, localeShape, 'locale');
    await changePlaces(this.#parts, { householdId: '', tenantId }, async (locked) => {
      const [row] = await query<{ room_id: string }>(
        locked.client,
        `update stays s set locale = $3, is_do_not_disturb = $4 from rooms r
         where s.stay_id = $1 and r.room_id = s.room_id and r.tenant_id = $2 returning s.room_id`,
        [stayId, tenantId, locale, isDoNotDisturb],
      );
      if (row === undefined) throw new EarshotError('NOT_FOUND');
      locked.touch(await chainsOfRoom(locked, row.room_id));
    });
  }

  /**
   * Nothing of the stay is left: what was sealed with the keys of the room's devices can be opened no more.
   * @throws EarshotError NOT_FOUND
   */
  async close(tenantId: string, stayId: string): Promise<void> {
    const endedKeys = await changePlaces(this.#parts, { householdId: '', tenantId }, async (locked) => {
      const [row] = await query<{ room_id: string }>(
        locked.client,
        `delete from stays s using rooms r
         where s.stay_id = $1 and r.room_id = s.room_id and r.tenant_id = $2 returning s.room_id`,
        [stayId, tenantId],
      );
      if (row === undefined) throw new EarshotError('NOT_FOUND');
      locked.touch(await chainsOfRoom(locked, row.room_id));
      return query<{ key_id: string }>(
        locked.client,
        `update devices d set key_id = null
         from (select device_id, key_id from devices where room_id = $1 and key_id is not null for update) before
         where d.device_id = before.device_id returning before.key_id`,
        [row.room_id],
      );
    });
    for (const { key_id: keyId } of endedKeys) await this.#parts.keys.destroy(keyId);
  }
}
