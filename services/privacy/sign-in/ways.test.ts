/** Taking a way to sign in away: nothing of it stays, whoever came in by it is out, and the last one stays. */
import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { IdentityServiceClient } from '../../../proto/gen/earshot/identity/v1/identity.ts';
import type { Person } from '../../common/callers/access.ts';
import { query } from '../../common/db/pool.ts';
import { codeOf } from '../../common/errors/earshot-error.ts';
import { callUnary, connect } from '../../common/grpc/client.ts';
import { connectAsNamed, credentialsOf } from '../../common/testing/callers.ts';
import { type Harness, type Home, limits, makeHome, startHarness } from '../testing/harness.ts';
import { SentCodes } from '../testing/sent-codes.ts';

const sent = new SentCodes();
let harness: Harness;
let identities: IdentityServiceClient;
beforeAll(async () => {
  harness = await startHarness({ env: { EARSHOT_SIGN_IN_CODE_FILE: sent.path } });
  identities = connectAsNamed(IdentityServiceClient, harness.service.address, harness.stateDirectory);
});
afterAll(async () => {
  identities.close();
  await harness.close();
});

let counted = 0;
const fresh = () => {
  counted += 1;
  return { identity: `kim-${counted}@example.org`, clientAddress: `198.51.100.${counted}` };
};
const outcome = (call: Promise<unknown>): Promise<string> => call.then(() => 'OK', codeOf);

async function addAddress({ subjectId }: Home, identity: string): Promise<void> {
  const before = sent.countTo(identity);
  const asked = { subjectId, identity, locale: 'en-US' };
  const { challenge } = await callUnary(identities, 'startAddIdentity', asked, limits);
  const code = await sent.latest(identity, before + 1);
  await callUnary(identities, 'finishAddIdentity', { subjectId, challenge, code }, limits);
}

/** As a browser's authenticator left it; that one signs in is tried in a real browser, in services/web. */
async function addPasskey({ subjectId }: Home): Promise<string> {
  const [row] = await query<{ way_id: string }>(
    harness.stores.pool,
    'insert into passkeys (credential_id, subject_id, public_key, counter) values ($1, $2, $3, 0) returning way_id',
    [randomUUID(), subjectId, randomBytes(32)],
  );
  return row?.way_id ?? '';
}

async function startSignIn(identity: string, clientAddress: string) {
  const before = sent.countTo(identity);
  const asked = { identity, locale: 'en-US', clientAddress };
  const { challenge } = await callUnary(identities, 'startSignIn', asked, limits);
  return { challenge, clientAddress, code: await sent.latest(identity, before + 1) };
}
const signIn = async (identity: string, clientAddress: string) =>
  (await callUnary(identities, 'finishSignIn', await startSignIn(identity, clientAddress), limits)).session;

async function linked({ subjectId }: Home, clientAddress: string): Promise<string> {
  const { url } = await callUnary(identities, 'issueSignInLink', { subjectId }, limits);
  const token = url.split('/').at(-1) ?? '';
  return (await callUnary(identities, 'useSignInLink', { token, clientAddress }, limits)).session;
}
const account = (session: string) => callUnary(identities, 'getAccount', { session }, limits);
const isIn = async (session: string) => (await outcome(account(session))) === 'OK';
const remove = ({ subjectId }: Home, wayId: string) =>
  outcome(callUnary(identities, 'removeSignInWay', { subjectId, wayId }, limits));

