/** `npm run test:attacks`: every attack over real processes; the table goes into docs/reliability.md. */
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
await writePart('attacks', table(outcomes));
process.exitCode = outcomes.every(({ isHeld }) => isHeld) ? 0 : 1;
