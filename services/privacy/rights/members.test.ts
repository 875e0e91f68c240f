/** One member of a home leaves it: what is theirs is gone everywhere, and nothing of anybody else's. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConsentPurpose } from '../../../proto/gen/earshot/consent/v1/consent.ts';
import { FamilyServiceClient, Share } from '../../../proto/gen/earshot/family/v1/family.ts';
import { IdentityServiceClient } from '../../../proto/gen/earshot/identity/v1/identity.ts';
import { RightsServiceClient } from '../../../proto/gen/earshot/rights/v1/rights.ts';
import type { Person } from '../../common/callers/access.ts';
import { query } from '../../common/db/pool.ts';
import { codeOf } from '../../common/errors/earshot-error.ts';
import { callUnary, connect, openServerStream } from '../../common/grpc/client.ts';
import { columnClasses } from '../../common/holders/tables.ts';
import { connectAsNamed, credentialsOf } from '../../common/testing/callers.ts';
import { type Harness, startHarness } from '../../skills/testing/harness.ts';
import { makeGrownUp } from '../testing/grown-up.ts';
import { guardians } from '../testing/guardians.ts';
import {
  agree,
  disclose,
  field,
  grant,
  type Home,
  limits,
  makeHome,
  makeRecipient,
} from '../testing/harness.ts';

let harness: Harness;
let rights: RightsServiceClient;
let family: FamilyServiceClient;
const { addChild, answerFor, give } = guardians(() => family);
const open: { close(): void }[] = [];
beforeAll(async () => {
  harness = await startHarness();
  const { service, stateDirectory, client } = harness.privacy;
  rights = connectAsNamed(RightsServiceClient, service.address, stateDirectory);
  family = connectAsNamed(FamilyServiceClient, service.address, stateDirectory);
  open.push(rights, family);
  await makeRecipient(client, 'tea');
});
afterAll(async () => {
  for (const client of open) client.close();
  await harness.close();
});

/** As the pages call for somebody who is signed in. */
function as<C extends { close(): void }>(Client: unknown, person: Person): C {
  const { service, stateDirectory } = harness.privacy;
  const credentials = credentialsOf('web', person, stateDirectory);
  const client = connect(
    Client as Parameters<typeof connect>[0],
    service.address,
    credentials,
  ) as unknown as C;
  open.push(client);
  return client;
}
const outcome = (call: Promise<unknown>): Promise<string> => call.then(() => 'OK', codeOf);

/** Tables in which one of these stands. */
async function tablesWith(...ids: readonly string[]): Promise<string[]> {
  const { pool } = harness.privacy.stores;
  const found: string[] = [];
  for (const table of (await columnClasses(pool)).keys()) {
    const rows = await query<{ row: string }>(pool, `select t::text as row from ${table} t`);
    if (rows.some(({ row }) => ids.some((id) => row.includes(id)))) found.push(table);
  }
  return found;
}

const say = async ({ device }: Pick<Home, 'device'>, heard: string) => {
  const turn = { deviceId: device.deviceId, turnId: crypto.randomUUID(), heard, answered: '', skillId: '' };
  return callUnary(rights, 'recordTurn', { ...turn, ended: 'completed' }, limits);
};
const heardBy = async (subjectId: string) => {
  const list = { subjectId, search: '', beforeMs: 0, pageSize: 9 };
  return (await callUnary(rights, 'listHistory', list, limits)).entries.map(({ heard }) => heard);
};

const grownUp = () => makeGrownUp(harness.privacy, { addChild, answerFor, give });

