/** A hotel's own system over HTTP: check-in and check-out by a key, and nothing of another hotel by any route. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { query } from '../../common/db/pool.ts';
import { callUnary } from '../../common/grpc/client.ts';
import { limits, type TestHotel } from '../../hotel/testing/harness.ts';
import { type DeskHarness, startDesk } from '../testing/desk.ts';

let desk: DeskHarness;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk?.close());

const issue = ({ tenantId }: TestHotel) =>
  callUnary(desk.at.identities, 'issueHotelKey', { tenantId }, limits);

async function ask(method: string, path: string, key: string, body?: object) {
  const response = await fetch(`${desk.origin}/v1/hotel${path}`, {
    method,
    headers: {
      ...(key !== '' && { authorization: `Bearer ${key}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    json: text === '' ? undefined : JSON.parse(text),
    headers: response.headers,
  };
}

const stayIn = async (key: string, room = '1204') => (await ask('GET', `/rooms/${room}`, key)).json.stay;

test('a guest is checked in, the stay changed, and checked out with everything of it', async () => {
  const { at } = desk;
  const { key } = await issue(at.hotel);
  const [room] = (await ask('GET', '/rooms', key)).json.rooms;
  expect(room).toEqual({
    ...{ room: '1204', speakers: 1 },
    stay: { id: at.hotel.stayId, language: 'en-US', doNotDisturb: false },
  });
  await at.say('two towels please');
  const [ticket] = await at.tickets();
  await at.changeAs({ role: 'operator' }, ticket?.ticketId ?? '', { $case: 'state', value: 4 });
  expect((await ask('DELETE', `/stays/${at.hotel.stayId}`, key)).status).toBe(204);
  const left = await query(at.privacy.stores.pool, 'select 1 from hotel_tickets where stay_id = $1', [
    at.hotel.stayId,
  ]);
  expect(left).toEqual([]);
  expect(await stayIn(key)).toBeNull();
  // Asked again after an answer that was lost, it checks out nobody else.
  const stay = await ask('POST', '/rooms/1204/stay', key, { language: 'zh-CN' });
  expect(stay).toMatchObject({ status: 201, json: { language: 'zh-CN', doNotDisturb: false } });
  expect((await ask('DELETE', `/stays/${at.hotel.stayId}`, key)).status).toBe(404);
  expect(await ask('POST', '/rooms/1204/stay', key)).toMatchObject({
    ...{ status: 409, json: { code: 'ROOM_OCCUPIED' } },
  });
  const path = `/stays/${stay.json.id}`;
  expect((await ask('PATCH', path, key, { doNotDisturb: true })).json).toEqual({
    ...{ id: stay.json.id, language: 'zh-CN', doNotDisturb: true },
  });
  expect((await ask('PATCH', path, key, { language: 'en-US' })).json.doNotDisturb).toBe(true);
  expect(await stayIn(key)).toEqual({ id: stay.json.id, language: 'en-US', doNotDisturb: true });
});

describe('nothing is done', () => {
  test.each([
    ['a name of a guest', 'POST', '/rooms/1204/stay', { language: 'en-US', guest: 'Ada' }, 400],
    ['a language that nobody speaks here', 'POST', '/rooms/1204/stay', { language: 'xx' }, 400],
    ['a list', 'POST', '/rooms/1204/stay', [], 400],
    ['a switch that is a word', 'PATCH', '/stays/stay_x', { doNotDisturb: 'yes' }, 400],
    ['a room that is none', 'GET', '/rooms/9999', undefined, 404],
    ['a stay that is none', 'PATCH', '/stays/stay_x', { doNotDisturb: true }, 404],
    ['a room in place of a stay', 'DELETE', '/stays/1204', undefined, 404],
    ['a way that is none', 'GET', '/guests', undefined, 404],
    ['more than anybody has to say', 'POST', '/rooms/1204/stay', { language: 'x'.repeat(20_000) }, 400],
  ] as const)('with %s', async (_what, method, path, body, status) => {
    const { key } = await issue(desk.at.other);
    const before = await stayIn(key);
    expect((await ask(method, path, key, body)).status).toBe(status);
    expect(await stayIn(key)).toEqual(before);
    await revokeAll(desk.at.other);
  });
});

const everyRoute = ({ stayId }: TestHotel, room: string) =>
  [
    ['GET', `/rooms/${room}`, undefined],
    ['POST', `/rooms/${room}/stay`, {}],
    ['PATCH', `/stays/${stayId}`, { doNotDisturb: true }],
    ['DELETE', `/stays/${stayId}`, undefined],
  ] as const;

async function revokeAll({ tenantId }: TestHotel) {
  const { keys } = await callUnary(desk.at.identities, 'listHotelKeys', { tenantId }, limits);
  for (const { keyId } of keys)
    await callUnary(desk.at.identities, 'revokeHotelKey', { tenantId, keyId }, limits);
}

describe('a key', () => {
  test('of another hotel finds nothing by any route', async () => {
    const { hotel, other, privacy } = desk.at;
    const rooms = { householdId: '', tenantId: hotel.tenantId, rooms: [{ names: ['Annex'] }] };
    await callUnary(privacy.client, 'createRooms', rooms, limits);
    const [own, foreign] = [(await issue(hotel)).key, (await issue(other)).key];
    expect(
      (await ask('GET', '/rooms', foreign)).json.rooms.map(({ room }: { room: string }) => room),
    ).toEqual(['1204']);
    const before = await ask('GET', '/rooms', own);
    for (const [method, path, body] of everyRoute({ ...hotel, stayId: (await stayIn(own)).id }, 'Annex')) {
      expect([method, path, (await ask(method, path, foreign, body)).status]).toEqual([method, path, 404]);
    }
    expect((await ask('GET', '/rooms', own)).json).toEqual(before.json);
  });

  test('that is none, or none any more, opens no route', async () => {
    const { hotel } = desk.at;
    await revokeAll(hotel);
    const { key } = await issue(hotel);
    expect((await ask('GET', '/rooms', key)).status).toBe(200);
    await revokeAll(hotel);
    for (const wrong of [
      '',
      key,
      'earshot-hotel-',
      `${key.slice(0, -1)}_`,
      `${key} ${key}`,
      'x'.repeat(4_000),
    ]) {
      for (const [method, path, body] of [
        ['GET', '/rooms', undefined],
        ...everyRoute(hotel, '1204'),
      ] as const) {
        const refused = await ask(method, path, wrong, body);
        expect([path, refused.status, refused.json]).toEqual([path, 401, { code: 'UNAUTHENTICATED' }]);
        expect(refused.headers.getSetCookie()).toEqual([]);
      }
    }
  });

  test('is one of eight at most, and kept as a hash alone', async () => {
    const { other, privacy } = desk.at;
    await revokeAll(other);
    const made = await Promise.allSettled(Array.from({ length: 10 }, () => issue(other)));
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(8);
    const [first] = made.flatMap((one) => (one.status === 'fulfilled' ? [one.value.key] : []));
    const rows = await query<{ line: string }>(
      privacy.stores.pool,
      'select t::text as line from hotel_keys t',
      [],
    );
    expect(rows.map(({ line }) => line).join()).not.toContain(first?.slice(14));
    const missing = callUnary(desk.at.identities, 'issueHotelKey', { tenantId: 'tenant-none' }, limits);
    await expect(missing).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await revokeAll(other);
  });

  test('is revoked by its own hotel alone', async () => {
    const { hotel, other, identities } = desk.at;
    const { keyId, key } = await issue(hotel);
    const foreign = { tenantId: other.tenantId, keyId };
    await expect(callUnary(identities, 'revokeHotelKey', foreign, limits)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect((await ask('GET', '/rooms', key)).status).toBe(200);
  });
});

test('no key and no room is in the log', () => {
  expect(desk.logLines.join('\n')).not.toMatch(/earshot-hotel-|1204|Annex/);
});
