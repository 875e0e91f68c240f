/** A backup that is put back: nothing that was erased since is readable, before anybody is served; the rest is there. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ConsentPurpose } from '../../proto/gen/earshot/consent/v1/consent.ts';
import { RightsServiceClient } from '../../proto/gen/earshot/rights/v1/rights.ts';
import { backUp, putBack } from '../cli/backup.ts';
import { query } from '../common/db/pool.ts';
import { callUnary } from '../common/grpc/client.ts';
import { columnClasses } from '../common/holders/tables.ts';
import { connectAsNamed } from '../common/testing/callers.ts';
import { agree, type Home, limits, makeHome } from '../privacy/testing/harness.ts';
import { type Harness, startHarness } from '../skills/testing/harness.ts';

let harness: Harness;
let rights: RightsServiceClient;
let folder: string;
beforeAll(async () => {
  harness = await startHarness();
  const { service, stateDirectory } = harness.privacy;
  rights = connectAsNamed(RightsServiceClient, service.address, stateDirectory);
  folder = mkdtempSync(join(tmpdir(), 'earshot-backup-'));
});
afterAll(async () => {
  rights.close();
  await harness.close();
  rmSync(folder, { recursive: true, force: true });
});

async function dump(): Promise<string> {
  const { pool } = harness.privacy.stores;
  const parts: string[] = [];
  for (const table of (await columnClasses(pool)).keys()) {
    for (const { row } of await query<{ row: string }>(pool, `select t::text as row from ${table} t`)) {
      parts.push(`${table} ${row}`);
    }
  }
  return parts.join('\n');
}

async function lived(name: string): Promise<Home> {
  const { client } = harness.privacy;
  const home = await makeHome(client);
  const { subjectId, householdId, device } = home;
  await agree(client, home, [ConsentPurpose.HISTORY]);
  await callUnary(
    client,
    'setProfileField',
    { subjectId, path: 'user.name', value: `${name} the owner` },
    limits,
  );
  const rooms = [{ names: [`${name} study`] }];
  await callUnary(client, 'createRooms', { householdId, tenantId: '', rooms }, limits);
  const turn = {
    deviceId: device.deviceId,
    turnId: `turn-${name}`,
    heard: `${name} said`,
    answered: '',
    skillId: '',
  };
  await callUnary(rights, 'recordTurn', { ...turn, ended: 'completed' }, limits);
  return home;
}

test('what was erased after the backup is erased again before it serves, and the others are whole', async () => {
  const { privacy } = harness;
  const [gone, stays] = [await lived('gone'), await lived('stays')];
  const file = join(folder, 'earshot.dump');
  await backUp(privacy.stores.databaseUrl, file);
  await expect(backUp(privacy.stores.databaseUrl, file)).rejects.toThrow('is there already');
  // No key is in it: what is sealed says nothing to whoever finds it.
  const bytes = readFileSync(file).toString('latin1');
  for (const words of ['gone the owner', 'gone study', 'gone said']) expect(bytes).not.toContain(words);
  await callUnary(rights, 'closeAccount', { householdId: gone.householdId }, { deadlineMs: 60_000 });
  expect(await dump()).not.toContain(gone.subjectId);

  await putBack(privacy.stores.databaseUrl, file);
  expect(await dump()).toContain(gone.subjectId);
  // As a start after a restore: when it serves, it has forgotten again.
  const restarted = await privacy.another();
  try {
    const asked = callUnary(
      restarted.client,
      'authenticateDevice',
      { deviceToken: gone.deviceToken },
      limits,
    );
    await expect(asked).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    for (const name of [gone.subjectId, gone.householdId, gone.device.deviceId]) {
      const rows = (await dump()).split('\n').filter((row) => row.includes(name));
      expect(rows.filter((row) => !row.startsWith('erasures'))).toEqual([]);
    }
    const { deviceToken } = stays;
    expect(
      (await callUnary(restarted.client, 'authenticateDevice', { deviceToken }, limits)).device,
    ).toBeDefined();
    const list = { subjectId: stays.subjectId, search: '', beforeMs: 0, pageSize: 10 };
    const { entries } = await callUnary(rights, 'listHistory', list, limits);
    expect(entries.map(({ heard }) => heard)).toEqual(['stays said']);
  } finally {
    await restarted.close();
  }
}, 120_000);
