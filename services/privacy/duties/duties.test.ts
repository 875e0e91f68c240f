/** Audit, incidents, recipients, borders and the end of the service: with the real service over real stores. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { StaffRole } from '../../../proto/gen/earshot/callers/v1/callers.ts';
import { CasesServiceClient } from '../../../proto/gen/earshot/duties/v1/cases.ts';
import {
  DutiesServiceClient,
  ExceptionCode,
  RecipientRole,
} from '../../../proto/gen/earshot/duties/v1/duties.ts';
import { IdentityServiceClient } from '../../../proto/gen/earshot/identity/v1/identity.ts';
import { DataClass } from '../../../proto/gen/earshot/privacy/v1/data_class.ts';
import {
  RefusalCode,
  RequestKind,
  RightsServiceClient,
} from '../../../proto/gen/earshot/rights/v1/rights.ts';
import { query } from '../../common/db/pool.ts';
import { codeOf } from '../../common/errors/earshot-error.ts';
import { callUnary, connect } from '../../common/grpc/client.ts';
import { connectAsNamed, credentialsOf } from '../../common/testing/callers.ts';
import { testStaffId } from '../../common/testing/staff.ts';
import { dayOf } from '../rights/due.ts';
import {
  disclose,
  field,
  grant,
  type Harness,
  type Home,
  limits,
  makeHome,
  makeHotelRoom,
  makeRecipient,
  startHarness,
} from '../testing/harness.ts';
import { SentCodes } from '../testing/sent-codes.ts';

const codes = new SentCodes();
const dayMs = 86_400_000;
const posted: { to: string; body: string }[] = [];
let harness: Harness;
let duties: DutiesServiceClient;
let cases: CasesServiceClient;
let rights: RightsServiceClient;
let identities: IdentityServiceClient;
beforeAll(async () => {
  harness = await startHarness({
    env: { EARSHOT_SIGN_IN_CODE_FILE: codes.path },
    post: async (to, _url, _headers, body) => {
      posted.push({ to, body });
      return 204;
    },
  });
  const { service, stateDirectory } = harness;
  duties = connectAsNamed(DutiesServiceClient, service.address, stateDirectory);
  cases = connectAsNamed(CasesServiceClient, service.address, stateDirectory);
  rights = connectAsNamed(RightsServiceClient, service.address, stateDirectory);
  identities = connectAsNamed(IdentityServiceClient, service.address, stateDirectory);
});
afterAll(async () => {
  for (const client of [duties, cases, rights, identities]) client.close();
  await harness.close();
});

const outcome = (call: Promise<unknown>): Promise<string> => call.then(() => 'OK', codeOf);
const size = field('slots.Size', { valueClass: DataClass.COMMAND });

/** Somebody who can be reached. */
async function addressed(home: Home, identity: string): Promise<void> {
  const { subjectId } = home;
  const asked = { subjectId, identity, locale: 'en-US' };
  const { challenge } = await callUnary(identities, 'startAddIdentity', asked, limits);
  const code = await codes.latest(identity, 1);
  await callUnary(identities, 'finishAddIdentity', { subjectId, challenge, code }, limits);
}

