/** Devices that show a code: the way of one from its first question to its token, and of whoever guesses. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPool, query } from '../../common/db/pool.ts';
import { callUnary } from '../../common/grpc/client.ts';
import { type Harness, limits, makeHome, startHarness } from '../testing/harness.ts';
import { normaliseOfferCode } from './offer-code.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

const mac = 'A4:CF:12:98:76:54';
let devices = 0;
const newDevice = (hardwareId = `02:00:00:00:00:${String(++devices).padStart(2, '0')}`) => ({
  hardwareId,
  clientSecret: crypto.randomUUID(),
  model: 'bread-compact-wifi',
  wakeWords: ['你好小智'],
  isAsking: false,
});
const offer = (device: ReturnType<typeof newDevice>) =>
  callUnary(harness.client, 'offerDevice', device, limits);
const accept = (home: { householdId: string; subjectId: string }, code: string) =>
  callUnary(
    harness.client,
    'acceptDevice',
    {
      householdId: home.householdId,
      subjectId: home.subjectId,
      code,
      isChildDevice: false,
      roomId: '',
    },
    limits,
  );
const authenticate = (deviceToken: string) =>
  callUnary(harness.client, 'authenticateDevice', { deviceToken }, limits);

test('a code is told from what people put between its digits', () => {
  expect(normaliseOfferCode('12 34-56')).toBe('123456');
  expect(normaliseOfferCode('１２３４５６')).toBe('123456');
  for (const bad of ['12345', '1234567', 'abcdef', '12345a', '9'.repeat(100)]) {
    expect(normaliseOfferCode(bad)).toBeUndefined();
  }
});

test('the same code and the same token until it is accepted, then the token that was given first', async () => {
  const home = await makeHome(harness.client);
  const device = newDevice();
  const first = await offer(device);
  expect(first).toMatchObject({ isAccepted: false, expiresInS: 600 });
  expect(first.code).toMatch(/^\d{6}$/);
  expect(await offer(device)).toMatchObject({ code: first.code, deviceToken: first.deviceToken });
  expect(await offer({ ...device, isAsking: true })).toMatchObject({
    ...{ isAccepted: false, code: '', deviceToken: '' },
    expiresInS: expect.any(Number),
  });
  expect(await offer({ ...newDevice(), isAsking: true })).toMatchObject({ isAccepted: false, expiresInS: 0 });
  await expect(authenticate(first.deviceToken)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });

  const { deviceId, model } = await accept(home, `${first.code.slice(0, 3)} ${first.code.slice(3)}`);
  expect(model).toBe('bread-compact-wifi');
  const known = await authenticate(first.deviceToken);
  expect(known.device).toMatchObject({ deviceId, householdId: home.householdId, tenantId: '' });
  expect(known.listening?.wakeWords).toEqual(['你好小智']);
  // However often it asks, and however it writes its address: it is the same device.
  const again = await offer({ ...device, hardwareId: device.hardwareId.replaceAll(':', '-') });
  expect(again).toMatchObject({ isAccepted: true, code: '', deviceToken: first.deviceToken });
  await expect(accept(home, first.code)).rejects.toMatchObject({ code: 'DEVICE_CODE_WRONG' });
});

test('a device that asks several times at once has one code', async () => {
  const device = newDevice();
  const asked = await Promise.all(Array.from({ length: 6 }, () => offer(device)));
  expect(new Set(asked.map(({ code }) => code)).size).toBe(1);
  expect(new Set(asked.map(({ deviceToken }) => deviceToken)).size).toBe(1);
});

test('who knows the address alone is another device, and gets nothing of the first', async () => {
  const home = await makeHome(harness.client);
  const device = newDevice(mac);
  const { code, deviceToken } = await offer(device);
  await accept(home, code);
  const stranger = await offer({ ...newDevice(mac) });
  expect(stranger).toMatchObject({ isAccepted: false });
  expect(stranger.deviceToken).not.toBe(deviceToken);
  await authenticate(deviceToken);
  // Taken into the same home it is the device that was set back: the one before is shut out.
  await accept(home, stranger.code);
  await expect(authenticate(deviceToken)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  await authenticate(stranger.deviceToken);
});

test('another household that takes the same hardware shuts nobody out', async () => {
  const [one, other] = [await makeHome(harness.client), await makeHome(harness.client)];
  const shared = '02:00:00:00:aa:aa';
  const first = await offer(newDevice(shared));
  await accept(one, first.code);
  const second = await offer(newDevice(shared));
  await accept(other, second.code);
  await authenticate(first.deviceToken);
  await authenticate(second.deviceToken);
});

test('a device that was revoked shows a code again', async () => {
  const home = await makeHome(harness.client);
  const device = newDevice();
  const { code, deviceToken } = await offer(device);
  const { deviceId } = await accept(home, code);
  const owner = { deviceId, householdId: home.householdId, tenantId: '' };
  await callUnary(harness.client, 'revokeDevice', owner, limits);
  const again = await offer(device);
  expect(again.isAccepted).toBe(false);
  expect(again.deviceToken).not.toBe(deviceToken);
});

test('a code is good for ten minutes', async () => {
  const home = await makeHome(harness.client);
  const device = newDevice();
  const begunMs = Date.now();
  const { code } = await offer(device);
  harness.clock.nowMs = begunMs + 601_000;
  try {
    await expect(accept(home, code)).rejects.toMatchObject({ code: 'DEVICE_CODE_WRONG' });
    expect((await offer(device)).code).toMatch(/^\d{6}$/);
  } finally {
    harness.clock.nowMs = undefined;
  }
});

test('wrong codes are counted against the account, right ones are not, and nobody else is held up', async () => {
  const [guesser, other] = [await makeHome(harness.client), await makeHome(harness.client)];
  const shown = await offer(newDevice());
  for (let right = 0; right < 12; right += 1) {
    await accept(other, (await offer(newDevice())).code);
  }
  const wrong = shown.code === '000000' ? '000001' : '000000';
  for (let tries = 0; tries < 10; tries += 1) {
    await expect(accept(guesser, wrong)).rejects.toMatchObject({ code: 'DEVICE_CODE_WRONG' });
  }
  await expect(accept(guesser, shown.code)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  await accept(other, shown.code);
});

test('neither address, nor secret, nor code, nor token stands anywhere', async () => {
  const home = await makeHome(harness.client);
  const pool = createPool(harness.stores.databaseUrl, { max: 1 });
  const [bound, waiting] = [newDevice('de:ad:be:ef:00:01'), newDevice('de:ad:be:ef:00:02')];
  const offered = [await offer(bound), await offer(waiting)];
  await accept(home, offered[0]?.code ?? '');
  const rows = await query<{ row: string }>(
    pool,
    'select d::text as row from devices d union all select o::text as row from device_offers o',
  );
  await pool.end();
  const dump = `${rows.map(({ row }) => row).join('\n')}\n${harness.logLines.join('\n')}`.toLowerCase();
  for (const { hardwareId, clientSecret } of [bound, waiting]) {
    for (const secret of [hardwareId, hardwareId.replaceAll(':', ''), clientSecret]) {
      expect(dump).not.toContain(secret.toLowerCase());
      expect(dump).not.toContain(Buffer.from(secret).toString('hex'));
    }
  }
  for (const { code, deviceToken } of offered) {
    expect(dump).not.toContain(deviceToken.toLowerCase());
    expect(dump).not.toContain(Buffer.from(code).toString('hex'));
  }
});
