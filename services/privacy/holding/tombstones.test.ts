/** Notes of erasures: whole or not there, and gone when no backup can need them. */
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Whose } from '../../../proto/gen/earshot/holders/v1/holders.ts';
import { noteDays } from '../../common/notes/notes.ts';
import { type TestStores, useStores } from '../../common/testing/stores.ts';
import { Tombstones } from './tombstones.ts';

const dayMs = 86_400_000;
const erasureId = '00000000-0000-4000-8000-000000000001';
let state: string;
let stores: TestStores;
beforeEach(async () => {
  state = mkdtempSync(join(tmpdir(), 'earshot-notes-'));
  stores = await useStores();
});
afterEach(async () => {
  rmSync(state, { recursive: true, force: true });
  await stores.close();
});

test('a note that was cut short by a crash is not one: what is whole is replayed, and nothing else stands in the way', async () => {
  const notes = new Tombstones(state);
  await notes.note(erasureId, Whose.fromPartial({ householdIds: ['h-1'] }), Date.now());
  const folder = join(state, 'erasures');
  expect(readdirSync(folder)).toEqual([`${erasureId}.json`]);
  expect(statSync(join(folder, `${erasureId}.json`)).mode & 0o077).toBe(0);
  // What a crash leaves of a note that was being written.
  const torn = join(folder, '.00000000-0000-4000-8000-000000000002.json.aside');
  writeFileSync(torn, '{"erasureId":"0000');
  expect(await notes.replay(stores.pool, 'privacy-erasures')).toEqual([erasureId]);
  expect(await notes.replay(stores.pool, 'privacy-erasures')).toEqual([]);
  utimesSync(torn, 0, 0);
  await notes.sweep(Date.now());
  expect(readdirSync(folder)).toEqual([`${erasureId}.json`]);
});

test('a note is kept for as long as any backup may be, and no longer', async () => {
  const notes = new Tombstones(state);
  await notes.note(erasureId, Whose.fromPartial({}), 0);
  const file = join(state, 'erasures', `${erasureId}.json`);
  await notes.sweep(noteDays * dayMs);
  expect(existsSync(file)).toBe(true);
  await notes.sweep(noteDays * dayMs + 1);
  expect(existsSync(file)).toBe(false);
});
