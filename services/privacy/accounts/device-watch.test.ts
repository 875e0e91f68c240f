/** Gateways that watch devices: what they are told, and what a change waits for. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type {
  PrivacyServiceClient,
  WatchDevicesRequest,
  WatchDevicesResponse,
} from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { callUnary, openBidi } from '../../common/grpc/client.ts';
import { type Harness, limits, makeHome, startHarness } from '../testing/harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => harness.close());

/** A gateway that writes down what it is told, and acknowledges when `isObeying`. */
async function watch(client: PrivacyServiceClient, isObeying = true) {
  const told: WatchDevicesResponse[] = [];
  const call = openBidi<WatchDevicesRequest, WatchDevicesResponse>((m, o) => client.watchDevices(m, o), {
    deadlineMs: 60_000,
  });
  await call.write({ acknowledgedSequence: 0 });
  const live = Promise.withResolvers<void>();
  const ended = (async () => {
    for await (const news of call.responses) {
      if (news.sequence === 0) live.resolve();
      else {
        told.push(news);
        if (isObeying) await call.write({ acknowledgedSequence: news.sequence });
      }
    }
  })().catch(() => {});
  await live.promise;
  return { told, ended, stop: () => call.cancel() };
}

const mute = { isMuted: true, mutedUntilMs: 0, wakeWordOffUntilMs: 0, wakeWords: undefined };

test('a silence is told before it is stored, and confirmed when every gateway obeys', async () => {
  const { client } = harness;
  const { device } = await makeHome(client);
  const { deviceId } = device;
  const [one, two] = [await watch(client), await watch(client)];
  const answer = await callUnary(client, 'setListening', { deviceId, change: mute }, limits);
  expect(answer.isKnownEverywhere).toBe(true);
  for (const { told } of [one, two]) {
    const named = told.filter((news) => news.deviceId === deviceId && news.change !== undefined);
    expect(named.map(({ isStored }) => isStored)).toEqual([false, true]);
    expect(named[0]?.change).toMatchObject({ isMuted: true });
  }
  const deaf = await watch(client, false);
  const doubted = await callUnary(client, 'setListening', { deviceId, change: mute }, limits);
  expect(doubted.isKnownEverywhere).toBe(false);
  deaf.stop();
  await deaf.ended;
  const again = await callUnary(client, 'setListening', { deviceId, change: mute }, limits);
  expect(again.isKnownEverywhere).toBe(true);
  one.stop();
  two.stop();
});

test('a change that names one switch leaves the other as it is', async () => {
  const { client } = harness;
  const { device, deviceToken } = await makeHome(client);
  const { deviceId } = device;
  await callUnary(client, 'setListening', { deviceId, change: mute }, limits);
  const wakeOff = { isWakeWordOff: true, mutedUntilMs: 0, wakeWordOffUntilMs: 0, wakeWords: undefined };
  await callUnary(client, 'setListening', { deviceId, change: wakeOff }, limits);
  const { listening } = await callUnary(client, 'authenticateDevice', { deviceToken }, limits);
  expect(listening).toMatchObject({ isMuted: true, isWakeWordOff: true });
});

test('a gateway of another process is told to look again; a revoked device is named', async () => {
  const { client } = harness;
  const { device, householdId } = await makeHome(client);
  const { deviceId } = device;
  const other = await harness.another();
  try {
    const far = await watch(other.client);
    await callUnary(client, 'setListening', { deviceId, change: mute }, limits);
    await expect.poll(() => far.told.some((news) => news.deviceId === deviceId)).toBe(true);
    far.stop();
  } finally {
    await other.close();
  }
  const near = await watch(client);
  await callUnary(client, 'revokeDevice', { deviceId, householdId, tenantId: '' }, limits);
  expect(near.told.some((news) => news.deviceId === deviceId && news.isRevoked)).toBe(true);
  near.stop();
});
