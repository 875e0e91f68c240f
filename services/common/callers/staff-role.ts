/** In which role somebody of the staff makes a call: the request names it, the schema allows it, and their record has the last word. */
import { StaffRole } from '../../../proto/gen/earshot/callers/v1/callers.ts';
import { EarshotError } from '../errors/earshot-error.ts';
import type { MethodAccess, Principal } from './access.ts';

/** Every role that somebody of the staff can hold. */
export const allStaffRoles: readonly StaffRole[] = Object.values(StaffRole).filter(
  (role) => role !== StaffRole.UNSPECIFIED,
);

/** As the schema names it, without its prefix: `privacy_officer`; empty for none. */
export const staffRoleName = (role: StaffRole): string =>
  Object.entries(StaffRole)
    .find(([, value]) => value === role && value !== StaffRole.UNSPECIFIED)?.[0]
    .toLowerCase() ?? '';

export interface StaffCall {
  readonly staffId: string;
  /** Named and allowed. Whether it is theirs is not known yet. */
  readonly role: StaffRole;
}

/**
 * What a record has to be asked for; `undefined` for everybody who is not of the staff.
 * @throws EarshotError STAFF_ROLE_REQUIRED for a role that the schema does not name for this method, and for one that
 *   somebody claims who is not of the staff at all.
 */
export function staffCallOf(
  { person }: Principal,
  method: Pick<MethodAccess, 'staffRoles'>,
  request: unknown,
): StaffCall | undefined {
  const { staffRole = StaffRole.UNSPECIFIED } = (request ?? {}) as { staffRole?: StaffRole };
  if (person?.role !== 'staff') {
    if (staffRole !== StaffRole.UNSPECIFIED) throw new EarshotError('STAFF_ROLE_REQUIRED');
    return undefined;
  }
  const { staffId = '' } = person;
  if (staffId === '' || !method.staffRoles.has(staffRole)) throw new EarshotError('STAFF_ROLE_REQUIRED');
  return { staffId, role: staffRole };
}
