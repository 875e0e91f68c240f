/** Firmware of makers: published for a model, and allowed on a device by whoever it belongs to. */
import type { FirmwareRelease } from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { type Pool, query, withTransaction } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { requireOneOwner } from '../accounts/validate.ts';
import { announce, type ChangeFeed } from '../cache/change-feed.ts';
import { requireSigned } from './release.ts';

export interface FirmwareParts {
  readonly pool: Pool;
  readonly feed: ChangeFeed;
  readonly now: () => number;
}

/** What a query of devices (`d`) adds: the release that is allowed on each, whole. */
export const allowedRelease = `(select jsonb_build_object('model', f.model, 'version', f.version, 'url', f.url,
    'sha256', f.sha256, 'signature', f.signature)
  from firmware_releases f where f.model = d.model and f.version = d.allowed_firmware)`;
/** …and the newest that there is for it. */
export const newestVersion = `(select f.version from firmware_releases f where f.model = d.model
  order by f.published_at desc limit 1)`;

/**
 * A version never changes, and a model stays with the maker whose key came first.
 * @throws EarshotError INVALID_ARGUMENT; PERMISSION_DENIED for another maker's key; VERSION_EXISTS
 */
export async function publishFirmware(
  { pool, now }: FirmwareParts,
  release: FirmwareRelease,
  makerKey: string,
): Promise<void> {
  requireSigned(release, makerKey);
  const { model, version, url, sha256, signature } = release;
  await withTransaction(pool, async (client) => {
    await query(client, 'select pg_advisory_xact_lock(hashtext($1))', [`firmware:${model}`]);
    const known = await query<{ version: string; maker_key: string }>(
      client,
      'select version, maker_key from firmware_releases where model = $1',
      [model],
    );
    if (known.some((one) => one.maker_key !== makerKey)) throw new EarshotError('PERMISSION_DENIED');
    if (known.some((one) => one.version === version)) {
      throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'version' } });
    }
    await query(
      client,
      `insert into firmware_releases (model, version, url, sha256, signature, maker_key, published_at)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [model, version, url, sha256, signature, makerKey, new Date(now())],
    );
  });
}

/** @param version Empty: none. @throws EarshotError NOT_FOUND for no such device of theirs, or no such version of its model */
export async function allowFirmware(
  { pool, feed }: FirmwareParts,
  device: { readonly deviceId: string; readonly householdId: string; readonly tenantId: string },
  version: string,
): Promise<void> {
  const { deviceId, householdId, tenantId } = device;
  requireOneOwner(householdId, tenantId);
  const chainId = await withTransaction(pool, async (client) => {
    const [row] = await query<{ chain_id: string }>(
      client,
      `update devices d set allowed_firmware = nullif($4, '')
       where device_id = $1 and (household_id = $2 or tenant_id = $3) and revoked_at is null
         and ($4 = '' or exists (select from firmware_releases f where f.model = d.model and f.version = $4))
       returning chain_id`,
      [deviceId, householdId || null, tenantId || null, version],
    );
    if (row === undefined) throw new EarshotError('NOT_FOUND');
    await announce(client, { kind: 'chain', id: row.chain_id });
    await announce(client, { kind: 'device', id: deviceId });
    return row.chain_id;
  });
  feed.apply({ kind: 'chain', id: chainId });
  feed.apply({ kind: 'device', id: deviceId });
}
