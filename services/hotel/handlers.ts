/** The contract: turns for the gateway, tickets for the desk. */
import { localeFor } from '../../language/locale.ts';
import { type HotelServiceServer, TicketState } from '../../proto/gen/earshot/hotel/v1/hotel.ts';
import { personOf, requireOwn } from '../common/callers/objects.ts';
import { EarshotError } from '../common/errors/earshot-error.ts';
import { serverStream, unary } from '../common/grpc/server.ts';
import { CatalogueError } from './catalogue/read.ts';
import type { CheckOuts } from './desk/check-outs.ts';
import type { Presence } from './desk/presence.ts';
import { ticketOf } from './desk/ticket.ts';
import type { Watches } from './desk/watches.ts';
import { spokenModelOf } from './spoken/spoken-model.ts';
import { type Actor, listEvents } from './tickets/events.ts';
import type { Change, TicketState as StoredState } from './tickets/types.ts';
import { type HotelTurnParts, hotelTurn, offerSkill } from './turn.ts';
import type { Webhooks } from './webhook/webhooks.ts';

export interface HandlerParts {
  readonly turnParts: HotelTurnParts;
  readonly presence: Presence;
  readonly watches: Watches;
  readonly webhooks: Webhooks;
  readonly checkOuts: CheckOuts;
  readonly pool: Parameters<typeof listEvents>[0];
  /** @throws EarshotError NOT_FOUND unless this is somebody of this hotel */
  requireColleague(tenantId: string, subjectId: string): Promise<void>;
}

const stateNames = {
  [TicketState.NEW]: 'new',
  [TicketState.ACCEPTED]: 'accepted',
  [TicketState.ON_THE_WAY]: 'on_the_way',
  [TicketState.DONE]: 'done',
  [TicketState.DECLINED]: 'declined',
} as const satisfies Partial<Record<TicketState, StoredState>>;

const maxSettled = 100;
const maxProblems = 100;

export function createHandlers(parts: HandlerParts): HotelServiceServer {
  const { turnParts, presence, watches, webhooks, checkOuts, pool } = parts;
  const { tickets, catalogues } = turnParts;
  const catalogueOf = async (tenantId: string) => (await catalogues.of(tenantId)).catalogue;
  return {
    convert: unary((request) => hotelTurn(turnParts, request)),
    offerSkill: unary((request) => offerSkill(turnParts, request)),
    expected: unary(async ({ device }) => {
      if (device === undefined) throw new EarshotError('INVALID_ARGUMENT');
      const [isExpecting, { catalogue }] = await Promise.all([
        turnParts.questions.isOpen(device.deviceId),
        catalogues.of(device.tenantId),
      ]);
      return { isExpecting, spokenVersion: spokenModelOf(catalogue).version };
    }),
    getSpokenModel: unary(async ({ version }) => {
      const catalogue = await catalogues.find((one) => spokenModelOf(one).version === version);
      if (catalogue === undefined) throw new EarshotError('NOT_FOUND');
      return { modelJson: spokenModelOf(catalogue).json };
    }),
    listTickets: unary(async ({ tenantId, department, locale, settled }, call) => {
      requireOwn(call, { tenantId });
      const limit = Math.max(0, Math.min(maxSettled, settled));
      const { rows, revision } = await tickets.list(tenantId, departmentFor(call, department), limit);
      const catalogue = await catalogueOf(tenantId);
      return { tickets: rows.map((row) => ticketOf(catalogue, localeFor(locale), row)), revision };
    }),
    changeTicket: unary(async ({ tenantId, ticketId, change: asked, locale }, call) => {
      requireOwn(call, { tenantId });
      const change = changeOf(asked);
      const catalogue = await catalogueOf(tenantId);
      if ('assigneeId' in change) await parts.requireColleague(tenantId, change.assigneeId);
      if ('department' in change && !Object.hasOwn(catalogue.departments, change.department)) {
        throw new EarshotError('NOT_FOUND');
      }
      const by = { actor: actorOf(call), within: departmentFor(call, '') };
      const row = await tickets.change(tenantId, ticketId, change, by);
      return { ticket: ticketOf(catalogue, localeFor(locale), row) };
    }),
    listTicketEvents: unary(async ({ tenantId, ticketId }, call) => {
      requireOwn(call, { tenantId });
      const events = await listEvents(pool, { tenantId, ticketId, department: departmentFor(call, '') });
      if (events.length === 0) throw new EarshotError('NOT_FOUND');
      return { events };
    }),
    getDesk: unary(async ({ tenantId, locale }, call) => {
      requireOwn(call, { tenantId });
      const isReached = await presence.of(tenantId);
      const catalogue = await catalogueOf(tenantId);
      const departments = Object.entries(catalogue.departments).map(([department, say]) => ({
        department,
        name: say[localeFor(locale)] ?? department,
        isReachable: isReached(department),
      }));
      return { departments, webhook: await webhooks.get(tenantId) };
    }),
    checkOut: unary(async ({ tenantId, stayId }, call) => {
      requireOwn(call, { tenantId });
      await checkOuts.checkOut(tenantId, stayId);
      return {};
    }),
    setCatalogue: unary(async ({ tenantId, yaml, isTrial }, call) => {
      requireOwn(call, { tenantId });
      return setCatalogue(catalogues, tenantId, yaml, isTrial);
    }),
    getCatalogue: unary(async ({ tenantId }, call) => {
      requireOwn(call, { tenantId });
      return { yaml: await catalogues.written(tenantId) };
    }),
    setWebhook: unary(async ({ tenantId, url }, call) => {
      requireOwn(call, { tenantId });
      return { verificationKeys: await webhooks.set(tenantId, url) };
    }),
    watchTickets: serverStream(async ({ tenantId, department, afterRevision, locale }, call) => {
      requireOwn(call, { tenantId });
      const own = departmentFor(call, department);
      for await (const row of watches.watch({
        tenantId,
        department: own,
        afterRevision,
        signal: call.signal,
      })) {
        await call.write({ ticket: ticketOf(await catalogueOf(tenantId), localeFor(locale), row) });
      }
    }),
  };
}

/** What is wrong with it is the answer, not an error: the hotel is to read it. */
async function setCatalogue(
  catalogues: HotelTurnParts['catalogues'],
  tenantId: string,
  yaml: string,
  isTrial: boolean,
) {
  try {
    const { items, topics } = await catalogues.set(tenantId, yaml, { isTrial });
    return { problems: [], items: Object.keys(items).length, topics: Object.keys(topics).length };
  } catch (error) {
    if (!(error instanceof CatalogueError)) throw error;
    return { problems: error.problems.slice(0, maxProblems).map((one) => ({ ...one })), items: 0, topics: 0 };
  }
}

/** Staff of a department see that department, whatever they ask for. */
function departmentFor(call: Parameters<typeof personOf>[0], asked: string): string {
  return personOf(call)?.department || asked;
}

function actorOf(call: Parameters<typeof personOf>[0]): Actor {
  const person = personOf(call);
  if (person?.role !== 'hotel_staff') return { kind: 'operator' };
  return { kind: 'staff', ...(person.subjectId && { staffId: person.subjectId }) };
}

function changeOf(asked: { $case: string; value: unknown } | undefined): Change {
  switch (asked?.$case) {
    case 'state': {
      const state = stateNames[asked.value as keyof typeof stateNames];
      if (state !== undefined) return { state };
      break;
    }
    case 'assigneeId':
      return { assigneeId: String(asked.value) };
    case 'department':
      return { department: String(asked.value) };
    case undefined:
      break;
  }
  throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'change' } });
}
