/** `earshot audit`: what staff and the operator did, and that nobody changed the record of it. */
import type { Command } from 'commander';
import type { ListAuditResponse, VerifyAuditResponse } from '../../proto/gen/earshot/duties/v1/duties.ts';
import { callUnary } from '../common/grpc/client.ts';
import { at, limits, print, staffRoleNamed, withDuties } from './duties/calls.ts';
import { CommandError } from './explain.ts';
import { asStaff } from './staff/account.ts';

const verifyLimits = { deadlineMs: 600_000 };
const pageSize = 500;
const asWhom = [
  '--as <role>',
  'with your own key: auditor or privacy-officer; without, as the operator',
] as const;

export function register(program: Command): void {
  const audit = program
    .command('audit')
    .description('what staff and the operator did with people’s data, and that nobody changed the record');
  audit
    .command('verify')
    .description(
      'compute every hash anew; status 1 when something was changed. Keep the head that it prints elsewhere',
    )
    .option('--head <sequence:hash>', 'a head that was kept: the record must still pass through it')
    .option(...asWhom)
    .option('--json', 'print one JSON object')
    .action(verify);
  audit
    .command('show')
    .description('the record, oldest first: methods, roles, grounds and random names of cases, nobody’s data')
    .option('--after <sequence>', 'only entries after this one', '0')
    .option(...asWhom)
    .option('--json', 'print one JSON object for each entry')
    .action(show);
}

async function verify({ head, as, json }: { head?: string; as?: string; json?: boolean }): Promise<void> {
  const [sequence = '', hash = ''] = head?.split(':') ?? ['0', ''];
  if (!/^\d+$/.test(sequence)) throw new CommandError('a head is written as it was printed: sequence:hash');
  const kept = { keptSequence: Number(sequence), keptHash: hash };
  const report = await (as === undefined
    ? withDuties(({ duties }) => callUnary(duties, 'verifyAudit', kept, verifyLimits))
    : asStaff<VerifyAuditResponse>('verifyAudit', kept, staffRoleNamed(as)));
  const isIntact = report.brokenSequence === 0;
  print(report, json, [
    isIntact
      ? `${report.verified} entries, every one as it was written`
      : `entry ${report.brokenSequence} was altered, is missing, or the record was cut off there`,
    `head ${report.headSequence}:${report.headHash}`,
  ]);
  if (!isIntact) process.exitCode = 1;
}

async function show({ after, as, json }: { after: string; as?: string; json?: boolean }): Promise<void> {
  let afterSequence = Number(after);
  if (!Number.isSafeInteger(afterSequence)) throw new CommandError('--after takes a number');
  for (;;) {
    const page = { afterSequence, pageSize };
    const { entries } = await (as === undefined
      ? withDuties(({ duties }) => callUnary(duties, 'listAudit', page, limits))
      : asStaff<ListAuditResponse>('listAudit', page, staffRoleNamed(as)));
    for (const entry of entries) {
      const name = entry.staffId === '' ? entry.role : entry.staffId;
      const who = entry.staffRole === '' ? name : `${name} as ${entry.staffRole}`;
      const why = [entry.code, entry.reference].filter((text) => text !== '').join(' ');
      print(entry, json, [
        `${entry.sequence}  ${at(entry.atMs)}  ${who} (${entry.service})  ${entry.action}  ${why}`,
      ]);
      afterSequence = entry.sequence;
    }
    if (entries.length < pageSize) return;
  }
}
