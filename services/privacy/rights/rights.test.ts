/** Rights as cases, restriction, closing, reasons: with the real service over real stores. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { StaffRole } from '../../../proto/gen/earshot/callers/v1/callers.ts';
import { ConsentPurpose, ConsentWay } from '../../../proto/gen/earshot/consent/v1/consent.ts';
import { IdentityServiceClient } from '../../../proto/gen/earshot/identity/v1/identity.ts';
import { DataClass } from '../../../proto/gen/earshot/privacy/v1/data_class.ts';
import {
  RefusalCode,
  RequestKind,
  RequestState,
  RightsServiceClient,
} from '../../../proto/gen/earshot/rights/v1/rights.ts';
import { query } from '../../common/db/pool.ts';
import { callUnary, openServerStream } from '../../common/grpc/client.ts';
import { connectAsNamed } from '../../common/testing/callers.ts';
import {
  disclose,
  field,
  type Harness,
  type Home,
  limits,
  makeHome,
  makeRecipient,
  startHarness,
} from '../testing/harness.ts';
import { SentCodes } from '../testing/sent-codes.ts';
import { dayOf, dueOn } from './due.ts';

const codes = new SentCodes();
const dayMs = 86_400_000;
let harness: Harness;
let rights: RightsServiceClient;
let identities: IdentityServiceClient;
let home: Home;
beforeAll(async () => {
  harness = await startHarness({ env: { EARSHOT_SIGN_IN_CODE_FILE: codes.path } });
  const { service, stateDirectory } = harness;
  rights = connectAsNamed(RightsServiceClient, service.address, stateDirectory);
  identities = connectAsNamed(IdentityServiceClient, service.address, stateDirectory);
  home = await makeHome(harness.client);
  await makeRecipient(harness.client, 'coffee');
});
afterAll(async () => {
  rights.close();
  identities.close();
  await harness.close();
});

const opening = (kind: RequestKind, note = '', { subjectId } = home) =>
  callUnary(rights, 'openRequest', { subjectId, kind, note }, limits);
const listing = ({ subjectId } = home) => callUnary(rights, 'listRequests', { subjectId }, limits);
const answering = (requestId: string, refusal: RefusalCode, answer = '') =>
  callUnary(
    rights,
    'answerRequest',
    { requestId, refusal, answer, staffRole: StaffRole.PRIVACY_OFFICER },
    limits,
  );

describe('an answer is due', () => {
  test.each([
    ['an ordinary Monday', '2026-11-30T04:00:00Z', '2026-12-21'],
    ['before the National Day holidays, whose working weekends count', '2026-09-21T04:00:00Z', '2026-10-19'],
    [
      'late in the evening by the clock of London, which is the next day in Shanghai',
      '2026-11-30T17:00:00Z',
      '2026-12-22',
    ],
  ])('fifteen working days after %s', (_which, asked, due) => {
    expect(dueOn(Date.parse(asked))).toBe(due);
  });
});

describe('a request', () => {
  test('has a due date, a state, and the words of whoever made it, which nobody else can read at rest', async () => {
    const { requestId, dueOn: due } = await opening(RequestKind.CORRECTION, 'my name is spelled Ada');
    const { requests } = await listing();
    expect(requests[0]).toMatchObject({
      requestId,
      kind: RequestKind.CORRECTION,
      state: RequestState.OPEN,
      dueOn: due,
      note: 'my name is spelled Ada',
      mayAppeal: false,
    });
    expect(due > dayOf(Date.now())).toBe(true);
    const stored = await query<{ row: string }>(
      harness.stores.pool,
      'select r::text as row from rights_requests r',
    );
    expect(JSON.stringify(stored)).not.toContain(Buffer.from('spelled').toString('hex'));
    const { requests: open } = await callUnary(rights, 'listOpenRequests', {}, limits);
    expect(open.map((one) => one.requestId)).toContain(requestId);
    expect(JSON.stringify(open)).not.toContain(home.subjectId);
    await answering(requestId, RefusalCode.UNSPECIFIED, 'it is spelled so now');
    expect((await listing()).requests[0]).toMatchObject({
      state: RequestState.DONE,
      answer: 'it is spelled so now',
    });
    await expect(answering(requestId, RefusalCode.LAW)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('is refused for a reason of the list alone, and appealed against once', async () => {
    const { requestId } = await opening(RequestKind.COMPLAINT, 'nobody answered');
    await expect(answering(requestId, 99 as RefusalCode)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await answering(requestId, RefusalCode.NOT_HELD, 'there is nothing');
    const refused = (await listing()).requests.find((one) => one.requestId === requestId);
    expect(refused).toMatchObject({
      state: RequestState.REFUSED,
      refusal: RefusalCode.NOT_HELD,
      mayAppeal: true,
    });
    const appeal = { subjectId: home.subjectId, requestId, note: 'there is' };
    const { requestId: appealId } = await callUnary(rights, 'appealRequest', appeal, limits);
    await expect(callUnary(rights, 'appealRequest', appeal, limits)).rejects.toMatchObject({
      code: 'ALREADY_EXISTS',
    });
    const { requests } = await listing();
    expect(requests.find((one) => one.requestId === requestId)?.mayAppeal).toBe(false);
    expect(requests.find((one) => one.requestId === appealId)).toMatchObject({ appealOf: requestId });
    await expect(
      callUnary(rights, 'appealRequest', { ...appeal, requestId: appealId }, limits),
    ).rejects.toMatchObject({ code: 'RIGHTS_NOT_REFUSED' });
  });

  test('of somebody else is not found, and a sixth of a kind in thirty days is refused', async () => {
    const other = await makeHome(harness.client);
    const { requestId } = await opening(RequestKind.COMPLAINT, 'one', other);
    await answering(requestId, RefusalCode.LAW);
    const mine = { subjectId: home.subjectId, requestId, note: '' };
    await expect(callUnary(rights, 'appealRequest', mine, limits)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    for (const note of ['two', 'three', 'four', 'five']) await opening(RequestKind.COMPLAINT, note, other);
    await expect(opening(RequestKind.COMPLAINT, 'six', other)).rejects.toMatchObject({
      code: 'RIGHTS_REPEATED',
    });
    await expect(opening(RequestKind.CORRECTION, '')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  test('for a copy is done when the whole copy was given', async () => {
    const other = await makeHome(harness.client);
    const { requestId } = await opening(RequestKind.ACCESS, '', other);
    expect((await opening(RequestKind.ACCESS, '', other)).requestId).toBe(requestId);
    const alone = { householdId: other.householdId, tenantId: '' };
    const open = harness.client.exportData.bind(harness.client);
    // Other holders do not run here: a copy with a part missing fails, and answers nothing.
    const copy = async () => {
      for await (const _row of openServerStream(open, alone, { deadlineMs: 3_000 }));
    };
    await expect(copy()).rejects.toBeDefined();
    expect((await listing(other)).requests[0]?.state).toBe(RequestState.OPEN);
  });
});

test('an answer, an appeal, a restriction and a withdrawal at once wait for each other and never for ever', async () => {
  const { subjectId } = await makeHome(harness.client);
  const who = { subjectId, tenantId: '', purpose: ConsentPurpose.PERSONALISATION };
  const given = { ...who, textVersion: 1, locale: 'en-US', way: ConsentWay.PAGE };
  for (let round = 0; round < 5; round += 1) {
    const { requestId } = await opening(RequestKind.COMPLAINT, `round ${round}`, { ...home, subjectId });
    await Promise.all([
      answering(requestId, RefusalCode.LAW),
      callUnary(rights, 'restrictAccount', { subjectId, isRestricted: true }, limits),
      callUnary(harness.consents, 'giveConsent', given, limits),
      callUnary(harness.consents, 'withdrawConsent', { ...who, way: ConsentWay.PAGE }, limits),
      callUnary(rights, 'restrictAccount', { subjectId, isRestricted: false }, limits),
    ]);
  }
});

describe('an account restricted to storage', () => {
  test('is not heard and sends nothing, and goes on when that is lifted', async () => {
    const { subjectId, device, deviceToken } = await makeHome(harness.client);
    const size = field('slots.Size', { valueClass: DataClass.COMMAND });
    const restrict = (isRestricted: boolean) =>
      callUnary(rights, 'restrictAccount', { subjectId, isRestricted }, limits);
    const mayListen = async () =>
      (await callUnary(harness.client, 'authenticateDevice', { deviceToken }, limits)).audience?.policy
        ?.mayListen;
    await disclose(harness.client, device, 'coffee', [size]);
    await restrict(true);
    expect(await mayListen()).toBe(false);
    await expect(disclose(harness.client, device, 'coffee', [size])).rejects.toMatchObject({
      code: 'CONSENT_REQUIRED',
    });
    const { requests, isRestricted } = await callUnary(rights, 'listRequests', { subjectId }, limits);
    expect([isRestricted, requests[0]?.kind, requests[0]?.state]).toEqual([
      true,
      RequestKind.RESTRICTION,
      RequestState.DONE,
    ]);
    await restrict(false);
    expect(await mayListen()).toBe(true);
  });
});

describe('closing an account', () => {
  const addIdentity = async ({ subjectId }: Home, identity: string, sent: number) => {
    const { challenge } = await callUnary(
      identities,
      'startAddIdentity',
      { subjectId, identity, locale: 'en-US' },
      limits,
    );
    const code = await codes.latest(identity, sent);
    await callUnary(identities, 'finishAddIdentity', { subjectId, challenge, code }, limits);
  };

  test('shuts out its devices at once, and its address rests for three days', async () => {
    const closed = await makeHome(harness.client);
    const next = await makeHome(harness.client);
    await addIdentity(closed, 'ada@example.org', 1);
    const { erasureId, holders } = await callUnary(
      rights,
      'closeAccount',
      { householdId: closed.householdId },
      { deadlineMs: 30_000 },
    );
    expect(holders.find(({ holder }) => holder === 'privacy')?.isDone).toBe(true);
    const asked = callUnary(
      harness.client,
      'authenticateDevice',
      { deviceToken: closed.deviceToken },
      limits,
    );
    await expect(asked).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    // The others do not run here: what is pending is told, by a name that names nobody.
    const report = await callUnary(rights, 'readErasure', { erasureId }, limits);
    expect(report).toMatchObject({ isDone: false, doneHolders: ['privacy'] });
    expect(report.pendingHolders).toContain('dialogue');
    await expect(addIdentity(next, 'ada@example.org', 2)).rejects.toMatchObject({ code: 'IDENTITY_RESTING' });
    harness.clock.nowMs = Date.now() + 3 * dayMs + 1_000;
    await addIdentity(next, 'ada@example.org', 3);
    await harness.service.retention.run();
    expect(await query(harness.stores.pool, 'select 1 from closed_identities')).toEqual([]);
    harness.clock.nowMs = undefined;
  });
});

test('why a turn went as it did is told by what left because of it', async () => {
  const { subjectId, device } = await makeHome(harness.client, {
    agreesTo: [ConsentPurpose.VOICE_SERVICE],
  });
  const size = field('slots.Size', { valueClass: DataClass.COMMAND });
  await disclose(harness.client, device, 'coffee', [size], 'turn-why');
  const why = await callUnary(rights, 'explainTurn', { subjectId, turnId: 'turn-why' }, limits);
  expect(why.skillId).toBe('coffee');
  expect(why.disclosures.map(({ fields }) => fields.map(({ path }) => path))).toEqual([['slots.Size']]);
  const stranger = { subjectId: home.subjectId, turnId: 'turn-why' };
  expect((await callUnary(rights, 'explainTurn', stranger, limits)).disclosures).toEqual([]);
});
