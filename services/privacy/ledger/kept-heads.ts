/**
 * The newest hash of each chain, to be kept where whoever can write the database cannot: whoever rewrites a chain and
 * its head together still cannot make it pass through a hash that is kept elsewhere. Holds no account.
 */
import type { LedgerHead } from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { type Pool, query } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { isUuid } from '../../common/uuid.ts';
import type { LedgerFinding } from './verify.ts';

/** Heads of one call. */
export const headsPerPage = 1_000;

/** A page of heads in the order of their chains. @param afterChainId Empty = from the first. */
export async function takeHeads(pool: Pool, afterChainId = ''): Promise<LedgerHead[]> {
  if (afterChainId !== '') requireChain(afterChainId);
  const rows = await query<{ chain_id: string; last_sequence: number; last_hash: Buffer }>(
    pool,
    `select chain_id, last_sequence, last_hash from ledger_heads
     where last_sequence > 0 and ($1::uuid is null or chain_id > $1) order by chain_id limit $2`,
    [afterChainId || null, headsPerPage],
  );
  return rows.map((row) => ({
    chainId: row.chain_id,
    sequence: row.last_sequence,
    hash: row.last_hash.toString('hex'),
  }));
}

/**
 * Chains that no longer pass through a hash that was kept: `altered`, or `truncated` when they end before it.
 * @throws EarshotError INVALID_ARGUMENT for more than a page, or for what is no chain.
 */
export async function compareWithKept(pool: Pool, kept: readonly LedgerHead[]): Promise<LedgerFinding[]> {
  if (kept.length > headsPerPage) throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'heads' } });
  for (const { chainId } of kept) requireChain(chainId);
  const rows = await query<{ chain_id: string; sequence: number; stored: Buffer | null; expected: string }>(
    pool,
    `select k.chain_id, k.sequence, e.entry_hash as stored, k.hash as expected
     from jsonb_to_recordset($1::jsonb) as k (chain_id uuid, sequence bigint, hash text)
       left join ledger_entries e using (chain_id, sequence)
     where encode(e.entry_hash, 'hex') is distinct from k.hash order by 1`,
    [JSON.stringify(kept.map(({ chainId, sequence, hash }) => ({ chain_id: chainId, sequence, hash })))],
  );
  return rows.map((row) => ({
    chainId: row.chain_id,
    sequence: row.sequence,
    finding: row.stored === null ? 'truncated' : 'altered',
  }));
}

function requireChain(chainId: string): void {
  if (!isUuid(chainId)) throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'chainId' } });
}
