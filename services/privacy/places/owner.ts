/** Whose places: a household's or a hotel's, the key that seals their names, and who must hear of a change. */
import { type Pool, type PoolClient, query, withTransaction } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { requireOneOwner } from '../accounts/validate.ts';
import { announceAll, type ChangeFeed } from '../cache/change-feed.ts';
import type { KeyStore } from '../keys/key-store.ts';

/** Exactly one of the two. */
export interface PlaceOwner {
  readonly householdId: string;
  readonly tenantId: string;
}

/** What every part of the places stands on. */
export interface PlaceParts {
  readonly pool: Pool;
  readonly keys: KeyStore;
  readonly feed: ChangeFeed;
  readonly now: () => number;
}

/** An owner whose row is locked, so that two changes of one owner come one after the other. */
export interface LockedOwner extends PlaceOwner {
  readonly client: PoolClient;
  /** Seals names of rooms and things. */
  readonly key: Buffer;
  /** Cached answers of these chains end with the transaction. */
  touch(chainIds: readonly string[]): void;
}

/**
 * Runs a change of somebody's places in one transaction.
 * @throws EarshotError INVALID_ARGUMENT unless exactly one owner is named; NOT_FOUND when there is no such owner.
 */
export async function changePlaces<T>(
  { pool, keys, feed }: PlaceParts,
  owner: PlaceOwner,
  change: (locked: LockedOwner) => Promise<T>,
): Promise<T> {
  requireOneOwner(owner.householdId, owner.tenantId);
  const touched = new Set<string>();
  const result = await withTransaction(pool, async (client) => {
    const key = await lockOwner(client, keys, owner);
    const answer = await change({
      householdId: owner.householdId,
      tenantId: owner.tenantId,
      client,
      key,
      touch: (chainIds) => {
        for (const id of chainIds) touched.add(id);
      },
    });
    await announceAll(client, 'chain', [...touched]);
    return answer;
  });
  for (const id of touched) feed.apply({ kind: 'chain', id });
  return result;
}

async function lockOwner(client: PoolClient, keys: KeyStore, owner: PlaceOwner): Promise<Buffer> {
  const isHome = owner.householdId !== '';
  const [row] = await query<{ key_id: string | null }>(
    client,
    isHome
      ? 'select key_id from households where household_id = $1 for update'
      : 'select key_id from tenants where tenant_id = $1 for update',
    [isHome ? owner.householdId : owner.tenantId],
  );
  if (row === undefined) throw new EarshotError('NOT_FOUND');
  if (row.key_id !== null) return keys.get(row.key_id);
  const keyId = await keys.create();
  await query(
    client,
    isHome
      ? 'update households set key_id = $2 where household_id = $1'
      : 'update tenants set key_id = $2 where tenant_id = $1',
    [isHome ? owner.householdId : owner.tenantId, keyId],
  );
  return keys.get(keyId);
}

/** The key that opens an owner's names, or `undefined` when there is none or it was destroyed. */
export async function keyOfOwner(
  { pool, keys }: Pick<PlaceParts, 'pool' | 'keys'>,
  owner: PlaceOwner,
): Promise<Buffer | undefined> {
  const [row] = await query<{ key_id: string | null }>(
    pool,
    `select key_id from households where household_id = $1
     union all select key_id from tenants where tenant_id = $2`,
    [owner.householdId || null, owner.tenantId || null],
  );
  if (row === undefined) throw new EarshotError('NOT_FOUND');
  return row.key_id === null ? undefined : openKey(keys, row.key_id);
}

export async function openKey(keys: KeyStore, keyId: string): Promise<Buffer | undefined> {
  try {
    return await keys.get(keyId);
  } catch (error) {
    if (error instanceof EarshotError && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}

/** Names stand in what every device of a household is told; in a hotel no device is told any. */
export async function chainsOfHousehold(client: PoolClient, householdId: string): Promise<string[]> {
  if (householdId === '') return [];
  const rows = await query<{ chain_id: string }>(
    client,
    'select chain_id from subjects where household_id = $1',
    [householdId],
  );
  return rows.map((row) => row.chain_id);
}
