/** The sign-up page by forms alone: the terms come first, and without a yes there is no account. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { query } from '../common/db/pool.ts';
import { type Pages, startPages, Visitor } from './testing/pages.ts';

let pages: Pages;
beforeAll(async () => {
  pages = await startPages();
});
afterAll(() => pages.close());

const challengeIn = (text: string) => /name="challenge" value="([^"]+)"/.exec(text)?.[1] ?? '';
const accounts = async () =>
  (await query(pages.privacy.stores.pool, 'select subject_id from subjects')).length;

test('shows what one agrees to, sends a code, and signs in to a new home', async () => {
  const visitor = new Visitor(pages);
  const page = await visitor.get('/sign-up', { 'accept-language': 'en-US' });
  expect(page.text).toContain('Your voice is turned into words on this system and is not kept');
  const before = await accounts();
  const asked = await visitor.post(
    '/sign-up',
    { identity: 'ida@example.org', version: '1', agreed: 'yes' },
    { 'accept-language': 'en-US' },
  );
  expect([asked.status, await accounts()]).toEqual([200, before]);
  const sent = { challenge: challengeIn(asked.text), identity: 'ida@example.org', version: '1' };
  const wrong = await visitor.post('/sign-up/code', { ...sent, code: '1' });
  expect(wrong.status).toBe(401);
  expect(challengeIn(wrong.text)).toBe(sent.challenge);
  const code = await pages.codes.latest('ida@example.org');
  const made = await visitor.post('/sign-up/code', { ...sent, code });
  expect(made.location).toBe('/me?done=welcome');
  expect(await accounts()).toBe(before + 1);
  const home = await visitor.get('/me?done=welcome', { 'accept-language': 'en-US' });
  expect(home.text).toContain('You have an account.');
  expect(home.text).not.toContain('A choice of yours is needed');
  expect((await visitor.get('/sign-up')).location).toBe('/');
});

test('makes nothing without a yes, of another version, or from somebody else’s form', async () => {
  const visitor = new Visitor(pages);
  await visitor.get('/sign-up');
  const before = await accounts();
  const fields = { identity: 'ivo@example.org', version: '1' };
  expect((await visitor.post('/sign-up', fields)).status).toBe(409);
  expect((await visitor.post('/sign-up', { ...fields, version: '0', agreed: 'yes' })).status).toBe(409);
  expect(
    (await visitor.post('/sign-up', { ...fields, agreed: 'yes' }, { origin: 'https://evil.example' })).status,
  ).toBe(403);
  expect((await visitor.post('/sign-up', { ...fields, identity: 'nobody', agreed: 'yes' })).status).toBe(400);
  expect(pages.codes.countTo('ivo@example.org')).toBe(0);
  expect(await accounts()).toBe(before);
});

test('an account that was closed is told to rest, with the code and not before', async () => {
  const visitor = new Visitor(pages);
  const identity = 'una@example.org';
  const sign = async () => {
    const count = pages.codes.countTo(identity);
    await visitor.get('/sign-up');
    const asked = await visitor.post('/sign-up', { identity, version: '1', agreed: 'yes' });
    expect(asked.status).toBe(200);
    const sent = { challenge: challengeIn(asked.text), identity, version: '1' };
    return visitor.post('/sign-up/code', { ...sent, code: await pages.codes.latest(identity, count + 1) });
  };
  expect((await sign()).location).toBe('/me?done=welcome');
  await visitor.get('/privacy/data/close');
  const closed = await visitor.post('/privacy/data/close', { sure: 'close' });
  expect(closed.location).toMatch(/^\/erased\//);
  const again = await sign();
  expect(again.status).toBe(409);
  expect(again.text).toContain('role="alert"');
});