describe('the audit log', () => {
  const verify = (keptSequence = 0, keptHash = '') =>
    callUnary(duties, 'verifyAudit', { keptSequence, keptHash }, limits);

  test('holds what staff and the operator do, with role, ground and case, and nothing of anybody', async () => {
    const home = await makeHome(harness.client);
    const opening = { subjectId: home.subjectId, kind: RequestKind.COMPLAINT, note: 'canary-note' };
    const { requestId } = await callUnary(rights, 'openRequest', opening, limits);
    const refusing = { requestId, refusal: RefusalCode.NOT_HELD, answer: 'canary-answer' };
    const nobody = { ...refusing, staffRole: StaffRole.UNSPECIFIED };
    expect(await outcome(callUnary(rights, 'answerRequest', nobody, limits))).toBe('STAFF_ROLE_REQUIRED');
    const wrong = { ...refusing, staffRole: StaffRole.SUPPORT };
    expect(await outcome(callUnary(rights, 'answerRequest', wrong, limits))).toBe('STAFF_ROLE_REQUIRED');
    await callUnary(rights, 'answerRequest', { ...refusing, staffRole: StaffRole.PRIVACY_OFFICER }, limits);
    const { entries } = await callUnary(duties, 'listAudit', { afterSequence: 0, pageSize: 500 }, limits);
    const mine = entries.filter(({ reference }) => reference === requestId);
    expect(mine.map(({ staffId }) => staffId)).toEqual(['', testStaffId, testStaffId]);
    // What was tried and refused stands there, too.
    expect(mine.map(({ action, role, staffRole, code }) => [action, role, staffRole, code])).toEqual([
      ['RightsService/AnswerRequest', 'operator', '', 'not_held'],
      ['RightsService/AnswerRequest', 'staff', 'support', 'not_held'],
      ['RightsService/AnswerRequest', 'staff', 'privacy_officer', 'not_held'],
    ]);
    const stored = await query<{ row: string }>(
      harness.stores.pool,
      'select a::text as row from audit_entries a',
    );
    const text = JSON.stringify([stored, entries]);
    for (const value of ['canary', home.subjectId, home.householdId, home.device.deviceId]) {
      expect(text).not.toContain(value);
    }
    // With the operator's key somebody can act as any owner: that it was so stands there, and not as whom.
    const opened = entries.filter(({ action }) => action === 'RightsService/OpenRequest');
    expect(opened).toMatchObject([{ role: 'owner', service: 'operator_cli', staffId: '' }]);
    // What an owner does for themselves, by a page, is nobody else's business.
    const { subjectId, householdId } = home;
    const owner = { role: 'owner', subjectId, householdId } as const;
    const credentials = credentialsOf('web', owner, harness.stateDirectory);
    const byPage = connect(RightsServiceClient, harness.service.address, credentials);
    await callUnary(byPage, 'openRequest', { ...opening, kind: RequestKind.CORRECTION }, limits);
    byPage.close();
    const later = await callUnary(duties, 'listAudit', { afterSequence: 0, pageSize: 500 }, limits);
    expect(later.entries.filter(({ action }) => action === 'RightsService/OpenRequest')).toHaveLength(1);
  });

  test('says where it was altered, cut off, or written anew from end to end', async () => {
    const { pool } = harness.stores;
    for (let asked = 0; asked < 3; asked += 1) await verify();
    const before = await verify();
    expect(before.brokenSequence).toBe(0);
    expect(before.verified).toBeGreaterThan(2);
    const { headSequence, headHash } = before;
    expect((await verify(headSequence, headHash)).brokenSequence).toBe(0);
    const otherHash = headHash.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
    expect((await verify(headSequence, otherHash)).brokenSequence).toBe(headSequence);
    const [second] = await query<{ code: string }>(pool, 'select code from audit_entries where sequence = 2');
    await query(pool, `update audit_entries set code = 'law' where sequence = 2`);
    expect((await verify()).brokenSequence).toBe(2);
    await query(pool, 'update audit_entries set code = $1 where sequence = 2', [second?.code]);
    expect((await verify()).brokenSequence).toBe(0);
    const [last] = await query<{ last: number }>(pool, 'select max(sequence) as last from audit_entries');
    await query(pool, 'delete from audit_entries where sequence = $1', [last?.last]);
    // Asking is itself an entry, which finds no place where the chain goes on.
    expect((await verify()).brokenSequence).toBe(last?.last);
    await query(pool, 'delete from audit_entries');
    await query(pool, `update audit_head set last_sequence = 0, last_hash = decode(repeat('00', 32), 'hex')`);
    expect((await verify(headSequence, headHash)).brokenSequence).toBeGreaterThan(0);
    expect((await verify()).brokenSequence).toBe(0);
  });

  test('lets nobody act whose action could not be written down', async () => {
    const { pool } = harness.stores;
    await query(pool, 'alter table audit_entries rename to audit_entries_away');
    try {
      const asked = callUnary(
        harness.client,
        'createTenant',
        { region: 'cn', timeZone: 'Asia/Shanghai' },
        limits,
      );
      expect(await outcome(asked)).toBe('STORE_FAILED');
    } finally {
      await query(pool, 'alter table audit_entries_away rename to audit_entries');
    }
  });
});

