/** The record of the staff: keys that an operator admitted, the roles of each, and whether their calls are taken. */
import type { StaffRole } from '../../../proto/gen/earshot/callers/v1/callers.ts';
import type { StaffRecord } from '../../../proto/gen/earshot/duties/v1/staff.ts';
import { allStaffRoles, type StaffCall, staffRoleName } from '../../common/callers/staff-role.ts';
import { type Pool, query } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { holderIdOf, isPublicKey } from '../../common/proofs/request-proof.ts';

interface MemberRow extends Record<string, unknown> {
  readonly staff_id: string;
  readonly roles: readonly string[];
  readonly state: 'admitted' | 'suspended';
  readonly admitted_at: Date;
}

/** Far more than work for anybody who runs this; it bounds a list. */
const maxMembers = 1_000;

const rolesNamed = (names: readonly string[]): StaffRole[] =>
  allStaffRoles.filter((role) => names.includes(staffRoleName(role)));

const recordOf = (row: MemberRow): StaffRecord => ({
  staffId: row.staff_id,
  roles: rolesNamed(row.roles),
  isSuspended: row.state === 'suspended',
  admittedAtMs: row.admitted_at.getTime(),
});

export class StaffMembers {
  readonly #pool: Pool;
  readonly #now: () => number;

  constructor(pool: Pool, now: () => number) {
    this.#pool = pool;
    this.#now = now;
  }

  /** The same key again sets its roles anew. @throws EarshotError INVALID_ARGUMENT, STAFF_FULL */
  async admit(publicKey: string, roles: readonly StaffRole[]): Promise<void> {
    const isFine = isPublicKey(publicKey) && roles.length > 0 && new Set(roles).size === roles.length;
    if (!isFine || !roles.every((role) => allStaffRoles.includes(role))) {
      throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'roles' } });
    }
    const staffId = holderIdOf('staff', publicKey);
    const rows = await query(
      this.#pool,
      `insert into staff_members (staff_id, public_key, roles, state, admitted_at)
       select $1, $2, $3, 'admitted', $4
       where (select count(*) from staff_members where staff_id <> $1) < ${maxMembers}
       on conflict (staff_id) do update set roles = excluded.roles returning staff_id`,
      [staffId, publicKey, roles.map(staffRoleName), new Date(this.#now())],
    );
    if (rows.length === 0) throw new EarshotError('STAFF_FULL');
  }

  /** @throws EarshotError NOT_FOUND */
  async suspend(staffId: string, isSuspended: boolean): Promise<void> {
    const rows = await query(
      this.#pool,
      'update staff_members set state = $2 where staff_id = $1 returning staff_id',
      [staffId, isSuspended ? 'suspended' : 'admitted'],
    );
    if (rows.length === 0) throw new EarshotError('NOT_FOUND');
  }

  /** In a database from a backup: keeps of its roles those that were left, and no call where none was taken. @throws EarshotError NOT_FOUND */
  async narrow(staffId: string, roles: readonly string[], isSuspended: boolean): Promise<void> {
    const rows = await query(
      this.#pool,
      `update staff_members set state = case when $3 then 'suspended' else state end,
         roles = array(select role from unnest(roles) role where role = any($2))
       where staff_id = $1 returning staff_id`,
      [staffId, roles, isSuspended],
    );
    if (rows.length === 0) throw new EarshotError('NOT_FOUND');
  }

  /** In the order in which they were admitted. */
  async list(): Promise<StaffRecord[]> {
    const rows = await query<MemberRow>(
      this.#pool,
      'select staff_id, roles, state, admitted_at from staff_members order by admitted_at, staff_id',
    );
    return rows.map(recordOf);
  }

  async find(staffId: string): Promise<StaffRecord | undefined> {
    const [row] = await query<MemberRow>(
      this.#pool,
      'select staff_id, roles, state, admitted_at from staff_members where staff_id = $1',
      [staffId],
    );
    return row && recordOf(row);
  }

  /** The public key of somebody whose calls are taken; empty for everybody else. */
  async keyOf(staffId: string): Promise<string> {
    const [row] = await query<{ public_key: string }>(
      this.#pool,
      `select public_key from staff_members where staff_id = $1 and state = 'admitted'`,
      [staffId],
    );
    return row?.public_key ?? '';
  }

  /** Asked of the table at each call: who was suspended is refused with the next one. @throws EarshotError STAFF_ROLE_REQUIRED */
  async requireRole({ staffId, role }: StaffCall): Promise<void> {
    const rows = await query(
      this.#pool,
      `select 1 from staff_members where staff_id = $1 and state = 'admitted' and $2 = any(roles)`,
      [staffId, staffRoleName(role)],
    );
    if (rows.length === 0) throw new EarshotError('STAFF_ROLE_REQUIRED');
  }
}
