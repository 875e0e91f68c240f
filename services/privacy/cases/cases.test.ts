/** Orders and logs after a fault, on a clock of their own: what the law keeps, and what is gone a day after its case. */
import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { StaffRole } from '../../../proto/gen/earshot/callers/v1/callers.ts';
import { CasesServiceClient } from '../../../proto/gen/earshot/duties/v1/cases.ts';
import { ExceptionCode } from '../../../proto/gen/earshot/duties/v1/duties.ts';
import { DataClass } from '../../../proto/gen/earshot/privacy/v1/data_class.ts';
import { RightsServiceClient } from '../../../proto/gen/earshot/rights/v1/rights.ts';
import { query } from '../../common/db/pool.ts';
import { codeOf } from '../../common/errors/earshot-error.ts';
import { callUnary } from '../../common/grpc/client.ts';
import { connectAsNamed } from '../../common/testing/callers.ts';
import { type Harness, type Home, limits, makeHome, startHarness } from '../testing/harness.ts';
import { SentCodes } from '../testing/sent-codes.ts';

const codes = new SentCodes();
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
let harness: Harness;
let cases: CasesServiceClient;
let rights: RightsServiceClient;
beforeAll(async () => {
  harness = await startHarness({ env: { EARSHOT_SIGN_IN_CODE_FILE: codes.path } });
  const { service, stateDirectory } = harness;
  cases = connectAsNamed(CasesServiceClient, service.address, stateDirectory);
  rights = connectAsNamed(RightsServiceClient, service.address, stateDirectory);
});
afterAll(async () => {
  cases.close();
  rights.close();
  await harness.close();
});
afterEach(() => {
  harness.clock.nowMs = undefined;
});

const outcome = (call: Promise<unknown>): Promise<string> => call.then(() => 'OK', codeOf);

describe('an order', () => {
  const record = async ({ subjectId }: Home, more: object = {}) => {
    const order = {
      ...{ subjectId, seller: 'tea-house', what: 'two teas, 18 yuan', other: '', otherContact: '' },
      ...{
        completedAtMs: Date.now() - 1_000,
        promise: 'agreed when it was paid',
        whatClass: DataClass.TRANSACTION,
      },
      ...more,
    };
    return (await callUnary(cases, 'recordOrder', order, limits)).orderId;
  };
  const list = async ({ subjectId }: Home) =>
    (await callUnary(cases, 'listOrders', { subjectId }, limits)).orders;
  const dispute = (
    orderId: string,
    exception: ExceptionCode = ExceptionCode.DISPUTE,
    staffRole: StaffRole = StaffRole.DISPUTES,
  ) => callUnary(cases, 'readTradeRecord', { orderId, exception, staffRole }, limits);

  test('is its buyer’s, outlives the account for disputes alone, and is gone three years after its completion', async () => {
    const home = await makeHome(harness.client);
    const orderId = await record(home);
    expect((await list(home)).map(({ what }) => what)).toEqual(['two teas, 18 yuan']);
    expect(await outcome(dispute(orderId, ExceptionCode.EMERGENCY))).toBe('EXCEPTION_REQUIRED');
    expect(await outcome(dispute(orderId, ExceptionCode.DISPUTE, StaffRole.SUPPORT))).toBe(
      'STAFF_ROLE_REQUIRED',
    );
    await callUnary(rights, 'closeAccount', { householdId: home.householdId }, { deadlineMs: 30_000 });
    const [row] = await query<{ row: string; key_id: string }>(
      harness.stores.pool,
      'select t::text as row, key_id from trade_orders t where order_id = $1',
      [orderId],
    );
    expect(row?.row).not.toContain(home.subjectId);
    expect((await dispute(orderId)).order?.what).toBe('two teas, 18 yuan');
    const end = new Date();
    end.setFullYear(end.getFullYear() + 3);
    // Nobody sweeps for a week: it cannot be read all the same.
    harness.clock.nowMs = end.getTime() - dayMs;
    expect(await outcome(dispute(orderId))).toBe('OK');
    harness.clock.nowMs = end.getTime() + 7 * dayMs;
    expect(await outcome(dispute(orderId))).toBe('NOT_FOUND');
    await harness.service.retention.run();
    const left = await query(harness.stores.pool, 'select 1 from trade_orders where order_id = $1', [
      orderId,
    ]);
    expect(left).toEqual([]);
  });

  test('comes with its seller’s promise, and what is sensitive waits for its buyer', async () => {
    const home = await makeHome(harness.client);
    expect(await outcome(record(home, { promise: '' }))).toBe('INVALID_ARGUMENT');
    const [right, wrong] = [
      await record(home, { what: 'insulin', whatClass: DataClass.HEALTH }),
      await record(home, { what: 'aspirin', whatClass: DataClass.HEALTH }),
    ];
    expect((await list(home)).every(({ isUnconfirmed }) => isUnconfirmed)).toBe(true);
    expect(await outcome(dispute(right))).toBe('NOT_FOUND');
    const say = (orderId: string, isRight: boolean) =>
      outcome(callUnary(cases, 'confirmOrder', { subjectId: home.subjectId, orderId, isRight }, limits));
    expect([await say(right, true), await say(wrong, false), await say(right, false)]).toEqual([
      'OK',
      'OK',
      'NOT_FOUND',
    ]);
    expect((await list(home)).map(({ what }) => what)).toEqual(['insulin']);
    expect((await dispute(right)).order?.what).toBe('insulin');
  });

  test('tells of somebody else what they say themselves, with a code to the address that stands there', async () => {
    const home = await makeHome(harness.client);
    const contact = 'Friend@Example.org';
    const orderId = await record(home, { other: 'Lin, 5th floor', otherContact: contact });
    const start = (to: string) => callUnary(cases, 'startOther', { contact: to, locale: 'en-US' }, limits);
    const finish = (challenge: string, code: string, correction: string) =>
      callUnary(cases, 'finishOther', { challenge, code, correction }, limits);
    const stranger = await start('nobody@example.org');
    expect(await outcome(finish(stranger.challenge, '0000 0000', ''))).toBe('SIGN_IN_CODE_WRONG');
    expect(codes.countTo('nobody@example.org')).toBe(0);
    const first = await start(contact);
    const code = await codes.latest('friend@example.org');
    expect(await finish(first.challenge, code, 'Lin, 6th floor')).toEqual({ changed: 1 });
    expect((await list(home))[0]?.other).toBe('Lin, 6th floor');
    expect(await outcome(finish(first.challenge, code, ''))).toBe('SIGN_IN_CODE_WRONG');
    const second = await start(contact);
    const next = await codes.latest('friend@example.org', 2);
    expect(await finish(second.challenge, next, '')).toEqual({ changed: 1 });
    expect((await dispute(orderId)).order?.other).toBe('');
    await start(contact);
    // Nothing leads there any more, so nothing is sent.
    expect(codes.countTo('friend@example.org')).toBe(2);
  });
});

