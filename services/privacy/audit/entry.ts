/** One line of the audit log: how a call becomes one without any value, and how lines are hashed into a chain. Pure. */
import { createHash } from 'node:crypto';
import { DataClass } from '../../../proto/gen/earshot/privacy/v1/data_class.ts';
import type { MethodAccess, Principal, RoleName, ServiceName } from '../../common/callers/access.ts';
import { enumValues, messageFields } from '../../common/schema/registry.ts';
import { isUuid } from '../../common/uuid.ts';

export interface AuditBody {
  readonly atMs: number;
  /** `RightsService/AnswerRequest`. */
  readonly action: string;
  readonly role: string;
  readonly service: string;
  readonly staffRole: string;
  /** An exception or a refusal, by its name in the schema. */
  readonly code: string;
  /** Random name of a case. */
  readonly reference: string;
  /** Of somebody of the staff: the name that their key gives them. */
  readonly staffId: string;
}

/** People who act for others. */
const forOthers: ReadonlySet<RoleName> = new Set(['operator', 'staff', 'hotel_staff', 'hotel_system']);

/** Whose calls are written down: theirs, and every one made with the operator's key, whomever it acts as. */
const isAudited = (service: ServiceName, role: RoleName): boolean =>
  forOthers.has(role) || service === 'operator_cli';

/** Hash before the first entry. */
export const genesisHash: Buffer = Buffer.alloc(32);

/** SHA-256 over the previous hash, the place, and every part with its length before it, so that no two lines have one encoding. */
export function auditHash(previous: Buffer, sequence: number, body: AuditBody): Buffer {
  const hash = createHash('sha256').update(previous);
  const { atMs, action, role, service, staffRole, code, reference, staffId } = body;
  const parts = [sequence, atMs, action, role, service, staffRole, code, reference];
  // Lines without one are hashed as they were before there was one.
  const named = staffId === '' ? ['earshot.audit.1', ...parts] : ['earshot.audit.2', ...parts, staffId];
  for (const part of named) {
    const bytes = Buffer.from(String(part), 'utf8');
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  }
  return hash.digest();
}

/**
 * The line for a call; `undefined` for services, and for whoever acts for themselves by a page. Of the request only names of an
 * enumeration and random names of cases are taken, by the schema's own classes: nothing else can get in.
 */
export function lineOf(
  { person, service }: Principal,
  method: MethodAccess,
  request: unknown,
): Omit<AuditBody, 'atMs'> | undefined {
  if (person === undefined || !isAudited(service, person.role)) return undefined;
  const values = (request ?? {}) as Readonly<Record<string, unknown>>;
  const contract = method.contract.split('.').at(-1) ?? '';
  return {
    action: `${contract}/${method.name}`,
    role: person.role,
    service,
    staffRole: enumName(method, values, 'staff_role'),
    code: enumName(method, values, 'exception') || enumName(method, values, 'refusal'),
    reference: caseOf(method, values),
    staffId: person.staffId ?? '',
  };
}

/** An enumeration's value as the schema names it, without its prefix: `dispute`. Empty for none. */
function enumName(
  { request }: MethodAccess,
  values: Readonly<Record<string, unknown>>,
  name: string,
): string {
  const field = messageFields(request).find((one) => one.name === name);
  if (field?.enumeration === undefined || field.isRepeated) return '';
  const number = values[field.jsonName];
  if (number === 0) return '';
  const found = [...enumValues(field.enumeration)].find(([, one]) => one === number);
  return found?.[0].toLowerCase() ?? '';
}

/** The random name of a case: of the schema's class for what is nobody's, and of that shape. */
function caseOf({ request }: MethodAccess, values: Readonly<Record<string, unknown>>): string {
  for (const { jsonName, dataClass } of messageFields(request)) {
    const value = values[jsonName];
    if (dataClass === DataClass.OPERATIONAL && typeof value === 'string' && isUuid(value)) return value;
  }
  return '';
}
