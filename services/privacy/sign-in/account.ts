/** An account as the pages need it: as what it acts, of which household, and how it can sign in. */
import { Role } from '../../../proto/gen/earshot/callers/v1/callers.ts';
import type { GetAccountResponse } from '../../../proto/gen/earshot/identity/v1/identity.ts';
import { type Pool, query } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { open } from '../../common/keys/seal.ts';
import { openAccountName } from '../accounts/account-name.ts';
import type { KeyStore } from '../keys/key-store.ts';
import { openKey } from '../places/owner.ts';
import { sealContext } from './identity.ts';
import { listWays } from './ways.ts';

export const maxIdentities = 5;
export const maxPasskeys = 10;

/** @throws EarshotError UNAUTHENTICATED for an account that is gone, or a child's: nobody signs in with it. */
export async function getAccount(
  { pool, keys }: { readonly pool: Pool; readonly keys: KeyStore },
  subjectId: string,
): Promise<Omit<GetAccountResponse, 'signedInAtMs'>> {
  const [row] = await query<{
    subject_id: string;
    household_id: string | null;
    tenant_id: string | null;
    department: string;
    sealed_name: Buffer | null;
    is_owner: boolean;
    key_id: string | null;
  }>(
    pool,
    `select subject_id, household_id, tenant_id, department, sealed_name, is_owner, key_id
     from subjects where subject_id = $1 and not is_child`,
    [subjectId],
  );
  if (row === undefined) throw new EarshotError('UNAUTHENTICATED');
  const key = row.key_id === null ? undefined : await openKey(keys, row.key_id);
  return {
    role: row.tenant_id !== null ? Role.HOTEL_STAFF : row.is_owner ? Role.OWNER : Role.MEMBER,
    subjectId,
    householdId: row.household_id ?? '',
    tenantId: row.tenant_id ?? '',
    department: row.department,
    name: await openAccountName(keys, row),
    ways: await listWays(pool, subjectId, key),
  };
}

/** An address as its owner typed it, from its row. `undefined` when its key was destroyed. */
export async function openIdentity(
  { pool, keys }: { readonly pool: Pool; readonly keys: KeyStore },
  row: Readonly<Record<string, unknown>>,
): Promise<string | undefined> {
  const [subject] = await query<{ key_id: string | null }>(
    pool,
    'select key_id from subjects where subject_id = $1',
    [row['subject_id']],
  );
  const key = subject?.key_id == null ? undefined : await openKey(keys, subject.key_id);
  const context = sealContext(String(row['subject_id']), row['identity_mac'] as Buffer);
  return key && open(key, row['sealed_value'] as Buffer, context).toString('utf8');
}
