/** Somebody of the staff who holds every role: as whom tests call what is for the staff, where it is not about who may. */
import { allStaffRoles, staffRoleName } from '../callers/staff-role.ts';
import { type Pool, query } from '../db/pool.ts';
import { holderIdOf } from '../proofs/request-proof.ts';

/** Nobody holds its private half. */
const publicKey = 'A'.repeat(43);
export const testStaffId = holderIdOf('staff', publicKey);

/** On record, without a line in the audit log; @param pool of the database's owner. */
export async function employTestStaff(pool: Pool): Promise<void> {
  await query(
    pool,
    `insert into staff_members (staff_id, public_key, roles, state) values ($1, $2, $3, 'admitted')
     on conflict (staff_id) do nothing`,
    [testStaffId, publicKey, allStaffRoles.map(staffRoleName)],
  );
}
