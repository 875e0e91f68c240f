/**
 * `npm run test:attacks`: every attack over real processes; the table goes into docs/reliability.md. With names of edges
 * (`node start.mjs exec services/attacks/run.ts xiaozhi Wyoming`) those alone, and no table.
 */
import { writePart } from '../faults/page.ts';
import { attacks } from './attacks.ts';
import { openField } from './field.ts';
import { fight, inWords, type Outcome } from './fight.ts';

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

const edges = process.argv.slice(2);
const outcomes: Outcome[] = [];
const field = await openField();
try {
  for (const attack of attacks) {
    if (edges.length > 0 && !edges.includes(attack.edge)) continue;
    const outcome = await fight(attack, field);
    outcomes.push(outcome);
    process.stdout.write(`${outcome.isHeld ? 'held' : 'DID NOT HOLD'}  ${attack.edge}: ${attack.name}\n`);
    process.stdout.write(`      ${outcome.said}; the good one noticed ${inWords(outcome.noticed)}\n`);
  }
} finally {
  await field.stop();
}
if (edges.length === 0) await writePart('attacks', table(outcomes));
process.exitCode = outcomes.every(({ isHeld }) => isHeld) ? 0 : 1;
