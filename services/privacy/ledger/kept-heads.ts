/** The newest hash of each chain, kept outside the database. */
import { z } from 'zod';
import { type Pool, query } from '../../common/db/pool.ts';
import type { LedgerFinding } from './verify.ts';

/**
 * The newest hash of each chain, to be kept where whoever can write the database cannot: whoever rewrites a chain and
 * its head together still cannot make it pass through a hash that is kept elsewhere. Holds no account.
 */
export const keptHeadsSchema = z.object({
  version: z.literal(1),
  takenAt: z.string(),
  heads: z.array(
    z.object({
      chainId: z.uuid(),
      sequence: z.number().int().positive(),
      hash: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
});

export type KeptHeads = z.infer<typeof keptHeadsSchema>;

export async function takeHeads(pool: Pool, nowMs: number): Promise<KeptHeads> {
  const rows = await query<{ chain_id: string; last_sequence: number; last_hash: Buffer }>(
    pool,
    'select chain_id, last_sequence, last_hash from ledger_heads where last_sequence > 0 order by chain_id',
  );
  return {
    version: 1,
    takenAt: new Date(nowMs).toISOString(),
    heads: rows.map((row) => ({
      chainId: row.chain_id,
      sequence: row.last_sequence,
      hash: row.last_hash.toString('hex'),
    })),
  };
}

/** Chains that no longer pass through a hash that was kept: `altered`, or `truncated` when they end before it. */
export async function compareWithKept(pool: Pool, kept: KeptHeads): Promise<LedgerFinding[]> {
  const rows = await query<{ chain_id: string; sequence: number; stored: Buffer | null; expected: string }>(
    pool,
    `select k.chain_id, k.sequence, e.entry_hash as stored, k.hash as expected
     from jsonb_to_recordset($1::jsonb) as k (chain_id uuid, sequence bigint, hash text)
       left join ledger_entries e using (chain_id, sequence)
     where encode(e.entry_hash, 'hex') is distinct from k.hash order by 1`,
    [
      JSON.stringify(
        kept.heads.map(({ chainId, sequence, hash }) => ({ chain_id: chainId, sequence, hash })),
      ),
    ],
  );
  return rows.map((row) => ({
    chainId: row.chain_id,
    sequence: row.sequence,
    finding: row.stored === null ? 'truncated' : 'altered',
  }));
}
