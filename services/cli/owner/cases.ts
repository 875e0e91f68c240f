/** `earshot owner orders`, `faults`, `announcements`, `border`: what flows back, logs after a fault, and what an owner has to know. */

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { DataClass } from '../../../proto/gen/earshot/privacy/v1/data_class.ts';
import type { Person } from '../../common/callers/access.ts';
import { callUnary } from '../../common/grpc/client.ts';
import { at, limits, withDuties } from '../duties/calls.ts';
import { CommandError, explained } from '../explain.ts';
import { ownerOf } from '../identity.ts';
import { type Context, type OwnerOptions, withEarshot } from './context.ts';

export function registerCases(owner: Command): void {
  const run = (act: (context: Context) => Promise<object | string>) =>
    withEarshot(owner.opts<OwnerOptions>(), act);
  const orders = owner.command('orders').description('orders that flowed back from sellers');
  orders
    .command('list', { isDefault: true })
    .description('all of them')
    .action(() => run(listOrders));
  orders
    .command('demo <seller> <what>')
    .description('a completed order, as a seller would send it: for demonstrations')
    .option('--for <person>', 'somebody else who stands in it', '')
    .option('--contact <address>', 'their telephone number or mail address', '')
    .option('--health', 'it is about health: it waits for your word')
    .action((seller: string, what: string, options: DemoOrder) =>
      run((context) => demoOrder(context, seller, what, options)),
    );
  orders
    .command('right <number>')
    .description('what a seller said is right')
    .action((id: string) => run((context) => confirm(context, id, true)));
  orders
    .command('wrong <number>')
    .description('it is not, and goes')
    .action((id: string) => run((context) => confirm(context, id, false)));
  const faults = owner.command('faults').description('what went wrong, and logs that are asked for');
  faults
    .command('list', { isDefault: true })
    .description('cases, and whether a log is asked for')
    .action(() => run(listFaults));
  faults
    .command('report <code>')
    .description('something went wrong with this code')
    .action((code: string) => run((context) => report(context, code)));
  faults
    .command('fetch <case> <device>')
    .description('have one of your speakers send you its log: within a minute, to you alone')
    .action((id: string, device: string) => run((context) => fetchLog(context, id, device)));
  faults
    .command('show <case>')
    .description('what the speaker answered; keep it in a file to send it')
    .action((id: string) => run((context) => showLog(context, id)));
  faults
    .command('send <case> <file>')
    .description('show a log, and send it if you say so')
    .option('--yes', 'I have read it')
    .action((id: string, file: string, options: { yes?: boolean }) =>
      run((context) => send(context, id, file, options)),
    );
  faults
    .command('close <case>')
    .description('done; a day later its log is gone')
    .action((id: string) => run((context) => close(context, id)));
  owner
    .command('announcements')
    .description('incidents, takeovers, the end of the service: what you have to know')
    .action(() => run(announcements));
  const border = owner.command('border').description('data that may leave the region that you belong to');
  border
    .command('allow <recipient> <region>')
    .description('let what is granted go to this recipient in that region')
    .action((recipient: string, region: string) => run((context) => allow(context, recipient, region)));
  border
    .command('close <recipient>')
    .description('not any more, at once')
    .action((recipient: string) => run((context) => shut(context, recipient)));
}

interface DemoOrder {
  readonly for: string;
  readonly contact: string;
  readonly health?: boolean;
}

async function who({ owned }: Context): Promise<{ subjectId: string; person: Person }> {
  const { subjectId, householdId } = await owned();
  return { subjectId, person: ownerOf({ subjectId, householdId }) };
}

async function listOrders(context: Context): Promise<object> {
  const { subjectId, person } = await who(context);
  const { orders } = await withDuties(
    ({ cases }) => callUnary(cases, 'listOrders', { subjectId }, limits),
    person,
  );
  return orders.map((order) => ({
    number: order.orderId,
    seller: order.seller,
    what: order.what,
    ...(order.other !== '' && { for: order.other }),
    completed: at(order.completedAtMs),
    promise: order.promise,
    ...(order.isUnconfirmed && {
      waits: 'for your word: earshot owner orders right NUMBER, or wrong NUMBER',
    }),
  }));
}

async function demoOrder(
  context: Context,
  seller: string,
  what: string,
  options: DemoOrder,
): Promise<object> {
  const { subjectId, person } = await who(context);
  const order = {
    ...{ subjectId, seller, what, other: options.for, otherContact: options.contact },
    completedAtMs: Date.now(),
    promise: 'The buyer agreed to the order flowing back when they paid.',
    whatClass: options.health === true ? DataClass.HEALTH : DataClass.TRANSACTION,
  };
  const { orderId } = await withDuties(({ cases }) => callUnary(cases, 'recordOrder', order, limits), person);
  return { number: orderId };
}

