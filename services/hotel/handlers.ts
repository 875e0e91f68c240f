/** The contract: turns for the gateway, tickets for the desk. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type HotelServiceServer, type Ticket, TicketState } from '../../proto/gen/earshot/hotel/v1/hotel.ts';
import { personOf, requireOwn } from '../common/callers/objects.ts';
import { EarshotError } from '../common/errors/earshot-error.ts';
import { serverStream, unary } from '../common/grpc/server.ts';
import { commandOf, type TicketState as StoredState, type TicketRow } from './tickets/store.ts';
import { type HotelTurnParts, hotelTurn } from './turn.ts';

export interface HandlerParts {
  readonly turnParts: HotelTurnParts;
  /** How often the desk's stream looks for what other processes wrote. */
  readonly pollMs: number;
  /** Aborted when the service goes away: streams end and begin again elsewhere. */
  readonly stopping: AbortSignal;
}

const stateNames = {
  [TicketState.NEW]: 'new',
  [TicketState.ACCEPTED]: 'accepted',
  [TicketState.ON_THE_WAY]: 'on_the_way',
  [TicketState.DONE]: 'done',
  [TicketState.DECLINED]: 'declined',
} as const satisfies Partial<Record<TicketState, StoredState>>;

export function createHandlers({ turnParts, pollMs, stopping }: HandlerParts): HotelServiceServer {
  const { tickets } = turnParts;
  return {
    convert: unary((request) => hotelTurn(turnParts, request)),
    listTickets: unary(async ({ tenantId, department }, call) => {
      requireOwn(call, { tenantId });
      return { tickets: (await tickets.open(tenantId, departmentFor(call, department))).map(ticketOf) };
    }),
    changeTicket: unary(async ({ tenantId, ticketId, state }, call) => {
      requireOwn(call, { tenantId });
      const name = stateNames[state as keyof typeof stateNames];
      if (name === undefined) throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'state' } });
      const row = await tickets.change(tenantId, ticketId, name);
      if (row === undefined) throw new EarshotError('NOT_FOUND');
      return { ticket: ticketOf(row) };
    }),
    forgetStay: unary(async ({ tenantId, stayId }, call) => {
      requireOwn(call, { tenantId });
      await tickets.forgetStay(tenantId, stayId);
      return {};
    }),
    watchTickets: serverStream(async ({ tenantId, department, afterRevision }, call) => {
      requireOwn(call, { tenantId });
      const own = departmentFor(call, department);
      const signal = AbortSignal.any([call.signal, stopping]);
      let seen = afterRevision;
      while (!signal.aborted) {
        const rows = await tickets.since(tenantId, seen, own);
        for (const row of rows) {
          await call.write({ ticket: ticketOf(row) });
          seen = row.revision;
        }
        if (rows.length === 0) await sleep(pollMs, undefined, { signal }).catch(() => {});
      }
    }),
  };
}

/** Staff of a department see that department, whatever they ask for. */
function departmentFor(call: Parameters<typeof personOf>[0], asked: string): string {
  return personOf(call)?.department ?? asked;
}

function ticketOf(row: TicketRow): Ticket {
  const state = TicketState[row.state.toUpperCase() as keyof typeof TicketState] as TicketState;
  return {
    ticketId: row.ticket_id,
    room: row.room,
    command: commandOf(row),
    department: row.department,
    state,
    isEscalated: row.is_escalated,
    revision: row.revision,
    createdAtMs: row.created_at.getTime(),
  };
}
