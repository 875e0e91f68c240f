/** “Family” without scripts: two accounts join by two yeses, a guardian answers for a child, and nobody else does any of it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConsentPurpose } from '../../proto/gen/earshot/consent/v1/consent.ts';
import { RightsServiceClient } from '../../proto/gen/earshot/rights/v1/rights.ts';
import { callUnary } from '../common/grpc/client.ts';
import { connectAsNamed } from '../common/testing/callers.ts';
import { agree, type Home, limits, makeHome } from '../privacy/testing/harness.ts';
import { type Pages, startPages, Visitor } from './testing/pages.ts';

let pages: Pages;
let mine: Home;
let theirs: Home;
let me: Visitor;
let they: Visitor;

async function signedIn(home: Home): Promise<Visitor> {
  const visitor = new Visitor(pages);
  await visitor.follow(await pages.link(home));
  await visitor.get('/me');
  return visitor;
}

beforeAll(async () => {
  pages = await startPages({ hasAllHolders: true });
  const { client, service, stateDirectory } = pages.privacy;
  mine = pages.home;
  theirs = await makeHome(client);
  await agree(client, mine, [ConsentPurpose.HISTORY]);
  const rights = connectAsNamed(RightsServiceClient, service.address, stateDirectory);
  const turn = { deviceId: mine.device.deviceId, turnId: 'turn-p1', heard: 'words to be shared' };
  const rest = { answered: 'All right.', skillId: '', ended: 'completed' };
  await callUnary(rights, 'recordTurn', { ...turn, ...rest }, limits);
  rights.close();
  [me, they] = [await signedIn(mine), await signedIn(theirs)];
});
afterAll(() => pages.close());

const people = '/privacy/people';
const joinIn = (text: string): string => /\/privacy\/people\/([0-9a-f-]{36})\//.exec(text)?.[1] ?? '';

describe('members', () => {
  test('are shown what each will see, say yes, are confirmed, read, and part', async () => {
    await me.get(people);
    const offered = await me.post(`${people}/offer`, {
      name: 'Ada',
      lets1: 'yes',
      asks1: 'yes',
      asks2: 'yes',
    });
    const code = /class="code">([^<]+)</.exec(offered.text)?.[1] ?? '';
    expect(code).toMatch(/^[A-Z]{5}(-[A-Z]{5}){2}$/);
    await they.get(people);
    const terms = await they.post(`${people}/read`, { code });
    expect(terms.text).toContain('An offer of “Ada”');
    expect(terms.text).toContain('the history, where it is on');
    await they.post(`${people}/answer`, { code, name: 'Ben', lets2: 'yes' });
    const answered = await me.get(people);
    const joinId = joinIn(answered.text);
    expect(answered.text).toContain('“Ben” agreed. Nothing is shared before you confirm.');
    expect((await they.get(`${people}/${joinId}/history`)).status).toBe(404);
    await me.post(`${people}/${joinId}/confirm`);
    expect((await they.get(people)).text).toContain('Read their history');
    expect((await they.get(`${people}/${joinId}/history`)).text).toContain('words to be shared');
    expect((await me.get(`${people}/${joinId}/history`)).status).toBe(404);
    await they.get(people);
    await they.post(`${people}/${joinId}/end`);
    expect((await they.get(`${people}/${joinId}/history`)).status).toBe(404);
    expect((await me.get(people)).text).toContain('No account is joined to yours.');
    expect((await they.post(`${people}/read`, { code: 'BCDFG-HJKLM-NPQRS' })).status).toBe(403);
  });
});

describe('a child', () => {
  let path: string;
  test('is added with a name and a month, and its page says what a guardian agrees to, in both languages', async () => {
    await me.get(people);
    expect((await me.post(`${people}/children`, { name: 'Mia', born: 'May' })).status).toBe(400);
    const { location } = await me.post(`${people}/children`, { name: 'Mia', born: '2018-05' });
    path = location.split('?')[0] ?? '';
    const { text } = await me.get(location);
    for (const words of ['Mia', 'It waits for you to decide.', 'Quiet hours and daily limits']) {
      expect(text).toContain(words);
    }
    expect((await me.get(people)).text).toContain('Waits for you');
    await me.post('/language', { language: 'zh-CN', to: '/me' });
    expect((await me.get(path)).text).toContain('等待你决定。');
    await me.get('/me');
    await me.post('/language', { language: 'en-US', to: '/me' });
    expect(text).not.toMatch(/undefined|\[object|NaN/);
  });

  test('is answered for, limited, given a speaker, restricted, copied and erased', async () => {
    await me.get(path);
    expect((await me.post(`${path}/answer`, { answer: 'yes', version: '1' })).location).toContain(
      'done=agreed',
    );
    expect((await me.get(path)).text).toContain('You agreed that this child is heard and answered.');
    await me.post(`${path}/rules`, { minutes: '45', from: '20:00', until: '07:00' });
    const { text } = await me.get(path);
    for (const value of ['value="45"', 'value="20:00"', 'value="07:00"']) expect(text).toContain(value);
    expect((await me.post(`${path}/rules`, { minutes: '45', from: '25:00', until: '' })).status).toBe(400);
    await me.post(`${path}/speaker`, { device: mine.device.deviceId, answer: 'yes' });
    const authenticate = () =>
      callUnary(pages.privacy.client, 'authenticateDevice', { deviceToken: mine.deviceToken }, limits);
    expect((await authenticate()).audience?.listener).toBe(2);
    await me.post(`${path}/request`, { kind: '2', note: 'her name is Mia' });
    expect((await me.get(path)).text).toContain('Answered by');
    await me.post(`${path}/restrict`, { answer: 'yes' });
    expect((await me.get(path)).text).toContain('It is kept and not used at the moment.');
    const copy = await me.post(`${path}/copy`);
    const { rows } = JSON.parse(copy.text) as { rows: { table: string }[] };
    expect(new Set(rows.map(({ table }) => table))).toContain('child_rules');
    expect(copy.text).not.toContain(mine.householdId === '' ? '-' : 'words to be shared');
    expect((await me.post(`${path}/erase`, { sure: 'yes' })).status).toBe(400);
    expect((await me.post(`${path}/erase`, { sure: 'Erase' })).location).toBe(`${people}?done=erased`);
    expect((await me.get(path)).status).toBe(404);
    await expect(authenticate()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  test('is nobody else’s, and nothing is done for whoever is not signed in', async () => {
    await me.get(people);
    const { location } = await me.post(`${people}/children`, { name: 'Leo', born: '2019-01' });
    const own = location.split('?')[0] ?? '';
    const posts = ['answer', 'rules', 'speaker', 'request', 'restrict', 'copy', 'erase', 'guardian'];
    const fields = { answer: 'yes', version: '1', minutes: '', from: '', until: '', device: 'd', kind: '5' };
    const rest = { note: 'x', sure: 'erase', join: '00000000-0000-4000-8000-000000000000' };
    expect((await they.get(own)).status).toBe(404);
    await they.get(people);
    for (const what of posts) {
      const answer = await they.post(`${own}/${what}`, { ...fields, ...rest });
      expect([what, answer.status]).toEqual([what, 404]);
    }
    const stranger = new Visitor(pages);
    for (const path_ of [people, own, `${people}/x/history`]) {
      expect((await stranger.get(path_)).location).toBe('/sign-in');
    }
    for (const what of ['offer', 'read', 'answer', 'children', 'x/confirm', 'x/end', 'x/recognise']) {
      await stranger.get('/sign-in');
      const answer = await stranger.post(`${people}/${what}`, { name: 'x', code: 'x', born: '2018-05' });
      expect([what, answer.location]).toEqual([what, '/sign-in']);
    }
  });
});
