/**
 * Samples in a whole Earshot over stores of its own: what somebody says who opted in is in the next version without them,
 * and no byte of any store says more; what they take back is gone from every version and every copy; nothing comes twice.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../loadtest/collector.ts';
import { keepHousehold } from '../cli/speak/local-device.ts';
import { prepareDirectories } from '../cli/up/directories.ts';
import { checkoutDir } from '../common/addresses.ts';
import { createPool, type Pool, query } from '../common/db/pool.ts';
import { postgresBinaries } from '../common/local-stores/postgres.ts';
import { createRedis } from '../common/testing/stores.ts';
import { canaries } from '../training/testing/canaries.ts';
import { CanarySearch } from './testing/canaries.ts';
import { type Earshot, recording, recordings, startEarshot } from './testing/earshot.ts';

const run = promisify(execFile);
const hasRecordings = existsSync(recordings);
/** Sent as what a device says of itself, beside every turn. */
const modelCanary = 'flamingotelegraph-77';

let earshot: Earshot;
let collector: Collector;
let pool: Pool;
/** Everything that any command printed. */
const printed: string[] = [];

beforeAll(async () => {
  collector = await startCollector();
  const env = { EARSHOT_TRACES_URL: collector.url };
  earshot = await startEarshot(['rover'], env, { withOwnStores: true });
  pool = createPool(earshot.stack.env['EARSHOT_DATABASE_URL'] ?? '', { role: 'training' });
  const { householdId, subjectId } = earshot.device;
  await keepHousehold({ stateDir: earshot.stack.stateDir, name: 'home' }, { householdId, subjectId });
}, 240_000);
afterAll(async () => {
  await pool?.end();
  await earshot?.stop();
  await collector?.close();
});

/** The command as anybody types it. @returns what it printed, and its status */
async function command(...args: string[]): Promise<{ text: string; status: number }> {
  const main = join(checkoutDir, 'services/cli/main.ts');
  const outcome = await run(process.execPath, [main, ...args], { env: earshot.stack.env }).then(
    ({ stdout, stderr }) => ({ text: stdout + stderr, status: 0 }),
    ({ stdout, stderr, code }: { stdout: string; stderr: string; code: number }) => ({
      text: stdout + stderr,
      status: code,
    }),
  );
  printed.push(outcome.text);
  return outcome;
}
const owner = (...args: string[]) => command('owner', '--device', 'home', ...args);

const count = async (table: string) =>
  Number((await query<{ count: number }>(pool, `select count(*) from ${table}`))[0]?.count);

/** Texts of a new version, as its copy in a folder of this name has them. */
async function copyOf(name: string): Promise<{ folder: string; version: number; texts: string[] }> {
  const made = await command('dataset', 'create');
  const version = Number(/version (\d+)/.exec(made.text)?.[1]);
  const folder = join(earshot.directory, name);
  const exported = await command('dataset', 'export', String(version), folder, '--recipient', 'Example Lab');
  expect(exported).toMatchObject({ status: 0 });
  const lists = ['train/metadata.jsonl', 'text/train.jsonl'].map((path) =>
    readFile(join(folder, path), 'utf8').catch(() => ''),
  );
  const lines = (await Promise.all(lists)).join('').split('\n').filter(Boolean);
  return { folder, version, texts: lines.map((line) => (JSON.parse(line) as { text: string }).text) };
}

async function typed(texts: readonly { text: string; locale: string }[]): Promise<void> {
  for (const locale of new Set(texts.map((one) => one.locale))) {
    const speaker = await earshot.connect({ hello: { locale, model: modelCanary } });
    for (const one of texts) if (one.locale === locale) await speaker.sayText(one.text, { isSilent: true });
    await speaker.close();
  }
}

