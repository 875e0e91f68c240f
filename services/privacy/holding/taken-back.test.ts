/** What was taken back is done again after a crash and after a restore, and undoes nothing that was decided later. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ConsentPurpose } from '../../../proto/gen/earshot/consent/v1/consent.ts';
import { RightsServiceClient } from '../../../proto/gen/earshot/rights/v1/rights.ts';
import { query } from '../../common/db/pool.ts';
import { callUnary } from '../../common/grpc/client.ts';
import { Notes } from '../../common/notes/notes.ts';
import { connectAsNamed } from '../../common/testing/callers.ts';
import { agree, type Harness, limits, makeHome, startHarness } from '../testing/harness.ts';
import { type TakenBack, TakenBackNotes } from './taken-back.ts';

const dayMs = 86_400_000;
let harness: Harness;
let rights: RightsServiceClient;
const connect = () => {
  rights = connectAsNamed(RightsServiceClient, harness.service.address, harness.stateDirectory);
};
beforeAll(async () => {
  harness = await startHarness();
  connect();
});
afterAll(async () => {
  rights.close();
  await harness.close();
});
async function restart(): Promise<void> {
  rights.close();
  await harness.restart();
  connect();
}

const folder = () => join(harness.stateDirectory, 'taken-back');

/** What a process leaves that dies after it noted something, and before the database knew. */
async function noteAlone(taken: TakenBack, notedAtMs: number): Promise<string> {
  const noteId = randomUUID();
  await new Notes(folder()).write(noteId, { noteId, notedAtMs, taken } as { notedAtMs: number });
  return noteId;
}

test('a restriction that was lifted before it was set again stays set, and one that was set after it was lifted too', async () => {
  const isRestricted = async (subjectId: string) =>
    (await callUnary(rights, 'listRequests', { subjectId }, limits)).isRestricted;
  const [later, earlier] = [await makeHome(harness.client), await makeHome(harness.client)];
  const noted = { kind: 'restriction', subjectId: later.subjectId } as const;
  await noteAlone({ ...noted, isRestricted: false }, Date.now() - 1_000);
  for (const { subjectId } of [later, earlier]) {
    await callUnary(rights, 'restrictAccount', { subjectId, isRestricted: true }, limits);
  }
  // Both unknown: as in a database from a backup.
  const lifted = { kind: 'restriction', subjectId: earlier.subjectId, isRestricted: false } as const;
  await noteAlone({ ...lifted, isRestricted: true }, Date.now() + 1_000);
  await noteAlone(lifted, Date.now() + 2_000);
  await restart();
  expect([await isRestricted(later.subjectId), await isRestricted(earlier.subjectId)]).toEqual([true, false]);
});

test('a deletion of all history leaves what was said after it, and days that were changed since stay as they are', async () => {
  const { client } = harness;
  const [forgetful, careful] = [await makeHome(client), await makeHome(client)];
  const startMs = Date.now();
  const say = async ({ device }: typeof careful, heard: string, atMs: number) => {
    harness.clock.nowMs = atMs;
    const turn = { deviceId: device.deviceId, turnId: randomUUID(), heard, answered: 'done', skillId: 'tea' };
    await callUnary(rights, 'recordTurn', { ...turn, ended: 'completed' }, limits);
  };
  for (const home of [forgetful, careful]) {
    await agree(client, home, [ConsentPurpose.HISTORY]);
    await say(home, 'before', startMs);
  }
  const everything = { entryIds: [], fromMs: 0, untilMs: 0, isEverything: true };
  const { subjectId } = careful;
  await noteAlone({ kind: 'history', subjectId: forgetful.subjectId, what: everything }, startMs + 1);
  await noteAlone({ kind: 'history-days', subjectId, days: 5 }, startMs + 1);
  harness.clock.nowMs = startMs + 2;
  await callUnary(rights, 'setHistoryDays', { subjectId, days: 30 }, limits);
  for (const home of [forgetful, careful]) await say(home, 'after', startMs + 5);
  harness.clock.nowMs = undefined;
  await restart();
  const heard = async (subjectId: string) => {
    const list = { subjectId, search: '', beforeMs: 0, pageSize: 10 };
    return (await callUnary(rights, 'listHistory', list, limits)).entries.map((entry) => entry.heard);
  };
  expect(await heard(forgetful.subjectId)).toEqual(['after']);
  const [days] = await query(harness.stores.pool, 'select history_days from subjects where subject_id = $1', [
    subjectId,
  ]);
  expect(days).toEqual({ history_days: 30 });
  const kept = await query<{ days: number }>(
    harness.stores.pool,
    `select extract(epoch from expires_at - heard_at)::integer as days from history_entries
     where subject_id = $1 order by heard_at`,
    [subjectId],
  );
  expect(kept.map((row) => (row.days * 1_000) / dayMs)).toEqual([5, 30]);
});

test('a note that the database knows is not read again; a folder that cannot be read is no empty one', async () => {
  const { pool } = harness.stores;
  const state = join(harness.stateDirectory, 'others');
  const notes = new TakenBackNotes(pool, state, Date.now);
  expect(await notes.replay(async () => {})).toBe(0);
  const known = randomUUID();
  await query(pool, 'insert into taken_back (note_id, noted_at) values ($1, $2)', [
    known,
    new Date(Date.now() - dayMs),
  ]);
  mkdirSync(join(state, 'taken-back'), { recursive: true });
  writeFileSync(join(state, 'taken-back', `${known}.json`), 'not to be read');
  const taken = { kind: 'other', mac: '00' } as const;
  const dies = notes.keep(taken, () => Promise.reject(new Error('the database is away')));
  await expect(dies).rejects.toThrow('away');
  const again: TakenBack[] = [];
  expect(await notes.replay(async (one) => again.push(one))).toBe(1);
  expect(again).toEqual([taken]);
  expect(await notes.replay(async (one) => again.push(one))).toBe(0);
  writeFileSync(join(state, 'a-file'), '');
  await expect(new Notes(join(state, 'a-file')).ids()).rejects.toMatchObject({ code: 'ENOTDIR' });
});
