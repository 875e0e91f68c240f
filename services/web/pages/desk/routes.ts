/** The desk: what rooms ask for, live, and who does what about it; rooms and stays. For people who work in a hotel. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Role } from '../../../../proto/gen/earshot/callers/v1/callers.ts';
import {
  type ChangeTicketRequest,
  type HotelServiceClient,
  TicketState,
} from '../../../../proto/gen/earshot/hotel/v1/hotel.ts';
import type {
  IdentityServiceClient,
  StaffMember,
} from '../../../../proto/gen/earshot/identity/v1/identity.ts';
import type {
  PrivacyServiceClient,
  Room,
} from '../../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { EarshotError } from '../../../common/errors/earshot-error.ts';
import type { ClientForPeople } from '../../../common/grpc/for-people.ts';
import type { Logger } from '../../../common/log.ts';
import { field } from '../../frame/fields.ts';
import { callLimits } from '../../frame/frame.ts';
import { isLanguage, type Language } from '../../frame/languages.ts';
import { show } from '../../frame/show.ts';
import { forSignedIn, type SignedIn } from '../../frame/visit.ts';
import { streamEvents } from './events.ts';
import { checkOutView, roomsView } from './rooms-view.ts';
import type { Desk } from './shell.ts';
import { texts } from './texts.ts';
import { ticketView } from './ticket-view.ts';
import { ticketsView } from './tickets-view.ts';

export interface DeskParts {
  readonly identities: ClientForPeople<IdentityServiceClient>;
  readonly privacy: ClientForPeople<PrivacyServiceClient>;
  readonly hotels: ClientForPeople<HotelServiceClient>;
  readonly log: Logger;
}

type Query = FastifyRequest<{ Querystring: Record<string, string | undefined> }>;
type OneTicket = FastifyRequest<{ Params: { ticketId: string } }>;
type OneRoom = FastifyRequest<{ Params: { roomId: string } }>;

/** Of those that are over, so many are shown; a ticket's own page finds more. */
const settledShown = 12;
const settledFound = 100;

const acts = {
  accept: TicketState.ACCEPTED,
  go: TicketState.ON_THE_WAY,
  done: TicketState.DONE,
  decline: TicketState.DECLINED,
  reopen: TicketState.ACCEPTED,
} as const;

/** For whoever works in a hotel; to everybody else there is no desk. */
function forStaff<R extends FastifyRequest>(
  handle: (signedIn: SignedIn, request: R, reply: FastifyReply) => unknown,
) {
  return forSignedIn<R>((signedIn, request, reply) => {
    if (signedIn.role !== Role.HOTEL_STAFF) throw new EarshotError('NOT_FOUND');
    return handle(signedIn, request, reply);
  });
}

/** A department's id, as an address may name it. */
const departmentIn = (query: Record<string, unknown>): string => {
  const { department } = query;
  return typeof department === 'string' && /^[a-z][a-z0-9_]{0,47}$/.test(department) ? department : '';
};

