/** Members by two yeses, children by their guardians: each promise with the real service over real stores. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Listener } from '../../../language/audience/policy.ts';
import { StaffRole } from '../../../proto/gen/earshot/callers/v1/callers.ts';
import { ConsentPurpose, ConsentWay } from '../../../proto/gen/earshot/consent/v1/consent.ts';
import {
  ChildReason,
  FamilyServiceClient,
  JoinState,
  Share,
} from '../../../proto/gen/earshot/family/v1/family.ts';
import { IdentityServiceClient } from '../../../proto/gen/earshot/identity/v1/identity.ts';
import {
  RequestKind,
  RequestState,
  RightsServiceClient,
} from '../../../proto/gen/earshot/rights/v1/rights.ts';
import { PauseKind } from '../../../proto/gen/earshot/turn/v1/audience.ts';
import type { Person } from '../../common/callers/access.ts';
import { query } from '../../common/db/pool.ts';
import { callUnary, connect } from '../../common/grpc/client.ts';
import { connectAsNamed, credentialsOf } from '../../common/testing/callers.ts';
import { testStaffId } from '../../common/testing/staff.ts';
import { born, guardians } from '../testing/guardians.ts';
import {
  agree,
  disclose,
  field,
  grant,
  type Harness,
  type Home,
  limits,
  makeHome,
  makeRecipient,
  startHarness,
} from '../testing/harness.ts';
import { SentCodes } from '../testing/sent-codes.ts';

const { HISTORY, PERSONALISATION, TRAINING } = ConsentPurpose;
const dayMs = 86_400_000;
const codes = new SentCodes();
let harness: Harness;
let family: FamilyServiceClient;
let gateway: FamilyServiceClient;
let rights: RightsServiceClient;
let identities: IdentityServiceClient;
beforeAll(async () => {
  harness = await startHarness({ env: { EARSHOT_SIGN_IN_CODE_FILE: codes.path } });
  const { service, stateDirectory } = harness;
  family = connectAsNamed(FamilyServiceClient, service.address, stateDirectory);
  rights = connectAsNamed(RightsServiceClient, service.address, stateDirectory);
  identities = connectAsNamed(IdentityServiceClient, service.address, stateDirectory);
  gateway = connect(
    FamilyServiceClient,
    service.address,
    credentialsOf('gateway', undefined, stateDirectory),
  );
  await makeRecipient(harness.client, 'coffee');
});
afterAll(async () => {
  for (const client of [family, gateway, rights, identities]) client.close();
  await harness.close();
});

let turns = 0;
async function say({ device }: Pick<Home, 'device'>, heard: string): Promise<boolean> {
  turns += 1;
  const turn = {
    deviceId: device.deviceId,
    turnId: `turn-f${turns}`,
    heard,
    answered: '',
    skillId: 'coffee',
  };
  return (await callUnary(rights, 'recordTurn', { ...turn, ended: 'completed' }, limits)).isKept;
}
const listed = async ({ subjectId }: Pick<Home, 'subjectId'>) =>
  (await callUnary(family, 'listJoins', { subjectId }, limits)).joins;
const shared = ({ subjectId }: Pick<Home, 'subjectId'>, joinId: string) =>
  callUnary(
    family,
    'listSharedHistory',
    { subjectId, joinId, search: '', beforeMs: 0, pageSize: 10 },
    limits,
  );
const failure = (code: string) => expect.objectContaining({ code });

async function join(main: Home, sub: Home, lets: Share[], back: Share[]): Promise<string> {
  const offer = { subjectId: main.subjectId, name: 'Ada', lets, asks: back };
  const { code, joinId } = await callUnary(family, 'offerJoin', offer, limits);
  await callUnary(family, 'answerJoin', { subjectId: sub.subjectId, code, name: 'Ben', lets: back }, limits);
  await callUnary(family, 'confirmJoin', { subjectId: main.subjectId, joinId }, limits);
  return joinId;
}

describe('members', () => {
  test('are joined by both sides alone, each shown before what the other will see', async () => {
    const [main, sub] = [await makeHome(harness.client), await makeHome(harness.client)];
    for (const home of [main, sub]) await agree(harness.client, home, [HISTORY]);
    await say(main, 'words of the main account');
    await say(sub, 'words of the sub-account');
    const { HISTORY: history, DEVICES: speakers } = Share;
    const asked = { subjectId: main.subjectId, name: 'Ada', lets: [history], asks: [history, speakers] };
    const { code, joinId } = await callUnary(family, 'offerJoin', asked, limits);
    const by = { subjectId: sub.subjectId };
    const terms = await callUnary(family, 'readJoin', { ...by, code }, limits);
    expect(terms).toMatchObject({ name: 'Ada', lets: [history], asks: [history, speakers] });
    await expect(shared(sub, joinId)).rejects.toEqual(failure('NOT_FOUND'));
    // Less than was asked may be let, never more.
    await callUnary(family, 'answerJoin', { ...by, code, name: 'Ben', lets: [speakers] }, limits);
    await expect(callUnary(family, 'readJoin', { ...by, code }, limits)).rejects.toEqual(
      failure('JOIN_CODE_WRONG'),
    );
    expect((await listed(main))[0]).toMatchObject({
      state: JoinState.ANSWERED,
      ...{ name: 'Ben', lets: [history], sees: [speakers], isMain: true },
    });
    for (const home of [main, sub]) await expect(shared(home, joinId)).rejects.toEqual(failure('NOT_FOUND'));
    // The one who answered cannot say the last yes.
    await expect(callUnary(family, 'confirmJoin', { ...by, joinId }, limits)).rejects.toEqual(
      failure('NOT_FOUND'),
    );
    await callUnary(family, 'confirmJoin', { subjectId: main.subjectId, joinId }, limits);
    expect((await shared(sub, joinId)).entries.map(({ heard }) => heard)).toEqual([
      'words of the main account',
    ]);
    await expect(shared(main, joinId)).rejects.toEqual(failure('NOT_FOUND'));
    const seen = { subjectId: main.subjectId, joinId };
    const { devices } = await callUnary(family, 'listSharedDevices', seen, limits);
    expect(devices.map(({ deviceId }) => deviceId)).toEqual([sub.device.deviceId]);
    const mute = { ...seen, deviceId: sub.device.deviceId, mutedUntilMs: Date.now() + 60_000 };
    await callUnary(family, 'muteSharedDevice', mute, limits);
    await expect(
      callUnary(family, 'muteSharedDevice', { ...mute, deviceId: main.device.deviceId }, limits),
    ).rejects.toEqual(failure('NOT_FOUND'));
    const after = await known(sub);
    expect(after.listening?.isMuted).toBe(true);
    const stored = await query<{ row: string }>(harness.stores.pool, 'select j::text as row from joins j');
    for (const word of ['Ada', 'Ben', code]) {
      expect(JSON.stringify(stored)).not.toContain(Buffer.from(word).toString('hex'));
    }
  });

  test.each(['main', 'sub'] as const)(
    'are parted at once by the %s account, and nothing stays shared',
    async (who) => {
      const [main, sub] = [await makeHome(harness.client), await makeHome(harness.client)];
      await agree(harness.client, main, [HISTORY]);
      await say(main, 'until then');
      const joinId = await join(main, sub, [Share.HISTORY], []);
      expect((await shared(sub, joinId)).entries).toHaveLength(1);
      const { subjectId } = who === 'main' ? main : sub;
      await callUnary(family, 'endJoin', { subjectId, joinId }, limits);
      await expect(shared(sub, joinId)).rejects.toEqual(failure('NOT_FOUND'));
      for (const home of [main, sub]) expect(await listed(home)).toEqual([]);
    },
  );

  test('see nothing of an account that is restricted, and nothing that was never kept', async () => {
    const [main, sub] = [await makeHome(harness.client), await makeHome(harness.client)];
    const joinId = await join(main, sub, [Share.HISTORY], []);
    expect((await shared(sub, joinId)).entries).toEqual([]);
    const { subjectId } = main;
    await callUnary(rights, 'restrictAccount', { subjectId, isRestricted: true }, limits);
    await expect(shared(sub, joinId)).rejects.toEqual(failure('NOT_FOUND'));
  });

  test('an offer is good for a day and for one, and guessing is counted', async () => {
    const [main, sub, third] = [
      await makeHome(harness.client),
      await makeHome(harness.client),
      await makeHome(harness.client),
    ];
    const offer = { subjectId: main.subjectId, name: 'Ada', lets: [], asks: [] };
    const { code } = await callUnary(family, 'offerJoin', offer, limits);
    const answer = { subjectId: sub.subjectId, code, name: 'Ben', lets: [] as Share[] };
    const reading = (subjectId: string, text = code) =>
      callUnary(family, 'readJoin', { subjectId, code: text }, limits);
    await expect(reading(main.subjectId)).rejects.toEqual(failure('JOIN_CODE_WRONG'));
    await expect(
      callUnary(family, 'answerJoin', { ...answer, lets: [Share.HISTORY] }, limits),
    ).rejects.toEqual(failure('INVALID_ARGUMENT'));
    harness.clock.nowMs = Date.now() + dayMs + 1_000;
    await expect(callUnary(family, 'answerJoin', answer, limits)).rejects.toEqual(failure('JOIN_CODE_WRONG'));
    harness.clock.nowMs = undefined;
    for (let tries = 0; tries < 10; tries += 1) {
      await expect(reading(third.subjectId, 'BCDFG-HJKLM-NPQRS')).rejects.toEqual(failure('JOIN_CODE_WRONG'));
    }
    await expect(reading(third.subjectId)).rejects.toEqual(failure('RATE_LIMITED'));
    await callUnary(family, 'answerJoin', answer, limits);
    await expect(
      callUnary(family, 'answerJoin', { ...answer, subjectId: third.subjectId }, limits),
    ).rejects.toMatchObject({ code: expect.stringMatching(/JOIN_CODE_WRONG|RATE_LIMITED/) });
  });
});

const { addChild, childrenOf, answerFor, give, rule } = guardians(() => family);
const known = ({ deviceToken }: Pick<Home, 'deviceToken'>) =>
  callUnary(harness.client, 'authenticateDevice', { deviceToken }, limits);
const audienceOf = async (home: Pick<Home, 'deviceToken'>) => (await known(home)).audience;

describe('a child', () => {
  test('is not heard before its guardian agreed, then answered and nothing more, and not after a no', async () => {
    const home = await makeHome(harness.client);
    for (const purpose of [HISTORY, TRAINING]) await agree(harness.client, home, [purpose]);
    const childId = await addChild(home);
    await give(home, childId);
    expect(await audienceOf(home)).toMatchObject({ listener: Listener.CHILD, policy: { mayListen: false } });
    expect(await childrenOf(home)).toMatchObject([
      { childId, name: 'Mia', ...born, isAgreed: false, isWaiting: true },
    ]);
    await answerFor(home.subjectId, childId, true);
    const policy = {
      mayListen: true,
      mayPersonalise: false,
      mayOfferForTraining: false,
      mayRecordHistory: false,
      mayGrantPersonal: false,
      maySendOpenSlots: false,
      mayLeaveHouse: false,
    };
    expect((await audienceOf(home))?.policy).toMatchObject(policy);
    expect(await say(home, 'nothing of this is kept')).toBe(false);
    await expect(grant(harness.client, childId, 'coffee', ['user.name'])).rejects.toEqual(
      failure('PERMISSION_DENIED'),
    );
    const names = [field('user.id', { isImpliedByEnabling: true }), field('slots.Note')];
    expect((await disclose(harness.client, home.device, 'coffee', names)).allowedPaths).toEqual([]);
    // Nobody but a guardian answers for it, not even in its own name.
    await expect(agree(harness.client, { subjectId: childId }, [HISTORY])).rejects.toEqual(
      failure('PERMISSION_DENIED'),
    );
    await answerFor(home.subjectId, childId, false);
    expect((await audienceOf(home))?.policy?.mayListen).toBe(false);
    await give(home, childId, false);
    expect(await audienceOf(home)).toMatchObject({
      listener: Listener.HOUSEHOLD,
      policy: { mayListen: true },
    });
  });

  test('that an account turns out to be: its guardian is told, and all beyond the necessary stops until a yes', async () => {
    const [main, sub] = [await makeHome(harness.client), await makeHome(harness.client)];
    const identity = 'guardian@example.org';
    const adding = { subjectId: main.subjectId, identity, locale: 'en-US' };
    const { challenge } = await callUnary(identities, 'startAddIdentity', adding, limits);
    const code = await codes.latest(identity, 1);
    await callUnary(identities, 'finishAddIdentity', { subjectId: main.subjectId, challenge, code }, limits);
    await agree(harness.client, sub, [HISTORY, PERSONALISATION, TRAINING]);
    await say(sub, 'kept until then');
    await grant(harness.client, sub.subjectId, 'coffee', ['slots.Note']);
    const note = [field('slots.Note'), field('user.id', { isImpliedByEnabling: true })];
    expect((await disclose(harness.client, sub.device, 'coffee', note)).allowedPaths).toHaveLength(2);
    const { url } = await callUnary(identities, 'issueSignInLink', { subjectId: sub.subjectId }, limits);
    const token = url.split('/').at(-1) ?? '';
    const joinId = await join(main, sub, [], [Share.HISTORY]);
    // Only the main account may say it of the other, and only once.
    const recognised = { ...born, subjectId: '', reason: ChildReason.UNSPECIFIED };
    await expect(
      callUnary(family, 'recogniseChild', { askerId: sub.subjectId, joinId, ...recognised }, limits),
    ).rejects.toEqual(failure('NOT_FOUND'));
    await callUnary(family, 'recogniseChild', { askerId: main.subjectId, joinId, ...recognised }, limits);
    expect(codes.textsTo(identity)).toContainEqual(expect.stringContaining('is a child’s'));
    expect(await childrenOf(main)).toMatchObject([
      { childId: sub.subjectId, isRecognised: true, isWaiting: true },
    ]);
    // What is necessary goes on, and nothing else.
    expect(await audienceOf(sub)).toMatchObject({
      listener: Listener.CHILD,
      policy: {
        mayListen: true,
        mayReceiveTranscript: false,
        mayPersonalise: false,
        mayRecordHistory: false,
      },
    });
    expect((await disclose(harness.client, sub.device, 'coffee', note)).allowedPaths).toEqual([]);
    const { pool } = harness.stores;
    const count = async (table: string) =>
      (await query(pool, `select 1 from ${table} where subject_id = $1`, [sub.subjectId])).length;
    expect([await count('history_entries'), await count('sessions')]).toEqual([0, 0]);
    const live = await query(
      pool,
      `select purpose from consents where subject_id = $1 and withdrawn_at is null
       union all select path from grants where subject_id = $1 and withdrawn_at is null`,
      [sub.subjectId],
    );
    expect(live).toEqual([{ purpose: 'voice_service' }]);
    const { notices } = await callUnary(harness.client, 'listNotices', { subjectId: sub.subjectId }, limits);
    expect(notices.map(({ event }) => event)).toContain('user.data.delete');
    await expect(
      callUnary(identities, 'useSignInLink', { token, clientAddress: '192.0.2.1' }, limits),
    ).rejects.toEqual(failure('SIGN_IN_LINK_OVER'));
    await answerFor(main.subjectId, sub.subjectId, true);
    expect((await audienceOf(sub))?.policy).toMatchObject({ mayListen: true, mayReceiveTranscript: true });
    await answerFor(main.subjectId, sub.subjectId, false);
    expect((await audienceOf(sub))?.policy?.mayListen).toBe(false);
  });

  test('says so of itself, or an operator does for a reason on record; without a guardian it is soon not heard at all', async () => {
    const [own, found] = [await makeHome(harness.client), await makeHome(harness.client)];
    const request = { askerId: own.subjectId, joinId: '', subjectId: own.subjectId, ...born };
    const asStaff = connect(
      FamilyServiceClient,
      harness.service.address,
      credentialsOf('web', { role: 'staff', staffId: testStaffId }, harness.stateDirectory),
    );
    const staffRole = StaffRole.SUPPORT;
    const other = { ...request, askerId: '', subjectId: found.subjectId, staffRole };
    const { UNSPECIFIED, RECOGNISED } = ChildReason;
    await expect(
      callUnary(
        family,
        'recogniseChild',
        { ...request, subjectId: found.subjectId, reason: UNSPECIFIED },
        limits,
      ),
    ).rejects.toEqual(failure('NOT_FOUND'));
    await callUnary(family, 'recogniseChild', { ...request, reason: UNSPECIFIED }, limits);
    await expect(
      callUnary(asStaff, 'recogniseChild', { ...other, reason: UNSPECIFIED }, limits),
    ).rejects.toEqual(failure('INVALID_ARGUMENT'));
    await callUnary(asStaff, 'recogniseChild', { ...other, reason: RECOGNISED }, limits);
    asStaff.close();
    const reads = await query(
      harness.stores.pool,
      'select role, reason from child_reads where child_id = $1',
      [found.subjectId],
    );
    expect(reads).toEqual([{ role: 'support', reason: 'recognised' }]);
    expect((await audienceOf(own))?.policy?.mayListen).toBe(true);
    await query(
      harness.stores.pool,
      `update subjects set recognised_at = now() - interval '31 days' where subject_id = $1`,
      [own.subjectId],
    );
    await callUnary(
      harness.consents,
      'withdrawConsent',
      {
        ...{ subjectId: own.subjectId, tenantId: '', purpose: PERSONALISATION, way: ConsentWay.PAGE },
      },
      limits,
    );
    expect((await audienceOf(own))?.policy?.mayListen).toBe(false);
  });

  test('is heard within the hours and the time that its guardian set, by the clock of its home', async () => {
    const home = await makeHome(harness.client);
    const childId = await addChild(home);
    await give(home, childId);
    await answerFor(home.subjectId, childId, true);
    const guardianId = home.subjectId;
    // Noon in Shanghai.
    const noonMs = Date.UTC(2026, 10, 30, 4);
    harness.clock.nowMs = noonMs;
    await rule(guardianId, childId, { dailyMinutes: 30, quietFromMinute: 20 * 60, quietUntilMinute: 7 * 60 });
    expect((await known(home)).pause).toEqual({
      kind: PauseKind.QUIET_HOURS,
      fromMs: noonMs + 8 * 3_600_000,
      untilMs: noonMs + 19 * 3_600_000,
    });
    const use = (usedMs: number) =>
      callUnary(gateway, 'reportUse', { deviceId: home.device.deviceId, usedMs }, limits);
    for (let minute = 0; minute < 29; minute += 1) await use(60_000);
    expect((await known(home)).pause?.kind).toBe(PauseKind.QUIET_HOURS);
    await use(60_000);
    expect((await known(home)).pause).toEqual({
      kind: PauseKind.TIME_LIMIT,
      fromMs: noonMs,
      untilMs: noonMs + 12 * 3_600_000,
    });
    expect((await childrenOf(home))[0]?.usedTodayMs).toBe(30 * 60_000);
    harness.clock.nowMs = noonMs + 9 * 3_600_000;
    expect((await known(home)).pause).toMatchObject({
      kind: PauseKind.QUIET_HOURS,
      fromMs: noonMs + 8 * 3_600_000,
    });
    harness.clock.nowMs = noonMs + 20 * 3_600_000;
    expect((await known(home)).pause).toMatchObject({ fromMs: noonMs + 32 * 3_600_000 });
    await rule(guardianId, childId, {});
    expect((await known(home)).pause).toBeUndefined();
    await expect(rule(guardianId, childId, { dailyMinutes: 1_441 })).rejects.toEqual(
      failure('INVALID_ARGUMENT'),
    );
    harness.clock.nowMs = undefined;
  });

  test('has its rights exercised by its guardian, as cases; the staff see no word without a reason that is recorded', async () => {
    const home = await makeHome(harness.client);
    const childId = await addChild(home);
    const one = { guardianId: home.subjectId, childId };
    const request = { ...one, kind: RequestKind.CORRECTION, note: 'her name is spelled Mia' };
    const { requestId, dueOn } = await callUnary(family, 'openChildRequest', request, limits);
    expect(dueOn).toMatch(/^\d{4}-\d\d-\d\d$/);
    const { requests: open } = await callUnary(rights, 'listOpenRequests', {}, limits);
    expect(open.find((each) => each.requestId === requestId)).toMatchObject({ note: '', isAboutChild: true });
    const callingAs = (service: 'web' | 'operator_cli', person: Person) =>
      connect(
        FamilyServiceClient,
        harness.service.address,
        credentialsOf(service, person, harness.stateDirectory),
      );
    const asStaff = callingAs('web', { role: 'staff', staffId: testStaffId });
    const asOperator = callingAs('operator_cli', { role: 'operator' });
    const staffRole = StaffRole.PRIVACY_OFFICER;
    const reading = (reason: ChildReason, client = asStaff) =>
      callUnary(client, 'readChildCase', { requestId, reason, staffRole }, limits);
    await expect(reading(ChildReason.ANSWER_REQUEST, asOperator)).rejects.toEqual(failure('CALLER_REFUSED'));
    await expect(reading(ChildReason.UNSPECIFIED)).rejects.toEqual(failure('INVALID_ARGUMENT'));
    expect((await callUnary(family, 'listChildReads', one, limits)).reads).toEqual([]);
    expect((await reading(ChildReason.ANSWER_REQUEST)).request?.note).toBe(request.note);
    expect((await callUnary(family, 'listChildReads', one, limits)).reads).toMatchObject([
      { role: 'privacy_officer', reason: ChildReason.ANSWER_REQUEST, what: 'case' },
    ]);
    // Nor is there any way in which the staff could take a child's data out.
    for (const client of [asStaff, asOperator]) {
      await expect(callUnary(client, 'listChildRequests', one, limits)).rejects.toEqual(
        failure('CALLER_REFUSED'),
      );
      client.close();
    }
    await callUnary(family, 'restrictChild', { ...one, isRestricted: true }, limits);
    expect((await childrenOf(home))[0]?.isRestricted).toBe(true);
    const { requests } = await callUnary(family, 'listChildRequests', one, limits);
    expect(requests.map(({ kind, state }) => [kind, state])).toEqual(
      expect.arrayContaining([[RequestKind.RESTRICTION, RequestState.DONE]]),
    );
    const { erasureId } = await callUnary(family, 'eraseChild', one, { deadlineMs: 30_000 });
    expect(await childrenOf(home)).toEqual([]);
    const mine = await callUnary(rights, 'listRequests', { subjectId: home.subjectId }, limits);
    expect(mine.requests[0]).toMatchObject({
      ...{ kind: RequestKind.ERASURE, state: RequestState.DONE, answer: erasureId },
    });
    const dump = await query(harness.stores.pool, 'select s::text as row from subjects s');
    expect(JSON.stringify(dump)).not.toContain(childId);
    expect(await audienceOf(home)).toMatchObject({ listener: Listener.HOUSEHOLD });
  });

  test('is its guardians’ and nobody else’s', async () => {
    const [home, stranger, friend] = [
      await makeHome(harness.client),
      await makeHome(harness.client),
      await makeHome(harness.client),
    ];
    const childId = await addChild(home);
    const theirs = { guardianId: stranger.subjectId, childId };
    const calls: (() => Promise<unknown>)[] = [
      () => answerFor(stranger.subjectId, childId, true),
      () => rule(stranger.subjectId, childId, {}),
      () => give({ ...stranger }, childId),
      () => callUnary(family, 'openChildRequest', { ...theirs, kind: 5, note: 'x' }, limits),
      () => callUnary(family, 'listChildRequests', theirs, limits),
      () => callUnary(family, 'restrictChild', { ...theirs, isRestricted: true }, limits),
      () => callUnary(family, 'eraseChild', theirs, limits),
      () => callUnary(family, 'listChildReads', theirs, limits),
    ];
    for (const call of calls) await expect(call()).rejects.toEqual(failure('NOT_FOUND'));
    expect(await childrenOf(stranger)).toEqual([]);
    const joinId = await join(home, friend, [], []);
    await callUnary(family, 'addGuardian', { guardianId: home.subjectId, childId, joinId }, limits);
    await answerFor(friend.subjectId, childId, true);
    expect(await childrenOf(friend)).toMatchObject([{ childId, isAgreed: true }]);
  });

  test('grows up: what was agreed for it ends, and it is asked itself', async () => {
    const home = await makeHome(harness.client);
    const childId = await addChild(home);
    await give(home, childId);
    await answerFor(home.subjectId, childId, true);
    harness.clock.nowMs = Date.UTC(2033, 4, 31);
    await harness.service.retention.run();
    expect(await childrenOf(home)).toHaveLength(1);
    harness.clock.nowMs = Date.UTC(2033, 5, 1);
    await harness.service.retention.run();
    expect(await childrenOf(home)).toEqual([]);
    expect(await audienceOf(home)).toMatchObject({
      listener: Listener.HOUSEHOLD,
      policy: { mayListen: false },
    });
    harness.clock.nowMs = undefined;
    const tooOld = { guardianId: home.subjectId, householdId: home.householdId, name: 'Max', bornYear: 2010 };
    await expect(callUnary(family, 'addChild', { ...tooOld, bornMonth: 1 }, limits)).rejects.toEqual(
      failure('INVALID_ARGUMENT'),
    );
  });
});
