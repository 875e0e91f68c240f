/** What happens before a call of somebody who acts for others is done: it is written down, then held against their record. */
import type { MethodAccess, Principal } from '../../common/callers/access.ts';
import { staffCallOf } from '../../common/callers/staff-role.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import { lineOf } from '../audit/entry.ts';
import type { StaffMembers } from './members.ts';

interface AdmissionParts {
  readonly audit: AuditLog;
  readonly members: StaffMembers;
}

/**
 * What was tried and refused stands in the log, too.
 * @returns `undefined` where nothing has to be waited for.
 * @throws EarshotError STORE_FAILED for what cannot be written down; STAFF_ROLE_REQUIRED.
 */
export function admit(
  { audit, members }: AdmissionParts,
  principal: Principal,
  method: MethodAccess,
  request: unknown,
): Promise<void> | undefined {
  const line = lineOf(principal, method, request);
  if (line === undefined) {
    staffCallOf(principal, method, request);
    return undefined;
  }
  return audit.append(line).then(async () => {
    const call = staffCallOf(principal, method, request);
    if (call !== undefined) await members.requireRole(call);
  });
}
