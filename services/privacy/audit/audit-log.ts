/** The audit log: what staff and the operator did, appended before it is done, in one chain of hashes that anybody can verify. */
import type { AuditEntry, VerifyAuditResponse } from '../../../proto/gen/earshot/duties/v1/duties.ts';
import { type Pool, query, withTransaction } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { type AuditBody, auditHash, genesisHash } from './entry.ts';

interface EntryRow {
  sequence: number;
  at_ms: number;
  action: string;
  role: string;
  service: string;
  staff_role: string;
  code: string;
  reference: string;
  entry_hash: Buffer;
  staff_id: string;
}

const maxPage = 500;
/** Read at once while verifying. */
const pageRows = 5_000;

export class AuditLog {
  readonly #pool: Pool;
  readonly #now: () => number;

  constructor(pool: Pool, now: () => number) {
    this.#pool = pool;
    this.#now = now;
  }

  /** On the disk before it returns: what cannot be written down is not done. @throws EarshotError STORE_FAILED */
  async append(body: Omit<AuditBody, 'atMs'>): Promise<void> {
    await withTransaction(this.#pool, async (client) => {
      const [head] = await query<{ last_sequence: number; last_hash: Buffer }>(
        client,
        'select last_sequence, last_hash from audit_head for update',
      );
      if (head === undefined) throw new EarshotError('STORE_FAILED');
      const entry: AuditBody = { ...body, atMs: this.#now() };
      const sequence = head.last_sequence + 1;
      const hash = auditHash(head.last_hash, sequence, entry);
      const { atMs, action, role, service, staffRole, code, reference, staffId } = entry;
      await query(client, 'insert into audit_entries values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)', [
        ...[sequence, atMs, action, role, service, staffRole, code, reference, hash, staffId],
      ]);
      await query(client, 'update audit_head set last_sequence = $1, last_hash = $2', [sequence, hash]);
    });
  }

  /** In the order in which it was written. */
  async list(afterSequence: number, pageSize: number): Promise<AuditEntry[]> {
    const size = Math.min(Math.max(pageSize, 1), maxPage);
    const rows = await this.#read(afterSequence, size);
    return rows.map((row) => ({
      sequence: row.sequence,
      ...bodyOf(row),
      hash: row.entry_hash.toString('hex'),
    }));
  }

  /**
   * Every hash anew. @param kept A head that was kept elsewhere; sequence 0 = none.
   * @throws EarshotError INVALID_ARGUMENT for what is no head.
   */
  async verify(kept: { sequence: number; hash: string }): Promise<VerifyAuditResponse> {
    if (kept.sequence > 0 && !/^[0-9a-f]{64}$/.test(kept.hash)) {
      throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'keptHash' } });
    }
    const [head] = await query<{ last_sequence: number; last_hash: Buffer }>(
      this.#pool,
      'select last_sequence, last_hash from audit_head',
    );
    const end = {
      sequence: head?.last_sequence ?? 0,
      hash: (head?.last_hash ?? genesisHash).toString('hex'),
    };
    let previous = genesisHash;
    let verified = 0;
    const broken = (brokenSequence: number): VerifyAuditResponse => ({
      verified,
      brokenSequence,
      headSequence: end.sequence,
      headHash: end.hash,
    });
    for (;;) {
      const rows = await this.#read(verified, pageRows);
      for (const row of rows) {
        const sequence = verified + 1;
        const hash = auditHash(previous, sequence, bodyOf(row));
        if (row.sequence !== sequence || !hash.equals(row.entry_hash)) return broken(sequence);
        if (sequence === kept.sequence && hash.toString('hex') !== kept.hash) return broken(sequence);
        previous = hash;
        verified = sequence;
      }
      if (rows.length < pageRows) break;
    }
    // Cut off, or the head set back: what grew since the head was read is fine.
    if (verified < end.sequence || kept.sequence > verified) return broken(verified + 1);
    return broken(0);
  }

  #read(afterSequence: number, limit: number): Promise<EntryRow[]> {
    return query<EntryRow>(
      this.#pool,
      'select * from audit_entries where sequence > $1 order by sequence limit $2',
      [afterSequence, limit],
    );
  }
}

const bodyOf = (row: EntryRow): AuditBody => ({
  atMs: row.at_ms,
  action: row.action,
  role: row.role,
  service: row.service,
  staffRole: row.staff_role,
  code: row.code,
  reference: row.reference,
  staffId: row.staff_id,
});
