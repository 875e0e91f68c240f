/** Whose an object is, against who asks for it: every method that takes an object's owner asks here first. */
import { EarshotError } from '../errors/earshot-error.ts';
import type { Person, Principal, RoleName } from './access.ts';

/** The owner of an object, as a request names it; empty where it is not of that kind. */
export interface ObjectOwner {
  readonly subjectId?: string;
  readonly householdId?: string;
  readonly tenantId?: string;
}

interface Call {
  readonly principal: Principal | undefined;
}

/** The person that a call is made for; `undefined` when a service calls for itself. */
export function personOf({ principal }: Call): Person | undefined {
  if (principal === undefined) throw new EarshotError('CALLER_UNKNOWN');
  return principal.person;
}

/** True when the person acts in this role. */
export const isRole = (call: Call, role: RoleName): boolean => personOf(call)?.role === role;

/**
 * Lets through a service that the schema names, and a person whose own the object is: people of a household for that
 * household and account, hotel staff for their hotel and their own account, a hotel's system for its hotel, operators for
 * tenants and nobody's home.
 * @throws EarshotError NOT_FOUND for everybody else: whether such an object exists is not theirs to know;
 *   INVALID_ARGUMENT for a request that names no owner, or both a home's and a tenant's.
 */
export function requireOwn(
  call: Call,
  { subjectId = '', householdId = '', tenantId = '' }: ObjectOwner,
): void {
  const person = personOf(call);
  if (person === undefined) return;
  const isHomes = subjectId !== '' || householdId !== '';
  if (isHomes === (tenantId !== ''))
    throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'owner' } });
  if (!isOwn(person, { subjectId, householdId, tenantId })) throw new EarshotError('NOT_FOUND');
}

function isOwn(person: Person, { subjectId, householdId, tenantId }: Required<ObjectOwner>): boolean {
  if (person.role === 'operator') return tenantId !== '';
  if (person.role === 'hotel_system') return tenantId !== '' && tenantId === person.tenantId;
  // Of their hotel, or their own account.
  if (person.role === 'hotel_staff') {
    return (
      householdId === '' && (tenantId !== '' ? tenantId === person.tenantId : subjectId === person.subjectId)
    );
  }
  return (
    tenantId === '' &&
    (subjectId === '' || subjectId === person.subjectId) &&
    (householdId === '' || householdId === person.householdId)
  );
}
