/** `npm run test:attacks`: every attack over real processes; the table goes into docs/reliability.md. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkoutDir } from '../common/addresses.ts';
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
}
const page = await readFile(pagePath, 'utf8');
const [from, to] = [page.indexOf(begin), page.indexOf(end)];
const measured = `${table(outcomes)}\n\nRun on ${new Date().toISOString().slice(0, 10)}.`;
await writeFile(pagePath, `${page.slice(0, from + begin.length)}\n${measured}\n${page.slice(to)}`);
process.exitCode = outcomes.every(({ isHeld }) => isHeld) ? 0 : 1;