describe('an incident', () => {
  const words = (locale: string) => ({
    locale,
    whatHappened: 'a disk was lost',
    whatWasDone: 'keys were changed',
    whatYouCanDo: 'be wary of calls',
    whatMakesGood: 'a year is free',
    contact: 'ask@earshot.example',
  });
  const parts = [words('zh-CN'), words('en-US')];
  const scope = (given: object) => ({
    ...{ recipients: [], holders: [], classes: [], fromMs: 0, untilMs: 0 },
    ...given,
  });
  const open = async (given: object, isDrill = false) => {
    const asked = { scope: scope(given), parts, isDrill, foundAtMs: Date.now() };
    const { incident } = await callUnary(duties, 'openIncident', asked, limits);
    if (incident === undefined) throw new Error('no incident');
    return incident;
  };

  test('touches whom the ledger names: by recipient, class and time', async () => {
    await makeRecipient(harness.client, 'leaky');
    const [one, other] = [await makeHome(harness.client), await makeHome(harness.client)];
    const hotel = await makeHotelRoom(harness.client);
    await disclose(harness.client, one.device, 'leaky', [size]);
    await disclose(harness.client, hotel.device, 'leaky', [size]);
    await grant(harness.client, other.subjectId, 'leaky', ['utterance']);
    const heard = field('utterance', { valueClass: DataClass.UTTERANCE });
    await disclose(harness.client, other.device, 'leaky', [heard]);
    expect(await open({ recipients: ['leaky'] }, true)).toMatchObject({ people: 2, hotels: 1, children: 0 });
    const spoken = { recipients: ['leaky'], classes: [DataClass.UTTERANCE] };
    expect(await open(spoken, true)).toMatchObject({ people: 1, hotels: 0 });
    expect(await open({ recipients: ['leaky'], untilMs: 1 }, true)).toMatchObject({ people: 0, hotels: 0 });
    expect(await open({ recipients: ['tight'] }, true)).toMatchObject({ people: 0 });
    for (const wrong of [{}, { holders: ['nobody'] }, { recipients: ['a b'] }]) {
      expect(await outcome(open(wrong))).toBe('INVALID_ARGUMENT');
    }
    const half = {
      scope: scope({ recipients: ['leaky'] }),
      parts: [words('en-US')],
      isDrill: false,
      foundAtMs: 0,
    };
    expect(await outcome(callUnary(duties, 'openIncident', half, limits))).toBe('INVALID_ARGUMENT');
  });

  test('touches whoever has something of a class in a store that was reached', async () => {
    const quiet = await makeHome(harness.client);
    const before = await open({ holders: ['privacy'], classes: [DataClass.CONTACT] }, true);
    const profile = { subjectId: quiet.subjectId, path: 'user.contact.phone', value: '13800138000' };
    await callUnary(harness.client, 'setProfileField', profile, limits);
    const after = await open({ holders: ['privacy'], classes: [DataClass.CONTACT] }, true);
    expect(after.people).toBe(before.people + 1);
  });

  test('is told to people and guardians where they can be reached, is read by the others, and a drill tells nobody', async () => {
    await makeRecipient(harness.client, 'spill');
    const [reached, silent] = [await makeHome(harness.client), await makeHome(harness.client)];
    const child = await makeHome(harness.client, { isChildDevice: true });
    await addressed(reached, 'reached@example.org');
    for (const { device } of [reached, silent, child])
      await disclose(harness.client, device, 'spill', [size]);
    const drill = await open({ recipients: ['spill'] }, true);
    await callUnary(duties, 'tellIncident', { incidentId: drill.incidentId }, limits);
    const messages = () => codes.all().filter(({ text }) => text.includes('a disk was lost'));
    expect(messages()).toEqual([]);
    const real = await open({ recipients: ['spill'] });
    expect(real).toMatchObject({ people: 3, children: 1, toldByMessage: 0, unreached: 3 });
    for (const { audience, locale, text } of real.texts) {
      for (const part of Object.values(words(locale)).slice(1)) expect(`${audience} ${text}`).toContain(part);
    }
    const { incidentId } = real;
    const told = await callUnary(duties, 'tellIncident', { incidentId }, limits);
    expect(told.incident).toMatchObject({ toldByMessage: 1, unreached: 2 });
    expect(messages().map(({ to }) => to)).toEqual(['reached@example.org']);
    await callUnary(duties, 'tellIncident', { incidentId }, limits);
    expect(messages()).toHaveLength(1);
    const read = (subjectId: string) =>
      callUnary(duties, 'listAnnouncements', { subjectId, locale: 'en-US' }, limits);
    const { announcements } = await read(silent.subjectId);
    expect(announcements.map(({ kind }) => kind)).toEqual(['incident']);
    expect(announcements[0]?.text).toContain('What you can do yourself: be wary of calls');
    expect((await read(child.subjectId)).announcements[0]?.text).toContain('a child in your care');
    const stranger = await makeHome(harness.client);
    expect((await read(stranger.subjectId)).announcements).toEqual([]);
    const record = { incidentId, isRegulatorTold: true, isPublic: true };
    const { incident } = await callUnary(duties, 'recordTold', record, limits);
    expect(incident).toMatchObject({ toldByMessage: 1, toldByPage: 2, unreached: 0 });
    expect([incident?.regulatorToldAtMs, incident?.publicAtMs]).not.toContain(0);
  });
});

