/** The contract of the staff on top of their record. */
import type { StaffRecord, StaffServiceServer } from '../../../proto/gen/earshot/duties/v1/staff.ts';
import { methods, type Principal } from '../../common/callers/access.ts';
import { staffRoleName } from '../../common/callers/staff-role.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { unary } from '../../common/grpc/server.ts';
import { holderIdOf } from '../../common/proofs/request-proof.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { TakenBackNotes } from '../holding/taken-back.ts';
import { admit } from './admission.ts';
import type { StaffMembers } from './members.ts';

interface StaffParts {
  readonly members: StaffMembers;
  readonly audit: AuditLog;
  readonly takenBack: TakenBackNotes;
}

/** Of somebody's record, what a call sets. */
type Left = Partial<Pick<StaffRecord, 'roles' | 'isSuspended'>>;

export function staffHandlers({ members, audit, takenBack }: StaffParts): StaffServiceServer {
  /** What will be left to them stands in a note before it is so: fewer roles than before are something taken back. */
  const noted = async <T>(staffId: string, next: Left, change: () => Promise<T>): Promise<T> => {
    const before = (await members.find(staffId)) ?? { roles: [], isSuspended: false };
    const { roles, isSuspended } = { ...before, ...next };
    const left = roles.map(staffRoleName);
    return takenBack.keep({ kind: 'staff', staffId, roles: left, isSuspended }, change);
  };
  return {
    admitStaffMember: unary(async ({ publicKey, roles }) => {
      const staffId = holderIdOf('staff', publicKey);
      await noted(staffId, { roles }, () => members.admit(publicKey, roles));
      return { staffId };
    }),
    suspendStaffMember: unary(async ({ staffId, isSuspended }) => {
      await noted(staffId, { isSuspended }, () => members.suspend(staffId, isSuspended));
      return {};
    }),
    listStaffMembers: unary(async () => ({ members: await members.list() })),
    findStaffMember: unary(async ({ staffId }) => ({ publicKey: await members.keyOf(staffId) })),
    checkStaffMember: unary(async ({ staffId, role, method: path }, { principal }) => {
      const { service, method } = askedOf(path, principal);
      const person = { role: 'staff', staffId } as const;
      await admit({ audit, members }, { service, person }, method, { staffRole: role });
      return {};
    }),
  };
}

/** Which method of whom. @throws EarshotError INVALID_ARGUMENT for a method that whoever asks does not serve, or that is not for the staff */
function askedOf(path: string, principal: Principal | undefined) {
  const method = methods.find((one) => one.path === path && one.roles.has('staff'));
  if (method === undefined || principal === undefined || !method.servers.has(principal.service)) {
    throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'method' } });
  }
  return { service: principal.service, method };
}
