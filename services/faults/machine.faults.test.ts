/** What happens to a whole machine: its disk is full, its clock jumps, its database fails over. Writes its part of docs/reliability.md. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { pause } from '../attacks/waiting.ts';
import { prepareDirectories } from '../cli/up/directories.ts';
import { createPool, query } from '../common/db/pool.ts';
import { type Earshot, type StartOptions, startEarshot } from '../e2e/testing/earshot.ts';
import { type Account, type Fault, suffer } from './fault.ts';
import { heard, table, writePart } from './page.ts';
import { startCluster } from './standby.ts';

const run = promisify(execFile);
const isRoot = process.getuid?.() === 0;
const faketime = `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/faketime/libfaketime.so.1`;

let folder: string;
const undo: (() => Promise<unknown>)[] = [];
const accounts: Account[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-machine-'));
  await chmod(folder, 0o755);
});
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
  await rm(folder, { recursive: true, force: true });
});
afterAll(async () => {
  // A part of them is no page.
  if (accounts.length === 3) await writePart('machine', table(accounts));
});

async function start(env: NodeJS.ProcessEnv, options: StartOptions): Promise<Earshot> {
  const earshot = await startEarshot(['rover'], env, options);
  undo.push(() => earshot.stop());
  return earshot;
}

async function survive(earshot: Earshot, fault: Fault): Promise<void> {
  const pool = createPool(earshot.stack.env['EARSHOT_DATABASE_URL'] ?? '', { max: 1 });
  try {
    const account = await suffer(fault, { earshot, pool });
    accounts.push(account);
    console.info(
      `${fault.name}: ${account.said}; ${heard(account)}; well again after ${account.recoveryMs} ms`,
    );
    expect(account.lost).toBe(0);
    expect(account.unexplained).toBe(0);
  } finally {
    await pool.end();
  }
}

/** Takes all that is free; whoever writes meanwhile takes some of it first, so that it is looked at again. */
async function fill(disk: string, filler: string, tries = 20): Promise<void> {
  const { bavail, bsize } = await statfs(disk);
  try {
    await run('fallocate', ['-l', String(bavail * bsize), filler]);
  } catch (error) {
    if (tries === 0) throw error;
    await rm(filler, { force: true });
    await fill(disk, filler, tries - 1);
  }
}

test.skipIf(!isRoot)(
  'the disk under both stores is full (needs root, for a disk of its own)',
  async () => {
    let disk = '';
    const earshot = await start(
      {},
      {
        withOwnStores: true,
        async prepare(stateDir) {
          disk = (await prepareDirectories(stateDir)).stores;
          await run('mount', ['-t', 'tmpfs', '-o', 'size=400m,mode=755', 'tmpfs', disk]);
          undo.push(() => run('umount', ['-l', disk]));
        },
      },
    );
    // What is mounted cannot be removed, so it goes first; who still writes there goes on until they end.
    undo.push(undo.shift() as () => Promise<unknown>);
    const filler = join(disk, 'filler');
    await survive(earshot, {
      name: 'the disk under PostgreSQL and Redis is full',
      mayFail: true,
      async run({ pool }) {
        await fill(disk, filler);
        // What is preallocated is used up at once, and not in minutes.
        for (let segment = 0; segment < 3; segment += 1) {
          await query(pool, 'select pg_switch_wal()').catch(() => {});
          await pause(1_500);
        }
        const { bavail: left } = await statfs(disk);
        await rm(filler);
        return `${left} blocks were free for 5 s, and the write-ahead log wanted a new segment`;
      },
    });
  },
  400_000,
);

test.skipIf(!existsSync(faketime))(
  'the clock of all services jumps (needs libfaketime)',
  async () => {
    const offset = join(folder, 'offset');
    await writeFile(offset, '+0\n');
    const env = {
      LD_PRELOAD: faketime,
      FAKETIME_TIMESTAMP_FILE: offset,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      DONT_FAKE_MONOTONIC: '1',
    };
    const earshot = await start(env, { withOwnStores: true });
    await survive(earshot, {
      name: 'the clock jumps',
      mayFail: true,
      // A skill takes no signature of another hour, and before the consent was given there is none.
      mayBeRefusedWith: ['SKILL_BAD_STATUS', 'CONSENT_REQUIRED'],
      async run() {
        for (const jump of ['+3600', '+0', '-3600', '+0']) {
          await writeFile(offset, `${jump}\n`);
          await pause(4_000);
        }
        return 'an hour ahead for 4 s, back, an hour behind for 4 s, back; the clocks of stores and skills stayed';
      },
    });
  },
  400_000,
);

test('PostgreSQL fails over to a standby', async () => {
  const cluster = await startCluster(folder);
  undo.push(() => cluster.stop());
  const earshot = await start({ EARSHOT_DATABASE_URL: cluster.databaseUrl }, {});
  await survive(earshot, {
    name: 'PostgreSQL fails over to its standby',
    mayFail: true,
    async run() {
      const tookMs = await cluster.failOver();
      return `SIGKILL to the primary and every backend; the standby, which each commit had waited for, was promoted and had the address ${tookMs} ms later`;
    },
  });
}, 400_000);