describe('the log of a device', () => {
  const text = 'canary: the antenna was lost at 9';
  const authenticate = ({ deviceToken }: Home) =>
    callUnary(harness.client, 'authenticateDevice', { deviceToken }, limits);
  const opened = async ({ subjectId }: Home) => {
    const { case: made } = await callUnary(
      cases,
      'reportFault',
      { subjectId, code: 'SKILL_TIMEOUT' },
      limits,
    );
    return made?.caseId ?? '';
  };
  const want = ({ subjectId }: Home, caseId: string, deviceId: string) =>
    callUnary(cases, 'wantDeviceLog', { subjectId, caseId, deviceId }, limits);
  const keep = (deviceId: string, caseId: string, log = text) =>
    callUnary(cases, 'keepDeviceLog', { deviceId, caseId, log }, limits);
  const read = ({ subjectId }: Home, caseId: string) =>
    callUnary(cases, 'readDeviceLog', { subjectId, caseId }, limits);

  test('is wanted by its owner alone, answered once, and theirs until they send it', async () => {
    const home = await makeHome(harness.client);
    const { deviceId } = home.device;
    const caseId = await opened(home);
    expect(await outcome(keep(deviceId, caseId))).toBe('NOT_FOUND');
    expect((await authenticate(home)).logCaseId).toBe('');
    await want(home, caseId, deviceId);
    expect((await authenticate(home)).logCaseId).toBe(caseId);
    expect(await outcome(read(home, caseId))).toBe('NOT_FOUND');
    await keep(deviceId, caseId);
    expect((await authenticate(home)).logCaseId).toBe('');
    expect(await outcome(keep(deviceId, caseId, 'another'))).toBe('NOT_FOUND');
    expect((await read(home, caseId)).log).toBe(text);
    // Support was asked nothing and reads nothing.
    expect(
      await outcome(callUnary(cases, 'readLogs', { caseId, staffRole: StaffRole.SUPPORT }, limits)),
    ).toBe('NOT_FOUND');
    const rows = await query<{ row: string }>(
      harness.stores.pool,
      'select f::text as row from fault_cases f',
    );
    expect(JSON.stringify(rows)).not.toContain(Buffer.from('canary').toString('hex'));
  });

  test('of somebody else’s device, or for somebody else’s case, is nobody’s', async () => {
    const [home, other] = [await makeHome(harness.client), await makeHome(harness.client)];
    const caseId = await opened(home);
    expect(await outcome(want(home, caseId, other.device.deviceId))).toBe('NOT_FOUND');
    expect(await outcome(want(other, caseId, other.device.deviceId))).toBe('NOT_FOUND');
    await want(home, caseId, home.device.deviceId);
    expect(await outcome(keep(other.device.deviceId, caseId))).toBe('NOT_FOUND');
    await keep(home.device.deviceId, caseId);
    expect(await outcome(read(other, caseId))).toBe('NOT_FOUND');
  });

  test('is gone a day after its case was closed', async () => {
    const home = await makeHome(harness.client);
    const caseId = await opened(home);
    await want(home, caseId, home.device.deviceId);
    await keep(home.device.deviceId, caseId);
    await callUnary(cases, 'closeFault', { subjectId: home.subjectId, caseId }, limits);
    harness.clock.nowMs = Date.now() + 25 * hourMs;
    expect(await outcome(read(home, caseId))).toBe('NOT_FOUND');
    await harness.service.retention.run();
    expect(
      await query(harness.stores.pool, 'select 1 from fault_cases where case_id = $1', [caseId]),
    ).toEqual([]);
  });
});

