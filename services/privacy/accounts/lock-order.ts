/**
 * The one order in which rows of people are locked, so that no two changes wait for each other: households and hotels, heads
 * of chains (`consent/revision.ts`), accounts (`subject-key.ts`), and only then what hangs on an account.
 */
import { type PoolClient, query } from '../../common/db/pool.ts';

/** Locks everybody named, each kind in the order of its ids. Who is gone is not waited for. */
export async function lockPeople(
  client: PoolClient,
  whose: {
    readonly householdIds?: readonly string[];
    readonly tenantIds?: readonly string[];
    readonly subjectIds: readonly string[];
    /** Whose own chain counts too: a device of a hotel. */
    readonly deviceIds?: readonly string[];
  },
): Promise<void> {
  const { householdIds = [], tenantIds = [], subjectIds, deviceIds = [] } = whose;
  const inOrder = (table: string, column: string, ids: readonly string[]) =>
    ids.length === 0
      ? undefined
      : query(client, `select 1 from ${table} where ${column} = any($1) order by ${column} for update`, [
          ids,
        ]);
  await inOrder('households', 'household_id', householdIds);
  await inOrder('tenants', 'tenant_id', tenantIds);
  await query(
    client,
    `select 1 from ledger_heads where chain_id in (
       select chain_id from subjects where subject_id = any($1)
       union select chain_id from devices where device_id = any($2)) order by chain_id for update`,
    [subjectIds, deviceIds],
  );
  await inOrder('subjects', 'subject_id', subjectIds);
}
