/** Linking performed: a real authorisation server in its own process, tokens for one skill by grant, and revoked at once. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LinkingServiceClient } from '../../../proto/gen/earshot/linking/v1/linking.ts';
import { query } from '../../common/db/pool.ts';
import { Egress } from '../../common/egress/index.ts';
import { callUnary } from '../../common/grpc/client.ts';
import { connectAsNamed } from '../../common/testing/callers.ts';
import { createAsk } from '../../common/webhooks/ask.ts';
import {
  disclose,
  field,
  grant,
  type Harness,
  type Home,
  limits,
  makeHome,
  startHarness,
} from '../testing/harness.ts';

const path = 'user.accountToken';
const egress = new Egress();
let server: ChildProcess;
let at: string;
let harness: Harness;
let linking: LinkingServiceClient;
beforeAll(async () => {
  server = spawn(process.execPath, [join(import.meta.dirname, '../testing/authorization-server.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [port] = (await once(server.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  at = `http://127.0.0.1:${port.toString().trim()}`;
  harness = await startHarness({ ask: createAsk(egress, 5_000, true) });
  const { service, stateDirectory } = harness;
  linking = connectAsNamed(LinkingServiceClient, service.address, stateDirectory);
  for (const skillId of ['tea', 'taxi']) await register(skillId);
});
afterAll(async () => {
  linking.close();
  await harness.close();
  await egress.close();
  server.kill('SIGKILL');
});

const register = (skillId: string, more: object = {}) =>
  callUnary(
    harness.client,
    'registerRecipient',
    {
      ...{ skill: { skillId, version: '1' }, operator: 'Example Tea', region: 'cn', noticeUrl: '' },
      isInProcess: false,
      accountLinking: {
        ...{ authorizationUrl: `${at}/authorize`, tokenUrl: `${at}/token`, revocationUrl: `${at}/revoke` },
        ...{ clientId: 'earshot', scopes: ['orders', 'points'] },
        skillLearnsJson: JSON.stringify({ 'en-US': 'Which account is yours.', 'zh-CN': '哪个账户是你的。' }),
        earshotLearnsJson: JSON.stringify({ 'en-US': 'That you have one.', 'zh-CN': '你有一个账户。' }),
        ...more,
      },
    },
    limits,
  );
const set = (settings: string) => fetch(`${at}/set?${settings}`);
const live = async () =>
  (await (await fetch(`${at}/live`)).json()) as { access: string[]; refresh: string[] };
const start = ({ subjectId }: Pick<Home, 'subjectId'>, skillId = 'tea') =>
  callUnary(linking, 'startLink', { subjectId, skillId }, limits);
const finish = ({ subjectId }: Pick<Home, 'subjectId'>, text: string) =>
  callUnary(linking, 'finishLink', { subjectId, query: text }, limits);
/** What a browser does: it goes there, and comes back with a query. */
async function browse(authorizationUrl: string): Promise<string> {
  const response = await fetch(authorizationUrl, { redirect: 'manual' });
  const back = new URL(response.headers.get('location') ?? '');
  expect(back.pathname).toBe('/privacy/links/callback');
  return back.search.slice(1);
}
async function link(home: Home, skillId = 'tea'): Promise<void> {
  await finish(home, await browse((await start(home, skillId)).authorizationUrl));
}
const ask = (home: Home, skillId = 'tea') => disclose(harness.client, home.device, skillId, [field(path)]);
const refused = { code: 'LINK_REFUSED' };

