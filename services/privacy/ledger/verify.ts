/** Verifies the ledger's chains. */
import { type Pool, type PoolClient, query, withTransaction } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { bodyHash, type EntryBody, type EntryField, entryHash, genesisHash } from './entry.ts';

export interface LedgerFinding {
  /** Random name of the chain. */
  readonly chainId: string;
  readonly sequence: number;
  /**
   * `altered`: the entry or its predecessor is not what was written; `missing`: an entry was removed;
   * `truncated`: the newest entries were removed, or the head was set back; `headless`: entries without a head.
   */
  readonly finding: 'altered' | 'missing' | 'truncated' | 'headless';
}

export interface LedgerReport {
  readonly verifiedEntries: number;
  readonly verifiedChains: number;
  readonly findings: readonly LedgerFinding[];
}

interface HeadRow {
  chain_id: string;
  last_sequence: number;
  last_hash: Buffer;
}

export interface EntryRow {
  chain_id: string;
  sequence: number;
  disclosure_id: string;
  kind: 'invoke' | 'pull';
  skill_id: string;
  skill_version: string;
  turn_id: string;
  fields: EntryField[];
  disclosed_at_ms: number;
  entry_hash: Buffer;
}

const pageSize = 1000;

export function bodyOf(row: EntryRow): EntryBody {
  return {
    chainId: row.chain_id,
    disclosureId: row.disclosure_id,
    kind: row.kind,
    skillId: row.skill_id,
    skillVersion: row.skill_version,
    turnId: row.turn_id,
    fields: row.fields,
    disclosedAtMs: row.disclosed_at_ms,
  };
}

/**
 * Recomputes every hash from the columns and compares chain and head. Reads one snapshot, so writers may go on.
 * Someone who can rewrite entries *and* heads at once is found only by comparing with a head kept elsewhere.
 * @param subjectId Only this subject's chain; `undefined` verifies all, hotels' device chains too.
 * @throws EarshotError NOT_FOUND when there is no such subject.
 */
export async function verifyLedger(pool: Pool, subjectId?: string): Promise<LedgerReport> {
  return withTransaction(pool, async (client) => {
    await query(client, 'set transaction isolation level repeatable read, read only');
    const heads = await query<HeadRow>(
      client,
      `select chain_id, last_sequence, last_hash from ledger_heads
       where $1::text is null or chain_id = (select chain_id from subjects where subject_id = $1)
       order by chain_id`,
      [subjectId ?? null],
    );
    if (subjectId !== undefined && heads.length === 0) throw new EarshotError('NOT_FOUND');
    const findings: LedgerFinding[] = [];
    let verifiedEntries = 0;
    for (const head of heads) verifiedEntries += await verifyChain(client, head, findings);
    if (subjectId === undefined) findings.push(...(await headless(client)));
    return { verifiedEntries, verifiedChains: heads.length, findings };
  });
}

async function verifyChain(client: PoolClient, head: HeadRow, findings: LedgerFinding[]): Promise<number> {
  const chainId = head.chain_id;
  let previousHash = genesisHash;
  let lastSequence = 0;
  let entries = 0;
  for (;;) {
    const rows = await query<EntryRow>(
      client,
      'select * from ledger_entries where chain_id = $1 and sequence > $2 order by sequence limit $3',
      [chainId, lastSequence, pageSize],
    );
    for (const row of rows) {
      entries += 1;
      if (row.sequence !== lastSequence + 1) {
        // The gap is named; the entry after it cannot be checked against a predecessor that is gone.
        findings.push({ chainId, sequence: lastSequence + 1, finding: 'missing' });
      } else if (!entryHash(previousHash, row.sequence, bodyHash(bodyOf(row))).equals(row.entry_hash)) {
        findings.push({ chainId, sequence: row.sequence, finding: 'altered' });
      }
      // Going on from the stored hash keeps one wound from being reported as a wound of everything after it.
      previousHash = row.entry_hash;
      lastSequence = row.sequence;
    }
    if (rows.length < pageSize) break;
  }
  if (lastSequence !== head.last_sequence || !previousHash.equals(head.last_hash)) {
    findings.push({ chainId, sequence: lastSequence + 1, finding: 'truncated' });
  }
  return entries;
}

async function headless(client: PoolClient): Promise<LedgerFinding[]> {
  const rows = await query<{ chain_id: string; sequence: number }>(
    client,
    `select chain_id, min(sequence) as sequence from ledger_entries
     where chain_id not in (select chain_id from ledger_heads) group by chain_id`,
  );
  return rows.map((row) => ({ chainId: row.chain_id, sequence: row.sequence, finding: 'headless' }));
}
