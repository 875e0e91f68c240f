/** Signing up against the real service: who shows an address and says yes has an account, and nobody learns who else has one. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Role } from '../../../proto/gen/earshot/callers/v1/callers.ts';
import { ConsentPurpose } from '../../../proto/gen/earshot/consent/v1/consent.ts';
import { FamilyServiceClient } from '../../../proto/gen/earshot/family/v1/family.ts';
import { IdentityServiceClient } from '../../../proto/gen/earshot/identity/v1/identity.ts';
import { RightsServiceClient } from '../../../proto/gen/earshot/rights/v1/rights.ts';
import { query } from '../../common/db/pool.ts';
import { callUnary } from '../../common/grpc/client.ts';
import { connectAsNamed } from '../../common/testing/callers.ts';
import { type Harness, limits, startHarness } from '../testing/harness.ts';
import { SentCodes } from '../testing/sent-codes.ts';
import { attemptLimits } from './attempts.ts';

const sent = new SentCodes();
const dayMs = 86_400_000;
let harness: Harness;
let identities: IdentityServiceClient;
let rights: RightsServiceClient;
let family: FamilyServiceClient;
beforeAll(async () => {
  const env = { EARSHOT_SIGN_IN_CODE_FILE: sent.path, EARSHOT_NEW_HOME_TIME_ZONE: 'Asia/Shanghai' };
  harness = await startHarness({ env });
  const { service, stateDirectory } = harness;
  identities = connectAsNamed(IdentityServiceClient, service.address, stateDirectory);
  rights = connectAsNamed(RightsServiceClient, service.address, stateDirectory);
  family = connectAsNamed(FamilyServiceClient, service.address, stateDirectory);
});
afterAll(async () => {
  for (const client of [identities, rights, family]) client.close();
  await harness.close();
});

let addresses = 0;
/** A network address that nobody else in these tests has. */
function address(): string {
  addresses += 1;
  return `192.0.2.${addresses}`;
}

async function ask(
  identity: string,
  clientAddress = address(),
): Promise<{ challenge: string; code: string }> {
  const before = sent.countTo(identity);
  const request = { identity, locale: 'en-US', clientAddress };
  const { challenge } = await callUnary(identities, 'startSignUp', request, limits);
  return { challenge, code: await sent.latest(identity, before + 1) };
}

const answer = (
  identity: string,
  { challenge, code }: { challenge: string; code: string },
  more: { textVersion?: number; locale?: string } = {},
) => {
  const request = { challenge, code, identity, locale: 'en-US', textVersion: 1, clientAddress: address() };
  return callUnary(identities, 'finishSignUp', { ...request, ...more }, limits);
};

const signUp = async (identity: string) => answer(identity, await ask(identity));
const accountOf = (session: string) => callUnary(identities, 'getAccount', { session }, limits);

async function rows(): Promise<number> {
  const [row] = await query<{ rows: number }>(
    harness.stores.pool,
    `select (select count(*) from households) + (select count(*) from subjects) + (select count(*) from consents)
       + (select count(*) from identities) as rows`,
  );
  return Number(row?.rows ?? 0);
}

test('whoever shows an address and says yes owns a home, has agreed to the voice service, and to nothing else', async () => {
  const { session, isNew } = await signUp('ada@example.org');
  expect(isNew).toBe(true);
  const account = await accountOf(session);
  expect(account).toMatchObject({ role: Role.OWNER, ways: [{ maskedIdentity: 'a•••@example.org' }] });
  const { subjectId, householdId } = account;
  const { purposes, records } = await callUnary(
    harness.consents,
    'listConsents',
    { subjectId, tenantId: '' },
    limits,
  );
  expect(purposes.filter(({ isLive }) => isLive).map(({ purpose }) => purpose)).toEqual([
    ConsentPurpose.VOICE_SERVICE,
  ]);
  expect(records).toMatchObject([{ textVersion: 1, locale: 'en-US' }]);
  const homes = await query(
    harness.stores.pool,
    'select region, time_zone from households where household_id = $1',
    [householdId],
  );
  expect(homes).toEqual([{ region: 'local', time_zone: 'Asia/Shanghai' }]);
});

test('an address of an account looks the same, and its code signs in to that account', async () => {
  const first = await accountOf((await signUp('kim@example.org')).session);
  const before = await rows();
  const second = await signUp('kim@example.org');
  expect(second.isNew).toBe(false);
  expect((await accountOf(second.session)).subjectId).toBe(first.subjectId);
  expect(await rows()).toBe(before);
});

