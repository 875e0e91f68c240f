/** Identifiers of every kind, spoken, typed and sent as metadata: no store, log, queue, file or copy shows one. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyCopy } from '../cli/dataset/verify-copy.ts';
import { writeCopy } from '../cli/dataset/write-copy.ts';
import { query } from '../common/db/pool.ts';
import { callUnary } from '../common/grpc/client.ts';
import { createRedis } from '../common/testing/stores.ts';
import { limits } from '../privacy/testing/harness.ts';
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

/** Sentences with an identifier each, and the part of it that must be nowhere. */
const spoken: readonly (readonly [text: string, canary: string])[] = [
  ['call wilhelmina fairweather tomorrow', 'fairweather'],
  ['打电话给欧阳晓峰', '欧阳晓峰'],
  ['send it to 48 Larkspur Avenue apartment 9 please', 'Larkspur'],
  ['我家住在锦绣路七十六号三单元', '锦绣路七十六'],
  ['my number is 415 555 0198 call me', '555 0198'],
  ['我的手机号是13912345678记一下', '13912345678'],
  ['我的手机号是一三九八八七七六六五五记一下', '九八八七七六六'],
  ['my card number is 4539 1488 0343 6467 okay', '1488 0343'],
  ['我的身份证号是11010519491231002X', '19491231'],
  ['mail quentin.marsh@larkmail.example about it', 'quentin.marsh'],
  ['the router is at 203.0.113.77 look there', '203.0.113.77'],
  ['my passport number is E48213977', 'E48213977'],
  ['车牌号是沪A6K9P2帮我记住', 'A6K9P2'],
  ['the imei is 490154203237518 write it down', '490154203237518'],
  ['my account number is 88213400917', '88213400917'],
  ['we are at 31.230416, 121.473701 now', '121.473701'],
];
/** Sent beside the words. */
const metadata = { turnId: 'turn-zirconquartz', skillId: 'org.example.tea' };

/** Everything that any table, queue, file or log line holds. */
async function everything(): Promise<string> {
  const { pool } = harness.privacy.stores;
  const tables = await query<{ name: string }>(
    pool,
    `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
  );
  const parts: string[] = [...harness.logLines, ...harness.privacy.logLines];
  for (const { name } of tables) {
    // The ledger of its person names the turn in which something left; that is what a ledger is.
    if (name === 'ledger_entries') continue;
    for (const { row } of await query<{ row: string }>(pool, `select t::text as row from ${name} t`)) {
      parts.push(row);
      // Bytes as text too: hexadecimal would hide words.
      for (const [, hex = ''] of row.matchAll(/\\\\?x([0-9a-f]+)/g))
        parts.push(Buffer.from(hex, 'hex').toString('utf8'));
    }
  }
  const redis = createRedis(harness.privacy.stores.redisUrl);
  for (const key of await redis.keys('*'))
    parts.push(
      key,
      (await redis.dumpBuffer(key))?.toString('latin1') ?? '',
      (await redis.dumpBuffer(key))?.toString('utf8') ?? '',
    );
  await redis.quit();
  return parts.join('\n');
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
  let waiting = '';
  for (const [index, [text]] of spoken.entries()) {
    const home = people[index % people.length]!;
    const locale = /\p{Script=Han}/u.test(text) ? 'zh-CN' : 'en-US';
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
  const canaries = [...spoken.map(([, canary]) => canary), metadata.turnId];
  expect(canaries.filter((canary) => waiting.includes(canary))).toEqual([]);
  expect(canaries.filter((canary) => processed.includes(canary))).toEqual([]);
  // The net holds: what is there would be found.
  expect(processed).toContain(people[0]!.householdId);
  const files = filesIn(harness.privacy.stateDirectory)
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
  expect(canaries.filter((canary) => files.includes(canary))).toEqual([]);

  const { dataset } = await callUnary(harness.client, 'createDataset', { locale: '' }, limits);
  const copy = join(folder, 'lab');
  const request = { version: dataset!.version, recipient: 'Example Lab', noticeUrl: '' };
  const written = await writeCopy(harness.client, request, copy, limits);
  expect(written.samples).toBeGreaterThan(5);
  const paths = filesIn(copy);
  const names = [...people.flatMap((home) => [home.householdId, home.subjectId, home.device.deviceId])];
  const inCopy = paths.map((path) => `${path}\n${readFileSync(path, 'utf8')}`).join('\n');
  expect([...canaries, ...names].filter((canary) => inCopy.includes(canary))).toEqual([]);
  expect(inCopy).toContain('turn on the light in the hall');
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
