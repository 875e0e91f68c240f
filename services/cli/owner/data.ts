/** `earshot owner export`, `erase`: everything that is held of the household, taken out or erased. */
import { writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import type { HeldRow } from '../../../proto/gen/earshot/holders/v1/holders.ts';
import { callUnary, openServerStream } from '../../common/grpc/client.ts';
import { dataClassName } from '../../common/schema/registry.ts';
import { CommandError } from '../explain.ts';
import { forgetKept } from '../speak/local-device.ts';
import { type Context, type OwnerOptions, withEarshot } from './context.ts';

export function registerData(owner: Command): void {
  const run = (act: (context: Context) => Promise<object>) => withEarshot(owner.opts<OwnerOptions>(), act);
  owner
    .command('export <file>')
    .description('everything that any service holds of the household, as one JSON file')
    .action((file: string) => run((context) => exportData(context, file)));
  owner
    .command('erase')
    .description('erase the household everywhere: devices, names, grants, conversations, keys')
    .option('--yes', 'do not ask')
    .action(({ yes }: { yes?: boolean }) => run((context) => eraseData(context, yes === true)));
}

const exportLimits = { deadlineMs: 300_000 };
const eraseLimits = { deadlineMs: 60_000 };

async function exportData({ owned }: Context, file: string): Promise<object> {
  const { privacy, householdId } = await owned();
  const holders: Record<string, Record<string, object[]>> = {};
  let rows = 0;
  const open = privacy.exportData.bind(privacy);
  for await (const { holder, row } of openServerStream(open, { householdId, tenantId: '' }, exportLimits)) {
    if (row === undefined) continue;
    const tables = holders[holder] ?? {};
    holders[holder] = tables;
    const listed = tables[row.table] ?? [];
    tables[row.table] = listed;
    listed.push(readable(row));
    rows += 1;
  }
  const document = { version: 1, exportedAt: new Date().toISOString(), householdId, holders };
  // Never over a file that is there: it may be an earlier export.
  await writeFile(file, `${JSON.stringify(document, undefined, 2)}\n`, { mode: 0o600, flag: 'wx' });
  return { written: file, rows };
}

/** A row as its owner reads it: each value with its class. */
export const readable = ({ values }: HeldRow): object =>
  Object.fromEntries(
    values.map(({ column, valueClass, valueJson }) => [
      column,
      { class: dataClassName(valueClass), value: JSON.parse(valueJson) as unknown },
    ]),
  );

async function eraseData({ owned, options, stateDir }: Context, isSure: boolean): Promise<object> {
  const { privacy, householdId } = await owned();
  if (!isSure) await askOnce(options.device);
  const { holders } = await callUnary(privacy, 'eraseData', { householdId, tenantId: '' }, eraseLimits);
  const isDone = holders.every((holder) => holder.isDone);
  // While something is pending, whoever asks again must still know of which household.
  if (isDone) await forgetKept({ stateDir, name: options.device });
  return {
    erased: options.device,
    holders: holders.map(({ holder, isDone: done, erased, kept }) => ({
      holder,
      state: done ? 'done' : 'pending; it is asked again until it is done',
      rows: Object.fromEntries(erased.map(({ table, rows }) => [table, rows])),
      stays: Object.fromEntries(kept.map(({ table, reason }) => [table, reason])),
    })),
  };
}

async function askOnce(name: string): Promise<void> {
  if (!process.stdin.isTTY) throw new CommandError('nobody is there to be asked; say --yes');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal
    .question(`This cannot be undone. Type “${name}” to erase its household everywhere: `)
    .finally(() => terminal.close());
  if (answer.trim() !== name) throw new CommandError('nothing was erased');
}
