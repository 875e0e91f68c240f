/** A device comes into being: one row, and room for it among those of its owner. */
import { randomUUID } from 'node:crypto';
import { type Pool, type PoolClient, query } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { newId, tokenHash } from './ids.ts';

/** A large home and a large hotel: what one owner's devices can take of everybody's service is bounded by their number. */
export const maxDevices = { home: 64, hotel: 5_000 } as const;

export interface NewDevice {
  /** Exactly one of household and tenant; an account with the household. */
  readonly householdId: string | null;
  readonly subjectId: string | null;
  readonly tenantId: string | null;
  /** The account's chain; null where nobody is the subject. */
  readonly chainId: string | null;
  readonly isChildDevice: boolean;
  readonly roomId: string | null;
  readonly model: string;
  readonly deviceToken: string;
}

/** In the transaction of whoever let it in. @throws EarshotError DEVICES_FULL */
export async function addDevice(client: PoolClient, device: NewDevice): Promise<string> {
  const { householdId, subjectId, tenantId } = device;
  // One after the other for each owner, or two that come together would both be the last.
  await query(
    client,
    tenantId === null
      ? 'select 1 from households where household_id = $1 for update'
      : 'select 1 from tenants where tenant_id = $1 for update',
    [householdId ?? tenantId],
  );
  await requireRoomForOne(client, householdId, tenantId);
  const deviceId = newId('device');
  const chainId = device.chainId ?? randomUUID();
  if (device.chainId === null) {
    await query(client, 'insert into ledger_heads (chain_id) values ($1)', [chainId]);
  }
  await query(
    client,
    `insert into devices (device_id, household_id, subject_id, tenant_id, chain_id, is_child_device, model, token_hash,
       room_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      deviceId,
      householdId,
      subjectId,
      tenantId,
      chainId,
      device.isChildDevice,
      device.model,
      tokenHash(device.deviceToken),
      device.roomId,
    ],
  );
  return deviceId;
}

/** @throws EarshotError DEVICES_FULL */
export async function requireRoomForOne(
  client: Pool | PoolClient,
  householdId: string | null,
  tenantId: string | null,
): Promise<void> {
  const [live] = await query<{ count: number }>(
    client,
    `select count(*)::integer as count from devices
     where (household_id = $1 or tenant_id = $2) and revoked_at is null`,
    [householdId, tenantId],
  );
  const most = tenantId === null ? maxDevices.home : maxDevices.hotel;
  if ((live?.count ?? 0) >= most) throw new EarshotError('DEVICES_FULL');
}
