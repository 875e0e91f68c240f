/** The desk without scripts: who sees which, and nothing of another hotel by any route. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DeskHarness, startDesk } from './testing/desk.ts';
import { Visitor } from './testing/pages.ts';

let desk: DeskHarness;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk?.close());

async function colleague(name: string, department = '', hotel = desk.at.hotel): Promise<Visitor> {
  const visitor = new Visitor(desk);
  expect(await visitor.follow(await desk.invite(name, department, hotel))).toMatchObject({ location: '/' });
  expect((await visitor.get('/')).location).toBe('/desk');
  return visitor;
}

const idIn = (text: string) => /\/desk\/tickets\/([0-9a-f-]{36})/.exec(text)?.[1] ?? '';

test('a request is taken, given, passed on and done by forms alone, and its page says by whom', async () => {
  const { at } = desk;
  await at.say('two towels please');
  const li = await colleague('Li Lei');
  await colleague('Kim');
  const shown = (await li.get('/desk')).text;
  expect(shown).toContain('Towels × 2');
  const path = `/desk/tickets/${idIn(shown)}`;
  expect((await li.post(path, { act: 'accept', back: path })).location).toBe(path);
  const page = (await li.get(path)).text;
  expect(page).toContain('<b>You</b> accepted it');
  const kimId = /<option value="(account-\w+)">Kim</.exec(page)?.[1] ?? '';
  await li.post(path, { assignee: kimId, back: path });
  await li.post(path, { to: 'concierge', back: '/desk' });
  expect((await li.get(path)).text).toMatch(/gave it to Kim[\s\S]*passed it on to Concierge/);
  expect((await li.post(path, { act: 'done', back: 'https://elsewhere.example/' })).location).toBe('/desk');
  expect((await li.post(path, { act: 'explode', back: path })).status).toBe(400);
});

test('a colleague of one department sees its requests and no others', async () => {
  const { at } = desk;
  await at.say('the air conditioner is broken');
  await at.say('three bottles of water please');
  const bo = await colleague('Bo', 'engineering');
  const { text } = await bo.get('/desk?department=housekeeping');
  expect(text).toContain('air conditioner');
  expect(text).not.toContain('water');
  const all = await colleague('Li');
  const water = idIn((await all.get('/desk?department=housekeeping')).text);
  expect((await bo.get(`/desk/tickets/${water}`)).status).toBe(404);
  expect((await bo.post(`/desk/tickets/${water}`, { act: 'done', back: '/desk' })).status).toBe(404);
});

test('rooms are checked in and out, and do not disturb is set', async () => {
  const { at } = desk;
  const li = await colleague('Li');
  expect((await li.get('/desk/rooms?find=12')).text).toContain('Occupied');
  expect((await li.get('/desk/rooms?find=nothing')).text).toContain('There is no such room');
  const path = `/desk/rooms/${at.hotel.roomId}`;
  await li.post(path, { act: 'quiet' });
  expect(await at.stayOf()).toMatchObject({ isDoNotDisturb: true });
  await li.post(path, { act: 'change', language: 'zh-CN' });
  expect(await at.stayOf()).toMatchObject({ isDoNotDisturb: true, locale: 'zh-CN' });
  await li.post(path, { act: 'disturb' });
  expect((await li.get(`${path}/check-out`)).text).toContain('Check out room 1204?');
  await li.post(path, { act: 'out' });
  expect(await at.stayOf()).toBeUndefined();
  await li.post(path, { act: 'in', language: 'en-US' });
  expect(await at.stayOf()).toMatchObject({ locale: 'en-US', isDoNotDisturb: false });
});

describe('somebody of another hotel', () => {
  test('finds nothing by any route', async () => {
    const { at } = desk;
    await at.say('an iron please');
    const [ticket] = await at.tickets();
    const stranger = await colleague('Stranger', '', at.other);
    expect((await stranger.get('/desk')).text).not.toContain(ticket?.ticketId);
    const one = `/desk/tickets/${ticket?.ticketId}`;
    const room = `/desk/rooms/${at.hotel.roomId}`;
    expect((await stranger.get(one)).status).toBe(404);
    expect((await stranger.get(`${room}/check-out`)).status).toBe(404);
    for (const fields of [
      { act: 'done', back: '/desk' },
      { assignee: 'account-x', back: '/desk' },
      { to: 'concierge', back: '/desk' },
    ]) {
      expect((await stranger.post(one, fields)).status).toBe(404);
    }
    for (const fields of [
      { act: 'in', language: 'en-US' },
      { act: 'out' },
      { act: 'quiet' },
      { act: 'change', language: 'en-US' },
    ]) {
      expect((await stranger.post(room, fields)).status).toBe(404);
    }
    expect((await at.tickets()).find(({ ticketId }) => ticketId === ticket?.ticketId)).toEqual(ticket);
  });

  test('and somebody who is not signed in, or lives at home, has no desk', async () => {
    const visitor = new Visitor(desk);
    for (const path of ['/desk', '/desk/rooms', '/desk/events']) {
      expect((await visitor.get(path)).location).toBe('/sign-in');
    }
  });
});

test('no name, no room and no request is in the log', () => {
  expect(desk.logLines.join('\n')).not.toMatch(/Li Lei|1204|towel/i);
});
