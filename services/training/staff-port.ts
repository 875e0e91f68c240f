/** What training asks of the staff's record: whether a role is theirs, once the call stands in the audit log. */
import { StaffServiceClient } from '../../proto/gen/earshot/duties/v1/staff.ts';
import type { Credentials } from '../common/callers/credentials.ts';
import type { StaffCall } from '../common/callers/staff-role.ts';
import { callUnary, connect } from '../common/grpc/client.ts';
import type { Logger } from '../common/log.ts';

const limits = { deadlineMs: 3_000 };

export interface StaffPort {
  /** @throws EarshotError STAFF_ROLE_REQUIRED; whatever keeps the privacy service from answering refuses, too */
  check(call: StaffCall, method: string): Promise<void>;
  close(): void;
}

export function staffPort(privacyAddress: string, credentials: Credentials, log: Logger): StaffPort {
  const staff = connect(StaffServiceClient, privacyAddress, credentials, { log });
  return {
    async check({ staffId, role }, method) {
      await callUnary(staff, 'checkStaffMember', { staffId, role, method }, limits);
    },
    close: () => staff.close(),
  };
}
