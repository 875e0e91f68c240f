/** Whoever holds data of somebody can give out all of it and erase all of it: tried with a value in every personal column. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HeldRow } from '../../proto/gen/earshot/holders/v1/holders.ts';
import { DataClass } from '../../proto/gen/earshot/privacy/v1/data_class.ts';
import { migrationFiles } from '../common/db/migrate.ts';
import { query } from '../common/db/pool.ts';
import { readOwnership } from '../common/db/roles.ts';
import { callUnary, openServerStream } from '../common/grpc/client.ts';
import { classesInMigrations, declaredTables } from '../common/holders/declared.ts';
import { columnClasses, isPersonal } from '../common/holders/tables.ts';
import { limits, makeHome } from '../privacy/testing/harness.ts';
import { type Harness, startHarness } from '../skills/testing/harness.ts';
import { plant } from './testing/plant.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

/** Everything that stands anywhere, as text: bytes in hexadecimal, as PostgreSQL prints them. */
async function dump(): Promise<string> {
  const { pool } = harness.privacy.stores;
  const tables = [...(await columnClasses(pool)).keys()];
  const parts = await Promise.all(
    tables.map(async (table) =>
      (await query<{ row: string }>(pool, `select t::text as row from ${table} t`))
        .map(({ row }) => `${table} ${row}`)
        .join('\n'),
    ),
  );
  return parts.join('\n');
}

async function exported(owner: { householdId: string; tenantId: string }) {
  const { client } = harness.privacy;
  const found: { holder: string; row: HeldRow }[] = [];
  for await (const { holder, row } of openServerStream(client.exportData.bind(client), owner, limits)) {
    if (row !== undefined) found.push({ holder, row });
  }
  return found;
}

test('every table with a personal column is declared by one holder, and every declared table exists', async () => {
  const classes = await columnClasses(harness.privacy.stores.pool);
  const personal = [...classes]
    .filter(([, columns]) => [...columns.values()].some(isPersonal))
    .map(([table]) => table);
  const declared = await declaredTables();
  const names = declared.map(({ table }) => table);
  const { ownerOf } = await readOwnership(await migrationFiles());
  for (const { table, holder } of declared)
    expect(`${table} ${holder}`).toBe(`${table} ${ownerOf.get(table)}`);
  expect(new Set(names).size).toBe(names.length);
  expect(personal.filter((table) => !names.includes(table))).toEqual([]);
  expect(names.filter((table) => !classes.has(table))).toEqual([]);
  const unclassified = [...classes].flatMap(([table, columns]) =>
    [...columns]
      .filter(([, dataClass]) => dataClass === DataClass.UNSPECIFIED)
      .map(([column]) => `${table}.${column}`),
  );
  expect(unclassified).toEqual([]);
  // What the page is written from says the same as the database.
  const written = await classesInMigrations();
  for (const [table, columns] of classes) {
    if (table === 'migrations') continue;
    for (const [column, dataClass] of columns) expect(written.get(`${table}.${column}`)).toBe(dataClass);
  }
});

test('whatever holds words or sound of a person has an end that storage itself knows', async () => {
  const classes = await classesInMigrations();
  const endless = (await declaredTables()).filter(
    ({ table, isOver }) =>
      isOver === undefined &&
      [...classes].some(
        ([key, dataClass]) =>
          key.startsWith(`${table}.`) &&
          [DataClass.UTTERANCE, DataClass.AUDIO].some((one) => one === dataClass),
      ),
  );
  expect(endless.map(({ table }) => table)).toEqual([]);
});

