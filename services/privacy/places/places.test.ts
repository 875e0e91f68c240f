/** Rooms, what stands in them, and stays: through the contract, over the real store. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Thing } from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { createPool, query } from '../../common/db/pool.ts';
import { callUnary } from '../../common/grpc/client.ts';
import { type Harness, limits, makeHome, makeHotelRoom, startHarness } from '../testing/harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => harness.close());

const failure = (code: string) => expect.objectContaining({ code });
const thing = (part: Partial<Thing>): Thing => ({
  thingId: '',
  names: [],
  kinds: [],
  roomId: '',
  deviceId: '',
  needsVoice: false,
  whose: '',
  ...part,
});

async function entitiesOf(deviceToken: string) {
  const answer = await callUnary(harness.client, 'authenticateDevice', { deviceToken }, limits);
  return answer.surroundings;
}

describe('at home', () => {
  test('rooms, lamps and speakers get names, and every device of the house is told them', async () => {
    const { client } = harness;
    const home = await makeHome(client);
    const owner = { householdId: home.householdId, tenantId: '' };
    // Asked before, so that the answer is in the cache and has to leave it.
    expect((await entitiesOf(home.deviceToken))?.entities).toEqual([]);
    const { roomIds } = await callUnary(
      client,
      'createRooms',
      { ...owner, rooms: [{ names: ['bedroom', '卧室'] }, { names: ['kitchen'] }] },
      limits,
    );
    const [bedroom = '', kitchen = ''] = roomIds;
    const { thingId } = await callUnary(
      client,
      'nameThing',
      {
        householdId: home.householdId,
        thing: thing({ names: ['overhead light'], kinds: ['light'], roomId: bedroom }),
      },
      limits,
    );
    const { deviceId } = home.device;
    await callUnary(client, 'placeDevice', { ...owner, deviceId, roomId: kitchen }, limits);
    const speaker = thing({ names: ['kitchen speaker'], kinds: ['speaker'], deviceId });
    const named = await callUnary(
      client,
      'nameThing',
      { householdId: home.householdId, thing: speaker },
      limits,
    );
    const device = await entitiesOf(home.deviceToken);
    expect(device?.roomId).toBe(kitchen);
    expect(device?.entities).toHaveLength(4);
    const everybodys = { needsVoice: false, isOwned: false };
    expect(device?.entities).toEqual(
      expect.arrayContaining([
        {
          entityId: bedroom,
          names: ['bedroom', '卧室'],
          slotType: 'room-name',
          roomId: '',
          kinds: [],
          ...everybodys,
        },
        {
          entityId: kitchen,
          names: ['kitchen'],
          slotType: 'room-name',
          roomId: '',
          kinds: [],
          ...everybodys,
        },
        {
          entityId: thingId,
          names: ['overhead light'],
          slotType: 'device-name',
          roomId: bedroom,
          kinds: ['light'],
          ...everybodys,
        },
        {
          entityId: named.thingId,
          names: ['kitchen speaker'],
          slotType: 'device-name',
          roomId: kitchen,
          kinds: ['speaker'],
          ...everybodys,
        },
      ]),
    );
    // The name of a speaker is no name of the device itself: skills may get it.
    expect(named.thingId).not.toContain(deviceId);

    await callUnary(client, 'renameRoom', { ...owner, roomId: bedroom, names: ['guest room'] }, limits);
    await callUnary(client, 'removeRoom', { ...owner, roomId: kitchen }, limits);
    await callUnary(client, 'removeThing', { householdId: home.householdId, thingId }, limits);
    const after = await entitiesOf(home.deviceToken);
    expect(after?.roomId).toBe('');
    expect(after?.entities.map(({ names, roomId }) => [names[0], roomId])).toEqual([
      ['guest room', ''],
      ['kitchen speaker', ''],
    ]);
  });

  test('two rooms are not called the same, however it is spelt, and a refused list changes nothing', async () => {
    const { client } = harness;
    const { householdId } = await makeHome(client);
    const owner = { householdId, tenantId: '' };
    const create = (...names: string[]) =>
      callUnary(client, 'createRooms', { ...owner, rooms: names.map((name) => ({ names: [name] })) }, limits);
    const { roomIds } = await create('Bedroom');
    await expect(create('study', ' bedroom')).rejects.toEqual(failure('ROOM_NAME_TAKEN'));
    await expect(create('study', 'Ｓｔｕｄｙ')).rejects.toEqual(failure('ROOM_NAME_TAKEN'));
    await expect(create(...Array.from({ length: 100 }, (_, index) => `r${index}`))).rejects.toEqual(
      failure('PLACES_FULL'),
    );
    for (const names of [[], [''], ['x'.repeat(65)], ['a\u0000b'], Array(9).fill('a')]) {
      await expect(
        callUnary(client, 'createRooms', { ...owner, rooms: [{ names }] }, limits),
      ).rejects.toEqual(failure('INVALID_ARGUMENT'));
    }
    const { rooms } = await callUnary(client, 'listRooms', owner, limits);
    expect(rooms.map(({ roomId, names }) => [roomId, names])).toEqual([[roomIds[0], ['Bedroom']]]);
    // Its own name is free for it.
    await callUnary(
      client,
      'renameRoom',
      { ...owner, roomId: roomIds[0] ?? '', names: ['bedroom', '卧室'] },
      limits,
    );
  });

  test('nobody reaches into another house, or into a hotel', async () => {
    const { client } = harness;
    const [mine, other, hotel] = [
      await makeHome(client),
      await makeHome(client),
      await makeHotelRoom(client),
    ];
    const theirs = { householdId: other.householdId, tenantId: '' };
    const { roomIds } = await callUnary(
      client,
      'createRooms',
      { ...theirs, rooms: [{ names: ['den'] }] },
      limits,
    );
    const [roomId = ''] = roomIds;
    const owner = { householdId: mine.householdId, tenantId: '' };
    const { deviceId } = mine.device;
    const refused: (() => Promise<unknown>)[] = [
      () => callUnary(client, 'renameRoom', { ...owner, roomId, names: ['mine'] }, limits),
      () => callUnary(client, 'removeRoom', { ...owner, roomId }, limits),
      () => callUnary(client, 'placeDevice', { ...owner, deviceId, roomId }, limits),
      () => callUnary(client, 'placeDevice', { ...theirs, deviceId, roomId }, limits),
      () =>
        callUnary(
          client,
          'placeDevice',
          { householdId: '', tenantId: hotel.tenantId, deviceId, roomId },
          limits,
        ),
      () => callUnary(client, 'openStay', { tenantId: hotel.tenantId, roomId, locale: 'en-US' }, limits),
      () =>
        callUnary(
          client,
          'nameThing',
          { householdId: mine.householdId, thing: thing({ names: ['lamp'], roomId }) },
          limits,
        ),
      () =>
        callUnary(
          client,
          'nameThing',
          {
            householdId: mine.householdId,
            thing: thing({ names: ['spy'], deviceId: other.device.deviceId }),
          },
          limits,
        ),
      () =>
        callUnary(
          client,
          'issueClaimCode',
          {
            householdId: mine.householdId,
            subjectId: mine.subjectId,
            tenantId: '',
            isChildDevice: false,
            roomId,
          },
          limits,
        ),
    ];
    for (const call of refused) await expect(call()).rejects.toEqual(failure('NOT_FOUND'));
    for (const ids of [
      { householdId: '', tenantId: '' },
      { householdId: mine.householdId, tenantId: hotel.tenantId },
    ]) {
      await expect(callUnary(client, 'listRooms', ids, limits)).rejects.toEqual(failure('INVALID_ARGUMENT'));
    }
  });
});

describe('in a hotel', () => {
  test('rooms come in bulk, devices by claim code, and a stay knows a language and a switch', async () => {
    const { client } = harness;
    const { tenantId } = await callUnary(
      client,
      'createTenant',
      { region: 'cn', timeZone: 'Asia/Shanghai' },
      limits,
    );
    const owner = { householdId: '', tenantId };
    const numbers = Array.from({ length: 400 }, (_, index) => String(1000 + index));
    const { roomIds } = await callUnary(
      client,
      'createRooms',
      { ...owner, rooms: numbers.map((number) => ({ names: [number] })) },
      limits,
    );
    expect(new Set(roomIds).size).toBe(400);
    const roomId = roomIds[204] ?? '';
    const { claimCode } = await callUnary(
      client,
      'issueClaimCode',
      { ...owner, subjectId: '', isChildDevice: false, roomId },
      limits,
    );
    const { deviceId, deviceToken } = await callUnary(
      client,
      'activateDevice',
      { claimCode, model: 'panel' },
      limits,
    );
    const device = await entitiesOf(deviceToken);
    expect(device).toMatchObject({ roomId, entities: [] });
    const locate = () => callUnary(client, 'locateDevice', { deviceId }, limits);
    expect(await locate()).toEqual({
      ...owner,
      room: { roomId, names: ['1204'], deviceIds: [deviceId], stay: undefined },
    });

    const { stayId } = await callUnary(client, 'openStay', { tenantId, roomId, locale: 'zh-CN' }, limits);
    await expect(
      callUnary(client, 'openStay', { tenantId, roomId, locale: 'en-US' }, limits),
    ).rejects.toEqual(failure('ROOM_OCCUPIED'));
    await expect(callUnary(client, 'removeRoom', { ...owner, roomId }, limits)).rejects.toEqual(
      failure('ROOM_OCCUPIED'),
    );
    const stay = { stayId, locale: 'en-US', isDoNotDisturb: true };
    await callUnary(client, 'changeStay', { tenantId, stay }, limits);
    expect((await locate()).room?.stay).toEqual(stay);
    const stranger = await makeHotelRoom(client);
    for (const call of [
      () => callUnary(client, 'closeStay', { tenantId: stranger.tenantId, stayId }, limits),
      () => callUnary(client, 'changeStay', { tenantId: stranger.tenantId, stay }, limits),
    ]) {
      await expect(call()).rejects.toEqual(failure('NOT_FOUND'));
    }
    await callUnary(client, 'closeStay', { tenantId, stayId }, limits);
    expect((await locate()).room?.stay).toBeUndefined();
    await expect(callUnary(client, 'closeStay', { tenantId, stayId }, limits)).rejects.toEqual(
      failure('NOT_FOUND'),
    );
  });

  test('at rest no name of a room is readable, and no column could hold a guest', async () => {
    const { client, stores } = harness;
    const { tenantId } = await makeHotelRoom(client);
    const name = 'Canary Suite 8472';
    await callUnary(client, 'createRooms', { householdId: '', tenantId, rooms: [{ names: [name] }] }, limits);
    const pool = createPool(stores.databaseUrl, { max: 1 });
    try {
      const [row] = await query<{ text: string }>(
        pool,
        `select string_agg(encode(sealed_names, 'escape'), '') as text from rooms where tenant_id = $1`,
        [tenantId],
      );
      expect(row?.text.length).toBeGreaterThan(40);
      expect(row?.text).not.toContain('Canary');
      const columns = await query<{ column_name: string }>(
        pool,
        `select column_name from information_schema.columns where table_name = 'stays' order by 1`,
      );
      expect(columns.map((column) => column.column_name)).toEqual([
        'is_do_not_disturb',
        'locale',
        'opened_at',
        'room_id',
        'stay_id',
      ]);
    } finally {
      await pool.end();
    }
  });
});
