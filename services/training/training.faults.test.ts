/** The training service as a process of its own, killed at every moment: no raw turn outlives its deadline, none is lost, none comes twice. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TrainingServiceClient } from '../../proto/gen/earshot/training/v1/training.ts';
import { query } from '../common/db/pool.ts';
import { callUnary } from '../common/grpc/client.ts';
import { createRedis } from '../common/testing/stores.ts';
import {
  type Home,
  type Harness as Privacy,
  startHarness as startPrivacy,
} from '../privacy/testing/harness.ts';
import { exportVersion, offerOf, optedIn, tone } from './testing/harness.ts';
import { TrainingProcess } from './testing/process.ts';

const limits = { deadlineMs: 20_000 };
let privacy: Privacy;
let home: Home;
let training: TrainingProcess;
let client: TrainingServiceClient;
const start = (env?: NodeJS.ProcessEnv) => training.start(env);
const kill = () => training.kill();

beforeAll(async () => {
  privacy = await startPrivacy();
  training = new TrainingProcess(privacy);
  client = training.client;
  home = await optedIn(privacy);
}, 60_000);
afterAll(async () => {
  await training?.close();
  await privacy?.close();
});

const keyFiles = () =>
  readdirSync(join(privacy.stateDirectory, 'keys', 'training')).filter((name) => name.endsWith('.key'));
const rows = async (table: string) =>
  Number((await query<{ count: number }>(privacy.stores.pool, `select count(*) from ${table}`))[0]?.count);
/** Another text for each turn, in which nobody could see a person. */
const places = ['hall', 'kitchen', 'garage', 'attic', 'cellar', 'study', 'bathroom', 'garden'];
const textOf = (turn: number) =>
  `turn off the ${places[turn % 8]} light and the ${places[Math.floor(turn / 8) % 8]} heating`;
const words = (text: string) =>
  text
    .split(' ')
    .map((word, at) => ({ text: word, startMs: at * 200, endMs: at * 200 + 190, confidence: 1 }));

const rounds = 10;

test('killed at random moments, with its queue emptied: what was taken becomes one sample, never two', async () => {
  await start();
  const redis = createRedis(privacy.stores.redisUrl);
  const taken: string[] = [];
  const unsure: string[] = [];
  const offer = async (turn: number) => {
    const text = textOf(turn);
    const said = { text, words: words(text), audio: tone(1_800) };
    const answer = await callUnary(client, 'offer', offerOf(home, said), limits).catch(() => undefined);
    // Without an answer nobody knows; with one it is durable.
    (answer?.isTaken === true ? taken : unsure).push(text);
  };
  // Moments are shares of what an offer takes here and now: a busy machine would be killed before anything began.
  const beganMs = performance.now();
  await offer(rounds * 3);
  const offerMs = performance.now() - beganMs;
  for (let round = 0; round < rounds; round += 1) {
    const offers = [0, 1, 2].map((each) => offer(round * 3 + each));
    await new Promise((resolve) => setTimeout(resolve, (offerMs * round * 3) / rounds));
    await kill();
    await Promise.all(offers);
    if (round % 3 === 0) await redis.flushall();
    await start();
  }
  await redis.quit();
  expect(taken.length).toBeGreaterThan(0);
  // A worker that died holds its turn for a minute; moved up here, so that nobody waits.
  const waits = async () => {
    await query(
      privacy.stores.pool,
      `update outbox set due_at = now() where state = 'pending' and due_at > now()`,
    );
    return rows('training_intake');
  };
  await kill();
  await waits();
  await start();
  await expect.poll(waits, { timeout: 90_000, interval: 500 }).toBe(0);
  const { dataset } = await callUnary(client, 'createDataset', { locale: '' }, limits);
  const { samples } = await exportVersion({ client }, dataset!.version);
  const texts = samples.map(({ text }) => text);
  expect(new Set(texts).size).toBe(texts.length);
  expect(taken.filter((text) => !texts.includes(text))).toEqual([]);
  expect(texts.filter((text) => !taken.includes(text) && !unsure.includes(text))).toEqual([]);
}, 300_000);

test('dead beyond the deadline: the key lies there until somebody starts, and is destroyed before anything is read', async () => {
  await kill();
  const before = keyFiles().length;
  const lives = { EARSHOT_TRAINING_RAW_LIFE_MS: '4000' };
  await start(lives);
  const samples = await rows('training_samples');
  const text = textOf(60);
  const patient = { ...limits, isPatient: true };
  let isAnswered = false;
  const offered = callUnary(client, 'offer', offerOf(home, { text, audio: tone(1_000) }), patient)
    .catch(() => {})
    .then(() => {
      isAnswered = true;
    });
  // Killed as soon as the row is there, before a thread has made anything of it; a quick one may have made it all.
  while (!isAnswered && (await rows('training_intake')) === 0 && keyFiles().length === before) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await kill();
  await offered;
  const isStillWaiting = (await rows('training_intake')) > 0;
  await new Promise((resolve) => setTimeout(resolve, 4_500));
  if (isStillWaiting) expect(keyFiles().length).toBe(before + 1);
  await start(lives);
  await expect.poll(() => keyFiles().length, { timeout: 5_000 }).toBeLessThanOrEqual(before);
  await expect.poll(() => rows('training_intake'), { timeout: 10_000 }).toBe(0);
  if (isStillWaiting) expect(await rows('training_samples')).toBe(samples);
}, 120_000);