async function confirm(context: Context, orderId: string, isRight: boolean): Promise<object> {
  const { subjectId, person } = await who(context);
  await withDuties(
    ({ cases }) => callUnary(cases, 'confirmOrder', { subjectId, orderId, isRight }, limits),
    person,
  );
  return { number: orderId, is: isRight ? 'right' : 'gone' };
}

async function listFaults(context: Context): Promise<object> {
  const { subjectId, person } = await who(context);
  const { cases } = await withDuties(
    (api) => callUnary(api.cases, 'listFaults', { subjectId }, limits),
    person,
  );
  return cases.map((one) => ({
    case: one.caseId,
    code: one.code,
    log: one.sentAtMs > 0 ? 'sent' : one.askedAtMs > 0 ? 'asked for' : 'not asked for',
    closes: at(one.closesAtMs),
    gone: at(one.goneAtMs),
  }));
}

async function report(context: Context, code: string): Promise<object> {
  const { subjectId, person } = await who(context);
  const { case: made } = await withDuties(
    (api) =>
      explained(callUnary(api.cases, 'reportFault', { subjectId, code }, limits), {
        INVALID_ARGUMENT: `“${code}” is no code of ours; the turn that failed shows it, and docs/errors.md lists all`,
      }),
    person,
  );
  return { case: made?.caseId };
}

async function fetchLog(context: Context, caseId: string, deviceId: string): Promise<object> {
  const { subjectId, person } = await who(context);
  const wanted = { subjectId, caseId, deviceId };
  await withDuties((api) => callUnary(api.cases, 'wantDeviceLog', wanted, limits), person);
  return { case: caseId, next: `earshot owner faults show ${caseId}` };
}

/** As the speaker wrote it: the file that it is kept in is what is sent. */
async function showLog(context: Context, caseId: string): Promise<object | string> {
  const { subjectId, person } = await who(context);
  const asked = { subjectId, caseId };
  const { log } = await withDuties(
    (api) =>
      explained(callUnary(api.cases, 'readDeviceLog', asked, limits), {
        NOT_FOUND:
          'nothing yet: a speaker that is connected answers within a minute, and may have nothing to say; or there is no such case',
      }),
    person,
  );
  return context.options.json === true ? { log } : log;
}

/** What is sent is what was on the screen: read once, shown, asked, sent. */
async function send(
  context: Context,
  caseId: string,
  file: string,
  { yes }: { yes?: boolean },
): Promise<object> {
  const log = await readFile(file, 'utf8');
  process.stderr.write(log.endsWith('\n') ? log : `${log}\n`);
  if (yes !== true) await ask();
  const { subjectId, person } = await who(context);
  const shownSha256 = createHash('sha256').update(log, 'utf8').digest('hex');
  const asked = { subjectId, caseId, log, shownSha256 };
  const { case: sent } = await withDuties((api) => callUnary(api.cases, 'sendLogs', asked, limits), person);
  return { case: caseId, gone: at(sent?.goneAtMs ?? 0) };
}

async function ask(): Promise<void> {
  if (!process.stdin.isTTY) throw new CommandError('this is all of it; say --yes to send it');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal
    .question('This is all of it. Send it? [y/N] ')
    .finally(() => terminal.close());
  if (answer.trim().toLowerCase() !== 'y') throw new CommandError('nothing was sent');
}

async function close(context: Context, caseId: string): Promise<object> {
  const { subjectId, person } = await who(context);
  const { case: closed } = await withDuties(
    (api) => callUnary(api.cases, 'closeFault', { subjectId, caseId }, limits),
    person,
  );
  return { case: caseId, gone: at(closed?.goneAtMs ?? 0) };
}

async function announcements(context: Context): Promise<object> {
  const { subjectId, person } = await who(context);
  const asked = { subjectId, locale: context.options.locale };
  const { announcements: list } = await withDuties(
    (api) => callUnary(api.duties, 'listAnnouncements', asked, limits),
    person,
  );
  return list.map(({ kind, atMs, text }) => ({ kind, at: at(atMs), text }));
}

async function allow(context: Context, recipient: string, region: string): Promise<object> {
  const { subjectId, person } = await who(context);
  await withDuties(
    (api) => callUnary(api.duties, 'allowCrossing', { subjectId, recipient, region }, limits),
    person,
  );
  return { recipient, region, may: 'receive what you grant it there' };
}

async function shut(context: Context, recipient: string): Promise<object> {
  const { subjectId, person } = await who(context);
  await withDuties((api) => callUnary(api.duties, 'endCrossing', { subjectId, recipient }, limits), person);
  return { recipient, may: 'receive nothing outside your region' };
}
