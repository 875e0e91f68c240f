import { afterAll, beforeAll, expect, test } from 'vitest';
import { callUnary } from '../../common/grpc/client.ts';
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
