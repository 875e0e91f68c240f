/** Killed at each step from the offer to the copy, and started again, on time or after the clock jumped. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { query } from '../common/db/pool.ts';
import { callUnary } from '../common/grpc/client.ts';
import { createRedis } from '../common/testing/stores.ts';
import {
  type Home,
  type Harness as Privacy,
  startHarness as startPrivacy,
} from '../privacy/testing/harness.ts';
import { exportVersion, offerOf, optedIn, optOut, tone } from './testing/harness.ts';
import { TrainingProcess } from './testing/process.ts';

const limits = { deadlineMs: 20_000 };
const hourMs = 3_600_000;
let privacy: Privacy;
let home: Home;
let training: TrainingProcess;

beforeAll(async () => {
  privacy = await startPrivacy();
  training = new TrainingProcess(privacy);
  home = await optedIn(privacy);
}, 60_000);
afterAll(async () => {
  await training?.close();
  await privacy?.close();
});

afterEach(async () => training.kill());

/** While somebody offers a turn. */
const intakeSteps = [
  'before key made',
  'after key made',
  'after insert into training_intake',
  'before commit of insert into outbox',
  'after commit of insert into outbox',
  'before hint',
  'after hint',
];
/** While a worker makes the sample; until the first that is marked, the turn still waits when the process is dead. */
const waitingSteps = [
  'before update outbox set attempts',
  'after update outbox set attempts',
  'after select * from training_intake',
  'after key read',
  'before sample made',
  'after sample made',
  'after delete from training_intake where intake_id = $1 returning 1',
  'after insert into training_samples',
];
const madeSteps = [
  'after commit of insert into training_samples',
  'before key destroyed',
  'after key destroyed',
  'before update outbox set state',
  'after update outbox set state',
];
const versionSteps = [
  'after insert into training_datasets',
  'after insert into training_entries',
  'before update training_datasets set state',
  'before commit of update training_datasets set state',
];
const goneSteps = [
  'after delete from training_samples where',
  'after update training_entries set gone_on',
  'before commit of insert into outbox',
];

const rows = async (table: string) =>
  Number((await query<{ count: number }>(privacy.stores.pool, `select count(*) from ${table}`))[0]?.count);
const keyFiles = () =>
  readdirSync(join(privacy.stateDirectory, 'keys', 'training')).filter((name) => name.endsWith('.key'));

/** Another text for each turn, in which nobody could see a person. */
const rooms = ['hall', 'kitchen', 'garage', 'attic', 'bathroom', 'garden', 'cupboard', 'balcony'];
let turns = 0;
function nextText(): string {
  const turn = turns++;
  return `turn off the ${rooms[turn % 8]} light and the ${rooms[Math.floor(turn / 8) % 8]} heating`;
}
const words = (text: string) =>
  text
    .split(' ')
    .map((word, at) => ({ text: word, startMs: at * 200, endMs: at * 200 + 190, confidence: 1 }));

/** @returns whether it was taken; absent where nobody answered */
async function offer(text: string, whose = home): Promise<boolean | undefined> {
  const said = { text, words: words(text), audio: tone(1_000) };
  const answer = await callUnary(training.client, 'offer', offerOf(whose, said), limits).catch(
    () => undefined,
  );
  return answer?.isTaken;
}

/** Starts it to die at this step, has that step come, and sees it dead. */
async function dieAt(step: string, act: () => Promise<unknown>, env: NodeJS.ProcessEnv = {}): Promise<void> {
  await training.start({ ...env, DIE_AT: step });
  await act();
  expect(await training.ended(30_000), `died at “${step}”`).toBe('SIGKILL');
}

/** Starts it as it is, and waits until nothing waits. A worker that died holds its turn for a minute: moved up here. */
async function settle(env: NodeJS.ProcessEnv = {}): Promise<void> {
  const { pool, redisUrl } = privacy.stores;
  // What the dead one had under way in the database ends by itself.
  await sleep(500);
  await query(pool, `update outbox set due_at = now() where state = 'pending' and due_at > now()`);
  // A hint that a dead worker holds is taken from it after half a minute; a lost one is given again at once.
  const redis = createRedis(redisUrl);
  await redis.flushdb();
  await redis.quit();
  await training.start(env);
  await expect.poll(() => rows('training_intake'), { timeout: 90_000, interval: 100 }).toBe(0);
}

async function texts(): Promise<string[]> {
  const { dataset } = await callUnary(training.client, 'createDataset', { locale: '' }, limits);
  return (await exportVersion(training, dataset!.version)).samples.map(({ text }) => text);
}

const taken: string[] = [];
const unsure: string[] = [];