describe('an account elsewhere', () => {
  test('is shown for what it is, linked with PKCE, and its token goes to that skill by grant alone', async () => {
    const home = await makeHome(harness.client);
    const { subjectId } = home;
    const listing = (locale: string) => callUnary(linking, 'listLinks', { subjectId, locale }, limits);
    expect((await listing('zh-CN')).links.find(({ skillId }) => skillId === 'tea')).toEqual({
      ...{ skillId: 'tea', operator: 'Example Tea', host: new URL(at).host, scopes: ['orders', 'points'] },
      ...{ skillLearns: '哪个账户是你的。', earshotLearns: '你有一个账户。', linkedAtMs: 0 },
    });
    const { authorizationUrl } = await start(home);
    const asked = new URL(authorizationUrl).searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({
      ...{
        response_type: 'code',
        client_id: 'earshot',
        scope: 'orders points',
        code_challenge_method: 'S256',
      },
    });
    await link(home);
    // Linked, and still nothing leaves.
    expect(await ask(home)).toMatchObject({ allowedPaths: [], accountToken: '' });
    for (const skillId of ['tea', 'taxi']) await grant(harness.client, subjectId, skillId, [path]);
    const answer = await ask(home);
    expect(answer.allowedPaths).toEqual([path]);
    expect((await live()).access).toContain(answer.accountToken);
    // Granted, but another skill, for which nothing is linked.
    expect(await ask(home, 'taxi')).toMatchObject({
      ...{ allowedPaths: [], accountToken: '', withheld: [{ path, reason: 'not_linked' }] },
    });
    const { pool } = harness.stores;
    const stored = await query(pool, 'select l::text as row from account_links l');
    const dump = `${JSON.stringify(stored)}${harness.logLines.join('')}`;
    for (const secret of [answer.accountToken, Buffer.from(answer.accountToken).toString('hex')]) {
      expect(dump).not.toContain(secret);
    }
    const page = { subjectId, pageSize: 10, afterSequence: 0 };
    const { disclosures } = await callUnary(harness.client, 'listDisclosures', page, limits);
    const sent = disclosures.filter(({ fields }) => fields.length > 0);
    expect(sent).toMatchObject([{ skillId: 'tea', fields: [{ path }] }]);
  });

  test.each(['the grant', 'the link', 'the skill', 'the household'])(
    'is unlinked and its tokens are worth nothing as soon as %s ends',
    async (what) => {
      const home = await makeHome(harness.client);
      const { subjectId, householdId } = home;
      await link(home);
      await grant(harness.client, subjectId, 'tea', [path]);
      const { accountToken } = await ask(home);
      const about = { subjectId, skillId: 'tea' };
      const before = await live();
      expect(before.access).toContain(accountToken);
      if (what === 'the grant')
        await callUnary(harness.client, 'withdrawFields', { ...about, paths: [path] }, limits);
      if (what === 'the link') {
        expect(await callUnary(linking, 'endLink', about, limits)).toEqual({ isRevoked: true });
      }
      if (what === 'the skill') {
        const forgotten = { ...about, householdId: '', tenantId: '', cause: 'skill.disabled' };
        await callUnary(harness.client, 'forgetSkill', forgotten, limits);
      }
      if (what === 'the household') {
        await callUnary(harness.client, 'eraseData', { householdId, tenantId: '' }, { deadlineMs: 30_000 });
      } else {
        expect(await ask(home)).toMatchObject({ allowedPaths: [], accountToken: '' });
      }
      const after = await live();
      expect(after.access).not.toContain(accountToken);
      expect([after.access.length, after.refresh.length]).toEqual([
        before.access.length - 1,
        before.refresh.length - 1,
      ]);
      const rows = await query(harness.stores.pool, 'select 1 from account_links where subject_id = $1', [
        subjectId,
      ]);
      expect(rows).toEqual([]);
    },
  );

  test('whose server is away is unlinked all the same, and the token is revoked when it is back', async () => {
    const home = await makeHome(harness.client);
    await link(home);
    await grant(harness.client, home.subjectId, 'tea', [path]);
    const { accountToken } = await ask(home);
    await set('down=yes');
    const about = { subjectId: home.subjectId, skillId: 'tea' };
    expect(await callUnary(linking, 'endLink', about, limits)).toEqual({ isRevoked: false });
    expect((await ask(home)).accountToken).toBe('');
    await set('down=no');
    expect((await live()).access).toContain(accountToken);
    await harness.service.retention.run();
    expect((await live()).access).not.toContain(accountToken);
    expect(
      await query(harness.stores.pool, 'select 1 from account_links where ended_at is not null'),
    ).toEqual([]);
  });

  test('gives a token that ends soon anew, and none when its server wants nothing more to do with it', async () => {
    const home = await makeHome(harness.client);
    await set('lives=30');
    await link(home);
    await grant(harness.client, home.subjectId, 'tea', [path]);
    const tokens = new Set([(await ask(home)).accountToken, (await ask(home)).accountToken]);
    expect(tokens.size).toBe(2);
    await set('lives=3600&down=yes');
    harness.clock.nowMs = Date.now() + 60_000;
    expect((await ask(home)).accountToken).toBe('');
    harness.clock.nowMs = undefined;
    await set('down=no');
  });
});

describe('nothing is linked', () => {
  test('by whoever did not begin it, twice, late, or with another’s answer', async () => {
    const [home, other] = [await makeHome(harness.client), await makeHome(harness.client)];
    const back = await browse((await start(home)).authorizationUrl);
    await expect(finish(other, back)).rejects.toMatchObject(refused);
    await finish(home, back);
    await expect(finish(home, back)).rejects.toMatchObject(refused);
    const [first, second] = [await start(home), await start(home)];
    const codeOf = async (url: string) => new URLSearchParams(await browse(url)).get('code') ?? '';
    const swapped = new URLSearchParams({
      state: new URL(first.authorizationUrl).searchParams.get('state') ?? '',
      code: await codeOf(second.authorizationUrl),
    });
    // The challenge belongs to the other attempt.
    await expect(finish(home, swapped.toString())).rejects.toMatchObject(refused);
    const denied = new URLSearchParams({
      state: new URL(second.authorizationUrl).searchParams.get('state') ?? '',
      error: 'access_denied',
    });
    await expect(finish(home, denied.toString())).rejects.toMatchObject(refused);
    const late = await browse((await start(other)).authorizationUrl);
    harness.clock.nowMs = Date.now() + 601_000;
    await expect(finish(other, late)).rejects.toMatchObject(refused);
    harness.clock.nowMs = undefined;
    for (const junk of ['', 'state=x&code=y', '&&&', 'x'.repeat(20_000)]) {
      await expect(finish(other, junk)).rejects.toMatchObject(refused);
    }
  });

  test('for a skill that links nothing, for a child, or over an address that is not ours to call', async () => {
    const home = await makeHome(harness.client);
    await expect(start(home, 'nobody')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await query(harness.stores.pool, 'update subjects set is_child = true where subject_id = $1', [
      home.subjectId,
    ]);
    await expect(start(home)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    const other = await makeHome(harness.client);
    await register('inside', { tokenUrl: 'https://10.0.0.1/token' });
    const back = await browse((await start(other, 'inside')).authorizationUrl);
    await expect(finish(other, back)).rejects.toMatchObject({ code: 'SKILL_EGRESS_REFUSED' });
    await expect(register('broken', { tokenUrl: 'ftp://example.org' })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });
});
