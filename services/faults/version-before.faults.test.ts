/** A roll-out as the chart does it: migrations first, under processes of the version before, which serve on until they are replaced. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { freePort } from '../cli/up/ports.ts';
import { checkoutDir } from '../common/addresses.ts';
import { migrate } from '../common/db/migrate.ts';
import { ensureDatabase } from '../common/local-stores/postgres.ts';
import { checkOut, commitBefore, Version } from './version-before.ts';

const commit = await commitBefore();
if (commit === undefined) {
  console.warn('skipped: the version before is not in this clone’s history (git fetch --unshallow)');
}

const cleanUps: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const cleanUp of cleanUps.reverse()) await cleanUp();
}, 60_000);

const byTheirClock = /^It is \d+:\d\d [AP]M\.$/;
const byNobodysClock = /Coordinated Universal Time/;

test.skipIf(commit === undefined)(
  'the version before serves over the newest schema, is started over it, and is followed by this one',
  async () => {
    const directory = await mkdtemp(join(tmpdir(), 'earshot-before-'));
    cleanUps.push(() => rm(directory, { recursive: true, force: true }));
    const tree = join(directory, 'before');
    cleanUps.push(await checkOut(commit as string, tree));
    const databaseUrl = await ensureDatabase(
      process.env['EARSHOT_TEST_CLUSTER_URL'] ?? '',
      `before_${process.pid}`,
    );
    const [port, webPort] = [await freePort(), await freePort()];
    const env = {
      EARSHOT_STATE_DIR: join(directory, 'state'),
      EARSHOT_DATABASE_URL: databaseUrl,
      EARSHOT_GATEWAY_PORT: String(port),
      EARSHOT_WEB_PORT: String(webPort),
      EARSHOT_URL: `ws://127.0.0.1:${port}`,
    };
    const [before, now] = [new Version(tree, env), new Version(checkoutDir, env)];
    cleanUps.push(() => before.stop());
    cleanUps.push(() => now.stop());
    /** A home of its own, made by its first word, with what its owner does in the first minute. */
    const moveIn = async (version: Version, home: string) => {
      const owner = (...args: string[]) => version.earshot('owner', '-d', home, ...args);
      await version.say(home, 'hello');
      await owner('clock', 'Europe/Madrid');
      await owner('enable', 'earshot.clock');
      await owner('grant', 'earshot.clock', 'device.timeZone');
    };
    const time = 'what time is it';

    await before.start();
    await moveIn(before, 'first');
    expect(await before.say('first', time)).toMatch(byTheirClock);

    // Two pods of the job at a time, and the job once more.
    const applied = (await Promise.all([migrate(databaseUrl), migrate(databaseUrl)])).flat();
    expect(applied.length).toBeGreaterThan(0);
    expect(await migrate(databaseUrl)).toEqual([]);

    expect(await before.say('first', time)).toMatch(byTheirClock);
    await moveIn(before, 'second');
    expect(await before.say('second', time)).toMatch(byTheirClock);
    await before.earshot('owner', '-d', 'second', 'withdraw', 'earshot.clock');
    expect(await before.say('second', time)).toMatch(byNobodysClock);
    await before.earshot('owner', '-d', 'second', 'erase', '--yes');

    // A pod that moves to another machine meanwhile.
    await before.stop();
    await before.start();
    expect(await before.say('first', time)).toMatch(byTheirClock);

    await before.stop();
    await now.start();
    expect(await now.say('first', time)).toMatch(byTheirClock);
    await now.earshot('owner', '-d', 'first', 'withdraw', 'earshot.clock');
    expect(await now.say('first', time)).toMatch(byNobodysClock);
    console.info(`${applied.length} migrations under ${commit?.slice(0, 8)}: ${applied.join(', ')}`);
  },
  900_000,
);
