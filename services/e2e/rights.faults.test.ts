/** Closing and export while the privacy service is killed at any moment: each ends as one outcome. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ConsentPurpose } from '../../proto/gen/earshot/consent/v1/consent.ts';
import type { PrivacyServiceClient } from '../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { RightsServiceClient } from '../../proto/gen/earshot/rights/v1/rights.ts';
import { query } from '../common/db/pool.ts';
import { callUnary, openServerStream } from '../common/grpc/client.ts';
import { connectAsNamed } from '../common/testing/callers.ts';
import { agree, type Home, limits, makeHome } from '../privacy/testing/harness.ts';
import { type Harness, startHarness } from '../skills/testing/harness.ts';
import { killVictims, startVictim, tablesWith } from './testing/victim.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => {
  killVictims();
  await harness.close();
});

async function lived(name: string): Promise<Home> {
  const { client, service, stateDirectory } = harness.privacy;
  const home = await makeHome(client);
  await agree(client, home, [ConsentPurpose.HISTORY]);
  const rights = connectAsNamed(RightsServiceClient, service.address, stateDirectory);
  for (let index = 0; index < 5; index += 1) {
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

/** What has happened to a home when the process that closes it is killed: from before the first step to after the last. */
const steps: readonly (readonly [string, (home: Home) => Promise<boolean>])[] = [
  ['before anything', async () => true],
  ['the decision is written', ({ householdId }) => isErasure(householdId, 'true')],
  ['its speakers are shut out', ({ device }) => isDevice(device.deviceId, 'revoked_at is not null')],
  [
    'its keys are destroyed and its rows are gone',
    ({ householdId }) => isErasure(householdId, `'privacy' = any(done_holders)`),
  ],
  ['one more holder is done', ({ householdId }) => isErasure(householdId, 'cardinality(done_holders) > 1')],
  ['it is done', async (home) => (await tracesOf(home)).length === 0],
];

const tracesOf = ({ subjectId, householdId, device }: Home) =>
  tablesWith(harness.privacy.stores.pool, [subjectId, householdId, device.deviceId]);

async function isErasure(householdId: string, condition: string): Promise<boolean> {
  const { pool } = harness.privacy.stores;
  const sql = `select 1 from erasures where whose -> 'householdIds' ? $1 and ${condition}`;
  return (await query(pool, sql, [householdId])).length > 0;
}

async function isDevice(deviceId: string, condition: string): Promise<boolean> {
  const { pool } = harness.privacy.stores;
  const rows = await query(pool, `select ${condition} as is_so from devices where device_id = $1`, [
    deviceId,
  ]);
  return rows.length === 0 || rows[0]?.['is_so'] === true;
}

test.each(steps)(
  'closing that is killed when %s ends as one outcome',
  async (step, hasHappened) => {
    const home = await lived(step.replaceAll(' ', '-'));
    const { rights, kill } = await startVictim(harness);
    let isOver = false;
    const request = { householdId: home.householdId };
    const closing =
      step === 'before anything'
        ? undefined
        : callUnary(rights, 'closeAccount', request, { deadlineMs: 30_000 });
    closing
      ?.catch(() => {})
      .finally(() => {
        isOver = true;
      });
    while (!(await hasHappened(home)) && !isOver) await sleep(1);
    await kill();
    const { service, client, stores } = harness.privacy;
    if (step === 'before anything') {
      const { deviceToken } = home;
      const answer = await callUnary(client, 'authenticateDevice', { deviceToken }, limits);
      expect(answer.device?.deviceId).toBe(home.device.deviceId);
      return;
    }
    // Decided: whoever comes next goes on until nothing is left; here at once, else within a minute.
    await query(
      stores.pool,
      `update outbox set due_at = now() where queue = 'privacy-erasures' and state = 'pending'`,
    );
    const isThere = async () => {
      await service.erasureOutbox.sweep();
      return (await tracesOf(home)).length > 0;
    };
    await expect.poll(isThere, { timeout: 60_000, interval: 500 }).toBe(false);
  },
  120_000,
);

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
  for (const afterMs of [0, 10, 40]) {
    const { privacy, kill } = await startVictim(harness);
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
