/** `earshot ledger`: checks from outside that nothing in the disclosure ledger was changed. */
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import { DataClass } from '../../proto/gen/earshot/privacy/v1/data_class.ts';
import {
  type Disclosure,
  type LedgerFinding,
  type LedgerHead,
  PrivacyServiceClient,
} from '../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { stateDir } from '../common/addresses.ts';
import type { Person } from '../common/callers/access.ts';
import { loadConfig } from '../common/config.ts';
import { callUnary, connect } from '../common/grpc/client.ts';
import { dataClassName, loggableClasses } from '../common/schema/registry.ts';
import { explain } from './explain.ts';
import { callingAs, operator } from './identity.ts';
import { recipientText } from './owner/recipient.ts';
import { addressOf } from './skill/local.ts';

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

const meanings: Readonly<Record<string, string>> = {
  altered: 'was altered, or stands in another place',
  missing: 'is missing',
  truncated: 'and what follows was cut off, or the head was set back',
  headless: 'belongs to a chain without a head',
};

/** Every hash is computed anew: a long ledger takes its time. */
const verifyLimits = { deadlineMs: 600_000 };
const pageLimits = { deadlineMs: 30_000 };
const entriesPerPage = 200;
const headsPerPage = 1_000;

/** What `ledger heads` prints, to be kept elsewhere. */
const keptHeadsSchema = z.object({
  version: z.literal(1),
  takenAt: z.string(),
  heads: z.array(
    z.object({
      chainId: z.uuid(),
      sequence: z.number().int().positive(),
      hash: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
});

async function verify({ subject = '', heads, json }: VerifyOptions): Promise<void> {
  await withPrivacy(operator, async (privacy) => {
    const report = await callUnary(privacy, 'verifyLedger', { subjectId: subject }, verifyLimits);
    const kept = heads === undefined ? [] : await readHeads(heads);
    const findings = [...report.findings, ...(await comparedWith(privacy, kept))];
    const isIntact = findings.length === 0;
    const { verifiedEntries, verifiedChains } = report;
    if (json) {
      process.stdout.write(`${JSON.stringify({ isIntact, verifiedEntries, verifiedChains, findings })}\n`);
    } else {
      for (const { chainId, sequence, finding } of findings) {
        process.stdout.write(`chain ${chainId}: entry ${sequence} ${meanings[finding] ?? finding}\n`);
      }
      const verdict = isIntact ? 'intact' : `${findings.length} findings`;
      process.stdout.write(`${verifiedEntries} entries in ${verifiedChains} chains: ${verdict}\n`);
    }
    if (!isIntact) process.exitCode = 1;
  });
}

const readHeads = async (file: string): Promise<LedgerHead[]> =>
  keptHeadsSchema.parse(JSON.parse(await readFile(file, 'utf8'))).heads;

async function comparedWith(
  privacy: PrivacyServiceClient,
  kept: readonly LedgerHead[],
): Promise<LedgerFinding[]> {
  const findings: LedgerFinding[] = [];
  for (let start = 0; start < kept.length; start += headsPerPage) {
    const page = kept.slice(start, start + headsPerPage);
    findings.push(...(await callUnary(privacy, 'compareLedgerHeads', { heads: page }, pageLimits)).findings);
  }
  return findings;
}

interface ShowOptions {
  readonly subject: string;
  readonly after: string;
  readonly json?: boolean;
}

/** Asked as the account itself: nobody else may list what left about it. */
async function show({ subject, after, json }: ShowOptions): Promise<void> {
  await withPrivacy({ role: 'owner', subjectId: subject }, async (privacy) => {
    let afterSequence = Number(after);
    for (;;) {
      const request = { subjectId: subject, afterSequence, pageSize: entriesPerPage };
      const { disclosures } = await callUnary(privacy, 'listDisclosures', request, pageLimits);
      for (const entry of disclosures) {
        process.stdout.write(json ? `${JSON.stringify(entry)}\n` : describe(entry));
        afterSequence = entry.sequence;
      }
      if (disclosures.length < entriesPerPage) return;
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
  const head = `${entry.sequence}  ${when}  ${recipientText(entry)} ${entry.skillVersion}  turn ${entry.turnId}`;
  return `${head}  ${bounded} bounded fields\n${lines.join('')}`;
}

async function heads(): Promise<void> {
  await withPrivacy(operator, async (privacy) => {
    const takenAt = new Date().toISOString();
    const taken: LedgerHead[] = [];
    for (;;) {
      const request = { afterChainId: taken.at(-1)?.chainId ?? '' };
      const page = (await callUnary(privacy, 'listLedgerHeads', request, pageLimits)).heads;
      taken.push(...page);
      if (page.length < headsPerPage) break;
    }
    process.stdout.write(`${JSON.stringify({ version: 1, takenAt, heads: taken })}\n`);
  });
}

async function withPrivacy(
  person: Person,
  work: (privacy: PrivacyServiceClient) => Promise<void>,
): Promise<void> {
  try {
    const { stateDir: state } = loadConfig({ stateDir });
    const credentials = callingAs(person, state);
    const privacy = connect(PrivacyServiceClient, await addressOf('privacy', state), credentials);
    try {
      await work(privacy);
    } finally {
      privacy.close();
    }
  } catch (error) {
    process.stderr.write(`earshot: the ledger could not be read: ${explain(error)}\n`);
    process.exitCode = 2;
  }
}
