/**
 * One account of a home is erased, a member's by themselves or a child's by its guardian, while the privacy service is killed at any
 * moment: it ends as one outcome, and everybody else in the home keeps what is theirs.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConsentPurpose } from '../../proto/gen/earshot/consent/v1/consent.ts';
import { FamilyServiceClient } from '../../proto/gen/earshot/family/v1/family.ts';
import { RequestKind, RequestState, RightsServiceClient } from '../../proto/gen/earshot/rights/v1/rights.ts';
import { query } from '../common/db/pool.ts';
import { callUnary } from '../common/grpc/client.ts';
import { connectAsNamed } from '../common/testing/callers.ts';
import { makeGrownUp } from '../privacy/testing/grown-up.ts';
import { guardians } from '../privacy/testing/guardians.ts';
import { agree, type Home, limits, makeHome } from '../privacy/testing/harness.ts';
import { type Harness, startHarness } from '../skills/testing/harness.ts';
import { killVictims, startVictim, tablesWith } from './testing/victim.ts';

let harness: Harness;
let rights: RightsServiceClient;
let family: FamilyServiceClient;
const doings = guardians(() => family);
beforeAll(async () => {
  harness = await startHarness();
  const { service, stateDirectory } = harness.privacy;
  rights = connectAsNamed(RightsServiceClient, service.address, stateDirectory);
  family = connectAsNamed(FamilyServiceClient, service.address, stateDirectory);
});
afterAll(async () => {
  killVictims();
  rights.close();
  family.close();
  await harness.close();
});

type Victim = Awaited<ReturnType<typeof startVictim>>;

/** An account that is erased, and the home that stays. */
interface Lived {
  readonly accountId: string;
  readonly deviceId: string;
  readonly deviceToken: string;
  readonly ownerId: string;
  readonly ownersDevice: Home;
  erase(by: Victim): Promise<unknown>;
}

const eraseLimits = { deadlineMs: 30_000 };

const say = (deviceId: string, heard: string) => {
  const turn = {
    deviceId,
    turnId: crypto.randomUUID(),
    heard,
    answered: '',
    skillId: '',
    ended: 'completed',
  };
  return callUnary(rights, 'recordTurn', turn, limits);
};

async function member(): Promise<Lived> {
  const { home, second, memberId } = await makeGrownUp(harness.privacy, doings);
  await say(home.device.deviceId, 'a word of the member');
  await say(second.device.deviceId, 'a word of the owner');
  return {
    ...{ accountId: memberId, deviceId: home.device.deviceId, deviceToken: home.deviceToken },
    ...{ ownerId: home.subjectId, ownersDevice: second },
    erase: ({ rights: by }) => callUnary(by, 'eraseMember', { subjectId: memberId }, eraseLimits),
  };
}

async function child(): Promise<Lived> {
  const home = await makeHome(harness.privacy.client);
  const second = await makeHome(harness.privacy.client);
  const { pool } = harness.privacy.stores;
  await query(
    pool,
    `update devices set household_id = $2, subject_id = $3, chain_id = (select chain_id from subjects where subject_id = $3)
     where device_id = $1`,
    [second.device.deviceId, home.householdId, home.subjectId],
  );
  await agree(harness.privacy.client, home, [ConsentPurpose.HISTORY]);
  const childId = await doings.addChild(home);
  await doings.answerFor(home.subjectId, childId, true);
  await doings.give(home, childId);
  const asked = {
    guardianId: home.subjectId,
    childId,
    kind: RequestKind.CORRECTION,
    note: 'her name is Mia',
  };
  await callUnary(family, 'openChildRequest', asked, limits);
  await say(second.device.deviceId, 'a word of the owner');
  return {
    ...{ accountId: childId, deviceId: home.device.deviceId, deviceToken: home.deviceToken },
    ...{ ownerId: home.subjectId, ownersDevice: second },
    erase: ({ family: by }) =>
      callUnary(by, 'eraseChild', { guardianId: home.subjectId, childId }, eraseLimits),
  };
}

