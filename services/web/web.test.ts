/** The pages without a browser: sign-in, cookies, headers, forms, and whose devices are shown to whom. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callUnary } from '../common/grpc/client.ts';
import { type Home, limits, makeHome } from '../privacy/testing/harness.ts';
import { type Pages, startPages, Visitor } from './testing/pages.ts';

let pages: Pages;
beforeAll(async () => {
  pages = await startPages();
});
afterAll(async () => pages.close());

async function signedIn(home: Home = pages.home): Promise<Visitor> {
  const visitor = new Visitor(pages);
  expect((await visitor.follow(await pages.link(home))).location).toBe('/');
  await visitor.get('/me');
  return visitor;
}

const isRevoked = async ({ deviceToken }: Home) =>
  callUnary(pages.privacy.client, 'authenticateDevice', { deviceToken }, limits).then(
    () => false,
    ({ code }: { code: string }) => code === 'UNAUTHENTICATED',
  );

describe('signing in', () => {
  test('by link, once; opening it alone uses nothing up', async () => {
    const link = await pages.link(pages.home);
    await new Visitor(pages).get(link);
    const visitor = new Visitor(pages);
    const answer = await visitor.follow(link);
    expect(answer).toMatchObject({ status: 303, location: '/' });
    expect((await visitor.get('/me')).text).toContain('You are the owner of this home.');
    const late = await new Visitor(pages).follow(link);
    expect(late.status).toBe(401);
    expect(late.text).toContain('SIGN_IN_LINK_OVER');
  });

  test('by a code, after the address was added and proven', async () => {
    const owner = await signedIn();
    const challengeIn = (text: string) => /name="challenge" value="([^"]+)"/.exec(text)?.[1] ?? '';
    const asked = await owner.post('/me/identity', { identity: 'Kim@Example.org' });
    const added = await owner.post('/me/identity/code', {
      challenge: challengeIn(asked.text),
      code: await pages.codes.latest('kim@example.org'),
    });
    expect(added.location).toBe('/me?done=identity');
    expect((await owner.get(added.location)).text).toContain('k•••@example.org');

    const visitor = new Visitor(pages);
    await visitor.get('/sign-in');
    const sent = await visitor.post('/sign-in', { identity: 'kim@example.org' });
    const challenge = challengeIn(sent.text);
    const code = await pages.codes.latest('kim@example.org', 2);
    const wrong = await visitor.post('/sign-in/code', { challenge, code: '1' });
    expect(wrong.status).toBe(401);
    expect(wrong.text).toContain('aria-invalid="true"');
    expect((await visitor.post('/sign-in/code', { challenge, code })).location).toBe('/');
    expect((await visitor.get('/me')).status).toBe(200);
  });

  test('an address that nobody has here looks the same', async () => {
    const visitor = new Visitor(pages);
    await visitor.get('/sign-in');
    const answer = await visitor.post('/sign-in', { identity: 'nobody@example.org' });
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('If this address can be used');
  });

  test('too many tries from one network address are told to wait', async () => {
    await pages.privacy.stores.pool.query('update sign_in_attempts set attempts = 1000');
    const visitor = new Visitor(pages);
    await visitor.get('/sign-in');
    const answer = await visitor.post('/sign-in', { identity: 'kim@example.org' });
    await pages.privacy.stores.pool.query('delete from sign_in_attempts');
    expect(answer.status).toBe(429);
    expect(answer.text).toContain('Too many tries');
  });
});

describe('a session', () => {
  test('is a cookie that no script reads and no other site sends, and a hash at rest', async () => {
    const visitor = new Visitor(pages);
    const { setCookies } = await visitor.follow(await pages.link(pages.home));
    const cookie = setCookies.find((line) => line.startsWith('session=')) ?? '';
    expect(cookie).toMatch(/^session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    const value = visitor.cookies.get('session') ?? '';
    const { rows } = await pages.privacy.stores.pool.query<{ row: string }>(
      'select t::text as row from sessions t',
    );
    const text = rows.map(({ row }) => row).join();
    expect(text).toContain(pages.home.subjectId);
    expect(text).not.toContain(value);
    expect(text).not.toContain(Buffer.from(value).toString('hex'));
  });

  test('is over after its time, after nobody used it, and after signing out', async () => {
    const visitor = await signedIn();
    pages.privacy.clock.nowMs = Date.now() + 7_201_000;
    expect((await visitor.get('/me')).location).toBe('/sign-in');
    pages.privacy.clock.nowMs = undefined;
    expect((await visitor.get('/me')).location).toBe('/sign-in');

    const busy = await signedIn();
    for (let hours = 1; hours <= 11; hours += 1) {
      pages.privacy.clock.nowMs = Date.now() + hours * 3_600_000;
      expect((await busy.get('/me')).status).toBe(200);
    }
    pages.privacy.clock.nowMs = Date.now() + 12 * 3_600_000 + 1_000;
    expect((await busy.get('/me')).location).toBe('/sign-in');
    pages.privacy.clock.nowMs = undefined;

    const leaving = await signedIn();
    const stolen = leaving.cookies.get('session') ?? '';
    expect((await leaving.post('/sign-out')).location).toBe('/sign-in');
    leaving.cookies.set('session', stolen);
    expect((await leaving.get('/me')).location).toBe('/sign-in');
  });

  test('gets a new name when somebody signs in, so that nobody plants one', async () => {
    const visitor = new Visitor(pages);
    visitor.cookies.set('session', 'p'.repeat(43));
    await visitor.follow(await pages.link(pages.home));
    expect(visitor.cookies.get('session')).not.toBe('p'.repeat(43));
    const planted = new Visitor(pages);
    planted.cookies.set('session', 'p'.repeat(43));
    expect((await planted.get('/me')).location).toBe('/sign-in');
  });

  test('ends with the account, whatever the session says', async () => {
    const home = await makeHome(pages.privacy.client);
    const visitor = await signedIn(home);
    await pages.privacy.stores.pool.query('update subjects set is_child = true where subject_id = $1', [
      home.subjectId,
    ]);
    expect((await visitor.get('/me')).location).toBe('/sign-in');
  });
});

describe('another household’s device', () => {
  test('is not shown, and refused by each route that takes one', async () => {
    const other = await makeHome(pages.privacy.client);
    const visitor = await signedIn();
    const { deviceId } = other.device;
    const shown = (await visitor.get('/me')).text;
    expect(shown).toContain(pages.home.device.deviceId);
    expect(shown).not.toContain(deviceId);
    const asked = await visitor.get(`/devices/${deviceId}/revoke`);
    expect(asked.status).toBe(404);
    const done = await visitor.post(`/devices/${deviceId}/revoke`);
    expect(done.status).toBe(404);
    expect(done.text).not.toContain(deviceId);
    expect(await isRevoked(other)).toBe(false);
  });

  test('one’s own is revoked by its owner', async () => {
    const home = await makeHome(pages.privacy.client);
    const visitor = await signedIn(home);
    const { deviceId } = home.device;
    expect((await visitor.get(`/devices/${deviceId}/revoke`)).status).toBe(200);
    expect((await visitor.post(`/devices/${deviceId}/revoke`)).location).toBe('/me?done=revoked');
    expect(await isRevoked(home)).toBe(true);
    expect((await visitor.get('/me?done=revoked')).text).toContain('There is no speaker in this home yet.');
  });

  test('and by no member, from the moment that somebody is one', async () => {
    const home = await makeHome(pages.privacy.client);
    const visitor = await signedIn(home);
    await pages.privacy.stores.pool.query('update subjects set is_owner = false where subject_id = $1', [
      home.subjectId,
    ]);
    const shown = (await visitor.get('/me')).text;
    expect(shown).toContain('You are a member of this home.');
    expect(shown).not.toContain('/revoke');
    const { deviceId } = home.device;
    expect((await visitor.get(`/devices/${deviceId}/revoke`)).status).toBe(403);
    const answer = await visitor.post(`/devices/${deviceId}/revoke`);
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('CALLER_REFUSED');
    expect(await isRevoked(home)).toBe(false);
  });
});

describe('the clock of a home', () => {
  test('is shown to its owner, who sets it; a member and somebody of another home cannot', async () => {
    const home = await makeHome(pages.privacy.client);
    const { householdId } = home;
    const clock = async () =>
      (await callUnary(pages.privacy.client, 'readTimeZone', { householdId }, limits)).timeZone;
    const owner = await signedIn(home);
    expect((await owner.get('/me')).text).toContain('<option value="Asia/Shanghai" selected>');
    const saved = await owner.post('/me/time-zone', { zone: 'Europe/Madrid' });
    expect([saved.location, await clock()]).toEqual(['/me?done=clock', 'Europe/Madrid']);
    expect((await owner.get('/me')).text).toContain('<option value="Europe/Madrid" selected>');
    expect((await owner.post('/me/time-zone', { zone: 'Europe/Nowhere' })).status).toBe(400);
    // Whose home it is, the session says: there is no field to say another.
    const stranger = await signedIn(pages.home);
    await stranger.post('/me/time-zone', { zone: 'Asia/Tokyo', householdId });
    expect(await clock()).toBe('Europe/Madrid');
    await pages.privacy.stores.pool.query('update subjects set is_owner = false where subject_id = $1', [
      home.subjectId,
    ]);
    expect((await owner.get('/me')).text).not.toContain('/me/time-zone');
    expect((await owner.post('/me/time-zone', { zone: 'Asia/Tokyo' })).status).toBe(403);
    expect(await clock()).toBe('Europe/Madrid');
  });
});

describe('a form', () => {
  const forms = [
    '/sign-in',
    '/sign-in/code',
    '/sign-in/link',
    '/sign-in/passkey/start',
    '/sign-in/passkey/finish',
    '/sign-out',
    '/language',
    '/me/identity',
    '/me/identity/code',
    '/me/passkey/start',
    '/me/passkey/finish',
    '/me/ways/way-1/remove',
    '/me/time-zone',
    '/devices/device-1/revoke',
  ];
  test.each(forms)(
    '%s is refused without the token of a page, with another’s, and from elsewhere',
    async (path) => {
      const visitor = await signedIn();
      const own = visitor.formToken;
      const other = new Visitor(pages);
      await other.get('/sign-in');
      for (const form of ['', 'x', other.formToken]) {
        expect((await visitor.post(path, { form })).status).toBe(403);
      }
      expect((await visitor.post(path, { form: own }, { origin: 'https://evil.example' })).status).toBe(403);
      visitor.cookies.delete('visitor');
      expect((await visitor.post(path, { form: own })).status).toBe(403);
    },
  );

  test.each([
    '/me/time-zone',
    '/me/identity',
    '/me/passkey/start',
    '/me/ways/way-1/remove',
    '/devices/device-1/revoke',
  ])('%s needs somebody who is signed in', async (path) => {
    const visitor = new Visitor(pages);
    await visitor.get('/sign-in');
    expect((await visitor.post(path, { identity: 'a@example.org' })).location).toBe('/sign-in');
  });

  test('with missing, doubled or endless fields is bad input', async () => {
    const visitor = new Visitor(pages);
    await visitor.get('/sign-in');
    expect((await visitor.post('/sign-in')).status).toBe(400);
    expect((await visitor.post('/sign-in', { identity: 'x'.repeat(1_000) })).status).toBe(400);
    const huge = await visitor.post('/sign-in', { identity: 'x'.repeat(100_000) });
    expect(huge.status).toBe(400);
    expect(huge.text).toContain('INVALID_ARGUMENT');
  });
});

describe('every answer', () => {
  test.each(['/sign-in', '/me', '/nowhere', '/sign-in/link/x'])(
    'of %s says what a browser may do',
    async (path) => {
      const { headers } = await new Visitor(pages).get(path);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toMatch(/unsafe|https?:|\*|data:/);
      expect(policy).toContain("frame-ancestors 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('same-origin');
      expect(headers.get('cache-control')).toBe('no-store');
    },
  );

  test('escapes what others named: a room is text', async () => {
    const home = await makeHome(pages.privacy.client);
    const owner = { householdId: home.householdId, tenantId: '' };
    const rooms = [{ names: ['<script>alert("&")</script>'] }];
    const { roomIds } = await callUnary(pages.privacy.client, 'createRooms', { ...owner, rooms }, limits);
    const place = { ...owner, deviceId: home.device.deviceId, roomId: roomIds[0] ?? '' };
    await callUnary(pages.privacy.client, 'placeDevice', place, limits);
    const { text } = await (await signedIn(home)).get('/me');
    expect(text).toContain('&lt;script&gt;alert(&quot;&amp;&quot;)&lt;/script&gt;');
    expect(text).not.toContain('<script>');
  });

  test('is in the language that was chosen, else in the browser’s', async () => {
    const visitor = new Visitor(pages);
    expect(
      (await visitor.get('/sign-in', { 'accept-language': 'fr, zh-TW;q=0.8, en;q=0.5' })).text,
    ).toContain('<html lang="zh-CN">');
    expect((await visitor.get('/sign-in', { 'accept-language': 'zh;q=0.1, en-GB' })).text).toContain(
      '<html lang="en-US">',
    );
    const chosen = await visitor.post('/language', { language: 'zh-CN', to: '/sign-in' });
    expect(chosen.location).toBe('/sign-in');
    expect((await visitor.get('/sign-in', { 'accept-language': 'en' })).text).toContain(
      '<html lang="zh-CN">',
    );
    for (const to of ['//evil.example', '/\\evil.example', 'https://evil.example', '/a?b']) {
      expect((await visitor.post('/language', { language: 'en-US', to })).location).toBe('/');
    }
  });

  test('is refused to whoever comes under another host’s name', async () => {
    const port = new URL(pages.origin).port;
    const visitor = new Visitor(pages, `http://127.0.0.1:${port}`);
    expect((await visitor.get('/sign-in')).status).toBe(421);
  });

  test('leaves no address, token or name in the log', () => {
    const text = pages.logLines.join('\n');
    expect(text).not.toMatch(/example\.org|account-|household-|device-[0-9a-f]|sign-in\/link/);
  });
});
