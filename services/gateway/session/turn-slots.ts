/** How many turns run: in the process, and of each device, household and tenant, so that nobody takes all there are. Pure. */
import type { DeviceRef } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import type { GatewayLimits } from '../limits.ts';

type Bounds = Pick<
  GatewayLimits,
  'maxTurns' | 'maxTurnsPerDevice' | 'maxTurnsPerHousehold' | 'maxTurnsPerTenant'
>;

export class TurnSlots {
  readonly #bounds: Bounds;
  readonly #counts = new Map<string, number>();
  #total = 0;

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  get total(): number {
    return this.#total;
  }

  /** False when the process, or whoever the device belongs to, runs as many turns as it may. */
  take(owner: DeviceRef): boolean {
    const slots = this.#slotsOf(owner);
    const isFull = slots.some(([key, most]) => (this.#counts.get(key) ?? 0) >= most);
    if (isFull || this.#total >= this.#bounds.maxTurns) return false;
    this.#total += 1;
    for (const [key] of slots) this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    return true;
  }

  release(owner: DeviceRef): void {
    this.#total -= 1;
    for (const [key] of this.#slotsOf(owner)) {
      const left = (this.#counts.get(key) ?? 1) - 1;
      if (left === 0) this.#counts.delete(key);
      else this.#counts.set(key, left);
    }
  }

  #slotsOf({ deviceId, householdId, tenantId }: DeviceRef): (readonly [key: string, most: number])[] {
    const { maxTurnsPerDevice, maxTurnsPerHousehold, maxTurnsPerTenant } = this.#bounds;
    return [
      [`device ${deviceId}`, maxTurnsPerDevice],
      ...(householdId === '' ? [] : [[`household ${householdId}`, maxTurnsPerHousehold] as const]),
      ...(tenantId === '' ? [] : [[`tenant ${tenantId}`, maxTurnsPerTenant] as const]),
    ];
  }
}
