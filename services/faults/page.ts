/** The parts of docs/reliability.md, each written by the command that measured it. */
import { readFile, writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { describeMachine, machineInWords } from '../bench/report.ts';
import { checkoutDir } from '../common/addresses.ts';
import type { Account } from './fault.ts';

const commands = {
  attacks: 'npm run test:attacks',
  faults: 'npm run test:faults',
  machine: 'npm run test:faults',
  rolling: 'npm run test:faults',
};

/** Puts text between the marks of a part, with the day and the machine of the run. @throws Error when the page lacks the marks */
export async function writePart(part: keyof typeof commands, text: string): Promise<void> {
  const path = join(checkoutDir, 'docs/reliability.md');
  const page = await readFile(path, 'utf8');
  const begin = `<!-- ${part}: written by ${commands[part]} -->`;
  const [from, to] = [page.indexOf(begin), page.indexOf(`<!-- /${part} -->`)];
  if (from === -1 || to < from) throw new Error(`docs/reliability.md has no place for ${part}`);
  const day = new Date().toISOString().slice(0, 10);
  // How long things take is of this machine with all that it does besides.
  const [load = 0] = loadavg();
  const run = `Run on ${day}; ${machineInWords(describeMachine())}; load average ${load.toFixed(1)} when it ended.`;
  await writeFile(path, `${page.slice(0, from + begin.length)}\n${text}\n\n${run}\n${page.slice(to)}`);
}

/** The accounts of a run as one table. */
export function table(accounts: readonly Account[]): string {
  const rows = accounts.map(
    (account) =>
      `| ${account.fault.name} | ${account.said} | ${heard(account)} | ${account.lost === 0 ? 'nothing' : `**${account.lost}**`} | ${account.recoveryMs === 0 ? 'no turn failed' : `${account.recoveryMs} ms`} |`,
  );
  return [
    '| fault | what was done | what failed for the person who spoke | accepted and lost | well again after |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

export function heard({ failures, completed, misunderstood, slowestMs, broken }: Account): string {
  const list = Object.entries(failures).map(([code, count]) => `${count} × ${code || 'CONNECTION_LOST'}`);
  return `${list.length === 0 ? 'nothing' : list.join(', ')} beside ${completed} turns that completed${misunderstood === 0 ? '' : ` (${misunderstood} of them with “I didn’t get that”)`}${broken === 0 ? '' : `, ${broken} connections broke or were refused`}; the slowest took ${slowestMs} ms`;
}
