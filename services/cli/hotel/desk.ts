/** `earshot hotel tickets`, `ticket`, `check-in`, `check-out`, `stay`: the desk, from the command line. */
import {
  type Ticket,
  TicketAction,
  TicketState,
  type WatchTicketsRequest,
  type WatchTicketsResponse,
} from '../../../proto/gen/earshot/hotel/v1/hotel.ts';
import { callUnary, openServerStream } from '../../common/grpc/client.ts';
import { CommandError } from '../explain.ts';
import { type HotelContext, limits, roomCalled } from './context.ts';
import { follow } from './follow.ts';

const nameIn = (values: Readonly<Record<string, number>>, number: number) =>
  Object.keys(values)
    .find((name) => values[name] === number)
    ?.toLowerCase() ?? '';

const watchLimits = { deadlineMs: 3_600_000 } as const;

const shown = (ticket: Ticket) => ({
  ticket: ticket.ticketId,
  room: ticket.room,
  what: ticket.what,
  department: ticket.department,
  state: nameIn(TicketState, ticket.state),
  ...(ticket.isEscalated && { late: `told ${ticket.reminders} times` }),
  since: new Date(ticket.createdAtMs).toISOString(),
});

export async function tickets(
  { hotels, options, tenantId }: HotelContext,
  { watch = false, department = '' }: { readonly watch?: boolean; readonly department?: string },
): Promise<object | undefined> {
  const own = await tenantId();
  const asked = { tenantId: own, department, locale: options.locale };
  const listed = await callUnary(hotels, 'listTickets', { ...asked, settled: 0 }, limits);
  if (!watch) return listed.tickets.map(shown);
  const print = (ticket: Ticket) => {
    const { room, what, state, late, since } = shown(ticket);
    const line = `${since.slice(11, 19)}  ${room.padEnd(6)} ${what}  ${state}${late === undefined ? '' : `, late`}`;
    process.stdout.write(options.json ? `${JSON.stringify(shown(ticket))}\n` : `${line}\n`);
  };
  for (const ticket of listed.tickets) print(ticket);
  const watched = {
    open: (afterRevision: number) =>
      openServerStream<WatchTicketsRequest, WatchTicketsResponse>(
        (request, metadata, callOptions) => hotels.watchTickets(request, metadata, callOptions),
        { ...asked, afterRevision },
        watchLimits,
      ),
    revisionOf: ({ ticket }: WatchTicketsResponse) => ticket?.revision ?? 0,
  };
  for await (const { ticket } of follow(watched, listed.revision)) if (ticket !== undefined) print(ticket);
  return undefined;
}

const states: Readonly<Record<string, TicketState>> = {
  accept: TicketState.ACCEPTED,
  'on-the-way': TicketState.ON_THE_WAY,
  done: TicketState.DONE,
  decline: TicketState.DECLINED,
};

export async function change(
  { hotels, options, tenantId }: HotelContext,
  ticketId: string,
  what: string,
): Promise<object> {
  const state = states[what];
  if (state === undefined) throw new CommandError(`one of: ${Object.keys(states).join(', ')}`);
  const request = {
    tenantId: await tenantId(),
    ticketId,
    change: { $case: 'state', value: state } as const,
    locale: options.locale,
  };
  const { ticket } = await callUnary(hotels, 'changeTicket', request, limits);
  return ticket === undefined ? {} : shown(ticket);
}

export async function history(
  { hotels, identities, tenantId }: HotelContext,
  ticketId: string,
): Promise<object> {
  const own = await tenantId();
  const { events } = await callUnary(hotels, 'listTicketEvents', { tenantId: own, ticketId }, limits);
  const { members } = await callUnary(identities, 'listStaff', { tenantId: own }, limits);
  const nameOf = (id: string) =>
    members.find(({ subjectId }) => subjectId === id)?.name ?? 'a former colleague';
  return events.map(({ atMs, action, staffId, toStaffId, toDepartment }) => ({
    at: new Date(atMs).toISOString(),
    what: nameIn(TicketAction, action),
    ...(staffId !== '' && { by: nameOf(staffId) }),
    ...(toStaffId !== '' && { to: nameOf(toStaffId) }),
    ...(toDepartment !== '' && { to: toDepartment }),
  }));
}

export async function checkIn(context: HotelContext, room: string): Promise<object> {
  const { roomId } = await roomCalled(context, room);
  const request = { tenantId: await context.tenantId(), roomId, locale: context.options.locale };
  const { stayId } = await callUnary(context.privacy, 'openStay', request, limits);
  return { room, stay: stayId, language: request.locale };
}

async function stayIn(context: HotelContext, room: string) {
  const { stay } = await roomCalled(context, room);
  if (stay === undefined) throw new CommandError(`nobody stays in ${room}`);
  return stay;
}

export async function checkOut(context: HotelContext, room: string): Promise<object> {
  const { stayId } = await stayIn(context, room);
  await callUnary(context.hotels, 'checkOut', { tenantId: await context.tenantId(), stayId }, limits);
  return { room, erased: 'everything of the stay but counters; open tickets live a day at most' };
}

export async function changeStay(
  context: HotelContext,
  room: string,
  { language, doNotDisturb }: { readonly language?: string; readonly doNotDisturb?: string },
): Promise<object> {
  const known = await stayIn(context, room);
  if (doNotDisturb !== undefined && doNotDisturb !== 'on' && doNotDisturb !== 'off') {
    throw new CommandError('--do-not-disturb is on or off');
  }
  const stay = {
    stayId: known.stayId,
    locale: language ?? known.locale,
    isDoNotDisturb: doNotDisturb === undefined ? known.isDoNotDisturb : doNotDisturb === 'on',
  };
  await callUnary(context.privacy, 'changeStay', { tenantId: await context.tenantId(), stay }, limits);
  return { room, language: stay.locale, doNotDisturb: stay.isDoNotDisturb ? 'on' : 'off' };
}
