/** `earshot support`: disputes about orders, logs after a fault, and people who stand in what somebody else supplied. */
import type { Command } from 'commander';
import type {
  AskForLogsResponse,
  ListOpenFaultsResponse,
  ReadLogsResponse,
  ReadTradeRecordResponse,
} from '../../proto/gen/earshot/duties/v1/cases.ts';
import { callUnary } from '../common/grpc/client.ts';
import { at, exceptionNamed, limits, print, staffRoleNamed, withDuties } from './duties/calls.ts';
import { asStaff } from './staff/account.ts';

type Options = { readonly json?: boolean; readonly as?: string };

const asWhom = ['--as <role>', 'with your own key: support or security; without, as the operator'] as const;

export function register(program: Command): void {
  const support = program
    .command('support')
    .description(
      'disputes about orders, logs after a fault, people in what others supplied; each use is audited',
    )
    .addHelpText(
      'after',
      `
Try:
  earshot support faults                                   open cases; nobody is named
  earshot support ask CASE                                 ask its owner for the log
  earshot support log CASE --as support                    read what they sent, until a day after the case closes
  earshot support order NUMBER --ground dispute --as disputes
  earshot support other ada@example.org                    a code goes to somebody who stands in another's order
  earshot support other-says CHALLENGE CODE [words]        what is to stand there instead; nothing = it is erased`,
    );
  const json = ['--json', 'print JSON'] as const;
  support
    .command('faults')
    .description('open cases, oldest first')
    .option(...asWhom)
    .option(...json)
    .action(faults);
  support
    .command('ask <case>')
    .description('ask for the log')
    .option(...asWhom)
    .option(...json)
    .action(ask);
  support
    .command('log <case>')
    .description('read a log that was sent')
    .requiredOption('--as <role>', 'support or security, with your own key')
    .action(log);
  support
    .command('order <number>')
    .description('read an order for a dispute')
    .requiredOption('--ground <ground>', 'dispute or legal-order')
    .requiredOption('--as <role>', 'disputes or privacy-officer, with your own key')
    .option(...json)
    .action(order);
  support
    .command('other <address>')
    .description('send a code to somebody who says that they stand in another’s order')
    .option('-l, --locale <tag>', 'language of the message', 'zh-CN')
    .action(other);
  support
    .command('other-says <challenge> <code> [words]')
    .description('what is to stand there; without words nothing does')
    .action(otherSays);
}

async function faults({ json, as }: Options): Promise<void> {
  const { cases } = await (as === undefined
    ? withDuties(({ cases: api }) => callUnary(api, 'listOpenFaults', {}, limits))
    : asStaff<ListOpenFaultsResponse>('listOpenFaults', {}, staffRoleNamed(as)));
  for (const one of cases) {
    print(one, json, [
      `${one.caseId}  ${one.code}  opened ${at(one.openedAtMs)}, asked ${at(one.askedAtMs)}, sent ${at(one.sentAtMs)}`,
    ]);
  }
  if (cases.length === 0 && json !== true) print({}, false, ['nothing is open']);
}

async function ask(caseId: string, { json, as }: Options): Promise<void> {
  const { case: asked } = await (as === undefined
    ? withDuties(({ cases }) => callUnary(cases, 'askForLogs', { caseId }, limits))
    : asStaff<AskForLogsResponse>('askForLogs', { caseId }, staffRoleNamed(as)));
  print(asked ?? {}, json, [`asked; its owner sees it, and sends the log by their own hand or not at all`]);
}

async function log(caseId: string, { as }: { as: string }): Promise<void> {
  const { log: text } = await asStaff<ReadLogsResponse>('readLogs', { caseId }, staffRoleNamed(as));
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

async function order(
  orderId: string,
  { ground, as, json }: Options & { ground: string; as: string },
): Promise<void> {
  const asked = { orderId, exception: exceptionNamed(ground) };
  const role = staffRoleNamed(as);
  const { order: found } = await asStaff<ReadTradeRecordResponse>('readTradeRecord', asked, role);
  if (found === undefined) return;
  const { seller, what, other, completedAtMs, promise } = found;
  print(found, json, [
    `${seller}: ${what}`,
    `for ${other || 'nobody else'}; completed ${at(completedAtMs)}`,
    promise,
  ]);
}

async function other(contact: string, { locale }: { locale: string }): Promise<void> {
  const { challenge } = await withDuties(({ cases }) =>
    callUnary(cases, 'startOther', { contact, locale }, limits),
  );
  print({}, false, [`challenge ${challenge}`, 'a code is on its way if anything stands there']);
}

async function otherSays(challenge: string, code: string, correction = ''): Promise<void> {
  const asked = { challenge, code, correction };
  const { changed } = await withDuties(({ cases }) => callUnary(cases, 'finishOther', asked, limits));
  print({}, false, [`${correction === '' ? 'erased' : 'corrected'} in ${changed} orders`]);
}
