/** Signing in against the real service: codes, links, limits, and that nobody learns who has an account. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Role } from '../../../proto/gen/earshot/callers/v1/callers.ts';
import { IdentityServiceClient } from '../../../proto/gen/earshot/identity/v1/identity.ts';
import { callUnary, connect } from '../../common/grpc/client.ts';
import { connectAsNamed, credentialsOf } from '../../common/testing/callers.ts';
import { type Harness, type Home, limits, makeHome, startHarness } from '../testing/harness.ts';
import { SentCodes } from '../testing/sent-codes.ts';
import { attemptLimits } from './attempts.ts';
import { maskIdentity, normaliseIdentity } from './identity.ts';

const sent = new SentCodes();
let harness: Harness;
let identities: IdentityServiceClient;
let home: Home;
beforeAll(async () => {
  harness = await startHarness({ env: { EARSHOT_SIGN_IN_CODE_FILE: sent.path } });
  identities = connectAsNamed(IdentityServiceClient, harness.service.address, harness.stateDirectory);
  home = await makeHome(harness.client);
});
afterAll(async () => {
  identities.close();
  await harness.close();
});

let addresses = 0;
/** A network address that nobody else in these tests has. */
function address(): string {
  addresses += 1;
  return `192.0.2.${addresses}`;
}

/** As somebody of a household, through the pages. */
async function asOwner<T>(
  { subjectId, householdId }: Home,
  act: (client: IdentityServiceClient) => Promise<T>,
) {
  const person = { role: 'owner', subjectId, householdId } as const;
  const credentials = credentialsOf('web', person, harness.stateDirectory);
  const client = connect(IdentityServiceClient, harness.service.address, credentials);
  try {
    return await act(client);
  } finally {
    client.close();
  }
}

async function addIdentity(whose: Home, identity: string): Promise<void> {
  const { subjectId } = whose;
  await asOwner(whose, async (client) => {
    const request = { subjectId, identity, locale: 'en-US' };
    const to = normaliseIdentity(identity, 'en-US');
    const before = sent.countTo(to);
    const { challenge } = await callUnary(client, 'startAddIdentity', request, limits);
    const code = await sent.latest(to, before + 1);
    await callUnary(client, 'finishAddIdentity', { subjectId, challenge, code }, limits);
  });
}

const accountOf = (session: string) => callUnary(identities, 'getAccount', { session }, limits);

/** As the link of an account's owner signs in. */
async function sessionOf({ subjectId }: Home): Promise<string> {
  const { url } = await callUnary(identities, 'issueSignInLink', { subjectId }, limits);
  const request = { token: url.split('/').at(-1) ?? '', clientAddress: address() };
  return (await callUnary(identities, 'useSignInLink', request, limits)).session;
}

const start = (identity: string, clientAddress = address()) =>
  callUnary(identities, 'startSignIn', { identity, locale: 'en-US', clientAddress }, limits);
const finish = (challenge: string, code: string, clientAddress = address()) =>
  callUnary(identities, 'finishSignIn', { challenge, code, clientAddress }, limits);

