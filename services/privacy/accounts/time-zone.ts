/** The clock that a home lives by, as its owner says. */
import { type Pool, query, withTransaction } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { announceAll, type ChangeFeed } from '../cache/change-feed.ts';
import { requireTimeZone } from './validate.ts';

interface Parts {
  readonly pool: Pool;
  readonly feed: Pick<ChangeFeed, 'apply'>;
}

/** @throws EarshotError NOT_FOUND */
export async function readTimeZone({ pool }: Pick<Parts, 'pool'>, householdId: string): Promise<string> {
  const [row] = await query<{ time_zone: string }>(
    pool,
    'select time_zone from households where household_id = $1',
    [householdId],
  );
  if (row === undefined) throw new EarshotError('NOT_FOUND');
  return row.time_zone;
}

/** Every process looks at the home's speakers again, and every gateway that one of them is connected to. @throws EarshotError INVALID_ARGUMENT, NOT_FOUND */
export async function setTimeZone(
  { pool, feed }: Parts,
  householdId: string,
  timeZone: string,
): Promise<void> {
  requireTimeZone(timeZone);
  const devices = await withTransaction(pool, async (client) => {
    const changed = await query(
      client,
      'update households set time_zone = $2 where household_id = $1 returning 1',
      [householdId, timeZone],
    );
    if (changed.length === 0) throw new EarshotError('NOT_FOUND');
    const found = await query<{ device_id: string; chain_id: string }>(
      client,
      'select device_id, chain_id from devices where household_id = $1 and revoked_at is null',
      [householdId],
    );
    await announceAll(client, 'chain', [...new Set(found.map(({ chain_id }) => chain_id))]);
    await announceAll(
      client,
      'device',
      found.map(({ device_id }) => device_id),
    );
    return found;
  });
  for (const { chain_id } of devices) feed.apply({ kind: 'chain', id: chain_id });
  for (const { device_id } of devices) feed.apply({ kind: 'device', id: device_id });
}