describe('somebody who has grown up', () => {
  test('is handed a way to sign in by the owner, once there is none, and by nobody else', async () => {
    const { home, memberId, person, owner } = await grownUp();
    const { householdId } = home;
    const identities = as<IdentityServiceClient>(IdentityServiceClient, owner);
    const listed = await callUnary(identities, 'listMembers', { householdId }, limits);
    expect(listed.members).toEqual([{ subjectId: memberId, name: 'Mia', canSignIn: false }]);
    const asked = { householdId, memberId };
    const { url } = await callUnary(identities, 'inviteMember', asked, limits);
    expect(url).toContain('/sign-in/link/');
    // Not for oneself, not for a home of others, not for a child, and not as a member.
    const other = await makeHome(harness.privacy.client);
    const child = await addChild(home);
    for (const wrong of [
      { householdId, memberId: home.subjectId },
      { householdId, memberId: other.subjectId },
      { householdId, memberId: child },
      { householdId: other.householdId, memberId: other.subjectId },
    ]) {
      expect(await outcome(callUnary(identities, 'inviteMember', wrong, limits))).toBe('NOT_FOUND');
    }
    const asMember = as<IdentityServiceClient>(IdentityServiceClient, person);
    expect(await outcome(callUnary(asMember, 'inviteMember', asked, limits))).toBe('CALLER_REFUSED');
    await query(
      harness.privacy.stores.pool,
      `insert into passkeys (credential_id, subject_id, public_key, counter) values ('c', $1, '\\x00', 0)`,
      [memberId],
    );
    expect(await outcome(callUnary(identities, 'inviteMember', asked, limits))).toBe('ALREADY_EXISTS');
  });

  test('takes a copy of their own account alone, and leaves; the home and its owner stay whole', async () => {
    const { home, second, memberId, person, owner } = await grownUp();
    const { client, stores } = harness.privacy;
    const theirs = home.device;
    await say({ device: theirs }, 'mine alone');
    await say(second, 'the owner said');
    await grant(client, memberId, 'tea', ['utterance']);
    await disclose(client, theirs, 'tea', [field('utterance', { sizeBytes: 9 })]);
    const rooms = [{ names: ['attic'] }];
    const place = { householdId: home.householdId, tenantId: '' };
    await callUnary(client, 'createRooms', { ...place, rooms }, limits);
    const keys = await query<{ subject_id: string; key_id: string }>(
      stores.pool,
      'select subject_id, key_id from subjects where subject_id = any($1) and key_id is not null',
      [[memberId, home.subjectId]],
    );
    expect(new Set(keys.map(({ key_id }) => key_id)).size).toBe(2);

    const member = as<RightsServiceClient>(RightsServiceClient, person);
    const copied: string[] = [];
    const rows = openServerStream(
      member.exportMember.bind(member),
      { subjectId: memberId },
      { deadlineMs: 30_000 },
    );
    for await (const { row } of rows) for (const { valueJson } of row?.values ?? []) copied.push(valueJson);
    const copy = copied.join('\n');
    expect(copy).toContain('mine alone');
    // Who had agreed for them as a child is on their record; nothing else of anybody's is.
    for (const others of ['the owner said', 'attic', second.device.deviceId]) {
      expect([others, copy.includes(others)]).toEqual([others, false]);
    }
    // Neither may the owner leave alone, nor a member erase the home or the owner.
    const asOwner = as<RightsServiceClient>(RightsServiceClient, owner);
    const { subjectId, householdId } = home;
    expect(await outcome(callUnary(asOwner, 'eraseMember', { subjectId }, limits))).toBe('CALLER_REFUSED');
    expect(await outcome(callUnary(member, 'eraseMember', { subjectId }, limits))).toBe('NOT_FOUND');
    expect(await outcome(callUnary(member, 'closeAccount', { householdId }, limits))).toBe('CALLER_REFUSED');
    const pretending = { role: 'member', subjectId, householdId } as const;
    const asPretender = as<RightsServiceClient>(RightsServiceClient, pretending);
    expect(await outcome(callUnary(asPretender, 'eraseMember', { subjectId }, limits))).toBe(
      'PERMISSION_DENIED',
    );

    const erased = await callUnary(member, 'eraseMember', { subjectId: memberId }, { deadlineMs: 30_000 });
    expect(erased.holders.filter(({ isDone }) => !isDone)).toEqual([]);
    expect(await tablesWith(memberId, theirs.deviceId)).toEqual([]);
    const { deviceToken } = home;
    expect(await outcome(callUnary(client, 'authenticateDevice', { deviceToken }, limits))).toBe(
      'UNAUTHENTICATED',
    );
    // The recipient is told to forget, by the name that it knew.
    const told = await query(
      stores.pool,
      `select 1 from notices where event = 'user.data.delete' and skill_id = 'tea'`,
    );
    expect(told.length).toBeGreaterThan(0);
    expect(await heardBy(subjectId)).toEqual(['the owner said']);
    const { devices } = await callUnary(client, 'listDevices', place, limits);
    expect(devices.map(({ deviceId }) => deviceId)).toEqual([second.device.deviceId]);
    const mine = { deviceToken: second.deviceToken };
    expect(await outcome(callUnary(client, 'authenticateDevice', mine, limits))).toBe('OK');
    const left = await callUnary(client, 'listRooms', place, limits);
    expect(left.rooms.map(({ names }) => names)).toEqual([['attic']]);
  });
});

describe('a child', () => {
  test('is erased alone, by a guardian and by nobody else', async () => {
    const { client } = harness.privacy;
    const home = await makeHome(client);
    const [childId, sibling] = [await addChild(home), await addChild(home, 'Ben')];
    await answerFor(home.subjectId, childId, true);
    const other = await makeHome(client);
    const asked = { guardianId: other.subjectId, childId };
    expect(await outcome(callUnary(family, 'eraseChild', asked, limits))).toBe('NOT_FOUND');
    await callUnary(family, 'eraseChild', { guardianId: home.subjectId, childId }, { deadlineMs: 30_000 });
    expect(await tablesWith(childId)).toEqual([]);
    expect((await tablesWith(sibling)).includes('subjects')).toBe(true);
    const { deviceToken } = home;
    expect(await outcome(callUnary(client, 'authenticateDevice', { deviceToken }, limits))).toBe('OK');
  });
});

describe('an account that is joined to another', () => {
  test('is closed alone: what it shared is seen no more, and the other keeps its own', async () => {
    const { client } = harness.privacy;
    const [main, sub] = [await makeHome(client), await makeHome(client)];
    for (const home of [main, sub]) {
      await agree(client, home, [ConsentPurpose.HISTORY]);
      await say(home, `said by ${home === main ? 'main' : 'sub'}`);
    }
    const offer = { subjectId: main.subjectId, name: 'Ada', lets: [Share.HISTORY], asks: [Share.HISTORY] };
    const { code, joinId } = await callUnary(family, 'offerJoin', offer, limits);
    const answer = { subjectId: sub.subjectId, code, name: 'Bea', lets: [Share.HISTORY] };
    await callUnary(family, 'answerJoin', answer, limits);
    await callUnary(family, 'confirmJoin', { subjectId: main.subjectId, joinId }, limits);
    const shared = { subjectId: main.subjectId, joinId, search: '', beforeMs: 0, pageSize: 9 };
    expect((await callUnary(family, 'listSharedHistory', shared, limits)).entries).toHaveLength(1);
    await callUnary(rights, 'closeAccount', { householdId: sub.householdId }, { deadlineMs: 30_000 });
    expect(await outcome(callUnary(family, 'listSharedHistory', shared, limits))).toBe('NOT_FOUND');
    expect(await tablesWith(sub.subjectId, sub.householdId)).toEqual([]);
    const { joins } = await callUnary(family, 'listJoins', { subjectId: main.subjectId }, limits);
    expect(joins).toEqual([]);
    expect(await heardBy(main.subjectId)).toEqual(['said by main']);
  });
});