describe('what was taken becomes one sample, and what nobody answered becomes one or none', () => {
  test.each([...intakeSteps, ...waitingSteps, ...madeSteps])(
    'killed %s',
    { timeout: 120_000 },
    async (step) => {
      const text = nextText();
      await dieAt(step, async () => ((await offer(text)) === true ? taken : unsure).push(text));
      await settle();
      await training.kill();
    },
  );

  test('and no sample is lost, none is there twice', { timeout: 120_000 }, async () => {
    await training.start();
    const found = await texts();
    expect(new Set(found).size).toBe(found.length);
    expect(taken.filter((text) => !found.includes(text))).toEqual([]);
    expect(found.filter((text) => !taken.includes(text) && !unsure.includes(text))).toEqual([]);
    // The steps after the commit were answered or not, but their turn was there: it became a sample.
    expect(found.length).toBeGreaterThanOrEqual(waitingSteps.length + madeSteps.length);
  });
});

describe('a turn that waits when its process is dead', () => {
  const steps = ['after commit of insert into outbox', ...waitingSteps];

  test.each(steps)(
    'killed %s, found after its deadline: never a sample',
    { timeout: 120_000 },
    async (step) => {
      const text = nextText();
      const samples = await rows('training_samples');
      await dieAt(step, () => offer(text));
      expect(await rows('training_intake')).toBe(1);
      expect(keyFiles().length).toBeGreaterThan(0);
      await settle({ CLOCK_AHEAD_MS: String(hourMs + 60_000) });
      expect(keyFiles()).toEqual([]);
      expect(await rows('training_samples')).toBe(samples);
      await training.kill();
      // The clock of the next start is an hour back; there is nothing left for it to spare.
      await settle();
      await training.kill();
    },
  );

  test('found by a clock that went back: nobody knows how old it is, so never a sample', async () => {
    const text = nextText();
    const samples = await rows('training_samples');
    const ahead = { CLOCK_AHEAD_MS: String(hourMs / 2) };
    await dieAt('after sample made', () => offer(text));
    expect(keyFiles()).toHaveLength(1);
    // A start that looks at the keys while there is one: that moment is remembered.
    await training.start(ahead);
    const seen = () =>
      Number(readFileSync(join(privacy.stateDirectory, 'keys', 'training', 'clock'), 'utf8'));
    await expect.poll(seen, { timeout: 30_000 }).toBeGreaterThan(Date.now() + hourMs / 4);
    await training.kill();
    await settle();
    expect(keyFiles()).toEqual([]);
    expect(await rows('training_samples')).toBe(samples);
    await training.kill();
  }, 120_000);

  test('killed while overdue keys are destroyed: the next start goes on before it reads', async () => {
    const samples = await rows('training_samples');
    await dieAt('before update outbox set attempts', () => offer(nextText()));
    await dieAt('before update outbox set attempts', () => offer(nextText()));
    const late = { CLOCK_AHEAD_MS: String(hourMs + 60_000) };
    await dieAt('after key destroyed', async () => {}, late);
    await settle(late);
    expect(keyFiles()).toEqual([]);
    expect(await rows('training_samples')).toBe(samples);
    await training.kill();
  }, 120_000);
});

describe('versions and what goes', () => {
  // Somebody whose samples stay.
  beforeAll(async () => {
    await training.start();
    expect(await offer(nextText())).toBe(true);
    // `expect.poll` serves tests alone.
    await vi.waitFor(async () => expect(await rows('training_intake')).toBe(0), { timeout: 60_000 });
    await training.kill();
  }, 90_000);

  test.each(versionSteps)(
    'killed %s: no half of a version is seen, and the next is whole',
    { timeout: 120_000 },
    async (step) => {
      const samples = await rows('training_samples');
      expect(samples).toBeGreaterThan(0);
      await dieAt(step, () =>
        callUnary(training.client, 'createDataset', { locale: '' }, limits).catch(() => {}),
      );
      await training.start();
      const { datasets } = await callUnary(training.client, 'listDatasets', {}, limits);
      for (const dataset of datasets) expect(dataset.samples).toBeGreaterThan(0);
      expect(await texts()).toHaveLength(samples);
      await training.kill();
    },
  );

  test.each(goneSteps)(
    'killed %s: what was taken back goes, from versions and copies',
    { timeout: 120_000 },
    async (step) => {
      const other = await optedIn(privacy);
      await training.start();
      const text = nextText();
      expect(await offer(text, other)).toBe(true);
      await expect.poll(() => rows('training_intake'), { timeout: 30_000 }).toBe(0);
      const { dataset } = await callUnary(training.client, 'createDataset', { locale: '' }, limits);
      const version = dataset!.version;
      const { copyId, samples } = await exportVersion(training, version);
      const { sampleId = '' } = samples.find((one) => one.text === text) ?? {};
      await training.kill();
      await dieAt(step, () => optOut(privacy, other));
      await training.start();
      const { sampleIds } = await callUnary(training.client, 'listGone', { version }, limits);
      expect(sampleIds).toEqual([sampleId]);
      expect(await texts()).not.toContain(text);
      const { datasets } = await callUnary(training.client, 'listDatasets', {}, limits);
      const copies = datasets.flatMap((one) => one.copies);
      expect(copies.find((copy) => copy.copyId === copyId)?.unconfirmed).toBe(1);
      await training.kill();
    },
  );
});
