import { expect, test } from 'vitest';
import { TurnSlots } from './turn-slots.ts';

const bounds = { maxTurns: 10, maxTurnsPerDevice: 2, maxTurnsPerHousehold: 3, maxTurnsPerTenant: 4 };
const home = (deviceId: string, householdId: string) => ({ deviceId, householdId, tenantId: '' });
const room = (deviceId: string) => ({ deviceId, householdId: '', tenantId: 'hotel' });

test('a device, a household and a tenant each take their own turns and leave the rest to others', () => {
  const slots = new TurnSlots(bounds);
  expect(['a', 'a', 'a'].map((id) => slots.take(home(id, 'one')))).toEqual([true, true, false]);
  expect(['b', 'c'].map((id) => slots.take(home(id, 'one')))).toEqual([true, false]);
  expect(slots.take(home('d', 'two'))).toBe(true);
  expect(['1', '2', '3', '4', '5'].map((id) => slots.take(room(id)))).toEqual([
    true,
    true,
    true,
    true,
    false,
  ]);
  slots.release(home('a', 'one'));
  expect(slots.take(home('c', 'one'))).toBe(true);
  expect(slots.total).toBe(8);
});

test('what was refused was not counted, and all that was taken can be given back', () => {
  const slots = new TurnSlots({ ...bounds, maxTurns: 1 });
  expect(slots.take(home('a', 'one'))).toBe(true);
  for (let tries = 0; tries < 5; tries += 1) expect(slots.take(home('b', 'two'))).toBe(false);
  slots.release(home('a', 'one'));
  expect(slots.total).toBe(0);
  expect(slots.take(home('b', 'two'))).toBe(true);
});
