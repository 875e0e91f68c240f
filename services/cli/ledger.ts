/** `earshot ledger`: checks from outside that nothing in the disclosure ledger was changed. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { DataClass } from '../../proto/gen/earshot/privacy/v1/data_class.ts';
import type { Disclosure } from '../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { stateDir } from '../common/addresses.ts';
import { loadConfig, setting } from '../common/config.ts';
import { createPool, type Pool } from '../common/db/pool.ts';
import { codeOf } from '../common/errors/earshot-error.ts';
import { dataClassName, loggableClasses } from '../common/schema/registry.ts';
import { compareWithKept, keptHeadsSchema, takeHeads } from '../privacy/ledger/kept-heads.ts';
import { listDisclosures } from '../privacy/ledger/read.ts';
import { type LedgerFinding, verifyLedger } from '../privacy/ledger/verify.ts';
import { prepareDirectories } from './up/directories.ts';

const databaseUrl = setting(
  'EARSHOT_DATABASE_URL',
  z.string().optional(),
  'PostgreSQL that holds the ledger; empty = the private one of a running `earshot up`',
);

export function register(program: Command): void {
  const ledger = program
    .command('ledger')
    .description('check the disclosure ledger: what left, to whom, and that nobody changed the record');
  ledger
    .command('verify')
    .description('recompute every hash of every chain; status 1 when something was changed')
    .option('--subject <id>', 'only the chain of this account')
    .option('--heads <file>', 'compare with heads that `ledger heads` printed earlier and you kept elsewhere')
    .option('--json', 'print one JSON object')
    .action(verify);
  ledger
    .command('show')
    .description('what left about one account, to whom, when and why: names and sizes, never values')
    .requiredOption('--subject <id>', 'the account')
    .option('--after <sequence>', 'only entries after this one', '0')
    .option('--json', 'print one JSON object for each entry')
    .action(show);
  ledger
    .command('heads')
    .description('print the newest hash of each chain as JSON, to be kept elsewhere')
    .action(heads);
}

interface VerifyOptions {
  readonly subject?: string;
  readonly heads?: string;
  readonly json?: boolean;
}

const loggableOrCommand: ReadonlySet<DataClass> = new Set([...loggableClasses, DataClass.COMMAND]);

const meanings: Readonly<Record<LedgerFinding['finding'], string>> = {
  altered: 'was altered, or stands in another place',
  missing: 'is missing',
  truncated: 'and what follows was cut off, or the head was set back',
  headless: 'belongs to a chain without a head',
};

async function verify(options: VerifyOptions): Promise<void> {
  await withDatabase(async (pool) => {
    const report = await verifyLedger(pool, options.subject);
    const findings = [...report.findings];
    if (options.heads !== undefined) {
      const kept = keptHeadsSchema.parse(JSON.parse(await readFile(options.heads, 'utf8')));
      findings.push(...(await compareWithKept(pool, kept)));
    }
    const isIntact = findings.length === 0;
    if (options.json) {
      process.stdout.write(`${JSON.stringify({ isIntact, ...report, findings })}\n`);
    } else {
      for (const { chainId, sequence, finding } of findings) {
        process.stdout.write(`chain ${chainId}: entry ${sequence} ${meanings[finding]}\n`);
      }
      const verdict = isIntact ? 'intact' : `${findings.length} findings`;
      process.stdout.write(
        `${report.verifiedEntries} entries in ${report.verifiedChains} chains: ${verdict}\n`,
      );
    }
    if (!isIntact) process.exitCode = 1;
  });
}

interface ShowOptions {
  readonly subject: string;
  readonly after: string;
  readonly json?: boolean;
}

async function show({ subject, after, json }: ShowOptions): Promise<void> {
  await withDatabase(async (pool) => {
    let sequence = Number(after);
    for (;;) {
      const page = await listDisclosures(pool, subject, sequence, 200);
      for (const entry of page) {
        process.stdout.write(json ? `${JSON.stringify(entry)}\n` : describe(entry));
        sequence = entry.sequence;
      }
      if (page.length < 200) return;
    }
  });
}

/** One entry as a person reads it; bounded fields, of which every request is full, are counted only. */
function describe(entry: Disclosure): string {
  const when = new Date(entry.disclosedAtMs).toISOString();
  const personal = entry.fields.filter((field) => !loggableOrCommand.has(field.valueClass));
  const lines = personal.map(({ path, valueClass, sizeBytes, purpose, grantId }) => {
    const why = grantId === '' ? 'comes with the skill' : purpose;
    return `      ${path} (${dataClassName(valueClass)}, ${sizeBytes} bytes): ${why}\n`;
  });
  const bounded = entry.fields.length - personal.length;
  const head = `${entry.sequence}  ${when}  ${entry.skillId} ${entry.skillVersion}  turn ${entry.turnId}`;
  return `${head}  ${bounded} bounded fields\n${lines.join('')}`;
}

async function heads(): Promise<void> {
  await withDatabase(async (pool) => {
    process.stdout.write(`${JSON.stringify(await takeHeads(pool, Date.now()))}\n`);
  });
}

async function withDatabase(work: (pool: Pool) => Promise<void>): Promise<void> {
  const config = loadConfig({ stateDir, databaseUrl });
  const pool = createPool(config.databaseUrl ?? (await privateDatabase(config.stateDir)), { max: 1 });
  try {
    await work(pool);
  } catch (error) {
    const hint =
      config.databaseUrl === undefined ? ' (is `earshot up` running, or EARSHOT_DATABASE_URL set?)' : '';
    process.stderr.write(`earshot: the ledger could not be read: ${codeOf(error)}${hint}\n`);
    process.exitCode = 2;
  } finally {
    await pool.end();
  }
}

/** Where `up` puts the socket of its private PostgreSQL. */
async function privateDatabase(state: string): Promise<string> {
  const { run } = await prepareDirectories(state);
  return `postgresql:///earshot?host=${encodeURIComponent(join(run, 'pg'))}&user=earshot`;
}
