/** The speakers of a home or a hotel, as their owner sees them. */
import type { OwnedDevice } from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { query } from '../../common/db/pool.ts';
import { newestVersion } from '../firmware/firmware.ts';
import { openNames } from '../places/names.ts';
import { keyOfOwner, type PlaceOwner, type PlaceParts } from '../places/owner.ts';
import { listeningAt, quietOf, type SwitchesRow, switchesOf } from './listening.ts';
import { quietUntilMs } from './quiet-hours.ts';
import { requireOneOwner } from './validate.ts';

interface OwnedDeviceRow extends SwitchesRow {
  device_id: string;
  model: string;
  time_zone: string | null;
  is_child_device: boolean;
  room_id: string | null;
  room_names: Buffer | null;
  thing_id: string | null;
  thing_names: Buffer | null;
  allowed_firmware: string | null;
  newest_firmware: string | null;
}

/** More are not shown; a home has a few, a hotel lists its rooms instead. */
const maxDevices = 500;

/** Devices that are not revoked, in the order in which they came. @throws EarshotError NOT_FOUND for no such owner. */
export async function listOwnedDevices(parts: PlaceParts, owner: PlaceOwner): Promise<OwnedDevice[]> {
  requireOneOwner(owner.householdId, owner.tenantId);
  const key = await keyOfOwner(parts, owner);
  const rows = await query<OwnedDeviceRow>(
    parts.pool,
    `select d.*, h.time_zone, r.sealed_names as room_names, t.thing_id, t.sealed_names as thing_names,
       ${newestVersion} as newest_firmware
     from devices d left join households h on h.household_id = d.household_id left join rooms r on r.room_id = d.room_id left join things t on t.device_id = d.device_id
     where (d.household_id = $1 or d.tenant_id = $2) and d.revoked_at is null
     order by d.created_at, d.device_id limit ${maxDevices}`,
    [owner.householdId || null, owner.tenantId || null],
  );
  const names = (id: string | null, sealed: Buffer | null) =>
    id === null || sealed === null ? [] : openNames(key, id, sealed);
  return rows.map((row) => ({
    deviceId: row.device_id,
    model: row.model,
    names: names(row.thing_id, row.thing_names),
    roomNames: names(row.room_id, row.room_names),
    listening: listeningAt(
      switchesOf(row),
      parts.now(),
      quietUntilMs(quietOf(row), row.time_zone ?? 'UTC', parts.now()),
    ),
    quietFromMinute: row.quiet_from ?? undefined,
    quietUntilMinute: row.quiet_until ?? undefined,
    isChildDevice: row.is_child_device,
    newestFirmware: row.newest_firmware ?? '',
    allowedFirmware: row.allowed_firmware ?? '',
  }));
}
