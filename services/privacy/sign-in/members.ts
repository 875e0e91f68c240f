/** Accounts of a home beside its owner's and its children's: who has grown up answers for themselves, once they can sign in. */
import type { HomeMember } from '../../../proto/gen/earshot/identity/v1/identity.ts';
import { type Pool, query } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { openAccountName } from '../accounts/account-name.ts';
import type { KeyStore } from '../keys/key-store.ts';

interface MemberParts {
  readonly pool: Pool;
  readonly keys: KeyStore;
}

interface MemberRow {
  subject_id: string;
  key_id: string | null;
  sealed_name: Buffer | null;
  can_sign_in: boolean;
}

/** The oldest account first. */
export async function listMembers(parts: MemberParts, householdId: string): Promise<HomeMember[]> {
  const rows = await query<MemberRow>(
    parts.pool,
    `select subject_id, key_id, sealed_name, exists (select from identities i where i.subject_id = s.subject_id)
       or exists (select from passkeys p where p.subject_id = s.subject_id) as can_sign_in
     from subjects s where household_id = $1 and not is_owner and not is_child order by created_at, subject_id`,
    [householdId],
  );
  return Promise.all(
    rows.map(async (row) => ({
      subjectId: row.subject_id,
      name: await openAccountName(parts.keys, row),
      canSignIn: row.can_sign_in,
    })),
  );
}

/** Once somebody signs in by themselves, nobody of the home can in their place. @throws EarshotError NOT_FOUND; ALREADY_EXISTS */
export async function requireUnreached(
  parts: MemberParts,
  householdId: string,
  memberId: string,
): Promise<void> {
  const member = (await listMembers(parts, householdId)).find(({ subjectId }) => subjectId === memberId);
  if (member === undefined) throw new EarshotError('NOT_FOUND');
  if (member.canSignIn) throw new EarshotError('ALREADY_EXISTS');
}

/**
 * The home's owner closes the home, and a guardian answers for a child: neither leaves alone.
 * @throws EarshotError NOT_FOUND; PERMISSION_DENIED
 */
export async function requireMember(pool: Pool, subjectId: string): Promise<void> {
  const [row] = await query<{ is_member: boolean }>(
    pool,
    `select not is_owner and not is_child and household_id is not null as is_member from subjects where subject_id = $1`,
    [subjectId],
  );
  if (row === undefined) throw new EarshotError('NOT_FOUND');
  if (!row.is_member) throw new EarshotError('PERMISSION_DENIED');
}