test.skipIf(!hasRecordings)(
  'said aloud under an opt-in it is in the next version; taken back, it is gone from that version and from every copy',
  async () => {
    const speaker = await earshot.connect();
    const say = async () =>
      expect(
        (await speaker.sayAudio(await recording('goforward.raw'), { mode: 'held_button' })).transcript,
      ).toMatch(/go forward ten met(er|re)s/);
    // Without an opt-in nothing is kept.
    await say();
    const shown = await owner('training', 'on');
    expect(shown.text).toContain('in an altered voice');
    await speaker.close();
    const again = await earshot.connect();
    expect(await count('training_samples')).toBe(0);
    await expect
      .poll(
        async () => {
          await again.sayAudio(await recording('goforward.raw'), { mode: 'held_button' });
          return count('training_samples');
        },
        { timeout: 60_000, interval: 1_000 },
      )
      .toBeGreaterThan(0);
    await again.sayText('call maria jones on 415 555 0132 now please', { isSilent: true });
    await again.close();
    await expect.poll(() => count('training_samples'), { timeout: 30_000 }).toBeGreaterThan(1);
    await expect.poll(() => count('training_intake'), { timeout: 30_000 }).toBe(0);

    const { folder, version, texts } = await copyOf('lab');
    expect(texts).toContain('call <PERSON> on <PHONE> now please');
    expect(texts.filter((text) => /^go forward ten met(er|re)s$/.test(text)).length).toBeGreaterThan(0);
    const files = await readdir(folder, { recursive: true });
    expect(files).toEqual(
      expect.arrayContaining(['README.md', 'manifest.json', 'train/metadata.jsonl', 'kaldi/train/wav.scp']),
    );
    const wavs = files.filter((name) => name.endsWith('.wav'));
    expect(wavs.length).toBeGreaterThan(0);
    // Another sound of about the same length: the recording itself is in no copy.
    const wav = await readFile(join(folder, wavs[0]!));
    const raw = await recording('goforward.raw');
    expect(wav.length).toBeGreaterThan(raw.length / 3);
    expect(wav.includes(raw.subarray(20_000, 20_400))).toBe(false);
    expect(await command('dataset', 'verify', folder)).toMatchObject({ status: 0 });

    await owner('training', 'off');
    const list = await command('dataset', 'list');
    expect(list.text).toContain(`version ${version}  0 samples`);
    expect((await command('dataset', 'verify', folder)).status).toBe(1);
    const deleted = await command('dataset', 'verify', folder, '--delete');
    expect(deleted).toMatchObject({ status: 0 });
    expect(deleted.text).toContain('0 samples');
    expect((await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.wav'))).toEqual([]);
    expect((await command('dataset', 'list')).text).toContain('0 deletions not confirmed');
    expect(await count('training_samples')).toBe(0);
  },
  300_000,
);

test('identifiers of every kind: no byte of a store, log, queue, trace, export, copy or backup shows one', async () => {
  await owner('training', 'on');
  // A device's next connection knows of it.
  await expect
    .poll(
      async () => {
        await typed([{ text: 'turn off the light in the cellar', locale: 'en-US' }]);
        return count('training_samples');
      },
      { timeout: 60_000, interval: 1_000 },
    )
    .toBeGreaterThan(0);
  await typed(canaries);
  await expect.poll(() => count('training_intake'), { timeout: 60_000 }).toBe(0);
  expect(await count('training_samples')).toBeGreaterThan(canaries.length / 2);

  const { folder } = await copyOf('lab-of-canaries');
  await owner('export', join(earshot.directory, 'everything.json'));
  await command('ledger', 'show', '--device', 'home');
  const backup = join(earshot.directory, 'backup.dump');
  expect(await command('backup', backup)).toMatchObject({ status: 0 });
  const restored = await run(
    join((await postgresBinaries()) ?? '', 'pg_restore'),
    ['--file=-', '--no-owner', backup],
    { maxBuffer: 1 << 28 },
  );
  const redis = createRedis(earshot.stack.env['EARSHOT_REDIS_URL'] ?? '');
  const queues: Buffer[] = [];
  for (const key of await redis.keys('*'))
    queues.push(Buffer.from(key), (await redis.dumpBuffer(key)) ?? Buffer.alloc(0));
  await redis.quit();
  const places = new Map<string, Buffer>([
    ['backup', Buffer.from(restored.stdout)],
    ['queues', Buffer.concat(queues)],
    ['traces', Buffer.from(collector.text())],
    ['printed', Buffer.from(printed.join('\n'))],
  ]);
  const { stores } = await prepareDirectories(earshot.stack.stateDir);
  for (const root of new Set([earshot.directory, stores])) {
    for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      places.set(path, await readFile(path).catch(() => Buffer.alloc(0)));
    }
  }
  // The net holds: what is there would be found.
  const { householdId } = earshot.device;
  expect(places.get('backup')?.includes(householdId)).toBe(true);
  expect(
    [...places].some(
      ([name, bytes]) => name.startsWith(join(stores, 'postgres')) && bytes.includes(householdId),
    ),
  ).toBe(true);
  expect([...places].some(([name, bytes]) => name.startsWith(folder) && bytes.includes('<PHONE>'))).toBe(
    true,
  );
  const search = new CanarySearch([...canaries.map(({ secret }) => secret), modelCanary]);
  expect([...places].flatMap(([name, bytes]) => search.in(bytes, name))).toEqual([]);
}, 300_000);

test('stores and services that are killed while people speak: nothing comes twice, and it goes on', async () => {
  const rooms = ['hall', 'kitchen', 'garage', 'attic', 'cellar', 'study', 'bathroom', 'garden'];
  const said: string[] = [];
  const sayOne = async () => {
    const text = `turn off the ${rooms[said.length % 8]} light and the ${rooms[Math.floor(said.length / 8)]} heating`;
    said.push(text);
    const speaker = await earshot.connect().catch(() => undefined);
    await speaker?.sayText(text, { isSilent: true }).catch(() => undefined);
    await speaker?.close().catch(() => undefined);
  };
  const kills = [
    () => earshot.stack.process('training').kill('SIGKILL'),
    () => earshot.stack.process('privacy').kill('SIGKILL'),
    () => process.kill(earshot.stack.store('redis')?.pid ?? 0, 'SIGKILL'),
    () => process.kill(earshot.stack.store('postgres')?.pid ?? 0, 'SIGKILL'),
    () => earshot.stack.process('gateway').kill('SIGKILL'),
  ];
  for (const kill of kills) {
    await Promise.all([sayOne(), sayOne(), new Promise((resolve) => setTimeout(resolve, 150)).then(kill)]);
    await expect
      .poll(
        async () => {
          const speaker = await earshot.connect();
          const turn = await speaker.sayText('what time is it', { isSilent: true });
          await speaker.close();
          return turn.end;
        },
        { timeout: 60_000, interval: 500 },
      )
      .toBe('completed');
    // And what is said from now on is kept again.
    const before = (await count('training_samples')) + (await count('training_intake'));
    await expect
      .poll(
        async () => {
          await sayOne();
          return (await count('training_samples')) + (await count('training_intake'));
        },
        { timeout: 60_000, interval: 1_000 },
      )
      .toBeGreaterThan(before);
  }
  // What a worker that died had begun is due a minute later; moved up, so that nobody waits.
  await expect
    .poll(
      async () => {
        await query(
          pool,
          `update outbox set due_at = now() where queue = 'training-intake' and state = 'pending'`,
        );
        return count('training_intake');
      },
      { timeout: 90_000, interval: 1_000 },
    )
    .toBe(0);
  const { texts } = await copyOf('lab-after-all');
  const samples = texts.filter((text) => said.includes(text));
  expect(new Set(samples).size).toBe(samples.length);
  expect(samples.length).toBeGreaterThanOrEqual(kills.length);
}, 400_000);
