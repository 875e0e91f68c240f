/** Accounts of people who work in a hotel: made by an invitation, known to colleagues by a name, gone at once when removed. */
import { randomUUID } from 'node:crypto';
import type { StaffMember } from '../../../proto/gen/earshot/identity/v1/identity.ts';
import { type Pool, query, withTransaction } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { openAccountName, sealAccountName } from '../accounts/account-name.ts';
import { newId } from '../accounts/ids.ts';
import { subjectKey } from '../accounts/subject-key.ts';
import { requireShape, requireText } from '../accounts/validate.ts';
import type { KeyStore } from '../keys/key-store.ts';

interface StaffParts {
  readonly pool: Pool;
  readonly keys: KeyStore;
}

/** More people than the largest hotel has. */
const maxStaff = 2_000;
const maxNameLength = 64;
/** As catalogues name departments. */
const departmentShape = /^([a-z][a-z0-9_]{0,47})?$/;

export class Staff {
  readonly #parts: StaffParts;

  constructor(parts: StaffParts) {
    this.#parts = parts;
  }

  /** @returns the account's id. @throws EarshotError INVALID_ARGUMENT; NOT_FOUND for no such hotel; STAFF_FULL. */
  async add(tenantId: string, { name, department }: StaffMember): Promise<string> {
    const { pool, keys } = this.#parts;
    const known = name.trim().normalize('NFC');
    requireText(known, 'name', maxNameLength);
    requireShape(department, departmentShape, 'department');
    const subjectId = newId('account');
    const chainId = randomUUID();
    await withTransaction(pool, async (client) => {
      const tenants = await query(client, 'select 1 from tenants where tenant_id = $1 for update', [
        tenantId,
      ]);
      if (tenants.length === 0) throw new EarshotError('NOT_FOUND');
      const [staff] = await query<{ count: number }>(
        client,
        'select count(*)::integer as count from subjects where tenant_id = $1',
        [tenantId],
      );
      if ((staff?.count ?? 0) >= maxStaff) throw new EarshotError('STAFF_FULL');
      await query(client, 'insert into ledger_heads (chain_id) values ($1)', [chainId]);
      await query(
        client,
        'insert into subjects (subject_id, tenant_id, department, chain_id, is_owner) values ($1, $2, $3, $4, false)',
        [subjectId, tenantId, department, chainId],
      );
      const key = await subjectKey(client, keys, subjectId);
      await query(client, 'update subjects set sealed_name = $2 where subject_id = $1', [
        subjectId,
        sealAccountName(key, subjectId, known),
      ]);
    });
    return subjectId;
  }

  /** @throws EarshotError NOT_FOUND unless this account is of this hotel. */
  async require(tenantId: string, subjectId: string): Promise<void> {
    const rows = await query(
      this.#parts.pool,
      'select 1 from subjects where subject_id = $1 and tenant_id = $2',
      [subjectId, tenantId],
    );
    if (rows.length === 0) throw new EarshotError('NOT_FOUND');
  }

  /** In the order in which they came. */
  async list(tenantId: string): Promise<StaffMember[]> {
    const rows = await query<StaffRow>(
      this.#parts.pool,
      'select subject_id, department, key_id, sealed_name from subjects where tenant_id = $1 order by created_at, subject_id',
      [tenantId],
    );
    return Promise.all(
      rows.map(async (row) => ({
        subjectId: row.subject_id,
        department: row.department,
        name: await openAccountName(this.#parts.keys, row),
      })),
    );
  }

  /** Ways to sign in and sessions go with the account's row. @throws EarshotError NOT_FOUND */
  async remove(tenantId: string, subjectId: string): Promise<void> {
    const [row] = await query<{ key_id: string | null }>(
      this.#parts.pool,
      'delete from subjects where subject_id = $1 and tenant_id = $2 returning key_id',
      [subjectId, tenantId],
    );
    if (row === undefined) throw new EarshotError('NOT_FOUND');
    if (row.key_id !== null) await this.#parts.keys.destroy(row.key_id);
  }
}

interface StaffRow {
  readonly subject_id: string;
  readonly department: string;
  readonly key_id: string | null;
  readonly sealed_name: Buffer | null;
}
