/** Keys for conversations: one for each device, the same while the data key lives, another for the next guest. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callUnary } from '../../common/grpc/client.ts';
import { type Harness, limits, makeHome, makeHotelRoom, startHarness } from '../testing/harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => harness?.close());

const keyOf = async (deviceId: string) => {
  const { key } = await callUnary(harness.client, 'getConversationKey', { deviceId }, limits);
  expect(key).toHaveLength(32);
  return Buffer.from(key).toString('hex');
};

test('a key is the same in every process and for everybody who asks at once, and no other device has it', async () => {
  const { device } = await makeHome(harness.client);
  const other = await makeHome(harness.client);
  const asked = await Promise.all([1, 2, 3, 4].map(() => keyOf(device.deviceId)));
  expect(new Set(asked).size).toBe(1);
  const another = await harness.another();
  const { key } = await callUnary(
    another.client,
    'getConversationKey',
    { deviceId: device.deviceId },
    limits,
  );
  expect(Buffer.from(key).toString('hex')).toBe(asked[0]);
  await another.close();
  expect(await keyOf(other.device.deviceId)).not.toBe(asked[0]);
  await expect(keyOf('nobody')).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('nobody gets the key of a device that was revoked', async () => {
  const { device, householdId } = await makeHome(harness.client);
  const { deviceId } = device;
  await keyOf(deviceId);
  await callUnary(harness.client, 'revokeDevice', { deviceId, householdId, tenantId: '' }, limits);
  await expect(keyOf(deviceId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('check-out destroys the key of a hotel room: the next guest has another', async () => {
  const { tenantId, device } = await makeHotelRoom(harness.client);
  const { deviceId } = device;
  const owner = { householdId: '', tenantId };
  const { roomIds } = await callUnary(
    harness.client,
    'createRooms',
    { ...owner, rooms: [{ names: ['1204'] }] },
    limits,
  );
  const roomId = roomIds[0] ?? '';
  await callUnary(harness.client, 'placeDevice', { ...owner, deviceId, roomId }, limits);
  const { stayId } = await callUnary(harness.client, 'openStay', { tenantId, roomId, locale: '' }, limits);
  const before = await keyOf(deviceId);
  await callUnary(harness.client, 'closeStay', { tenantId, stayId }, limits);
  expect(await keyOf(deviceId)).not.toBe(before);
});