describe('somebody who works in a hotel', () => {
  const hotel = async () => {
    const made = { region: 'cn', timeZone: 'Asia/Shanghai' };
    return (await callUnary(harness.client, 'createTenant', made, limits)).tenantId;
  };
  const invite = (tenantId: string, name: string, department = '', subjectId = '') =>
    callUnary(identities, 'inviteStaff', { tenantId, member: { subjectId, name, department } }, limits);
  const follow = async (url: string) => {
    const request = { token: url.split('/').at(-1) ?? '', clientAddress: address() };
    return (await callUnary(identities, 'useSignInLink', request, limits)).session;
  };
  const staff = async (tenantId: string) =>
    (await callUnary(identities, 'listStaff', { tenantId }, limits)).members;

  test('is invited, acts for that hotel alone, and is out at once when removed', async () => {
    const tenantId = await hotel();
    const { subjectId, url, expiresInS } = await invite(tenantId, ' 李雷 ', 'housekeeping');
    expect(expiresInS).toBe(172_800);
    const session = await follow(url);
    expect(await accountOf(session)).toMatchObject({
      ...{ role: Role.HOTEL_STAFF, subjectId, tenantId, department: 'housekeeping', name: '李雷' },
      householdId: '',
    });
    await expect(follow(url)).rejects.toMatchObject({ code: 'SIGN_IN_LINK_OVER' });
    const again = await invite(tenantId, '', '', subjectId);
    expect(again.subjectId).toBe(subjectId);
    expect(await staff(tenantId)).toEqual([{ subjectId, name: '李雷', department: 'housekeeping' }]);
    await callUnary(identities, 'removeStaff', { tenantId, subjectId }, limits);
    await expect(accountOf(session)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(follow(again.url)).rejects.toMatchObject({ code: 'SIGN_IN_LINK_OVER' });
    expect(await staff(tenantId)).toEqual([]);
  });

  test('adds a way to sign in to their own account and to nobody else’s', async () => {
    const [tenantId, elsewhere] = [await hotel(), await hotel()];
    const { subjectId } = await invite(tenantId, 'Kim');
    const stranger = await invite(elsewhere, 'Stranger');
    const person = { role: 'hotel_staff', subjectId, tenantId } as const;
    const credentials = credentialsOf('web', person, harness.stateDirectory);
    const client = connect(IdentityServiceClient, harness.service.address, credentials);
    await callUnary(client, 'startPasskeyRegistration', { subjectId }, limits);
    for (const foreign of [stranger.subjectId, home.subjectId]) {
      await expect(
        callUnary(client, 'startPasskeyRegistration', { subjectId: foreign }, limits),
      ).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    await expect(callUnary(client, 'listStaff', { tenantId: elsewhere }, limits)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    client.close();
    const moved = invite(elsewhere, '', '', subjectId);
    await expect(moved).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(invite(tenantId, '  ')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(invite(tenantId, 'Kim', 'Not a department')).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
    await expect(
      callUnary(identities, 'removeStaff', { tenantId: elsewhere, subjectId }, limits),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('a code', () => {
  test('signs in whoever reads it, once, however it is typed', async () => {
    await addIdentity(home, 'Alex@Example.org');
    const { challenge } = await start('  ALEX@example.org ');
    const code = await sent.latest('alex@example.org', 2);
    const { session } = await finish(challenge, code.replace(' ', '－'));
    expect(await accountOf(session)).toMatchObject({ subjectId: home.subjectId });
    await expect(finish(challenge, code)).rejects.toMatchObject({ code: 'SIGN_IN_CODE_WRONG' });
  });

  test('opens nothing with the challenge of another attempt, nor after its time', async () => {
    await addIdentity(home, 'time@example.org');
    const first = await start('time@example.org');
    const firstCode = await sent.latest('time@example.org', 2);
    const other = await start('nobody-else@example.org');
    await expect(finish(other.challenge, firstCode)).rejects.toMatchObject({ code: 'SIGN_IN_CODE_WRONG' });
    harness.clock.nowMs = Date.now() + 601_000;
    try {
      await expect(finish(first.challenge, firstCode)).rejects.toMatchObject({ code: 'SIGN_IN_CODE_WRONG' });
    } finally {
      harness.clock.nowMs = undefined;
    }
  });

  test('is no use any more after five wrong ones', async () => {
    await addIdentity(home, 'five@example.org');
    const { challenge } = await start('five@example.org');
    const right = await sent.latest('five@example.org', 2);
    const wrong = right === '0000 0000' ? '1111 1111' : '0000 0000';
    for (let count = 0; count < 5; count += 1) {
      await expect(finish(challenge, wrong)).rejects.toMatchObject({ code: 'SIGN_IN_CODE_WRONG' });
    }
    await expect(finish(challenge, right)).rejects.toMatchObject({ code: 'SIGN_IN_CODE_WRONG' });
  });

  test('is not sent to an address that nobody has here, and the answer does not say so', async () => {
    const unknown = await start('stranger@example.org');
    expect(unknown.challenge).toMatch(/^[\w-]{43}$/);
    expect(sent.countTo('stranger@example.org')).toBe(0);
  });

  test('is not sent for a child, and a child is no account that acts', async () => {
    const other = await makeHome(harness.client);
    await addIdentity(other, 'child@example.org');
    await harness.stores.pool.query('update subjects set is_child = true where subject_id = $1', [
      other.subjectId,
    ]);
    const before = sent.countTo('child@example.org');
    await start('child@example.org');
    expect(sent.countTo('child@example.org')).toBe(before);
    await expect(accountOf(await sessionOf(other))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  test('is sent to one address so often in an hour, and then to it alone no more', async () => {
    for (let count = 0; count < attemptLimits.identity; count += 1) await start('often@example.org');
    await expect(start('often@example.org')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    await start('seldom@example.org');
  });

  test('may be guessed from one network address so often in an hour', async () => {
    const from = address();
    await harness.stores.pool.query('delete from sign_in_attempts');
    for (let count = 0; count < attemptLimits.address; count += 1) {
      await expect(finish('x'.repeat(43), '1', from)).rejects.toMatchObject({ code: 'SIGN_IN_CODE_WRONG' });
    }
    await expect(finish('x'.repeat(43), '1', from)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    await expect(finish('x'.repeat(43), '1')).rejects.toMatchObject({ code: 'SIGN_IN_CODE_WRONG' });
  });
});

describe('an address', () => {
  test('belongs to one account, and is proven before it does', async () => {
    const other = await makeHome(harness.client);
    await addIdentity(home, '+86 138 0013 8000');
    await expect(addIdentity(other, '+86 138-0013-8000')).rejects.toMatchObject({
      code: 'IDENTITY_TAKEN',
    });
    const account = await accountOf(await sessionOf(home));
    expect(account.ways.map(({ maskedIdentity }) => maskedIdentity)).toContain('+86 ••• 8000');
    expect(JSON.stringify(account)).not.toContain('13800138000');
  });

  test('cannot be added to an account with the challenge of another one', async () => {
    const other = await makeHome(harness.client);
    const identity = 'theirs@example.org';
    const request = { subjectId: home.subjectId, identity, locale: 'en-US' };
    const { challenge } = await asOwner(home, (client) =>
      callUnary(client, 'startAddIdentity', request, limits),
    );
    const code = await sent.latest(identity);
    const { subjectId } = other;
    await expect(
      asOwner(other, (client) =>
        callUnary(client, 'finishAddIdentity', { subjectId, challenge, code }, limits),
      ),
    ).rejects.toMatchObject({ code: 'SIGN_IN_CODE_WRONG' });
    await expect(
      asOwner(other, (client) => callUnary(client, 'startAddIdentity', request, limits)),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('stands in clear in no table and no log line', async () => {
    await addIdentity(home, 'canary-7f3a@example.org');
    for (const table of ['identities', 'sign_in_challenges', 'sign_in_attempts']) {
      const { rows } = await harness.stores.pool.query<{ row: string }>(
        `select encode(convert_to(t::text, 'UTF8'), 'escape') as row from ${table} t`,
      );
      const text = rows.map(({ row }) => row).join('\n');
      expect(text).not.toContain('canary-7f3a');
      expect(text).not.toContain(Buffer.from('canary-7f3a').toString('hex'));
    }
    expect(harness.logLines.join('\n')).not.toMatch(/canary-7f3a|@example\.org/);
  });

  test('has one spelling, and a mask that gives it to nobody', () => {
    expect(normaliseIdentity('138 0013 8000', 'zh-CN')).toBe('+8613800138000');
    expect(normaliseIdentity('(415) 555-2671', 'en-US')).toBe('+14155552671');
    expect(maskIdentity('alex@example.org')).toBe('a•••@example.org');
    for (const bad of ['', 'alex', '12', 'a@b', 'x'.repeat(400), 'a@example.org\nb']) {
      expect(() => normaliseIdentity(bad, 'en-US')).toThrow('neither a mail address nor a telephone number');
    }
    fc.assert(
      fc.property(fc.emailAddress(), (mail) => {
        let one: string;
        try {
          one = normaliseIdentity(mail, 'en-US');
        } catch {
          return;
        }
        expect(normaliseIdentity(one.toUpperCase(), 'zh-CN')).toBe(one);
      }),
      { numRuns: 300 },
    );
  });
});

test('a link signs in once, and only its own kind of question', async () => {
  const { subjectId } = home;
  const { url } = await callUnary(identities, 'issueSignInLink', { subjectId }, limits);
  expect(url).toMatch(/^http:\/\/localhost:7120\/sign-in\/link\/[\w-]{43}$/);
  const token = url.split('/').at(-1) ?? '';
  await expect(finish(token, '')).rejects.toMatchObject({ code: 'SIGN_IN_CODE_WRONG' });
  const use = () => callUnary(identities, 'useSignInLink', { token, clientAddress: address() }, limits);
  expect(await accountOf((await use()).session)).toMatchObject({ subjectId });
  await expect(use()).rejects.toMatchObject({ code: 'SIGN_IN_LINK_OVER' });
});

test('a passkey that nobody made, or an answer that is none, is refused', async () => {
  for (const responseJson of ['', '{', '[]', '{"id":"abc"}', JSON.stringify({ id: 'abc', response: {} })]) {
    const { challenge } = await callUnary(
      identities,
      'startPasskeySignIn',
      { clientAddress: address() },
      limits,
    );
    await expect(
      callUnary(identities, 'finishPasskeySignIn', { challenge, responseJson }, limits),
    ).rejects.toMatchObject({ code: 'PASSKEY_REFUSED' });
  }
});

test('without a way to send codes, that is said', async () => {
  const other = await harness.another({ EARSHOT_SIGN_IN_CODE_FILE: '' });
  const client = connectAsNamed(IdentityServiceClient, other.service.address, harness.stateDirectory);
  const request = { identity: 'a@example.org', locale: 'en-US', clientAddress: address() };
  await expect(callUnary(client, 'startSignIn', request, limits)).rejects.toMatchObject({
    code: 'CODES_NOT_SENT',
  });
  client.close();
  await other.close();
});

test('whoever signs in reaches no way to sign in of another account', async () => {
  const mine = await makeHome(harness.client);
  const { subjectId } = await makeHome(harness.client);
  const theirs = { code: 'NOT_FOUND' };
  await asOwner(mine, async (client) => {
    const add = { subjectId, identity: 'mine@example.org', locale: 'en-US' };
    await expect(callUnary(client, 'startAddIdentity', add, limits)).rejects.toMatchObject(theirs);
    const finish = { subjectId, challenge: 'c', code: '123456' };
    await expect(callUnary(client, 'finishAddIdentity', finish, limits)).rejects.toMatchObject(theirs);
    await expect(callUnary(client, 'startPasskeyRegistration', { subjectId }, limits)).rejects.toMatchObject(
      theirs,
    );
    const register = { subjectId, challenge: 'c', responseJson: '{}' };
    await expect(callUnary(client, 'finishPasskeyRegistration', register, limits)).rejects.toMatchObject(
      theirs,
    );
  });
  const person = { role: 'owner', subjectId: mine.subjectId, householdId: mine.householdId } as const;
  const credentials = credentialsOf('operator_cli', person, harness.stateDirectory);
  const client = connect(IdentityServiceClient, harness.service.address, credentials);
  await expect(callUnary(client, 'issueSignInLink', { subjectId }, limits)).rejects.toMatchObject(theirs);
  client.close();
});