test('nothing is made without the right code, the address that it went to, and the text of today', async () => {
  const before = await rows();
  const asked = await ask('lee@example.org');
  const wrong = asked.code === '0000 0000' ? '0000 0001' : '0000 0000';
  await expect(answer('lee@example.org', { ...asked, code: wrong })).rejects.toMatchObject({
    code: 'SIGN_IN_CODE_WRONG',
  });
  // A text that is no longer the current one uses nothing up: who reads the new one goes on.
  await expect(answer('lee@example.org', asked, { textVersion: 2 })).rejects.toMatchObject({
    code: 'CONSENT_TEXT_OLD',
  });
  await expect(answer('lee@example.org', asked, { locale: 'fr-FR' })).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
  });
  // The code of one's own address opens no account with another's.
  await expect(answer('victim@example.org', asked)).rejects.toMatchObject({ code: 'SIGN_IN_CODE_WRONG' });
  await expect(answer('lee@example.org', asked)).rejects.toMatchObject({ code: 'SIGN_IN_CODE_WRONG' });
  // Nor does a code for signing in.
  const request = { identity: 'kim@example.org', locale: 'en-US', clientAddress: address() };
  const count = sent.countTo('kim@example.org');
  const { challenge } = await callUnary(identities, 'startSignIn', request, limits);
  const code = await sent.latest('kim@example.org', count + 1);
  await expect(answer('kim@example.org', { challenge, code })).rejects.toMatchObject({
    code: 'SIGN_IN_CODE_WRONG',
  });
  expect(await rows()).toBe(before);
});

test('two answers at once make one account', async () => {
  const identity = 'twin@example.org';
  const asked = [await ask(identity), await ask(identity)] as const;
  const made = await Promise.all(asked.map((one) => answer(identity, one)));
  expect(made.map(({ isNew }) => isNew).sort()).toEqual([false, true]);
  const [one, other] = await Promise.all(made.map(({ session }) => accountOf(session)));
  expect(one?.subjectId).toBe(other?.subjectId);
});

test('the address of a closed account rests for three days, and then makes an account that knows nothing of the first', async () => {
  const identity = 'max@example.org';
  const first = await accountOf((await signUp(identity)).session);
  const startMs = Date.now();
  harness.clock.nowMs = startMs;
  await callUnary(rights, 'closeAccount', { householdId: first.householdId }, limits);
  for (const days of [0, 2.999]) {
    harness.clock.nowMs = startMs + days * dayMs;
    // Whoever asks for a code learns nothing; whoever has it learns why.
    const asked = await ask(identity);
    await expect(answer(identity, asked)).rejects.toMatchObject({ code: 'IDENTITY_RESTING' });
  }
  harness.clock.nowMs = startMs + 3 * dayMs + 1;
  const again = await signUp(identity);
  expect(again.isNew).toBe(true);
  expect((await accountOf(again.session)).subjectId).not.toBe(first.subjectId);
  harness.clock.nowMs = undefined;
});

test('whoever turned out to be a child makes no second account with the same address', async () => {
  const identity = 'mia@example.org';
  const { subjectId } = await accountOf((await signUp(identity)).session);
  const born = { bornYear: new Date().getFullYear() - 9, bornMonth: 5 };
  const recognised = { askerId: subjectId, joinId: '', subjectId, ...born, reason: 0 };
  await callUnary(family, 'recogniseChild', { ...recognised, reason: 4 }, limits);
  await expect(signUp(identity)).rejects.toMatchObject({ code: 'IDENTITY_TAKEN' });
});

test('one network address cannot have codes sent to many strangers', async () => {
  const clientAddress = address();
  for (let index = 0; index < attemptLimits.signUp; index += 1) {
    await ask(`stranger-${index}@example.org`, clientAddress);
  }
  await expect(ask('one-more@example.org', clientAddress)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  expect(sent.countTo('one-more@example.org')).toBe(0);
  await ask('elsewhere@example.org');
});

test('no address is kept while its code is waited for', async () => {
  await ask('waiting@example.org');
  const stored = await query<{ row: string }>(
    harness.stores.pool,
    'select t::text as row from sign_in_challenges t',
  );
  const text = JSON.stringify(stored) + harness.logLines.join('');
  expect(text).not.toContain('waiting@example.org');
  expect(text).not.toContain(Buffer.from('waiting@example.org').toString('hex'));
});