export function deskPage(app: FastifyInstance, parts: DeskParts): void {
  const { identities, privacy, hotels } = parts;

  const colleaguesOf = async ({ person, tenantId }: SignedIn): Promise<StaffMember[]> =>
    (await identities.call(person, 'listStaff', { tenantId }, callLimits)).members;

  const deskOf = async (
    signedIn: SignedIn,
    language: Language,
    shown: string,
  ): Promise<{ desk: Desk; colleagues: StaffMember[] }> => {
    const { person, tenantId, department: own, subjectId, name } = signedIn;
    const [{ departments }, colleagues] = await Promise.all([
      hotels.call(person, 'getDesk', { tenantId, locale: language }, callLimits),
      colleaguesOf(signedIn),
    ]);
    const text = texts[language];
    const desk: Desk = {
      ...{ departments, own, name },
      shown: own || (departments.some(({ department }) => department === shown) ? shown : ''),
      nameOf: (staffId) =>
        staffId === subjectId
          ? text.you
          : (colleagues.find((one) => one.subjectId === staffId)?.name ?? text.former),
      departmentName: (id) => departments.find(({ department }) => department === id)?.name ?? id,
    };
    return { desk, colleagues };
  };

  const roomsOf = async ({ person, tenantId }: SignedIn): Promise<Room[]> => {
    const { rooms } = await privacy.call(person, 'listRooms', { householdId: '', tenantId }, callLimits);
    const inOrder = new Intl.Collator('en', { numeric: true });
    return rooms.sort((a, b) => inOrder.compare(a.names[0] ?? '', b.names[0] ?? ''));
  };
  const roomCalled = async (signedIn: SignedIn, roomId: string): Promise<Room> => {
    const room = (await roomsOf(signedIn)).find((one) => one.roomId === roomId);
    if (room === undefined) throw new EarshotError('NOT_FOUND');
    return room;
  };
  const ticketsOf = ({ person, tenantId }: SignedIn, locale: Language, department: string, settled: number) =>
    hotels.call(person, 'listTickets', { tenantId, department, locale, settled }, callLimits);

  app.get(
    '/desk',
    forStaff<Query>(async (signedIn, { visit, query }, reply) => {
      const { desk } = await deskOf(signedIn, visit.language, departmentIn(query));
      const { tickets, revision } = await ticketsOf(signedIn, visit.language, desk.shown, settledShown);
      return show(reply, ticketsView(visit, desk, tickets, revision));
    }),
  );

  app.get(
    '/desk/events',
    forStaff<Query>((signedIn, request, reply) =>
      streamEvents({ ...parts, signedIn, department: departmentIn(request.query) }, request, reply),
    ),
  );

  app.get(
    '/desk/tickets/:ticketId',
    forStaff<OneTicket>(async (signedIn, { visit, params: { ticketId } }, reply) => {
      const { person, tenantId } = signedIn;
      const [{ desk, colleagues }, { tickets }, { events }] = await Promise.all([
        deskOf(signedIn, visit.language, ''),
        ticketsOf(signedIn, visit.language, '', settledFound),
        hotels.call(person, 'listTicketEvents', { tenantId, ticketId }, callLimits),
      ]);
      const ticket = tickets.find((one) => one.ticketId === ticketId);
      if (ticket === undefined) throw new EarshotError('NOT_FOUND');
      return show(reply, ticketView(visit, desk, ticket, events, colleagues));
    }),
  );

  app.post(
    '/desk/tickets/:ticketId',
    forStaff<OneTicket>(async ({ person, tenantId }, { visit, params: { ticketId }, body }, reply) => {
      const request = { tenantId, ticketId, change: changeIn(body), locale: visit.language };
      await hotels.call(person, 'changeTicket', request, callLimits);
      const back = field(body, 'back', 100);
      return reply.redirect(back === `/desk/tickets/${ticketId}` ? back : '/desk', 303);
    }),
  );

  app.get(
    '/desk/rooms',
    forStaff<Query>(async (signedIn, { visit, query }, reply) => {
      const [{ desk }, rooms, { revision }] = await Promise.all([
        deskOf(signedIn, visit.language, ''),
        roomsOf(signedIn),
        ticketsOf(signedIn, visit.language, '', 0),
      ]);
      const find = (query['find'] ?? '').trim().slice(0, 64);
      return show(reply, roomsView(visit, desk, rooms, { find, revision }));
    }),
  );

  app.get(
    '/desk/rooms/:roomId/check-out',
    forStaff<OneRoom>(async (signedIn, { visit, params }, reply) => {
      const room = await roomCalled(signedIn, params.roomId);
      if (room.stay === undefined) throw new EarshotError('NOT_FOUND');
      return show(reply, checkOutView(visit, room));
    }),
  );

  app.post(
    '/desk/rooms/:roomId',
    forStaff<OneRoom>(async (signedIn, { params: { roomId }, body }, reply) => {
      const { person, tenantId } = signedIn;
      const act = field(body, 'act', 20);
      const language = act === 'in' || act === 'change' ? field(body, 'language', 20) : 'en-US';
      if (!isLanguage(language))
        throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'language' } });
      if (act === 'in') {
        await privacy.call(person, 'openStay', { tenantId, roomId, locale: language }, callLimits);
        return reply.redirect('/desk/rooms', 303);
      }
      const { stay } = await roomCalled(signedIn, roomId);
      if (stay === undefined) throw new EarshotError('NOT_FOUND');
      if (act === 'out') {
        await hotels.call(person, 'checkOut', { tenantId, stayId: stay.stayId }, callLimits);
        return reply.redirect('/desk/rooms', 303);
      }
      if (act !== 'change' && act !== 'quiet' && act !== 'disturb') {
        throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'act' } });
      }
      const changed =
        act === 'change' ? { ...stay, locale: language } : { ...stay, isDoNotDisturb: act === 'quiet' };
      await privacy.call(person, 'changeStay', { tenantId, stay: changed }, callLimits);
      return reply.redirect('/desk/rooms', 303);
    }),
  );
}

/** @throws EarshotError INVALID_ARGUMENT */
function changeIn(body: unknown): NonNullable<ChangeTicketRequest['change']> {
  const given = (body ?? {}) as Record<string, unknown>;
  if ('assignee' in given) return { $case: 'assigneeId', value: field(body, 'assignee', 100) };
  if ('to' in given) return { $case: 'department', value: field(body, 'to', 48) };
  const act = field(body, 'act', 20);
  if (!Object.hasOwn(acts, act)) throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'act' } });
  return { $case: 'state', value: acts[act as keyof typeof acts] };
}
