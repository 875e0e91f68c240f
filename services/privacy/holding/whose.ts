/** Which names belong together: everybody and everything of a household or of a hotel. */
import { Whose } from '../../../proto/gen/earshot/holders/v1/holders.ts';
import { type Pool, type PoolClient, query } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { requireOneOwner } from '../accounts/validate.ts';
import type { PlaceOwner } from '../places/owner.ts';

/** What belongs to one account of a household and to nobody else of it. @throws EarshotError NOT_FOUND */
export async function namesOfSubject(on: Pool | PoolClient, subjectId: string): Promise<Whose> {
  const [found] = await query<{ device_ids: string[]; sample_key_ids: string[] }>(
    on,
    `select array(select device_id from devices d where d.subject_id = s.subject_id) as device_ids,
       array(select key_id::text from sample_keys k where k.subject_id = s.subject_id) as sample_key_ids
     from subjects s where subject_id = $1`,
    [subjectId],
  );
  if (found === undefined) throw new EarshotError('NOT_FOUND');
  return Whose.fromPartial({
    subjectIds: [subjectId],
    deviceIds: found.device_ids,
    sampleKeyIds: found.sample_key_ids,
  });
}

/** @throws EarshotError INVALID_ARGUMENT unless exactly one is named; NOT_FOUND when there is no such owner. */
export async function namesOf(on: Pool | PoolClient, owner: PlaceOwner): Promise<Whose> {
  requireOneOwner(owner.householdId, owner.tenantId);
  const { householdId, tenantId } = owner;
  const [found] = await query<{
    household_ids: string[];
    tenant_ids: string[];
    subject_ids: string[];
    device_ids: string[];
    room_ids: string[];
    stay_ids: string[];
    sample_key_ids: string[];
  }>(
    on,
    `select array(select household_id from households where household_id = $1) as household_ids,
       array(select tenant_id from tenants where tenant_id = $2) as tenant_ids,
       array(select subject_id from subjects where household_id = $1 or tenant_id = $2) as subject_ids,
       array(select device_id from devices where household_id = $1 or tenant_id = $2) as device_ids,
       array(select room_id from rooms where household_id = $1 or tenant_id = $2) as room_ids,
       array(select stay_id from stays join rooms using (room_id) where tenant_id = $2) as stay_ids,
       array(select k.key_id::text from sample_keys k join subjects using (subject_id) where household_id = $1) as sample_key_ids`,
    [householdId || null, tenantId || null],
  );
  if (found === undefined || found.household_ids.length + found.tenant_ids.length === 0) {
    throw new EarshotError('NOT_FOUND');
  }
  return Whose.fromPartial({
    householdIds: found.household_ids,
    tenantIds: found.tenant_ids,
    subjectIds: found.subject_ids,
    deviceIds: found.device_ids,
    roomIds: found.room_ids,
    stayIds: found.stay_ids,
    sampleKeyIds: found.sample_key_ids,
  });
}
