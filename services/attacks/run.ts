/** `npm run test:attacks`: every attack over real processes; the table goes into docs/reliability.md. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkoutDir } from '../common/addresses.ts';
import { startLocalPostgres } from '../common/local-stores/postgres.ts';
import { startLocalRedis } from '../common/local-stores/redis.ts';
import { attacks } from './attacks.ts';
import { openField } from './field.ts';
import { fight, inWords, type Outcome } from './fight.ts';

const pagePath = join(checkoutDir, 'docs/reliability.md');
const begin = '<!-- attacks: written by npm run test:attacks -->';
const end = '<!-- /attacks -->';

function table(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(
    ({ attack, said, noticed, isHeld }) =>
      `| ${attack.edge} | ${attack.name} | ${isHeld ? 'held' : '**did not hold**'}: ${said} | ${inWords(noticed)} |`,
  );
  return [
    '| edge | attack | what came of it | what a good speaker noticed |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

const directory = await mkdtemp(join(tmpdir(), 'earshot-attacks-'));
const [postgres, redis] = await Promise.all([
  startLocalPostgres({ directory: join(directory, 'postgres'), socketDirectory: directory }),
  startLocalRedis({ directory: join(directory, 'redis'), socketDirectory: directory }),
]);
process.env['EARSHOT_TEST_CLUSTER_URL'] = postgres.url;
process.env['EARSHOT_TEST_REDIS_URL'] = redis.url;
const outcomes: Outcome[] = [];
const field = await openField();
try {
  for (const attack of attacks) {
    const outcome = await fight(attack, field);
    outcomes.push(outcome);
    process.stdout.write(`${outcome.isHeld ? 'held' : 'DID NOT HOLD'}  ${attack.edge}: ${attack.name}\n`);
    process.stdout.write(`      ${outcome.said}; the good one noticed ${inWords(outcome.noticed)}\n`);
  }
} finally {
  await field.stop();
  await Promise.all([postgres.stop(), redis.stop()]);
  await rm(directory, { recursive: true, force: true });
}
const page = await readFile(pagePath, 'utf8');
const [from, to] = [page.indexOf(begin), page.indexOf(end)];
const measured = `${table(outcomes)}\n\nRun on ${new Date().toISOString().slice(0, 10)}.`;
await writeFile(pagePath, `${page.slice(0, from + begin.length)}\n${measured}\n${page.slice(to)}`);
process.exitCode = outcomes.every(({ isHeld }) => isHeld) ? 0 : 1;
