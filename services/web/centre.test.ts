/** The privacy centre without scripts: what it does for its owner, and for nobody else, object by object. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { coffeeManifest } from '../../language/testing/calls.ts';
import { StaffRole } from '../../proto/gen/earshot/callers/v1/callers.ts';
import { ConsentPurpose } from '../../proto/gen/earshot/consent/v1/consent.ts';
import { DutiesServiceClient } from '../../proto/gen/earshot/duties/v1/duties.ts';
import { DataClass } from '../../proto/gen/earshot/privacy/v1/data_class.ts';
import { RefusalCode, RightsServiceClient } from '../../proto/gen/earshot/rights/v1/rights.ts';
import { query } from '../common/db/pool.ts';
import { callUnary } from '../common/grpc/client.ts';
import { connectAsNamed } from '../common/testing/callers.ts';
import { agree, disclose, field, type Home, limits, makeHome } from '../privacy/testing/harness.ts';
import { addSkill } from '../skills/testing/harness.ts';
import { type Pages, startPages, Visitor } from './testing/pages.ts';

let pages: Pages;
let rights: RightsServiceClient;
let mine: Home;
let theirs: Home;
let me: Visitor;

const skillId = 'com.example.coffee-centre';
const { VOICE_SERVICE, HISTORY } = ConsentPurpose;

async function signedIn(home: Home): Promise<Visitor> {
  const visitor = new Visitor(pages);
  await visitor.follow(await pages.link(home));
  await visitor.get('/me');
  return visitor;
}

let turns = 0;
async function say({ device }: Home, heard: string): Promise<string> {
  turns += 1;
  const turnId = `turn-c${turns}`;
  const turn = {
    deviceId: device.deviceId,
    turnId,
    heard,
    answered: 'All right.',
    skillId,
    ended: 'completed',
  };
  await callUnary(rights, 'recordTurn', turn, limits);
  const fields = [field('slots.Size', { valueClass: DataClass.COMMAND })];
  await disclose(pages.privacy.client, device, skillId, fields, turnId);
  return turnId;
}

beforeAll(async () => {
  pages = await startPages({ hasAllHolders: true });
  const { service, stateDirectory, client } = pages.privacy;
  rights = connectAsNamed(RightsServiceClient, service.address, stateDirectory);
  mine = pages.home;
  theirs = await makeHome(client);
  if (pages.skills === undefined) throw new Error('no skills');
  await addSkill(pages.skills, coffeeManifest({ id: skillId }));
  for (const home of [mine, theirs]) await agree(client, home, [HISTORY]);
  await say(mine, 'my own words');
  await say(theirs, 'words of the neighbours');
  me = await signedIn(mine);
});
afterAll(async () => {
  rights.close();
  await pages.close();
});

const centre = ['/privacy', '/privacy/left', '/privacy/history', '/privacy/requests', '/privacy/data'];

describe('an owner', () => {
  test.each(centre)('opens %s, in both languages, with a way to each of the others', async (path) => {
    for (const [language, word] of [
      ['en-US', 'Choices'],
      ['zh-CN', '我的选择'],
    ] as const) {
      await me.get('/me');
      await me.post('/language', { language, to: '/me' });
      const { status, text } = await me.get(path);
      expect([status, text.includes(word)]).toEqual([200, true]);
      for (const other of centre) expect(text).toContain(`href="${other}"`);
      expect(text).not.toMatch(/undefined|\[object|NaN/);
    }
    await me.post('/language', { language: 'en-US', to: '/me' });
  });

  test('switches a purpose off and on, and it is so at once', async () => {
    const { device } = mine;
    const live = async () =>
      (
        await callUnary(
          pages.privacy.consents,
          'checkConsent',
          { deviceId: device.deviceId, purpose: HISTORY },
          limits,
        )
      ).consentId !== '';
    await me.get('/privacy');
    expect((await me.post(`/privacy/consents/${HISTORY}`, { answer: 'no', version: '1' })).location).toBe(
      '/privacy?done=no',
    );
    expect(await live()).toBe(false);
    expect((await me.get('/privacy/history')).text).toContain('History is off');
    await me.get('/privacy');
    await me.post(`/privacy/consents/${HISTORY}`, { answer: 'yes', version: '1' });
    expect(await live()).toBe(true);
    await me.get('/privacy');
    expect((await me.post(`/privacy/consents/${HISTORY}`, { answer: 'yes', version: '7' })).status).toBe(409);
    expect((await me.post('/privacy/consents/99', { answer: 'yes', version: '1' })).status).toBe(404);
  });

  test('stops the voice service, is asked prominently, and begins again', async () => {
    await me.get('/privacy/stop');
    await me.post(`/privacy/consents/${VOICE_SERVICE}`, { answer: 'no', version: '0' });
    const { text } = await me.get('/privacy?done=no');
    expect(text).toContain('Until you agree, your speakers take no sound at all.');
    expect((await me.get('/me')).text).toContain('A choice of yours is needed.');
    await me.post(`/privacy/consents/${VOICE_SERVICE}`, { answer: 'yes', version: '1' });
    expect((await me.get('/privacy')).text).not.toContain('Until you agree');
    expect((await me.get(`/privacy/texts/${VOICE_SERVICE}/1`)).text).toContain('Version 1');
    expect((await me.get(`/privacy/texts/${VOICE_SERVICE}/9`)).status).toBe(404);
  });

  test('grants a skill what it asks for, in the words that it says, and takes it back', async () => {
    const path = 'slots.Note';
    const granted = async () =>
      (await callUnary(pages.privacy.client, 'listGrants', { subjectId: mine.subjectId, skillId }, limits))
        .grants;
    const before = await me.get('/privacy');
    expect(before.text).toContain('your words for “Note”');
    await me.post('/privacy/grants', { skill: skillId, path, answer: 'yes' });
    const [grant] = await granted();
    expect(before.text).toContain(grant?.purpose);
    // How it was given stands beside it: here, or by somebody at a speaker.
    expect(before.text).not.toMatch(/Switched on in the settings|said yes to a speaker/);
    expect((await me.get('/privacy')).text).toContain('Switched on in the settings, ');
    await me.post('/privacy/grants', { skill: skillId, path, answer: 'no' });
    expect(await granted()).toEqual([]);
    const { deviceId, householdId, tenantId } = mine.device;
    const spoken = { device: { deviceId, householdId, tenantId }, skillId, path, recipientRegion: '' };
    await callUnary(
      pages.privacy.client,
      'grantByVoice',
      { ...spoken, purpose: grant?.purpose ?? '' },
      limits,
    );
    expect((await me.get('/privacy')).text).toContain('Somebody said yes to a speaker, ');
    await me.post('/privacy/grants', { skill: skillId, path, answer: 'no' });
    expect(await granted()).toEqual([]);
    await me.get('/privacy');
    expect(
      (await me.post('/privacy/grants', { skill: skillId, path: 'user.name', answer: 'yes' })).status,
    ).toBe(404);
  });

  test('reads what left, and why, in plain words', async () => {
    const turnId = await say(mine, 'a coffee please');
    const { text } = await me.get('/privacy/left');
    expect(text).toContain('your choice of “Size”');
    expect(text).toContain(`/privacy/why/${turnId}`);
    const why = await me.get(`/privacy/why/${turnId}`);
    expect(why.text).toContain('It ended: completed');
    expect((await me.get('/privacy/left?before=x')).status).toBe(400);
  });

  test('finds, takes out and deletes history', async () => {
    await say(mine, 'where are my keys');
    await say(mine, 'lights off');
    expect((await me.get('/privacy/history?search=KEYS')).text).toMatch(/where are my keys/);
    expect((await me.get('/privacy/history?search=KEYS')).text).not.toMatch(/lights off/);
    const copy = await me.get('/privacy/history/copy');
    expect((JSON.parse(copy.text) as { entries: unknown[] }).entries.length).toBeGreaterThan(1);
    const { text } = await me.get('/privacy/history?search=keys');
    const entry = /name="entry" value="([^"]+)"/.exec(text)?.[1] ?? '';
    await me.post('/privacy/history/delete', { entry });
    expect((await me.get('/privacy/history')).text).not.toContain('where are my keys');
    await me.post('/privacy/history/keep', { days: '7' });
    expect((await me.get('/privacy/history?done=kept')).text).toContain('value="7" selected');
    const today = new Date().toLocaleDateString('sv-SE');
    await me.post('/privacy/history/delete-range', { from: today, until: today });
    expect((await me.get('/privacy/history')).text).toContain('Nothing yet');
    expect((await me.post('/privacy/history/delete-range', { from: 'x', until: today })).status).toBe(400);
  });

  test('complains, is refused for a listed reason, and appeals', async () => {
    await me.get('/privacy/requests');
    await me.post('/privacy/requests', { kind: '5', note: 'it is too loud' });
    const { requests } = await callUnary(rights, 'listRequests', { subjectId: mine.subjectId }, limits);
    const requestId = requests[0]?.requestId ?? '';
    expect((await me.get('/privacy/requests')).text).toContain('it is too loud');
    await callUnary(
      rights,
      'answerRequest',
      { requestId, refusal: RefusalCode.NOT_HELD, answer: 'sorry', staffRole: StaffRole.PRIVACY_OFFICER },
      limits,
    );
    expect((await me.get('/privacy/requests')).text).toContain('Nothing of the kind is held.');
    await me.post(`/privacy/requests/${requestId}/appeal`, { note: 'it is' });
    expect((await me.get('/privacy/requests')).text).toContain('An appeal against a refusal');
  });

  test('reads of an incident that touches them, and has been told with that', async () => {
    const words = {
      ...{ whatHappened: 'a disk was lost', whatWasDone: 'keys were changed', whatYouCanDo: 'be wary' },
      ...{ whatMakesGood: 'a year is free', contact: 'ask@earshot.example' },
    };
    const asked = {
      scope: { recipients: [], holders: ['privacy'], classes: [], fromMs: 0, untilMs: 0 },
      parts: ['zh-CN', 'en-US'].map((locale) => ({ locale, ...words })),
      ...{ isDrill: false, foundAtMs: 0 },
    };
    const { service, stateDirectory } = pages.privacy;
    const duties = connectAsNamed(DutiesServiceClient, service.address, stateDirectory);
    try {
      const { incident } = await callUnary(duties, 'openIncident', asked, limits);
      expect(incident?.toldByPage).toBe(0);
      expect((await me.get('/privacy/requests')).text).toContain('a disk was lost');
      const { incidents } = await callUnary(duties, 'listIncidents', {}, limits);
      expect(incidents[0]?.toldByPage).toBe(1);
    } finally {
      duties.close();
    }
  });

  test('mutes a speaker for an hour, until tomorrow, and not', async () => {
    const { deviceId } = mine.device;
    const muted = async () => {
      const owner = { householdId: mine.householdId, tenantId: '' };
      const { devices } = await callUnary(pages.privacy.client, 'listDevices', owner, limits);
      return devices[0]?.listening;
    };
    await me.get('/me');
    for (const quiet of ['hour', 'tomorrow']) {
      await me.post(`/devices/${deviceId}/listening`, { quiet });
      expect((await muted())?.isMuted).toBe(true);
      expect((await muted())?.mutedUntilMs).toBeGreaterThan(Date.now());
    }
    await me.post(`/devices/${deviceId}/listening`, { quiet: 'no' });
    expect((await muted())?.isMuted).toBe(false);
    expect((await me.post(`/devices/${deviceId}/listening`, { quiet: 'ever' })).status).toBe(400);
  });

  test('sets quiet hours of a child’s speaker, and nobody else does', async () => {
    const child = await makeHome(pages.privacy.client, { isChildDevice: true });
    const guardian = await signedIn(child);
    const path = `/devices/${child.device.deviceId}/quiet-hours`;
    expect((await guardian.get('/me')).text).toContain('Quiet hours, every day');
    await guardian.post(path, { from: '20:00', until: '07:00' });
    expect((await guardian.get('/me')).text).toContain('20:00–07:00');
    expect((await guardian.post(path, { from: '25:00', until: '07:00' })).status).toBe(400);
    await me.get('/me');
    expect((await me.post(path, { from: '20:00', until: '07:00' })).status).toBe(404);
  });

  test('takes a whole copy of their own home and of no other', async () => {
    await say(mine, 'for the copy');
    await me.get('/privacy/data');
    const { status, text, headers } = await me.post('/privacy/data/copy');
    expect([status, headers.get('content-disposition')]).toEqual([
      200,
      expect.stringContaining('attachment'),
    ]);
    const { rows } = JSON.parse(text) as { rows: { holder: string; table: string }[] };
    expect(new Set(rows.map(({ table }) => table))).toContain('history_entries');
    expect(text).toContain('for the copy');
    expect(text).not.toContain('words of the neighbours');
    for (const id of [theirs.subjectId, theirs.householdId, theirs.device.deviceId])
      expect(text).not.toContain(id);
  });

  test('restricts the account, and lifts it', async () => {
    await me.get('/privacy/data');
    await me.post('/privacy/data/restrict', { answer: 'yes' });
    expect((await me.get('/privacy/data')).text).toContain('It is kept and not used at the moment.');
    await me.post('/privacy/data/restrict', { answer: 'no' });
  });
});

describe('nobody else', () => {
  test('who is not signed in sees any of it, or does any of it', async () => {
    const stranger = new Visitor(pages);
    await stranger.get('/sign-in');
    const more = [
      '/privacy/stop',
      '/privacy/history/copy',
      '/privacy/history/delete-all',
      '/privacy/data/close',
    ];
    for (const path of [...centre, ...more, '/privacy/why/turn-c1', `/privacy/texts/1/1`]) {
      expect([path, (await stranger.get(path)).location]).toEqual([path, '/sign-in']);
    }
    const posts = [
      '/privacy/consents/2',
      '/privacy/grants',
      '/privacy/history/delete',
      '/privacy/history/delete-range',
      '/privacy/history/delete-all',
      '/privacy/history/keep',
      '/privacy/requests',
      '/privacy/requests/x/appeal',
      '/privacy/data/copy',
      '/privacy/data/restrict',
      '/privacy/data/close',
      `/devices/${mine.device.deviceId}/listening`,
    ];
    for (const path of posts) {
      await stranger.get('/sign-in');
      const answer = await stranger.post(path, { answer: 'no', sure: 'close', quiet: 'hour' });
      expect([path, answer.location]).toEqual([path, '/sign-in']);
    }
  });

  test('reaches an object of this home: a device, an entry, a request, a turn', async () => {
    await say(mine, 'not for the neighbours');
    const note = { subjectId: mine.subjectId, kind: 5, note: 'mine' } as const;
    const { requestId } = await callUnary(rights, 'openRequest', note, limits);
    await callUnary(
      rights,
      'answerRequest',
      { requestId, refusal: RefusalCode.LAW, answer: '', staffRole: StaffRole.PRIVACY_OFFICER },
      limits,
    );
    const list = { subjectId: mine.subjectId, search: '', beforeMs: 0, pageSize: 50 };
    const { entries } = await callUnary(rights, 'listHistory', list, limits);
    const neighbour = await signedIn(theirs);
    const device = await neighbour.post(`/devices/${mine.device.deviceId}/listening`, { quiet: 'hour' });
    expect(device.status).toBe(404);
    await neighbour.get('/privacy/history');
    await neighbour.post('/privacy/history/delete', { entry: entries[0]?.entryId ?? '' });
    expect((await callUnary(rights, 'listHistory', list, limits)).entries).toHaveLength(entries.length);
    await neighbour.get('/privacy/requests');
    expect((await neighbour.post(`/privacy/requests/${requestId}/appeal`, { note: 'x' })).status).toBe(404);
    const why = await neighbour.get(`/privacy/why/${entries[0]?.turnId}`);
    expect(why.text).toContain('Nothing left because of it.');
    for (const path of centre) {
      const { text } = await neighbour.get(path);
      expect(text).not.toMatch(/not for the neighbours|my own words|too loud/);
    }
  });

  test('another member of the home decides, keeps and asks for themselves alone', async () => {
    const { stores } = pages.privacy;
    const member = await makeHome(pages.privacy.client);
    await query(
      stores.pool,
      'update subjects set household_id = $2, is_owner = false where subject_id = $1',
      [member.subjectId, mine.householdId],
    );
    const visitor = await signedIn(member);
    expect((await visitor.get('/privacy')).status).toBe(200);
    expect((await visitor.get('/privacy/history')).text).not.toContain('not for the neighbours');
    expect((await visitor.get('/privacy/left')).status).toBe(403);
    await visitor.get('/me');
    const deviceId = mine.device.deviceId;
    expect((await visitor.post(`/devices/${deviceId}/listening`, { quiet: 'hour' })).status).toBe(403);
    expect(
      (await visitor.post('/privacy/grants', { skill: skillId, path: 'slots.Note', answer: 'yes' })).status,
    ).toBe(403);
    // A copy and an end of their own account, and nothing of the home.
    const copy = await visitor.post('/privacy/data/copy');
    expect(copy.text).toContain(member.subjectId);
    for (const theirs of [mine.subjectId, mine.device.deviceId, 'not for the neighbours', 'my own words']) {
      expect([theirs, copy.text.includes(theirs)]).toEqual([theirs, false]);
    }
    expect((await visitor.get('/privacy/data/close')).text).toContain('you leave this home');
    const { location } = await visitor.post('/privacy/data/close', { sure: 'close' });
    expect(location).toMatch(/^\/erased\//);
    expect((await visitor.get('/me')).location).toBe('/sign-in');
    expect((await me.get('/me')).status).toBe(200);
    expect((await me.get('/privacy/history')).text).toContain('not for the neighbours');
  });
});

describe('closing', () => {
  test('asks for a word, and for a sign-in that is not old', async () => {
    await me.get('/privacy/data/close');
    expect((await me.post('/privacy/data/close', { sure: 'yes' })).status).toBe(400);
    const { pool } = pages.privacy.stores;
    await query(
      pool,
      `update sessions set created_at = created_at - interval '20 minutes' where subject_id = $1`,
      [mine.subjectId],
    );
    await me.get('/me');
    for (const path of ['/privacy/data/close', '/privacy/data/copy']) {
      expect([path, (await me.post(path, { sure: 'close' })).status]).toEqual([path, 409]);
    }
    expect((await me.get('/privacy/data/close')).text).toContain('sign out and in again');
  });

  test('erases the home, signs out, and shows a report that names nobody', async () => {
    const home = await makeHome(pages.privacy.client);
    await say(home, 'soon gone');
    const visitor = await signedIn(home);
    await visitor.get('/privacy/data/close');
    const { location } = await visitor.post('/privacy/data/close', { sure: ' Close ' });
    expect(location).toMatch(/^\/erased\/[0-9a-f-]{36}$/);
    const { text } = await visitor.get(location);
    for (const words of ['The account is closed', 'Account and consents', 'Conversations', skillId]) {
      expect(text).toContain(words);
    }
    for (const id of [home.subjectId, home.householdId, home.device.deviceId]) expect(text).not.toContain(id);
    expect((await visitor.get('/me')).location).toBe('/sign-in');
    const asked = callUnary(
      pages.privacy.client,
      'authenticateDevice',
      { deviceToken: home.deviceToken },
      limits,
    );
    await expect(asked).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect((await me.get('/me')).status).toBe(200);
    expect((await visitor.get('/erased/00000000-0000-4000-8000-000000000000')).status).toBe(404);
  });

  test('leaves no word of anybody in the log of the pages', () => {
    const log = pages.logLines.join('');
    for (const words of ['my own words', 'too loud', mine.subjectId, mine.householdId]) {
      expect(log).not.toContain(words);
    }
  });
});
