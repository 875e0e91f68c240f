/** `earshot rights`: what people asked for and is not answered yet, for whoever runs this Earshot. */
import type { Command } from 'commander';
import { ChildReason, type ReadChildCaseResponse } from '../../proto/gen/earshot/family/v1/family.ts';
import {
  type ListOpenRequestsResponse,
  RefusalCode,
  RequestKind,
  RightsServiceClient,
} from '../../proto/gen/earshot/rights/v1/rights.ts';
import { callUnary } from '../common/grpc/client.ts';
import { asOperator } from './as-operator.ts';
import { staffRoleNamed } from './duties/calls.ts';
import { CommandError } from './explain.ts';
import { monthIn } from './owner/family.ts';
import { asStaff } from './staff/account.ts';

const limits = { deadlineMs: 10_000 } as const;

const nameIn = (values: Readonly<Record<string, number>>, value: number): string =>
  (Object.entries(values).find(([, one]) => one === value)?.[0] ?? '').toLowerCase().replaceAll('_', '-');

const reasons = Object.values(RefusalCode)
  .filter((code) => code !== RefusalCode.UNSPECIFIED)
  .map((code) => nameIn(RefusalCode, code));

const childReasons = Object.values(ChildReason)
  .filter((reason) => reason !== ChildReason.UNSPECIFIED)
  .map((reason) => nameIn(ChildReason, reason));

const asOfficer = ['--as <role>', 'privacy-officer or support, with your own key'] as const;

async function readChild(requestId: string, { reason, as }: { reason: string; as: string }): Promise<void> {
  const named = Object.values(ChildReason).find((one) => nameIn(ChildReason, one) === reason);
  if (named === undefined)
    throw new CommandError(`no reason “${reason}”; there are: ${childReasons.join(', ')}`);
  const asked = { requestId, reason: named };
  const role = staffRoleNamed(as);
  const { request } = await asStaff<ReadChildCaseResponse>('readChildCase', asked, role);
  process.stdout.write(
    `  ${request?.dueOn}  ${nameIn(RequestKind, request?.kind ?? 0)}\n  ${request?.note}\n`,
  );
}

async function recogniseChild(subjectId: string, born: string, { as }: { as: string }): Promise<void> {
  const asked = { subjectId, ...monthIn(born), reason: ChildReason.RECOGNISED };
  await asStaff('recogniseChild', asked, staffRoleNamed(as));
  process.stdout.write('  its guardians are told; what is not necessary has stopped\n');
}

const withRights = <T>(act: (rights: RightsServiceClient) => Promise<T>): Promise<T> =>
  asOperator(RightsServiceClient, 'privacy', act);

export function register(program: Command): void {
  const rights = program
    .command('rights')
    .description('requests of people about their data: what is open and by when, and answers')
    .addHelpText(
      'after',
      `
Try:
  earshot rights list                                        what is open, the most urgent first
  earshot rights answer ID --text "it is spelled so now"     it was done
  earshot rights answer ID --refuse not-held --as privacy-officer --text "…"   it cannot be done, for a listed reason

Reasons: ${reasons.join(', ')}`,
    );
  rights
    .command('list', { isDefault: true })
    .description('open requests, the most urgent first; nobody is named')
    .option('--as <role>', 'with your own key: privacy-officer or support; without, as the operator')
    .option('--json', 'print one JSON object for each')
    .action(list);
  rights
    .command('read-child <request>')
    .description('the words of a case about a child; on record, and shown to its guardians')
    .requiredOption('--reason <reason>', `why: ${childReasons.join(', ')}`)
    .requiredOption(...asOfficer)
    .action(readChild);
  rights
    .command('recognise-child <account> <born>')
    .description('an account was shown to be a child’s: all beyond the necessary stops; born like 2018-05')
    .requiredOption(...asOfficer)
    .action(recogniseChild);
  rights
    .command('answer <request>')
    .description('close a request: done, or refused')
    .option('--refuse <reason>', `why not: ${reasons.join(', ')}`)
    .option(
      '--as <role>',
      'with your own key: privacy-officer, who alone refuses, or support; without, as the operator',
    )
    .option('--text <words>', 'what its owner is told', '')
    .action(answer);
}

async function list({ json, as }: { json?: boolean; as?: string }): Promise<void> {
  const { requests } = await (as === undefined
    ? withRights((rights) => callUnary(rights, 'listOpenRequests', {}, limits))
    : asStaff<ListOpenRequestsResponse>('listOpenRequests', {}, staffRoleNamed(as)));
  for (const one of requests) {
    const shown = {
      request: one.requestId,
      kind: nameIn(RequestKind, one.kind),
      due: one.dueOn,
      ...(one.appealOf !== '' && { appealOf: one.appealOf }),
      note: one.isAboutChild ? '(about a child: earshot rights read-child)' : one.note,
    };
    process.stdout.write(
      json
        ? `${JSON.stringify(shown)}\n`
        : `  ${shown.due}  ${shown.kind.padEnd(12)} ${shown.request}\n              ${shown.note}\n`,
    );
  }
  if (requests.length === 0 && !json) process.stdout.write('  nothing is open\n');
}

async function answer(
  requestId: string,
  { refuse, text, as }: { refuse?: string; text: string; as?: string },
): Promise<void> {
  const refusal =
    refuse === undefined
      ? RefusalCode.UNSPECIFIED
      : Object.values(RefusalCode).find((code) => nameIn(RefusalCode, code) === refuse);
  if (refusal === undefined)
    throw new CommandError(`no reason “${refuse}”; there are: ${reasons.join(', ')}`);
  const asked = { requestId, refusal, answer: text };
  if (as === undefined) await withRights((rights) => callUnary(rights, 'answerRequest', asked, limits));
  else await asStaff('answerRequest', asked, staffRoleNamed(as));
  process.stdout.write(`  ${requestId} ${refuse === undefined ? 'done' : `refused: ${refuse}`}\n`);
}
