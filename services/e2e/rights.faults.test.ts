/** Closing and export while the privacy service is killed at any moment: each ends as one outcome. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ConsentPurpose } from '../../proto/gen/earshot/consent/v1/consent.ts';
import { PrivacyServiceClient } from '../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { RightsServiceClient } from '../../proto/gen/earshot/rights/v1/rights.ts';
import { query } from '../common/db/pool.ts';
import { callUnary, openServerStream } from '../common/grpc/client.ts';
import { columnClasses } from '../common/holders/tables.ts';
import { connectAsNamed } from '../common/testing/callers.ts';
import { agree, type Home, limits, makeHome } from '../privacy/testing/harness.ts';
import { type Harness, startHarness } from '../skills/testing/harness.ts';

let harness: Harness;
let victim: ChildProcess | undefined;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => {
  victim?.kill('SIGKILL');
  await harness.close();
});

let started = 0;

/** Another process of the service over the same stores, to be killed. */
async function startVictim() {
  started += 1;
  const { stores, stateDirectory } = harness.privacy;
  const address = `unix:${join(stateDirectory, `victim-${started}.sock`)}`;
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, '../privacy/testing/privacy-process.ts')],
    {
      env: {
        PATH: process.env['PATH'],
        EARSHOT_STATE_DIR: stateDirectory,
        EARSHOT_PRIVACY_ADDRESS: address,
        EARSHOT_SKILLS_ADDRESS: harness.service.address,
        EARSHOT_DIALOGUE_ADDRESS: harness.dialogueAddress,
        EARSHOT_HOTEL_ADDRESS: `unix:${join(stateDirectory, 'hotel.sock')}`,
        EARSHOT_DATABASE_URL: stores.databaseUrl,
        EARSHOT_REDIS_URL: stores.redisUrl,
        EARSHOT_PULL_LISTEN: '127.0.0.1:0',
      },
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  victim = child;
  await once(child.stdout, 'data');
  const rights = connectAsNamed(RightsServiceClient, address, stateDirectory);
  const privacy = connectAsNamed(PrivacyServiceClient, address, stateDirectory);
  return {
    rights,
    privacy,
    async kill() {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      rights.close();
      privacy.close();
    },
  };
}

async function lived(name: string): Promise<Home> {
  const { client, service, stateDirectory } = harness.privacy;
  const home = await makeHome(client);
  await agree(client, home, [ConsentPurpose.HISTORY]);
  const rights = connectAsNamed(RightsServiceClient, service.address, stateDirectory);
  for (let index = 0; index < 20; index += 1) {
    const turn = {
      deviceId: home.device.deviceId,
      turnId: `turn-${name}-${index}`,
      answered: '',
      skillId: '',
    };
    await callUnary(rights, 'recordTurn', { ...turn, heard: `${name} ${index}`, ended: 'completed' }, limits);
  }
  rights.close();
  return home;
}

async function traces(home: Home): Promise<string[]> {
  const { pool } = harness.privacy.stores;
  const found: string[] = [];
  for (const table of (await columnClasses(pool)).keys()) {
    const rows = await query<{ row: string }>(pool, `select t::text as row from ${table} t`);
    const ids = [home.subjectId, home.householdId, home.device.deviceId];
    if (rows.some(({ row }) => ids.some((id) => row.includes(id)))) found.push(table);
  }
  return found;
}

/** From before the first step to after the last one, as fast and slow machines spread them. */
const momentsMs = [0, 2, 5, 8, 12, 16, 22, 30, 45, 70, 120, 250];

test('closing that is killed at any moment is either not begun, or done everywhere', async () => {
  const ended = { notBegun: 0, done: 0 };
  for (const afterMs of momentsMs) {
    const home = await lived(`closed-${afterMs}`);
    const { rights, kill } = await startVictim();
    const closing = callUnary(
      rights,
      'closeAccount',
      { householdId: home.householdId },
      { deadlineMs: 20_000 },
    );
    closing.catch(() => {});
    await sleep(afterMs);
    await kill();
    const { service, client } = harness.privacy;
    const rows = await query(
      harness.privacy.stores.pool,
      `select 1 from erasures where whose -> 'householdIds' ? $1 or state = 'done' and settled_at > now() - interval '5 seconds'`,
      [home.householdId],
    );
    const isThere = async () => {
      await service.erasureOutbox.sweep();
      return (await traces(home)).length > 0;
    };
    if (rows.length === 0 && (await traces(home)).length > 0) {
      // Never decided: everything is as before, and the speaker is let in.
      const { deviceToken } = home;
      const answer = await callUnary(client, 'authenticateDevice', { deviceToken }, limits);
      expect(answer.device?.deviceId).toBe(home.device.deviceId);
      ended.notBegun += 1;
    } else {
      // Decided: whoever comes next goes on until nothing is left, a minute later at most.
      await query(
        harness.privacy.stores.pool,
        `update outbox set due_at = now() where queue = 'privacy-erasures' and state = 'pending'`,
      );
      await expect.poll(isThere, { timeout: 30_000, interval: 500 }).toBe(false);
      ended.done += 1;
    }
  }
  expect(ended.done).toBeGreaterThan(0);
  process.stdout.write(`closing killed at ${momentsMs.length} moments: ${JSON.stringify(ended)}\n`);
}, 400_000);

test('an export that is killed fails, and what was read of it does not look whole; the next one is', async () => {
  const home = await lived('exported');
  const owner = { householdId: home.householdId, tenantId: '' };
  const { client } = harness.privacy;
  const count = async (from: PrivacyServiceClient) => {
    let rows = 0;
    for await (const _row of openServerStream(from.exportData.bind(from), owner, { deadlineMs: 20_000 }))
      rows += 1;
    return rows;
  };
  const whole = await count(client);
  for (const afterMs of momentsMs.slice(0, 6)) {
    const { privacy, kill } = await startVictim();
    const reading = count(privacy).then(
      (rows) => ({ rows, isWhole: true }),
      () => ({ rows: 0, isWhole: false }),
    );
    await sleep(afterMs);
    await kill();
    const { rows, isWhole } = await reading;
    if (isWhole) expect(rows).toBe(whole);
    expect(await count(client)).toBe(whole);
  }
}, 200_000);
