import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPool, query } from '../../common/db/pool.ts';
import { callUnary } from '../../common/grpc/client.ts';
import { maxDevices } from '../accounts/new-device.ts';
import { type Harness, limits, makeHome, startHarness } from '../testing/harness.ts';
import { claimCodeMac, makeClaimCode, normaliseClaimCode } from './claim-code.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => harness.close());

test('codes are told apart however they are said', () => {
  expect(normaliseClaimCode('wdjbm-jhtbc-dfghj')).toBe('WDJBMJHTBCDFGHJ');
  expect(normaliseClaimCode('ＷＤＪＢＭ　ｊｈｔｂｃ　ＤＦＧＨＪ')).toBe('WDJBMJHTBCDFGHJ');
  expect(normaliseClaimCode('W. D. J. B. M. J. H. T. B. C. D. F. G. H. J.')).toBe('WDJBMJHTBCDFGHJ');
  expect(normaliseClaimCode('WDJBM-JHTBC-DFGH')).toBeUndefined();
  expect(normaliseClaimCode('WDJBM-JHTBC-DFGHA')).toBeUndefined();
  expect(normaliseClaimCode('W'.repeat(1000))).toBeUndefined();
  const codes = new Set(Array.from({ length: 500 }, makeClaimCode));
  expect(codes.size).toBe(500);
  for (const code of codes) expect(normaliseClaimCode(code)).toBe(code.replaceAll('-', ''));
});

test('what is stored of a code depends on a key that is not in the database', () => {
  const [one, other] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
  expect(claimCodeMac(one, 'WDJBMJHT').equals(claimCodeMac(other, 'WDJBMJHT'))).toBe(false);
});

test('however many codes were wrong, a right one works, and a wrong one is called wrong', async () => {
  const { client } = harness;
  const { householdId, subjectId } = await makeHome(client);
  const owner = { householdId, subjectId, tenantId: '', isChildDevice: false, roomId: '' };
  const { claimCode } = await callUnary(client, 'issueClaimCode', owner, limits);
  const activate = (code: string) =>
    callUnary(client, 'activateDevice', { claimCode: code, model: 'm' }, limits).then(() => 'OK', String);
  for (let wrong = 0; wrong < 70; wrong += 1) {
    expect(await activate(wrong % 2 === 0 ? makeClaimCode() : 'nonsense')).toContain('CLAIM_CODE_WRONG');
  }
  expect(await activate(claimCode)).toBe('OK');
  expect(await activate(claimCode)).toContain('CLAIM_CODE_WRONG');
});

test('one code, two devices at the same moment: one of them gets it', async () => {
  const { client } = harness;
  const { householdId, subjectId } = await makeHome(client);
  const { claimCode } = await callUnary(
    client,
    'issueClaimCode',
    { householdId, subjectId, tenantId: '', isChildDevice: false, roomId: '' },
    limits,
  );
  const settled = await Promise.allSettled(
    Array.from({ length: 4 }, () => callUnary(client, 'activateDevice', { claimCode, model: 'm' }, limits)),
  );
  expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('nobody collects codes without end', async () => {
  const { client } = harness;
  const { householdId, subjectId } = await makeHome(client);
  const issue = () =>
    callUnary(
      client,
      'issueClaimCode',
      { householdId, subjectId, tenantId: '', isChildDevice: false, roomId: '' },
      limits,
    );
  for (let count = 0; count < 20; count += 1) await issue();
  await expect(issue()).rejects.toMatchObject({ code: 'RATE_LIMITED' });
});

test('a household has a greatest number of devices; whoever comes together is counted one after the other', async () => {
  const { client } = harness;
  const pool = createPool(harness.stores.databaseUrl, { max: 1 });
  const { householdId, subjectId, device } = await makeHome(client);
  const owner = { householdId, subjectId, tenantId: '', isChildDevice: false, roomId: '' };
  const issue = async () => (await callUnary(client, 'issueClaimCode', owner, limits)).claimCode;
  const activate = (claimCode: string) =>
    callUnary(client, 'activateDevice', { claimCode, model: 'm' }, limits).then(
      () => 'OK',
      (error: { code: string }) => error.code,
    );
  // One is there; all but two of the others come without codes.
  await query(
    pool,
    `insert into devices (device_id, household_id, subject_id, chain_id, is_child_device, model, token_hash)
     select 'd' || n || $1, household_id, subject_id, chain_id, false, 'm', sha256(('d' || n || $1)::bytea)
     from devices, generate_series(1, $2) as n where device_id = $1`,
    [device.deviceId, maxDevices.home - 3],
  );
  await pool.end();
  const codes = [await issue(), await issue(), await issue(), await issue()];
  const ends = await Promise.all(codes.map(activate));
  expect(ends.toSorted()).toEqual(['DEVICES_FULL', 'DEVICES_FULL', 'OK', 'OK']);
  await expect(issue()).rejects.toMatchObject({ code: 'DEVICES_FULL' });
  // The code that was refused is good as soon as there is room.
  await callUnary(client, 'revokeDevice', { deviceId: device.deviceId, householdId, tenantId: '' }, limits);
  expect(await activate(codes[ends.indexOf('DEVICES_FULL')] ?? '')).toBe('OK');
  // Others have nothing to do with it.
  await makeHome(client);
});
