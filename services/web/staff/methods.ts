/** What somebody of the staff may ask for over the edge, and the shape that each request must have. */
import { z } from 'zod';
import { StaffRole } from '../../../proto/gen/earshot/callers/v1/callers.ts';
import type { CasesServiceClient } from '../../../proto/gen/earshot/duties/v1/cases.ts';
import { type DutiesServiceClient, ExceptionCode } from '../../../proto/gen/earshot/duties/v1/duties.ts';
import type { StaffServiceClient } from '../../../proto/gen/earshot/duties/v1/staff.ts';
import { ChildReason, type FamilyServiceClient } from '../../../proto/gen/earshot/family/v1/family.ts';
import { RefusalCode, type RightsServiceClient } from '../../../proto/gen/earshot/rights/v1/rights.ts';
import type { TrainingServiceClient } from '../../../proto/gen/earshot/training/v1/training.ts';
import type { ClientForPeople } from '../../common/grpc/for-people.ts';
import { type ProvenMethods, provenMethods } from '../proven/edge.ts';

export interface StaffClients {
  readonly staff: ClientForPeople<StaffServiceClient>;
  readonly cases: ClientForPeople<CasesServiceClient>;
  readonly duties: ClientForPeople<DutiesServiceClient>;
  readonly rights: ClientForPeople<RightsServiceClient>;
  readonly family: ClientForPeople<FamilyServiceClient>;
  readonly training: ClientForPeople<TrainingServiceClient>;
}

const id = z.string().min(1).max(100);
const name = z.string().min(1).max(200);
/** As which of their roles; whether it is theirs, the record says. */
const staffRole = z.enum(StaffRole);
const exception = z.enum(ExceptionCode);
const reason = z.enum(ChildReason);
const limits = { deadlineMs: 30_000 };
/** Answers are words of a person, not files. */
export const maxBodyBytes = 64 * 1024;

const method = provenMethods<StaffClients>();

/** By name, the schema's own; a request of another shape is nobody's. */
export const staffMethods: ProvenMethods<StaffClients> = {
  readTradeRecord: method(
    z.strictObject({ orderId: id, exception, staffRole }),
    (request) =>
      ({ cases }, person) =>
        cases.call(person, 'readTradeRecord', request, limits),
  ),
  listOpenFaults: method(
    z.strictObject({ staffRole }),
    (request) =>
      ({ cases }, person) =>
        cases.call(person, 'listOpenFaults', request, limits),
  ),
  askForLogs: method(
    z.strictObject({ caseId: id, staffRole }),
    (request) =>
      ({ cases }, person) =>
        cases.call(person, 'askForLogs', request, limits),
  ),
  readLogs: method(
    z.strictObject({ caseId: id, staffRole }),
    (request) =>
      ({ cases }, person) =>
        cases.call(person, 'readLogs', request, limits),
  ),
  allowCrossingByLaw: method(
    z.strictObject({ recipient: name, region: name, exception, staffRole }),
    (request) =>
      ({ duties }, person) =>
        duties.call(person, 'allowCrossingByLaw', request, limits),
  ),
  endCrossingByLaw: method(
    z.strictObject({ recipient: name, region: name, staffRole }),
    (request) =>
      ({ duties }, person) =>
        duties.call(person, 'endCrossingByLaw', request, limits),
  ),
  listAudit: method(
    z.strictObject({ afterSequence: z.int().min(0), pageSize: z.int().min(1).max(500), staffRole }),
    (request) =>
      ({ duties }, person) =>
        duties.call(person, 'listAudit', request, limits),
  ),
  verifyAudit: method(
    z.strictObject({ keptSequence: z.int().min(0), keptHash: z.string().max(64), staffRole }),
    (request) =>
      ({ duties }, person) =>
        duties.call(person, 'verifyAudit', request, { deadlineMs: 300_000 }),
  ),
  listOpenRequests: method(
    z.strictObject({ staffRole }),
    (request) =>
      ({ rights }, person) =>
        rights.call(person, 'listOpenRequests', request, limits),
  ),
  answerRequest: method(
    z.strictObject({
      ...{ requestId: id, refusal: z.enum(RefusalCode), answer: z.string().max(8_000) },
      staffRole,
    }),
    (request) =>
      ({ rights }, person) =>
        rights.call(person, 'answerRequest', request, limits),
  ),
  readChildCase: method(
    z.strictObject({ requestId: id, reason, staffRole }),
    (request) =>
      ({ family }, person) =>
        family.call(person, 'readChildCase', request, limits),
  ),
  recogniseChild: method(
    z.strictObject({ subjectId: id, bornYear: z.int(), bornMonth: z.int(), reason, staffRole }),
    (request) =>
      ({ family }, person) =>
        family.call(person, 'recogniseChild', { askerId: '', joinId: '', ...request }, limits),
  ),
  readSamples: method(
    z.strictObject({
      ...{ version: z.int().min(1), afterSampleId: z.string().max(36) },
      ...{ pageSize: z.int().min(1).max(100), staffRole },
    }),
    (request) =>
      ({ training }, person) =>
        training.call(person, 'readSamples', request, limits),
  ),
};