describe('a log', () => {
  const text = 'at 9 the lamp said no';
  const digest = (log: string) => createHash('sha256').update(log).digest('hex');
  const report = async ({ subjectId }: Home) => {
    const { case: made } = await callUnary(
      cases,
      'reportFault',
      { subjectId, code: 'SKILL_TIMEOUT' },
      limits,
    );
    return made?.caseId ?? '';
  };
  const ask = (caseId: string) => callUnary(cases, 'askForLogs', { caseId }, limits);
  const send = ({ subjectId }: Home, caseId: string, log = text, shownSha256 = digest(log)) =>
    callUnary(cases, 'sendLogs', { subjectId, caseId, log, shownSha256 }, limits);
  const read = (caseId: string, staffRole: StaffRole = StaffRole.SUPPORT) =>
    callUnary(cases, 'readLogs', { caseId, staffRole }, limits);

  test('is asked for only after a fault, shown before it goes, and sent by its owner’s hand alone', async () => {
    const home = await makeHome(harness.client);
    const { subjectId } = home;
    const made_up = callUnary(cases, 'reportFault', { subjectId, code: 'NO_SUCH_FAULT' }, limits);
    expect(await outcome(made_up)).toBe('INVALID_ARGUMENT');
    expect(await outcome(ask('00000000-0000-4000-8000-000000000000'))).toBe('NOT_FOUND');
    const caseId = await report(home);
    expect(await outcome(send(home, caseId))).toBe('LOGS_NOT_ASKED');
    await ask(caseId);
    expect(await outcome(send(home, caseId, text, digest('something else')))).toBe('LOGS_NOT_SHOWN');
    expect(await outcome(read(caseId))).toBe('NOT_FOUND');
    await send(home, caseId);
    expect((await read(caseId)).log).toBe(text);
    expect(await outcome(read(caseId, StaffRole.DISPUTES))).toBe('STAFF_ROLE_REQUIRED');
    const { cases: open } = await callUnary(cases, 'listOpenFaults', {}, limits);
    expect(JSON.stringify(open)).not.toContain(subjectId);
    const rows = await query<{ row: string }>(
      harness.stores.pool,
      'select f::text as row from fault_cases f',
    );
    expect(JSON.stringify(rows)).not.toContain(Buffer.from('lamp').toString('hex'));
  });

  test('is gone a day after its case was closed, with nobody sweeping', async () => {
    const home = await makeHome(harness.client);
    const caseId = await report(home);
    await ask(caseId);
    await send(home, caseId);
    await callUnary(cases, 'closeFault', { subjectId: home.subjectId, caseId }, limits);
    expect(await outcome(send(home, caseId))).toBe('NOT_FOUND');
    const closed = Date.now();
    harness.clock.nowMs = closed + 23 * hourMs;
    expect((await read(caseId)).log).toBe(text);
    harness.clock.nowMs = closed + 25 * hourMs;
    expect(await outcome(read(caseId))).toBe('NOT_FOUND');
    expect((await callUnary(cases, 'listFaults', { subjectId: home.subjectId }, limits)).cases).toEqual([]);
    await harness.service.retention.run();
    expect(
      await query(harness.stores.pool, 'select 1 from fault_cases where case_id = $1', [caseId]),
    ).toEqual([]);
  });

  test('of a case in which nothing happens goes too: it closes by itself after thirty days', async () => {
    const home = await makeHome(harness.client);
    const caseId = await report(home);
    await ask(caseId);
    await send(home, caseId);
    const sent = Date.now();
    // To be asked again is nothing that happens: nobody keeps a log alive by it.
    harness.clock.nowMs = sent + 30 * dayMs - hourMs;
    expect((await ask(caseId)).case?.closesAtMs).toBeLessThan(sent + 30 * dayMs + hourMs);
    expect(await outcome(read(caseId))).toBe('OK');
    expect((await callUnary(cases, 'listOpenFaults', {}, limits)).cases.map((one) => one.caseId)).toContain(
      caseId,
    );
    harness.clock.nowMs = sent + 30 * dayMs + hourMs;
    expect(await outcome(ask(caseId))).toBe('NOT_FOUND');
    expect(
      (await callUnary(cases, 'listOpenFaults', {}, limits)).cases.map((one) => one.caseId),
    ).not.toContain(caseId);
    expect(await outcome(read(caseId))).toBe('OK');
    harness.clock.nowMs = sent + 31 * dayMs + hourMs;
    expect(await outcome(read(caseId))).toBe('NOT_FOUND');
  });
});