describe('a recipient', () => {
  const listed = async (recipient: string) =>
    (await callUnary(duties, 'listRecipients', {}, limits)).recipients.find(
      (one) => one.recipient === recipient,
    );

  test('acts as something under some agreement, and is told of each change, signed', async () => {
    await makeRecipient(harness.client, 'partner-co');
    expect(await listed('partner-co')).toMatchObject({
      role: RecipientRole.INDEPENDENT,
      agreement: 'as registered',
    });
    const terms = { recipient: 'partner-co', role: RecipientRole.PROCESSOR, agreement: 'DPA 7' };
    await callUnary(duties, 'setRecipientTerms', terms, limits);
    expect(await listed('partner-co')).toMatchObject({ role: RecipientRole.PROCESSOR, agreement: 'DPA 7' });
    await expect.poll(async () => (await listed('partner-co'))?.told, { timeout: 10_000 }).toBe('done');
    const body = posted.find(({ to }) => to === 'partner-co')?.body ?? '{}';
    expect(JSON.parse(body)).toMatchObject({
      type: 'recipient.terms',
      data: { role: 'processor', agreement: 'DPA 7' },
    });
    const unknown = { ...terms, recipient: 'nobody' };
    expect(await outcome(callUnary(duties, 'setRecipientTerms', unknown, limits))).toBe('NOT_FOUND');
  });

  test('that is taken over with its duties goes on, and without them asks again; people are told either way', async () => {
    for (const [name, takesDuties] of [
      ['merged', true],
      ['bankrupt', false],
    ] as const) {
      await makeRecipient(harness.client, name);
      const home = await makeHome(harness.client);
      await grant(harness.client, home.subjectId, name, ['user.name']);
      const transfer = {
        recipient: name,
        operator: 'Successor Ltd',
        cause: takesDuties ? 'merger' : 'insolvency',
        takesDuties,
      };
      expect(await callUnary(duties, 'transferRecipient', transfer, limits)).toEqual({ people: 1 });
      const { subjectId } = home;
      const { grants } = await callUnary(harness.client, 'listGrants', { subjectId, skillId: name }, limits);
      expect(grants).toHaveLength(takesDuties ? 1 : 0);
      const { announcements } = await callUnary(
        duties,
        'listAnnouncements',
        { subjectId, locale: 'en-US' },
        limits,
      );
      expect(announcements[0]?.text).toContain(takesDuties ? 'taken on every duty' : 'asks you again');
      expect((await listed(name))?.operator).toBe('Successor Ltd');
    }
  });
});

