/** Identifiers of every kind, spoken, typed and sent as metadata: no store, log, queue, file or copy shows one. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyCopy } from '../cli/dataset/verify-copy.ts';
import { writeCopy } from '../cli/dataset/write-copy.ts';
import { query } from '../common/db/pool.ts';
import { callUnary } from '../common/grpc/client.ts';
import { createRedis } from '../common/testing/stores.ts';
import { CanarySearch } from '../e2e/testing/canaries.ts';
import { type Home, limits } from '../privacy/testing/harness.ts';
import { canaries } from './testing/canaries.ts';
import { type Harness, offerOf, optOut, startHarness, tone } from './testing/harness.ts';

let harness: Harness;
const folder = mkdtempSync(join(tmpdir(), 'earshot-copy-'));
beforeAll(async () => {
  harness = await startHarness();
}, 60_000);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await harness?.close();
});

/** Sent beside the words. */
const metadata = { turnId: 'turn-zirconquartz', skillId: 'org.example.tea' };

/** Everything that any table, queue or log line holds; bytes stand in rows as hexadecimal. */
async function everything(): Promise<Buffer> {
  const { pool } = harness.privacy.stores;
  const tables = await query<{ name: string }>(
    pool,
    `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
  );
  const parts = [...harness.logLines, ...harness.privacy.logLines].map((line) => Buffer.from(line));
  for (const { name } of tables) {
    // The ledger of its person names the turn in which something left; that is what a ledger is.
    if (name === 'ledger_entries') continue;
    const rows = await query<{ row: string }>(pool, `select t::text as row from ${name} t`);
    parts.push(...rows.map(({ row }) => Buffer.from(row)));
  }
  const redis = createRedis(harness.privacy.stores.redisUrl);
  for (const key of await redis.keys('*'))
    parts.push(Buffer.from(key), Buffer.from((await redis.dumpBuffer(key)) ?? []));
  await redis.quit();
  return Buffer.concat(parts);
}

function filesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
  );
}

test('no byte of any of it, while turns wait and after they were processed, nor in a copy', async () => {
  const people = await Promise.all([harness.person(), harness.person(), harness.person()]);
  const words = (text: string) =>
    text
      .split(' ')
      .map((word, index) => ({ text: word, startMs: index * 250, endMs: index * 250 + 240, confidence: 1 }));
  let waiting: Buffer = Buffer.alloc(0);
  for (const [index, { text, locale }] of canaries.entries()) {
    const home = people[index % people.length]!;
    const said = {
      text,
      words: words(text),
      audio: index % 2 ? tone(1_500) : Buffer.alloc(0),
      locale,
      ...metadata,
    };
    expect(await callUnary(harness.client, 'offer', offerOf(home, said), limits)).toEqual({ isTaken: true });
    if (index === 5) waiting = await everything();
  }
  await harness.say(people[0]!, { text: 'turn on the light in the hall', ...metadata });
  const processed = await everything();
  const secrets = [...canaries.map(({ secret }) => secret), metadata.turnId];
  const search = new CanarySearch(secrets);
  expect(search.in(waiting, 'while turns wait')).toEqual([]);
  expect(search.in(processed, 'when they are processed')).toEqual([]);
  // The net holds: what is there would be found.
  const [{ householdId }] = people as [Home, ...Home[]];
  expect(new CanarySearch([householdId]).in(processed, 'there')).not.toEqual([]);
  expect((await search.below(harness.privacy.stateDirectory)).found).toEqual([]);

  const { dataset } = await callUnary(harness.client, 'createDataset', { locale: '' }, limits);
  const copy = join(folder, 'lab');
  const request = { version: dataset!.version, recipient: 'Example Lab', noticeUrl: '' };
  const written = await writeCopy(harness.client, request, copy, limits);
  expect(written.samples).toBeGreaterThan(5);
  const paths = filesIn(copy);
  const names = [...people.flatMap((home) => [home.householdId, home.subjectId, home.device.deviceId])];
  expect((await new CanarySearch([...secrets, ...names]).below(copy)).found).toEqual([]);
  expect((await new CanarySearch(['turn on the light in the hall']).below(copy)).found).not.toEqual([]);
  expect(
    paths.some((path) => path.endsWith('.wav')),
    'a WAV file',
  ).toBe(true);
  expect(paths.map((path) => path.slice(copy.length + 1))).toEqual(
    expect.arrayContaining(['README.md', 'manifest.json', 'train/metadata.jsonl', 'kaldi/train/wav.scp']),
  );

  // A copy is checked from outside, loses what goes, and says so.
  expect(await verifyCopy(harness.client, copy, false, limits)).toMatchObject({ changed: [], gone: 0 });
  await optOut(harness.privacy, people[1]!);
  const found = await verifyCopy(harness.client, copy, false, limits);
  expect(found.gone).toBeGreaterThan(0);
  expect(found.unconfirmed).toBe(found.gone);
  const after = await verifyCopy(harness.client, copy, true, limits);
  expect(after).toMatchObject({ deleted: found.gone, unconfirmed: 0, left: written.samples - found.gone });
  expect(await verifyCopy(harness.client, copy, false, limits)).toMatchObject({
    changed: [],
    gone: 0,
    unconfirmed: 0,
  });
}, 120_000);
