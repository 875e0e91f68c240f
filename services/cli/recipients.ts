/** `earshot recipients`: as what each recipient acts and under which agreement; who took one over; borders that the law lets be crossed. */
import type { Command } from 'commander';
import { RecipientRole } from '../../proto/gen/earshot/duties/v1/duties.ts';
import { callUnary } from '../common/grpc/client.ts';
import { at, exceptionNamed, limits, print, staffRoleNamed, valueNamed, withDuties } from './duties/calls.ts';
import { asStaff } from './staff/account.ts';

type Options = { readonly json?: boolean };

const roleName = (role: RecipientRole): string =>
  Object.entries(RecipientRole)
    .find(([, value]) => value === role)?.[0]
    .toLowerCase() ?? '';

export function register(program: Command): void {
  const recipients = program
    .command('recipients')
    .description('who receives data: as what, under which agreement; who took one over');
  const json = ['--json', 'print JSON'] as const;
  recipients
    .command('list', { isDefault: true })
    .description('each recipient that ever registered')
    .option(...json)
    .action(list);
  recipients
    .command('terms <recipient> <role> <agreement>')
    .description(
      'processor, joint or independent, and the name of the agreement; the recipient is told, signed',
    )
    .action(terms);
  recipients
    .command('transfer <recipient> <operator>')
    .description('somebody else runs it from now on')
    .requiredOption('--cause <cause>', 'merger or insolvency')
    .option('--takes-duties', 'it has taken on every duty: grants go on; without, each person is asked again')
    .action(transfer);
  recipients
    .command('allow <recipient> <region>')
    .description('let data of people who are bound to another region go there, on a listed ground')
    .requiredOption('--ground <ground>', 'legal-order or treaty')
    .requiredOption('--as <role>', 'privacy-officer, with your own key')
    .action(allow);
  recipients
    .command('shut <recipient> <region>')
    .description('the ground is gone: only who allowed it themselves goes on reaching it there')
    .requiredOption('--as <role>', 'privacy-officer, with your own key')
    .action(shut);
}

async function list({ json }: Options): Promise<void> {
  const { recipients } = await withDuties(({ duties }) => callUnary(duties, 'listRecipients', {}, limits));
  for (const one of recipients) {
    print(one, json, [
      `${one.recipient}: ${one.operator}, region ${one.region || 'ours'}; ${roleName(one.role)} under “${one.agreement}” since ${at(one.sinceMs)}${one.told === '' ? '' : `, told: ${one.told}`}`,
    ]);
  }
}

async function terms(recipient: string, role: string, agreement: string): Promise<void> {
  const asked = { recipient, role: valueNamed(RecipientRole, role, 'role of recipients'), agreement };
  await withDuties(({ duties }) => callUnary(duties, 'setRecipientTerms', asked, limits));
  print({}, false, [`${recipient}: ${role} under “${agreement}”; it is told`]);
}

async function transfer(
  recipient: string,
  operator: string,
  { cause, takesDuties = false }: { cause: string; takesDuties?: boolean },
): Promise<void> {
  const asked = { recipient, operator, cause, takesDuties };
  const { people } = await withDuties(({ duties }) => callUnary(duties, 'transferRecipient', asked, limits));
  print({}, false, [
    `${recipient} is run by ${operator}; ${people} people are told${takesDuties ? '' : ', and asked again before anything goes there'}`,
  ]);
}

async function allow(
  recipient: string,
  region: string,
  { ground, as }: { ground: string; as: string },
): Promise<void> {
  const asked = { recipient, region, exception: exceptionNamed(ground) };
  await asStaff('allowCrossingByLaw', asked, staffRoleNamed(as));
  print({}, false, [`data may go to ${recipient} in ${region}: ${ground}`]);
}

async function shut(recipient: string, region: string, { as }: { as: string }): Promise<void> {
  await asStaff('endCrossingByLaw', { recipient, region }, staffRoleNamed(as));
  print({}, false, [`by no ground does data go to ${recipient} in ${region} any more`]);
}