describe('two regions', () => {
  test('nothing of a home bound to one goes to the other without its own consent for that recipient, or a listed ground', async () => {
    const home = await makeHome(harness.client);
    for (const name of ['abroad', 'abroad-too']) await makeRecipient(harness.client, name, { region: 'eu' });
    await makeRecipient(harness.client, 'ours', { region: 'eu', isInProcess: true });
    const asking = (name: string) => outcome(disclose(harness.client, home.device, name, [size]));
    const grants = {
      subjectId: home.subjectId,
      skillId: 'abroad',
      paths: ['user.name'],
      purposes: ['To use user.name.'],
    };
    // Granting a field for that region is not leave to cross the border.
    await callUnary(harness.client, 'grantFields', { ...grants, recipientRegion: 'eu' }, limits);
    expect(await asking('abroad')).toBe('SKILL_OTHER_REGION');
    expect(await asking('ours')).toBe('OK');
    const { subjectId } = home;
    await callUnary(duties, 'allowCrossing', { subjectId, recipient: 'abroad', region: 'us' }, limits);
    expect(await asking('abroad')).toBe('SKILL_OTHER_REGION');
    await callUnary(duties, 'allowCrossing', { subjectId, recipient: 'abroad', region: 'eu' }, limits);
    expect([await asking('abroad'), await asking('abroad-too')]).toEqual(['OK', 'SKILL_OTHER_REGION']);
    await makeRecipient(harness.client, 'abroad', { region: 'us' });
    expect(await asking('abroad')).toBe('OK');
    await callUnary(duties, 'endCrossing', { subjectId, recipient: 'abroad' }, limits);
    expect(await asking('abroad')).toBe('SKILL_OTHER_REGION');
    const ground = { recipient: 'abroad-too', region: 'eu', staffRole: StaffRole.PRIVACY_OFFICER };
    const byLaw = (exception: ExceptionCode, staffRole: StaffRole = ground.staffRole) =>
      outcome(callUnary(duties, 'allowCrossingByLaw', { ...ground, exception, staffRole }, limits));
    expect(await byLaw(ExceptionCode.DISPUTE)).toBe('EXCEPTION_REQUIRED');
    expect(await byLaw(ExceptionCode.TREATY, StaffRole.SUPPORT)).toBe('STAFF_ROLE_REQUIRED');
    expect(await asking('abroad-too')).toBe('SKILL_OTHER_REGION');
    expect(await byLaw(ExceptionCode.TREATY)).toBe('OK');
    expect(await asking('abroad-too')).toBe('OK');
    // Once more changes nothing, and one end ends it, for a call whose answer was on its way too.
    expect(await byLaw(ExceptionCode.TREATY)).toBe('OK');
    const { pool } = harness.stores;
    expect(await query(pool, 'select 1 from crossings where subject_id is null')).toHaveLength(1);
    const end = (staffRole: StaffRole, region = 'eu') =>
      outcome(callUnary(duties, 'endCrossingByLaw', { recipient: 'abroad-too', region, staffRole }, limits));
    expect(await end(StaffRole.SUPPORT)).toBe('STAFF_ROLE_REQUIRED');
    expect(await end(StaffRole.PRIVACY_OFFICER, 'us')).toBe('NOT_FOUND');
    expect(await asking('abroad-too')).toBe('OK');
    const revision = async () =>
      (
        await query<{ consent_revision: number }>(
          pool,
          'select consent_revision from ledger_heads join devices using (chain_id) where device_id = $1',
          [home.device.deviceId],
        )
      )[0]?.consent_revision ?? 0;
    const before = await revision();
    expect(await end(StaffRole.PRIVACY_OFFICER)).toBe('OK');
    expect(await revision()).toBe(before + 1);
    expect(await asking('abroad-too')).toBe('SKILL_OTHER_REGION');
    expect(await end(StaffRole.PRIVACY_OFFICER)).toBe('NOT_FOUND');
    const { entries } = await callUnary(duties, 'listAudit', { afterSequence: 0, pageSize: 500 }, limits);
    expect(entries.filter(({ action }) => action === 'DutiesService/EndCrossingByLaw').at(-1)).toMatchObject({
      role: 'staff',
      staffRole: 'privacy_officer',
    });
  });

  test('a token that was made while the border was open reads nothing once it is closed', async () => {
    const home = await makeHome(harness.client);
    const { subjectId } = home;
    const recipient = 'abroad-pulls';
    await makeRecipient(harness.client, recipient, { region: 'eu' });
    const told = {
      subjectId,
      skillId: recipient,
      paths: ['user.name'],
      purposes: ['To use user.name.'],
      recipientRegion: 'eu',
    };
    await callUnary(harness.client, 'grantFields', told, limits);
    const named = { subjectId, path: 'user.name', value: 'Lin' };
    await callUnary(harness.client, 'setProfileField', named, limits);
    await callUnary(duties, 'allowCrossing', { subjectId, recipient, region: 'eu' }, limits);
    const asked = [field('user.name', { isPulled: true })];
    const { pullToken, pullUrl } = await disclose(harness.client, home.device, recipient, asked);
    const read = () => callUnary(harness.client, 'pullField', { pullToken, path: 'user.name' }, limits);
    expect((await read()).value).toBe('Lin');
    await callUnary(duties, 'endCrossing', { subjectId, recipient }, limits);
    expect(await outcome(read())).toBe('SKILL_OTHER_REGION');
    const answer = await fetch(`${pullUrl}user.name`, { headers: { authorization: `Bearer ${pullToken}` } });
    expect([answer.status, await answer.json()]).toMatchObject([403, { code: 'SKILL_OTHER_REGION' }]);
  });

  test('a store takes in nobody who is bound to another', async () => {
    const elsewhere = await harness.another({ EARSHOT_STORE_REGION: 'eu' });
    try {
      const coming = (region: string) =>
        outcome(
          callUnary(elsewhere.client, 'createHousehold', { region, timeZone: 'Asia/Shanghai' }, limits),
        );
      expect([await coming('cn'), await coming('eu'), await coming('local')]).toEqual([
        'REGION_ELSEWHERE',
        'OK',
        'OK',
      ]);
    } finally {
      await elsewhere.close();
    }
  });
});