test('an address goes with its hash, its sessions and the codes on their way, and nobody else is signed out', async () => {
  const home = await makeHome(harness.client);
  const [one, two] = [fresh(), fresh()];
  await addAddress(home, one.identity);
  await addAddress(home, two.identity);
  const [byOne, byTwo] = [
    await signIn(one.identity, one.clientAddress),
    await signIn(two.identity, two.clientAddress),
  ];
  const byLink = await linked(home, one.clientAddress);
  const waiting = await startSignIn(one.identity, one.clientAddress);
  const [first] = (await account(byLink)).ways;
  expect(first?.maskedIdentity).toBe('k•••@example.org');
  const { pool } = harness.stores;
  const [held] = await query<{ mac: string }>(
    pool,
    `select encode(identity_mac, 'hex') as mac from identities where way_id = $1`,
    [first?.wayId],
  );
  const tables = ['identities', 'sign_in_challenges', 'sessions', 'taken_back', 'closed_identities'];
  const traces = async () => {
    const rows = await Promise.all(
      tables.map((table) => query(pool, `select t::text as row from ${table} t`)),
    );
    return JSON.stringify(rows).split(held?.mac ?? 'no hash').length - 1;
  };
  expect(await traces()).toBe(2);
  expect(await remove(home, first?.wayId ?? '')).toBe('OK');
  expect(await traces()).toBe(0);
  expect([await isIn(byOne), await isIn(byTwo), await isIn(byLink)]).toEqual([false, true, true]);
  expect(await outcome(callUnary(identities, 'finishSignIn', waiting, limits))).toBe('SIGN_IN_CODE_WRONG');
  expect(await remove(home, first?.wayId ?? '')).toBe('NOT_FOUND');
  // It is nobody's now: another account may have it.
  await addAddress(await makeHome(harness.client), one.identity);
});

test('the last one stays, whatever kind it is, and of two that go at once one stays', async () => {
  const home = await makeHome(harness.client);
  const { identity, clientAddress } = fresh();
  await addAddress(home, identity);
  const session = await linked(home, clientAddress);
  const [address] = (await account(session)).ways;
  expect(await remove(home, address?.wayId ?? '')).toBe('SIGN_IN_WAY_LAST');
  const passkey = await addPasskey(home);
  const both = await Promise.all([remove(home, address?.wayId ?? ''), remove(home, passkey)]);
  expect(both.sort()).toEqual(['OK', 'SIGN_IN_WAY_LAST']);
  const { ways } = await account(session);
  expect(ways).toHaveLength(1);
  expect(await remove(home, ways[0]?.wayId ?? '')).toBe('SIGN_IN_WAY_LAST');
  // What was refused is nothing that a start does again.
  await (await harness.another()).close();
  expect((await account(session)).ways).toEqual(ways);
});

test('somebody else’s passkey or address is not found, by their own account’s id or by theirs', async () => {
  const [mine, theirs] = [await makeHome(harness.client), await makeHome(harness.client)];
  await addPasskey(mine);
  await addPasskey(mine);
  const [foreign] = [await addPasskey(theirs), await addPasskey(theirs)];
  const { subjectId, householdId } = mine;
  const people: Person[] = [
    { role: 'owner', subjectId, householdId },
    { role: 'member', subjectId, householdId },
    { role: 'hotel_staff', subjectId, tenantId: 'tenant_x' },
  ];
  for (const person of people) {
    const credentials = credentialsOf('web', person, harness.stateDirectory);
    const client = connect(IdentityServiceClient, harness.service.address, credentials);
    for (const whose of [subjectId, theirs.subjectId]) {
      const request = { subjectId: whose, wayId: foreign ?? '' };
      expect(await outcome(callUnary(client, 'removeSignInWay', request, limits))).toBe('NOT_FOUND');
    }
    client.close();
  }
  expect(await remove(mine, 'no such name')).toBe('NOT_FOUND');
  const rows = await query(harness.stores.pool, 'select 1 from passkeys where way_id = $1', [foreign]);
  expect(rows).toHaveLength(1);
});

test('somebody who signs in while their address is taken away is out, whoever comes first', async () => {
  for (let round = 0; round < 10; round += 1) {
    const home = await makeHome(harness.client);
    const [one, two] = [fresh(), fresh()];
    await addAddress(home, one.identity);
    await addAddress(home, two.identity);
    const [way] = (await account(await linked(home, one.clientAddress))).ways;
    const waiting = await startSignIn(one.identity, one.clientAddress);
    const [signedIn, removed] = await Promise.all([
      callUnary(identities, 'finishSignIn', waiting, limits).then(({ session }) => session, codeOf),
      remove(home, way?.wayId ?? ''),
    ]);
    expect(removed).toBe('OK');
    expect(await isIn(signedIn)).toBe(false);
  }
});
