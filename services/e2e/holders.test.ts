/** Whoever holds data of somebody can give out all of it and erase all of it: tried with a value in every personal column. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConsentPurpose } from '../../proto/gen/earshot/consent/v1/consent.ts';
import type { HeldRow } from '../../proto/gen/earshot/holders/v1/holders.ts';
import { IdentityServiceClient } from '../../proto/gen/earshot/identity/v1/identity.ts';
import { DataClass } from '../../proto/gen/earshot/privacy/v1/data_class.ts';
import { RecipientKind } from '../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { migrationFiles } from '../common/db/migrate.ts';
import { query } from '../common/db/pool.ts';
import { readOwnership } from '../common/db/roles.ts';
import { callUnary, openServerStream } from '../common/grpc/client.ts';
import { classesInMigrations, declaredTables } from '../common/holders/declared.ts';
import { columnClasses, isPersonal } from '../common/holders/tables.ts';
import { connectAsNamed } from '../common/testing/callers.ts';
import {
  agree,
  disclose,
  field,
  limits,
  makeHome,
  makeHotelRoom,
  makeRecipient,
} from '../privacy/testing/harness.ts';
import { type Harness, startHarness } from '../skills/testing/harness.ts';

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

/** One row in each declared table, with a value in each personal column, for one home and one hotel. */
async function plant(name: string) {
  const { client, stores } = harness.privacy;
  const { pool } = stores;
  const home = await makeHome(client);
  const { householdId, subjectId, device } = home;
  const { tenantId } = await makeHotelRoom(client);
  const atHome = { householdId, tenantId: '' };
  const inHotel = { householdId: '', tenantId };
  const rooms = [{ names: [`${name} study`] }];
  const [roomId = ''] = (await callUnary(client, 'createRooms', { ...atHome, rooms }, limits)).roomIds;
  const [suite = ''] = (await callUnary(client, 'createRooms', { ...inHotel, rooms }, limits)).roomIds;
  await callUnary(client, 'placeDevice', { ...atHome, deviceId: device.deviceId, roomId }, limits);
  const lamp = { thingId: '', names: [`${name} lamp`], kinds: [`${name}-light`], roomId, deviceId: '' };
  const speaker = { ...lamp, names: [`${name} speaker`], roomId: '', deviceId: device.deviceId };
  for (const thing of [lamp, speaker]) await callUnary(client, 'nameThing', { householdId, thing }, limits);
  await callUnary(client, 'openStay', { tenantId, roomId: suite, locale: 'zh-CN' }, limits);
  const words = Buffer.from(`${name} words`);
  await query(
    pool,
    `insert into history_entries (subject_id, turn_id, heard_at, expires_at, sealed)
     values ($1, 'turn-old', now(), now() + '1 day', $2)`,
    [subjectId, words],
  );
  await query(
    pool,
    `insert into rights_requests (subject_id, kind, opened_at, due_on, proof, sealed_note, sealed_answer)
     values ($1, 'complaint', now(), current_date, 'session', $2, $2)`,
    [subjectId, words],
  );
  const identities = connectAsNamed(
    IdentityServiceClient,
    harness.privacy.service.address,
    harness.privacy.stateDirectory,
  );
  const member = { subjectId: '', name: `${name} colleague`, department: 'housekeeping' };
  await callUnary(identities, 'inviteStaff', { tenantId, member }, limits);
  identities.close();
  const profile = { subjectId, path: 'user.contact.phone', value: `${name} phone` };
  await callUnary(client, 'setProfileField', profile, limits);
  const [mac, sealed] = [Buffer.from(`${name} mac`), Buffer.from(`${name} address`)];
  await query(pool, 'insert into identities values ($1, $2, $3)', [mac, subjectId, sealed]);
  await query(pool, 'insert into passkeys values ($1, $2, $3, 0)', [`${name} passkey`, subjectId, sealed]);
  await query(
    pool,
    `insert into sign_in_challenges values ($1, 'identity', $2, $1, $1, $3, 0, now() + '1 hour')`,
    [mac, subjectId, sealed],
  );
  await query(pool, `insert into sessions values ($1, $2, now(), now(), now() + '1 hour')`, [mac, subjectId]);
  for (const code of [
    { ...atHome, subjectId, isChildDevice: true, roomId },
    { ...inHotel, subjectId: '', isChildDevice: false, roomId: suite },
  ]) {
    await callUnary(client, 'issueClaimCode', code, limits);
  }
  await query(
    pool,
    `update devices set quiet_from = 0, quiet_until = 1, wake_words = array[$2], muted_until = now() + '1 day', wake_word_off_until = now() + '1 day'
     where device_id = $1`,
    [device.deviceId, `${name} wake`],
  );
  await query(pool, `insert into device_offers values ($1, $1, $1, $1, 'm', array[$2], now(), $3)`, [
    Buffer.from(`${name} hardware`),
    `${name} wake`,
    device.deviceId,
  ]);
  await query(
    pool,
    `insert into notices (chain_id, skill_id, event, epoch, state, created_at, user_name, device_names)
     select chain_id, 'tea', 'consent.changed', 1, 'done', now(), $2, array[$3] from subjects where subject_id = $1`,
    [subjectId, `${name} as user`, `${name} as device`],
  );
  await query(pool, `insert into erasures (whose, state, created_at) values ($1, 'done', now())`, [
    JSON.stringify({ householdIds: [householdId] }),
  ]);
  await query(
    pool,
    `insert into skills (skill_id, is_built_in) values ('tea', false) on conflict do nothing`,
  );
  for (const [kind, id] of [
    ['household', householdId],
    ['tenant', tenantId],
  ]) {
    await query(pool, `insert into skill_enablements values ($1, $2, 'tea', true)`, [kind, id]);
  }
  const turnId = `turn-${name}`;
  const check = createHash('sha256').update(`${turnId}\n${device.deviceId}`).digest();
  await query(pool, `insert into turn_outcomes values ($1, $2, 'completed')`, [turnId, check]);
  await query(pool, `insert into conversations values ($1, 1, $2, $3, $4, now() + '2 minutes')`, [
    `session-${name}`,
    device.deviceId,
    householdId,
    Buffer.from(`${name} conversation`),
  ]);
  await query(
    pool,
    `insert into hotel_tickets (tenant_id, room_id, room, stay_id, turn_id, command_index, type, department, revision, created_at)
     values ($1, $2, $3, $4, $5, 0, 'deliver', 'housekeeping', 1, now())`,
    [tenantId, suite, `${name} suite`, `stay-${name}`, `hotel-${turnId}`],
  );
  await query(
    pool,
    `insert into hotel_ticket_events (ticket_id, tenant_id, at, action, actor, staff_id, to_staff_id)
     select ticket_id, tenant_id, now(), 'accepted', 'staff', $2, $2 from hotel_tickets where tenant_id = $1`,
    [tenantId, `staff-${name}`],
  );
  await query(pool, `update hotel_tickets set assignee_id = $2 where tenant_id = $1`, [
    tenantId,
    `staff-${name}`,
  ]);
  await query(pool, `insert into hotel_desks values ($1, '', now())`, [tenantId]);
  await query(pool, `insert into hotel_webhooks values ($1, 'https://pms.example/')`, [tenantId]);
  await query(pool, `insert into hotel_catalogues values ($1, 'topics: {}')`, [tenantId]);
  await query(pool, `insert into hotel_check_outs (tenant_id, stay_id) values ($1, $2)`, [
    tenantId,
    `stay-${name}`,
  ]);
  await query(pool, `insert into hotel_counters values ($1, current_date, 'deliver', 1)`, [tenantId]);
  await query(pool, 'insert into hotel_revisions values ($1, 1)', [tenantId]);
  const [roomDevice] = await query<{ device_id: string }>(
    pool,
    'select device_id from devices where tenant_id = $1',
    [tenantId],
  );
  await query(pool, `insert into hotel_questions values ($1, '[]', 'yes', now() + '2 minutes', $2)`, [
    roomDevice?.device_id,
    `stay-${name}`,
  ]);
  const collection = crypto.randomUUID();
  const asked = { paths: ['sample.text'], purposes: ['To train with.'], recipientRegion: '' };
  const toTraining = { subjectId, skillId: 'earshot', recipientKind: RecipientKind.TRAINING, ...asked };
  await agree(client, { subjectId }, [ConsentPurpose.TRAINING]);
  const { grantIds } = await callUnary(client, 'grantFields', toTraining, limits);
  const { deviceId } = device;
  const whose = { device: { deviceId, ...atHome }, grantIds, collectionId: collection };
  const { key: sampleKey } = await callUnary(client, 'issueSampleKey', whose, limits);
  const keyId = sampleKey?.keyId ?? '';
  await callUnary(client, 'drawSpeakers', { datasetVersion: 1, keyIds: [keyId] }, limits);
  await query(pool, `insert into training_intake values ($1, $2, '1-2-3', $3, $3, now() + '1 hour')`, [
    crypto.randomUUID(),
    keyId,
    words,
  ]);
  await query(
    pool,
    `with version as (insert into training_datasets select coalesce(max(version), 0) + 1, current_date, '1', 'frozen'
         from training_datasets returning version),
       sample as (insert into training_samples values ($1, $2, $3, 'en-US', current_date, current_date + 180, $4, $4))
     insert into training_entries (version, speaker_id, split, device_model) select version, $5, 'train', 'any' from version`,
    [collection, keyId, collection, words, crypto.randomUUID()],
  );
  await query(
    pool,
    'update training_entries set sample_id = $1 where sample_id is null and gone_on is null',
    [collection],
  );
  const [{ child_id: childId } = { child_id: '' }] = await query<{ child_id: string }>(
    pool,
    `with head as (insert into ledger_heads (chain_id) values (gen_random_uuid()) returning chain_id)
     insert into subjects (subject_id, household_id, chain_id, is_owner, is_child, born_month, recognised_at)
     select $1, $2, chain_id, false, true, '2018-05-01', now() from head returning subject_id as child_id`,
    [`account-child-of-${name}`, householdId],
  );
  await query(
    pool,
    `insert into joins (main_id, sub_id, code_mac, sealed_main_name, sealed_sub_name, main_lets, sub_lets, offered_at,
       answered_at, joined_at, expires_at) values ($1, $2, $3, $4, $4, '{}', '{}', now(), now(), now(), now())`,
    [subjectId, childId, mac, words],
  );
  await query(pool, 'insert into guardianships values ($1, $2, now(), now())', [childId, subjectId]);
  await query(pool, 'insert into child_rules values ($1, 60, 0, 1)', [childId]);
  await query(pool, 'insert into child_use values ($1, current_date, 1)', [childId]);
  await query(
    pool,
    `insert into child_reads (child_id, what, role, reason, read_at) values ($1, 'case', 'operator', 'law', now())`,
    [childId],
  );
  await query(
    pool,
    `insert into account_links (subject_id, skill_id, sealed_tokens, linked_at) values ($1, 'tea', $2, now())`,
    [subjectId, words],
  );
  await query(pool, `insert into link_attempts values ($1, $2, 'tea', $3, now() + '1 hour')`, [
    mac,
    subjectId,
    words,
  ]);
  await query(pool, 'update consents set guardian_id = $1 where subject_id = $1', [subjectId]);
  await makeRecipient(client, 'coffee');
  const purposes = ['To say hello.'];
  await callUnary(
    client,
    'grantFields',
    { subjectId, skillId: 'coffee', paths: ['user.name'], purposes, recipientRegion: '' },
    limits,
  );
  await disclose(client, device, 'coffee', [field('slots.Size', { valueClass: DataClass.COMMAND })]);
  return { ...home, tenantId, atHome, inHotel, roomId, suite };
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
    mine = await plant('mine');
    others = await plant('others');
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
