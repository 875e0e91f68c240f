/** Makes households and tenants. */
import { randomUUID } from 'node:crypto';
import { type Pool, type PoolClient, query, withTransaction } from '../../common/db/pool.ts';
import { newId } from './ids.ts';
import { regionShape, requireShape, requireTimeZone } from './validate.ts';

/** A household with its first account. @throws EarshotError INVALID_ARGUMENT */
export const createHousehold = (pool: Pool, region: string, timeZone: string) =>
  withTransaction(pool, (client) => insertHousehold(client, region, timeZone));

/** The same beside what else becomes true with it. @throws EarshotError INVALID_ARGUMENT */
export async function insertHousehold(
  client: PoolClient,
  region: string,
  timeZone: string,
): Promise<{ householdId: string; subjectId: string }> {
  requireShape(region, regionShape, 'region');
  requireTimeZone(timeZone);
  const householdId = newId('household');
  const subjectId = newId('account');
  const chainId = randomUUID();
  await query(client, 'insert into households (household_id, region, time_zone) values ($1, $2, $3)', [
    householdId,
    region,
    timeZone,
  ]);
  await query(client, 'insert into ledger_heads (chain_id) values ($1)', [chainId]);
  await query(client, 'insert into subjects (subject_id, household_id, chain_id) values ($1, $2, $3)', [
    subjectId,
    householdId,
    chainId,
  ]);
  return { householdId, subjectId };
}

/** Somebody who operates devices in rooms that are nobody's home. @throws EarshotError INVALID_ARGUMENT */
export async function createTenant(pool: Pool, region: string, timeZone: string): Promise<string> {
  requireShape(region, regionShape, 'region');
  requireTimeZone(timeZone);
  const tenantId = newId('tenant');
  await query(pool, 'insert into tenants (tenant_id, region, time_zone) values ($1, $2, $3)', [
    tenantId,
    region,
    timeZone,
  ]);
  return tenantId;
}