describe('with a value in every personal column of every declared table', () => {
  let mine: Awaited<ReturnType<typeof plant>>;
  let others: Awaited<ReturnType<typeof plant>>;
  let mineOut: { holder: string; row: HeldRow }[];
  beforeAll(async () => {
    mine = await plant(harness, 'mine');
    others = await plant(harness, 'others');
    mineOut = [...(await exported(mine.atHome)), ...(await exported(mine.inHotel))];
  });

  test('an export holds each of them, and nothing of anybody else', async () => {
    const classes = await columnClasses(harness.privacy.stores.pool);
    const unseen = [...classes].flatMap(([table, columns]) =>
      [...columns]
        .filter(([, dataClass]) => isPersonal(dataClass))
        .filter(
          ([column, dataClass]) =>
            !mineOut.some(
              ({ row }) =>
                row.table === table &&
                row.values.some(
                  (value) =>
                    value.column === column && value.valueClass === dataClass && value.valueJson !== '[]',
                ),
            ),
        )
        .map(([column]) => `${table}.${column}`),
    );
    expect(unseen).toEqual([]);
    const text = JSON.stringify(mineOut);
    for (const word of [
      'mine study',
      'mine lamp',
      'mine-light',
      'mine speaker',
      'mine phone',
      'mine wake',
      'mine as user',
      'mine colleague',
    ]) {
      expect(text).toContain(word);
    }
    expect(text).not.toContain('others');
    expect(text).not.toContain(others.device.deviceId);
    expect([...new Set(mineOut.map(({ holder }) => holder))].sort()).toEqual([
      'dialogue',
      'hotel',
      'privacy',
      'skills',
      'training',
    ]);
  });

  test('an erasure leaves nothing of it anywhere, and everything of everybody else', async () => {
    const { client, service } = harness.privacy;
    const namesOf = (home: typeof mine) => [
      home.householdId,
      home.subjectId,
      home.tenantId,
      home.device.deviceId,
      home.roomId,
      home.suite,
    ];
    const before = await dump();
    for (const name of [...namesOf(mine), ...namesOf(others)]) expect(before).toContain(name);
    for (const owner of [mine.atHome, mine.inHotel]) {
      const { holders } = await callUnary(client, 'eraseData', owner, limits);
      expect(holders.map(({ holder, isDone }) => [holder, isDone])).toEqual([
        ['privacy', true],
        ['skills', true],
        ['dialogue', true],
        ['hotel', true],
        ['training', true],
      ]);
    }
    await expect(callUnary(client, 'eraseData', mine.atHome, limits)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(
      callUnary(client, 'authenticateDevice', { deviceToken: mine.deviceToken }, limits),
    ).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect
      .poll(
        async () => {
          // As the sweeper does: tests side by side share their queues, so another may have taken the hint.
          await service.outbox.sweep();
          const rows = await query<{ state: string; user_name: string | null }>(
            harness.privacy.stores.pool,
            `select state, user_name from notices where event = 'user.data.delete'`,
          );
          return rows.map(({ state, user_name }) => [state, user_name]);
        },
        { timeout: 20_000 },
      )
      .toEqual([['done', null]]);
    const after = await dump();
    for (const name of [...namesOf(mine), 'mine', Buffer.from('mine').toString('hex')]) {
      expect(after.split('\n').filter((line) => line.includes(name) && !line.includes('turn-1'))).toEqual([]);
    }
    const theirs = [...(await exported(others.atHome)), ...(await exported(others.inHotel))];
    expect(theirs.length).toBe(mineOut.length);
    // What left is still on record, and the chain whole.
    const { findings } = await callUnary(client, 'verifyLedger', { subjectId: '' }, limits);
    expect(findings).toEqual([]);
  });
});

test('what dies in the middle is done by whoever comes next', async () => {
  const { client, another, service, stores } = harness.privacy;
  const { householdId } = await makeHome(client);
  await query(stores.pool, `insert into skills (skill_id, is_built_in) values ('milk', false)`);
  await query(stores.pool, `insert into skill_enablements values ('household', $1, 'milk', true)`, [
    householdId,
  ]);
  const alone = await another({ EARSHOT_SKILLS_ADDRESS: 'unix:/nowhere/skills.sock' });
  const owner = { householdId, tenantId: '' };
  const first = await callUnary(alone.client, 'eraseData', owner, { deadlineMs: 20_000 });
  await alone.close();
  expect(first.holders.filter(({ isDone }) => !isDone).map(({ holder }) => holder)).toEqual(['skills']);
  expect(await dump()).toContain(householdId);
  const isThere = async () => {
    await service.erasureOutbox.sweep();
    return (await dump()).includes(householdId);
  };
  await expect.poll(isThere, { timeout: 20_000 }).toBe(false);
});

describe('from the command line', () => {
  const earshot = (...args: string[]) =>
    new Promise<{ status: number; output: string; problem: string }>((resolve) => {
      const { privacy, service, dialogueAddress } = harness;
      const child = execFile(
        process.execPath,
        [join(import.meta.dirname, '../cli/main.ts'), 'owner', '--device', 'den', '--json', ...args],
        {
          env: {
            ...process.env,
            EARSHOT_STATE_DIR: privacy.stateDirectory,
            EARSHOT_PRIVACY_ADDRESS: privacy.service.address,
            EARSHOT_SKILLS_ADDRESS: service.address,
            EARSHOT_DIALOGUE_ADDRESS: dialogueAddress,
          },
        },
        (_error, output, problem) => resolve({ status: child.exitCode ?? -1, output, problem }),
      );
    });

  test('an owner takes everything out as one file, and erases it when sure', async () => {
    const { client, stateDirectory } = harness.privacy;
    const { householdId, subjectId } = await makeHome(client);
    const rooms = [{ names: ['kitchen of den'] }];
    await callUnary(client, 'createRooms', { householdId, tenantId: '', rooms }, limits);
    const kept = join(stateDirectory, 'households', 'den.json');
    mkdirSync(join(stateDirectory, 'households'), { recursive: true });
    writeFileSync(kept, JSON.stringify({ householdId, subjectId }));
    const file = join(stateDirectory, 'everything.json');
    expect((await earshot('export', file)).status).toBe(0);
    expect(statSync(file).mode & 0o077).toBe(0);
    const document = JSON.parse(readFileSync(file, 'utf8')) as {
      holders: { privacy: Record<string, Record<string, { class: string; value: unknown }>[]> };
    };
    expect(document.holders.privacy['rooms']?.[0]?.['sealed_names']).toEqual({
      class: 'preference',
      value: ['kitchen of den'],
    });
    const again = await earshot('export', file);
    expect([again.status === 0, again.problem]).toEqual([false, expect.stringContaining('exist')]);
    const unasked = await earshot('erase');
    expect([unasked.status === 0, unasked.problem]).toEqual([false, expect.stringContaining('--yes')]);
    expect(await dump()).toContain(householdId);
    const { status, output } = await earshot('erase', '--yes');
    expect(status).toBe(0);
    expect(JSON.parse(output)).toMatchObject({
      holders: [
        { holder: 'privacy', state: 'done' },
        { holder: 'skills' },
        { holder: 'dialogue' },
        { holder: 'hotel' },
        { holder: 'training' },
      ],
    });
    expect(await dump()).not.toContain(householdId);
    expect(existsSync(kept)).toBe(false);
  }, 60_000);
});
