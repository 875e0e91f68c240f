/** Orders changes of consent and disclosures: one is before or after the other. */
import { type PoolClient, query } from '../../common/db/pool.ts';
import { announce } from '../cache/change-feed.ts';

/**
 * Marks that what may leave for these chains changes in this transaction. Takes the same row locks, in the same
 * order, as the ledger does when it appends: a disclosure is either committed before the change, or decided anew
 * after it.
 */
export async function changeConsent(client: PoolClient, chainIds: readonly string[]): Promise<void> {
  await revise(client, chainIds);
  for (const chainId of chainIds) await announce(client, { kind: 'chain', id: chainId });
}

/**
 * The same for everybody who is not bound to this region; whoever calls announces the recipient, which stands for all of them.
 * @param unbound the region of whoever is bound to none.
 */
export async function changeConsentOutside(
  client: PoolClient,
  region: string,
  unbound: string,
): Promise<void> {
  const chains = await query<{ chain_id: string }>(
    client,
    `select distinct d.chain_id from devices d left join households h using (household_id)
       left join tenants t on t.tenant_id = d.tenant_id
     where coalesce(h.region, t.region) <> all($1) and d.revoked_at is null`,
    [[region, unbound]],
  );
  await revise(
    client,
    chains.map((row) => row.chain_id),
  );
}

async function revise(client: PoolClient, chainIds: readonly string[]): Promise<void> {
  await query(
    client,
    'select 1 from ledger_heads where chain_id = any($1::uuid[]) order by chain_id for update',
    [chainIds],
  );
  await query(
    client,
    'update ledger_heads set consent_revision = consent_revision + 1 where chain_id = any($1::uuid[])',
    [chainIds],
  );
}

/** Gives the skill strangers' names from now on. @returns the epoch that ended. */
export async function rotatePseudonyms(
  client: PoolClient,
  chainId: string,
  skillId: string,
): Promise<number> {
  const [row] = await query<{ epoch: number }>(
    client,
    `insert into pseudonym_epochs (chain_id, skill_id, epoch) values ($1, $2, 2)
     on conflict (chain_id, skill_id) do update set epoch = pseudonym_epochs.epoch + 1 returning epoch`,
    [chainId, skillId],
  );
  return (row?.epoch ?? 2) - 1;
}
