/** Reads the ledger's lines about one subject. */
import type { Disclosure } from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { type Pool, query } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { recipientOf } from '../consent/recipient-name.ts';
import type { EntryRow } from './verify.ts';

const maxPageSize = 200;

/**
 * Lines about one subject: oldest first after a sequence number, or newest first before one (0 = from the newest).
 * @throws EarshotError NOT_FOUND when there is no such subject.
 */
export async function listDisclosures(
  pool: Pool,
  subjectId: string,
  afterSequence: number,
  pageSize: number,
  beforeSequence?: number,
): Promise<Disclosure[]> {
  const [subject] = await query<{ chain_id: string }>(
    pool,
    'select chain_id from subjects where subject_id = $1',
    [subjectId],
  );
  if (subject === undefined) throw new EarshotError('NOT_FOUND');
  const size = pageSize < 1 ? 50 : Math.min(pageSize, maxPageSize);
  const rows =
    beforeSequence === undefined
      ? await query<EntryRow>(
          pool,
          'select * from ledger_entries where chain_id = $1 and sequence > $2 order by sequence limit $3',
          [subject.chain_id, afterSequence, size],
        )
      : await query<EntryRow>(
          pool,
          `select * from ledger_entries where chain_id = $1 and ($2 = 0 or sequence < $2)
           order by sequence desc limit $3`,
          [subject.chain_id, beforeSequence, size],
        );
  return rows.map(disclosureOf);
}

/** What left because of one turn of this subject. */
export async function disclosuresOfTurn(
  pool: Pool,
  subjectId: string,
  turnId: string,
): Promise<Disclosure[]> {
  const rows = await query<EntryRow>(
    pool,
    `select e.* from ledger_entries e join subjects using (chain_id)
     where subject_id = $1 and turn_id = $2 order by sequence limit ${maxPageSize}`,
    [subjectId, turnId],
  );
  return rows.map(disclosureOf);
}

function disclosureOf(row: EntryRow): Disclosure {
  return {
    sequence: row.sequence,
    disclosureId: row.disclosure_id,
    ...recipientOf(row.skill_id),
    skillVersion: row.skill_version,
    turnId: row.turn_id,
    fields: row.fields.map(({ path, valueClass, sizeBytes, purpose, grantId }) => ({
      path,
      valueClass,
      sizeBytes,
      purpose,
      grantId,
    })),
    disclosedAtMs: row.disclosed_at_ms,
    entryHash: row.entry_hash.toString('hex'),
  };
}
