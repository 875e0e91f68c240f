/** `earshot staff`: who works here, by keys that the operator admitted, each in roles of its own. */
import type { Command } from 'commander';
import { StaffServiceClient } from '../../proto/gen/earshot/duties/v1/staff.ts';
import { allStaffRoles } from '../common/callers/staff-role.ts';
import { callUnary } from '../common/grpc/client.ts';
import { asOperator } from './as-operator.ts';
import { at, limits, staffRoleNamed, staffRoleWritten } from './duties/calls.ts';
import { ownAccount } from './staff/account.ts';

interface Json {
  readonly json?: boolean;
}

const asJson = ['--json', 'print JSON'] as const;

const withStaffRecord = (work: (staff: StaffServiceClient) => Promise<void>): Promise<void> =>
  asOperator(StaffServiceClient, 'privacy', work);

const print = (json: boolean | undefined, object: object, text: string) =>
  process.stdout.write(json ? `${JSON.stringify(object)}\n` : `${text}\n`);

export function register(program: Command): void {
  const staff = program
    .command('staff')
    .description('who works here: keys that the operator admitted, and the roles that each may act in')
    .addHelpText(
      'after',
      `
Whoever works here makes a key of their own, once:
  earshot staff account
and the operator admits it, in the roles that are their work, and keeps to themselves whose it is:
  earshot staff admit KEY --roles privacy-officer,auditor
Then: earshot rights, support, recipients, dataset read and audit, each with --as ROLE.

Roles: ${allStaffRoles.map(staffRoleWritten).join(', ')}`,
    );
  staff
    .command('account')
    .description('make your key pair, once, and print what an operator needs to admit you')
    .option('--at <url>', 'address of the pages of the Earshot where you work; default: this machine’s')
    .option(...asJson)
    .action(account);
  staff
    .command('admit <public-key>')
    .description('take the calls of whoever holds this key; the same key again sets its roles anew')
    .requiredOption('--roles <names>', 'separated by commas')
    .option(...asJson)
    .action(admit);
  staff
    .command('list')
    .description('every key, its roles, and whether its calls are taken')
    .option(...asJson)
    .action(list);
  staff
    .command('suspend <id>')
    .description('refuse every call from now on')
    .option(...asJson)
    .action((id: string, options: Json) => suspend(id, true, options));
  staff
    .command('resume <id>')
    .description('take their calls again')
    .option(...asJson)
    .action((id: string, options: Json) => suspend(id, false, options));
}

function account({ at: place, json }: Json & { at?: string }): void {
  const { account: own, file } = ownAccount(place);
  const { holderId: staffId, publicKey, at: origin } = own;
  const admitWith = `earshot staff admit ${publicKey} --roles ROLE,…`;
  print(
    json,
    { staffId, publicKey, at: origin, file },
    `You are ${staffId} at ${origin}. The key is in ${file}: keep it, and keep it to yourself.\n\n` +
      `Whoever runs that Earshot admits you with:\n  ${admitWith}`,
  );
}

async function admit(publicKey: string, { roles, json }: Json & { roles: string }): Promise<void> {
  const named = roles.split(',').map((name) => staffRoleNamed(name.trim()));
  await withStaffRecord(async (staff) => {
    const { staffId } = await callUnary(staff, 'admitStaffMember', { publicKey, roles: named }, limits);
    const written = named.map(staffRoleWritten);
    print(json, { staffId, roles: written }, `${staffId} acts as ${written.join(', ')}.`);
  });
}

async function list({ json }: Json): Promise<void> {
  await withStaffRecord(async (staff) => {
    const { members } = await callUnary(staff, 'listStaffMembers', {}, limits);
    const rows = members.map(({ staffId, roles, isSuspended, admittedAtMs }) => ({
      ...{ staffId, roles: roles.map(staffRoleWritten), admittedAt: at(admittedAtMs) },
      state: isSuspended ? 'suspended' : 'admitted',
    }));
    const lines = rows.map(({ staffId, state, roles }) => [staffId, state, roles.join(' ')].join('  '));
    print(json, rows, lines.join('\n') || 'nobody yet');
  });
}

async function suspend(staffId: string, isSuspended: boolean, { json }: Json): Promise<void> {
  await withStaffRecord(async (staff) => {
    await callUnary(staff, 'suspendStaffMember', { staffId, isSuspended }, limits);
    const state = isSuspended ? 'suspended' : 'admitted';
    print(json, { staffId, state }, `${staffId} is ${state}.`);
  });
}
