/** Who enables skills: a household or a tenant. */
import { createHash } from 'node:crypto';
import type { DeviceRef } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';

/** Who enables skills: a household, or whoever operates the devices of a hotel. */
export interface Owner {
  readonly kind: 'household' | 'tenant';
  readonly id: string;
}

/** @throws EarshotError INVALID_ARGUMENT unless exactly one is named. */
export function ownerOf(request: { readonly householdId: string; readonly tenantId: string }): Owner {
  if ((request.householdId === '') === (request.tenantId === '')) throw new EarshotError('INVALID_ARGUMENT');
  return request.tenantId === ''
    ? { kind: 'household', id: request.householdId }
    : { kind: 'tenant', id: request.tenantId };
}

/** A device in a tenant's room follows the tenant, whatever else it says. */
export function ownerOfDevice(device: DeviceRef | undefined): Owner {
  if (device === undefined) throw new EarshotError('INVALID_ARGUMENT');
  if (device.tenantId !== '') return { kind: 'tenant', id: device.tenantId };
  if (device.householdId === '') throw new EarshotError('INVALID_ARGUMENT');
  return { kind: 'household', id: device.householdId };
}

export const ownerKey = (owner: Owner): string => `${owner.kind}:${owner.id}`;

/**
 * One of 65,536 buckets: enough to tell caches which few owners changed, and too few to tell which one.
 * Notifications carry this instead of an id.
 */
export function bucketOf(owner: Owner): string {
  return createHash('sha256').update(ownerKey(owner)).digest('hex').slice(0, 4);
}
