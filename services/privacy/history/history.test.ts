/** History: off unless switched on, sealed, its owner's alone, and gone when it should be whoever sleeps. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ConsentPurpose, ConsentWay } from '../../../proto/gen/earshot/consent/v1/consent.ts';
import { Whose } from '../../../proto/gen/earshot/holders/v1/holders.ts';
import { RightsServiceClient } from '../../../proto/gen/earshot/rights/v1/rights.ts';
import { query } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { callUnary } from '../../common/grpc/client.ts';
import { Holder } from '../../common/holders/holder.ts';
import { connectAsNamed } from '../../common/testing/callers.ts';
import { heldTables } from '../holding/tables.ts';
import { agree, type Harness, type Home, limits, makeHome, startHarness } from '../testing/harness.ts';
import { History } from './history.ts';

const dayMs = 86_400_000;
const startMs = Date.UTC(2026, 0, 10, 9);
const { VOICE_SERVICE, HISTORY, CHILD_DATA } = ConsentPurpose;

let harness: Harness;
let rights: RightsServiceClient;
beforeAll(async () => {
  harness = await startHarness();
  rights = connectAsNamed(RightsServiceClient, harness.service.address, harness.stateDirectory);
});
afterAll(async () => {
  rights.close();
  await harness.close();
});

let turns = 0;
async function say({ device }: Pick<Home, 'device'>, heard: string, answered = 'done') {
  turns += 1;
  const turn = { deviceId: device.deviceId, turnId: `turn-h${turns}`, heard, answered, skillId: 'coffee' };
  return (await callUnary(rights, 'recordTurn', { ...turn, ended: 'completed' }, limits)).isKept;
}
const read = async ({ subjectId }: Pick<Home, 'subjectId'>, search = '', beforeMs = 0, pageSize = 50) =>
  callUnary(rights, 'listHistory', { subjectId, search, beforeMs, pageSize }, limits);
const heardOf = async (home: Home, search = '') =>
  (await read(home, search)).entries.map(({ heard }) => heard);
const homeWith = (...agreesTo: ConsentPurpose[]) => makeHome(harness.client, { agreesTo });
const stored = async ({ subjectId }: Home) =>
  query<{ row: string }>(
    harness.stores.pool,
    'select h::text as row from history_entries h where subject_id = $1',
    [subjectId],
  );

test('nothing is kept unless it was switched on, nor of a child, nor of what is restricted', async () => {
  const off = await homeWith(VOICE_SERVICE);
  expect(await say(off, 'nothing of this')).toBe(false);
  const child = await makeHome(harness.client, {
    isChildDevice: true,
    agreesTo: [VOICE_SERVICE, CHILD_DATA, HISTORY],
  });
  expect(await say(child, 'nor of this')).toBe(false);
  const restricted = await homeWith(VOICE_SERVICE, HISTORY);
  const { subjectId } = restricted;
  await callUnary(rights, 'restrictAccount', { subjectId, isRestricted: true }, limits);
  expect(await say(restricted, 'nor this')).toBe(false);
  for (const home of [off, child, restricted]) expect(await stored(home)).toEqual([]);
});

test('a key service that is away is no empty history', async () => {
  const home = await homeWith(VOICE_SERVICE, HISTORY);
  await say(home, 'still there');
  const away = async (): Promise<never> => {
    throw new EarshotError('SERVICE_UNAVAILABLE');
  };
  const keys = { create: away, get: away, destroy: away };
  const { pool } = harness.stores;
  const history = new History({ pool, keys, consents: undefined as never, now: Date.now });
  const page = { search: '', beforeMs: 0, pageSize: 10 };
  const refused = { code: 'SERVICE_UNAVAILABLE' };
  await expect(history.list(home.subjectId, page)).rejects.toMatchObject(refused);
  await expect(history.words(home.subjectId, `turn-h${turns}`)).rejects.toMatchObject(refused);
  const holder = new Holder(pool, heldTables({ pool, keys, profile: undefined as never }));
  const whose = Whose.fromPartial({ subjectIds: [home.subjectId] });
  const copy = async () => {
    for await (const _row of holder.export(whose));
  };
  await expect(copy()).rejects.toMatchObject(refused);
});

test('what is kept is sealed, found by its owner in either half, page by page', async () => {
  const home = await homeWith(VOICE_SERVICE, HISTORY);
  harness.clock.nowMs = startMs;
  for (const [index, heard] of ['a large coffee', '今天天气怎么样', 'lights on'].entries()) {
    harness.clock.nowMs = startMs + index * 1_000;
    expect(await say(home, heard, index === 1 ? '今天晴' : 'Done.')).toBe(true);
  }
  expect(await heardOf(home)).toEqual(['lights on', '今天天气怎么样', 'a large coffee']);
  expect(await heardOf(home, '晴')).toEqual(['今天天气怎么样']);
  expect(await heardOf(home, 'COFFEE')).toEqual(['a large coffee']);
  const first = await read(home, '', 0, 2);
  expect([first.entries.length, first.hasMore]).toEqual([2, true]);
  const rest = await read(home, '', first.entries[1]?.heardAtMs, 2);
  expect([rest.entries.map(({ heard }) => heard), rest.hasMore]).toEqual([['a large coffee'], false]);
  const hex = Buffer.from('coffee').toString('hex');
  const rows = JSON.stringify(await stored(home));
  expect([rows.includes('large'), rows.includes(hex)]).toEqual([false, false]);
  harness.clock.nowMs = undefined;
});

test('the same turn is kept once, and nobody else reads it', async () => {
  const [home, other] = [await homeWith(VOICE_SERVICE, HISTORY), await homeWith(VOICE_SERVICE, HISTORY)];
  const turn = {
    deviceId: home.device.deviceId,
    turnId: 'once',
    heard: 'hello',
    answered: '',
    skillId: '',
    ended: 'x',
  };
  const kept = [1, 2].map(() => callUnary(rights, 'recordTurn', turn, limits));
  expect((await Promise.all(kept)).map(({ isKept }) => isKept).sort()).toEqual([false, true]);
  expect(await heardOf(other)).toEqual([]);
  const [entry] = (await read(home)).entries;
  const entryIds = [entry?.entryId ?? ''];
  const range = { fromMs: 0, untilMs: 0, isEverything: false };
  const theirs = { subjectId: other.subjectId, entryIds, ...range };
  expect((await callUnary(rights, 'deleteHistory', theirs, limits)).deleted).toBe(0);
  expect(await heardOf(home)).toEqual(['hello']);
});

test('entries go one by one, by range, all at once, and with the consent', async () => {
  const home = await homeWith(VOICE_SERVICE, HISTORY);
  const { subjectId } = home;
  harness.clock.nowMs = startMs;
  for (let day = 0; day < 5; day += 1) {
    harness.clock.nowMs = startMs + day * dayMs;
    await say(home, `day ${day}`);
  }
  const remove = (what: object) =>
    callUnary(
      rights,
      'deleteHistory',
      { subjectId, entryIds: [], fromMs: 0, untilMs: 0, isEverything: false, ...what },
      limits,
    );
  const [newest] = (await read(home)).entries;
  expect((await remove({ entryIds: [newest?.entryId ?? ''] })).deleted).toBe(1);
  expect((await remove({ fromMs: startMs + dayMs, untilMs: startMs + 3 * dayMs })).deleted).toBe(2);
  expect(await heardOf(home)).toEqual(['day 3', 'day 0']);
  for (const wrong of [{}, { isEverything: true, untilMs: 5 }, { entryIds: ['x'] }]) {
    await expect(remove(wrong)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  }
  const withdrawal = { subjectId, tenantId: '', purpose: HISTORY, way: ConsentWay.PAGE };
  await callUnary(harness.consents, 'withdrawConsent', withdrawal, limits);
  expect(await stored(home)).toEqual([]);
  expect(await say(home, 'afterwards')).toBe(false);
  await agree(harness.client, home, [HISTORY]);
  await say(home, 'again');
  expect((await remove({ isEverything: true })).deleted).toBe(1);
  harness.clock.nowMs = undefined;
});

test('a shorter time ends what is older at once; a longer one promises nothing back', async () => {
  const home = await homeWith(VOICE_SERVICE, HISTORY);
  const { subjectId } = home;
  const keep = (days: number) => callUnary(rights, 'setHistoryDays', { subjectId, days }, limits);
  for (const wrong of [0, 181, -1]) {
    await expect(keep(wrong)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  }
  harness.clock.nowMs = startMs;
  await say(home, 'old');
  harness.clock.nowMs = startMs + 10 * dayMs;
  await say(home, 'new');
  await keep(5);
  expect(await heardOf(home)).toEqual(['new']);
  await keep(180);
  expect(await heardOf(home)).toEqual(['new']);
  harness.clock.nowMs = startMs + 15 * dayMs;
  expect(await heardOf(home)).toEqual([]);
  harness.clock.nowMs = undefined;
});

test.each([
  [179, ['kept']],
  [180, []],
  [181, []],
])(
  'after %s days at the longest setting it reads %j, and with every worker dead for a week too',
  async (days, left) => {
    const home = await homeWith(VOICE_SERVICE, HISTORY);
    await callUnary(rights, 'setHistoryDays', { subjectId: home.subjectId, days: 180 }, limits);
    harness.clock.nowMs = startMs;
    await say(home, 'kept');
    harness.clock.nowMs = startMs + days * dayMs;
    // No clock of retention has run since: the row is on the disk, and cannot be read by anybody.
    expect(await heardOf(home)).toEqual(left);
    const own = new Holder(harness.stores.pool, heldTables(), () => startMs + days * dayMs);
    const whose = {
      subjectIds: [home.subjectId],
      householdIds: [],
      tenantIds: [],
      deviceIds: [],
      roomIds: [],
      stayIds: [],
      sampleKeyIds: [],
    };
    const given: string[] = [];
    for await (const { table } of own.export(whose)) given.push(table);
    expect(given.filter((table) => table === 'history_entries')).toHaveLength(left.length);
    expect(await stored(home)).toHaveLength(1);
    harness.clock.nowMs += 7 * dayMs;
    expect(await heardOf(home)).toEqual([]);
    // Back after a week, the clock empties the disk in its first round.
    await harness.service.retention.run();
    expect(await stored(home)).toEqual([]);
    const runs = await query(harness.stores.pool, `select 1 from retention_runs where holder = 'privacy'`);
    expect(runs).toHaveLength(1);
    harness.clock.nowMs = undefined;
  },
);