const rows = async (sql: string, values: readonly unknown[]) =>
  (await query(harness.privacy.stores.pool, sql, [...values])).length;
const isErasure = (condition: string) => (accountId: string) =>
  rows(`select 1 from erasures where whose -> 'subjectIds' ? $1 and ${condition}`, [accountId]).then(
    (count) => count > 0,
  );
const traces = ({ accountId }: Lived) => tablesWith(harness.privacy.stores.pool, [accountId]);

/** What has happened to the account when the process is killed: from the first step to after the last. */
const steps: readonly (readonly [string, (one: Lived) => Promise<boolean>])[] = [
  ['the decision is written', ({ accountId }) => isErasure('true')(accountId)],
  [
    'its speaker is let go',
    async ({ deviceId, accountId }) =>
      (await rows('select 1 from devices where device_id = $1 and subject_id = $2 and revoked_at is null', [
        deviceId,
        accountId,
      ])) === 0,
  ],
  [
    'its key is destroyed and its rows are gone',
    ({ accountId }) => isErasure(`'privacy' = any(done_holders)`)(accountId),
  ],
  ['one more holder is done', ({ accountId }) => isErasure('cardinality(done_holders) > 1')(accountId)],
  ['it is done', async (one) => (await traces(one)).length === 0],
];

describe.each([
  ['a member', member],
  ['a child', child],
] as const)('%s', (who, make) => {
  /** The home as it was: its owner is heard, known, and reads their own words, which only their own key opens. */
  const ownerIsWhole = async ({ ownerId, ownersDevice }: Lived) => {
    const { deviceToken, device } = ownersDevice;
    const known = await callUnary(harness.privacy.client, 'authenticateDevice', { deviceToken }, limits);
    expect(known.device?.deviceId).toBe(device.deviceId);
    const list = { subjectId: ownerId, search: '', beforeMs: 0, pageSize: 9 };
    const { entries } = await callUnary(rights, 'listHistory', list, limits);
    expect(entries.map(({ heard }) => heard)).toEqual(['a word of the owner']);
  };

  test('whose erasure was not begun when the process dies is as before', async () => {
    const one = await make();
    const victim = await startVictim(harness);
    await victim.kill();
    expect((await traces(one)).length).toBeGreaterThan(0);
    const { deviceToken } = one;
    const known = await callUnary(harness.privacy.client, 'authenticateDevice', { deviceToken }, limits);
    expect(known.device?.deviceId).toBe(one.deviceId);
    await ownerIsWhole(one);
  }, 120_000);

  test.each(steps)(
    'whose erasure is killed when %s is gone everywhere, once, and alone',
    async (_step, hasHappened) => {
      const one = await make();
      const victim = await startVictim(harness);
      let isOver = false;
      one
        .erase(victim)
        .catch(() => {})
        .finally(() => {
          isOver = true;
        });
      while (!(await hasHappened(one)) && !isOver) await sleep(1);
      await victim.kill();
      const { service, stores } = harness.privacy;
      await query(
        stores.pool,
        `update outbox set due_at = now() where queue = 'privacy-erasures' and state = 'pending'`,
      );
      const isThere = async () => {
        await service.erasureOutbox.sweep();
        return (await traces(one)).length > 0;
      };
      await expect.poll(isThere, { timeout: 60_000, interval: 500 }).toBe(false);
      await ownerIsWhole(one);
      if (who === 'a member') return;
      // The guardian finds it in the list of what was asked, however early it was cut off, and once.
      const { requests } = await callUnary(rights, 'listRequests', { subjectId: one.ownerId }, limits);
      expect(requests.filter(({ kind }) => kind === RequestKind.ERASURE)).toMatchObject([
        { state: RequestState.DONE, answer: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      ]);
    },
    120_000,
  );
});
