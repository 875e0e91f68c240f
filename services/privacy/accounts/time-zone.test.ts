/** The clock of a home: changed by its owner, and known at once wherever one of its speakers is. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codeOf } from '../../common/errors/earshot-error.ts';
import { callUnary } from '../../common/grpc/client.ts';
import { type Harness, type Home, limits, makeHome, startHarness } from '../testing/harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

const set = ({ householdId }: Pick<Home, 'householdId'>, timeZone: string) =>
  callUnary(harness.client, 'setTimeZone', { householdId, timeZone }, limits);
const clockAt = async ({ deviceToken }: Home, client = harness.client) =>
  (await callUnary(client, 'authenticateDevice', { deviceToken }, limits)).surroundings?.timeZone;

test('counts for the next turn of every speaker of the home, in every process, and for nobody else’s', async () => {
  const [home, other] = [await makeHome(harness.client), await makeHome(harness.client)];
  const second = await harness.another();
  // Both processes have remembered it.
  expect([await clockAt(home), await clockAt(home, second.client)]).toEqual([
    'Asia/Shanghai',
    'Asia/Shanghai',
  ]);
  await set(home, 'America/New_York');
  expect(await clockAt(home)).toBe('America/New_York');
  await expect.poll(() => clockAt(home, second.client)).toBe('America/New_York');
  expect(await clockAt(other)).toBe('Asia/Shanghai');
  const { householdId } = home;
  const { timeZone } = await callUnary(harness.client, 'readTimeZone', { householdId }, limits);
  expect(timeZone).toBe('America/New_York');
  await second.close();
});

test('moves the quiet hours of a speaker with it', async () => {
  const home = await makeHome(harness.client);
  const { householdId, device } = home;
  const hours = { deviceId: device.deviceId, householdId, fromMinute: 20 * 60, untilMinute: 21 * 60 };
  await callUnary(harness.client, 'setQuietHours', hours, limits);
  const isMuted = async () =>
    (await callUnary(harness.client, 'authenticateDevice', { deviceToken: home.deviceToken }, limits))
      .listening?.isMuted;
  // Half past eight in the evening in Shanghai is half past two in the afternoon in Madrid, in summer.
  harness.clock.nowMs = Date.parse('2027-07-01T12:30:00Z');
  expect(await isMuted()).toBe(true);
  await set(home, 'Europe/Madrid');
  expect(await isMuted()).toBe(false);
  harness.clock.nowMs = undefined;
});

test.each(['', 'Shanghai', 'Asia/Nowhere', `Asia/${'x'.repeat(100)}`])('is no “%s”', async (timeZone) => {
  const home = await makeHome(harness.client);
  expect(await set(home, timeZone).then(() => 'OK', codeOf)).toBe('INVALID_ARGUMENT');
  expect(await clockAt(home)).toBe('Asia/Shanghai');
});
