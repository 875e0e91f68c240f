/** The contract of the staff on top of their record. */
import type { StaffServiceServer } from '../../../proto/gen/earshot/duties/v1/staff.ts';
import { methods, type Principal } from '../../common/callers/access.ts';
import { staffRoleName } from '../../common/callers/staff-role.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { unary } from '../../common/grpc/server.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { TakenBackNotes } from '../holding/taken-back.ts';
import { admit } from './admission.ts';
import type { StaffMembers } from './members.ts';

interface StaffParts {
  readonly members: StaffMembers;
  readonly audit: AuditLog;
  readonly takenBack: TakenBackNotes;
}

export function staffHandlers({ members, audit, takenBack }: StaffParts): StaffServiceServer {
  const noted = async <T>(staffId: string, change: () => Promise<T>, next: object): Promise<T> => {
    const { roles, isSuspended } = { ...(await members.get(staffId)), ...next };
    const left = roles.map(staffRoleName);
    return takenBack.keep({ kind: 'staff', staffId, roles: left, isSuspended }, change);
  };
  return {
    admitStaffMember: unary(async ({ publicKey, roles }) => {
      const staffId = await members.admit(publicKey, roles);
      // Fewer roles than before are something taken back.
      await noted(staffId, async () => {}, {});
      return { staffId };
    }),
    suspendStaffMember: unary(async ({ staffId, isSuspended }) => {
      await noted(staffId, () => members.suspend(staffId, isSuspended), { isSuspended });
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
