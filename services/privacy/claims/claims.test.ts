import { afterAll, beforeAll, expect, test } from 'vitest';
import { query } from '../../common/db/pool.ts';
import { callUnary } from '../../common/grpc/client.ts';
import { type Harness, limits, makeHome, startHarness } from '../testing/harness.ts';
import { claimCodeMac, makeClaimCode, normaliseClaimCode } from './claim-code.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ env: { EARSHOT_CLAIM_FAILURES_PER_MINUTE: '5' } });
});
afterAll(async () => harness.close());

test('codes are told apart however they are said', () => {
  expect(normaliseClaimCode('wdjb-mjht')).toBe('WDJBMJHT');
  expect(normaliseClaimCode('ＷＤＪＢ　ｍｊｈｔ')).toBe('WDJBMJHT');
  expect(normaliseClaimCode('W. D. J. B. M. J. H. T.')).toBe('WDJBMJHT');
  expect(normaliseClaimCode('WDJBMJH')).toBeUndefined();
  expect(normaliseClaimCode('WDJBMJHA')).toBeUndefined();
  expect(normaliseClaimCode('W'.repeat(1000))).toBeUndefined();
  const codes = new Set(Array.from({ length: 500 }, makeClaimCode));
  expect(codes.size).toBe(500);
  for (const code of codes) expect(normaliseClaimCode(code)).toBe(code.replace('-', ''));
});

test('what is stored of a code depends on a key that is not in the database', () => {
  const [one, other] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
  expect(claimCodeMac(one, 'WDJBMJHT').equals(claimCodeMac(other, 'WDJBMJHT'))).toBe(false);
});

test('after too many wrong codes even a right one waits for the next minute, in every process', async () => {
  const { client, clock, stores } = harness;
  const { householdId, subjectId } = await makeHome(client);
  const { claimCode } = await callUnary(
    client,
    'issueClaimCode',
    { householdId, subjectId, tenantId: '', isChildDevice: false, roomId: '' },
    limits,
  );
  const nowMs = Math.floor(Date.now() / 60_000) * 60_000 + 5_000;
  clock.nowMs = nowMs;
  const activate = (code: string, on = client) =>
    callUnary(on, 'activateDevice', { claimCode: code, model: 'm' }, limits).then(() => 'OK', String);
  for (let wrong = 0; wrong < 5; wrong += 1) {
    expect(await activate(wrong % 2 === 0 ? 'BBBB-BBBB' : 'nonsense')).toContain('UNAUTHENTICATED');
  }
  const other = await harness.another();
  try {
    expect(await activate(claimCode)).toContain('RATE_LIMITED');
    expect(await activate(claimCode, other.client)).toContain('RATE_LIMITED');
    clock.nowMs = nowMs + 60_000;
    expect(await activate(claimCode, other.client)).toBe('OK');
  } finally {
    clock.nowMs = undefined;
    await other.close();
  }
  // The count holds no name, and the other tests start from none.
  expect(await query(stores.pool, 'delete from claim_failures returning failures')).toEqual([
    { failures: 5 },
  ]);
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