test('the service ends on a day that everybody was told; then everything is erased, but for what the law keeps', async () => {
  const [reached, child] = [
    await makeHome(harness.client),
    await makeHome(harness.client, { isChildDevice: true }),
  ];
  await makeHotelRoom(harness.client);
  await addressed(reached, 'last@example.org');
  const order = { subjectId: reached.subjectId, seller: 'tea', what: 'tea', other: '', otherContact: '' };
  const completed = {
    completedAtMs: Date.now() - 1_000,
    promise: 'agreed',
    whatClass: DataClass.TRANSACTION,
  };
  await callUnary(cases, 'recordOrder', { ...order, ...completed }, limits);
  const announce = (endsOn: string) => callUnary(duties, 'announceShutdown', { endsOn }, limits);
  expect(await outcome(callUnary(duties, 'eraseEverything', {}, limits))).toBe('SHUTDOWN_NOT_DUE');
  expect(await outcome(announce(dayOf(Date.now() + 7 * dayMs)))).toBe('INVALID_ARGUMENT');
  const endsOn = dayOf(Date.now() + 31 * dayMs);
  const told = await announce(endsOn);
  expect(told.guardians).toBeGreaterThan(0);
  expect(codes.all().some(({ to, text }) => to === 'last@example.org' && text.includes(endsOn))).toBe(true);
  const asked = { subjectId: child.subjectId, locale: 'en-US' };
  const { announcements } = await callUnary(duties, 'listAnnouncements', asked, limits);
  expect(announcements[0]?.text).toContain('You answer for a child here');
  const coming = callUnary(
    harness.client,
    'createHousehold',
    { region: 'cn', timeZone: 'Asia/Shanghai' },
    limits,
  );
  expect(await outcome(coming)).toBe('SERVICE_ENDS');
  expect(await outcome(callUnary(duties, 'eraseEverything', {}, limits))).toBe('SHUTDOWN_NOT_DUE');
  harness.clock.nowMs = Date.now() + 31 * dayMs;
  const report = await callUnary(duties, 'eraseEverything', {}, { deadlineMs: 60_000 });
  harness.clock.nowMs = undefined;
  expect(report.hotels).toBeGreaterThan(0);
  expect(report.left).toMatchObject([{ table: 'trade_orders', rows: 1 }]);
  const { pool } = harness.stores;
  for (const table of ['households', 'tenants', 'subjects', 'devices', 'identities', 'grants', 'consents']) {
    expect([table, await query(pool, `select 1 from ${table}`)]).toEqual([table, []]);
  }
}, 120_000);
