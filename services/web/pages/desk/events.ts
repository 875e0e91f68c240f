/** The desk's page hears of changes by server-sent events: what happened, and no more; what it looks like it asks for anew. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  type HotelServiceClient,
  type Ticket,
  TicketState,
  type WatchTicketsRequest,
  type WatchTicketsResponse,
} from '../../../../proto/gen/earshot/hotel/v1/hotel.ts';
import { codeOf } from '../../../common/errors/earshot-error.ts';
import type { ClientForPeople } from '../../../common/grpc/for-people.ts';
import type { Logger } from '../../../common/log.ts';
import type { SignedIn } from '../../frame/visit.ts';

/** Then the browser comes again, and is asked anew who it is: nobody watches for longer than they may. */
const streamMs = 240_000;
/** Nothing between us and the browser takes the stream for dead. */
const beatMs = 10_000;
/** How soon a browser comes again, milliseconds. */
const retryMs = 1_000;

export interface EventParts {
  readonly hotels: ClientForPeople<HotelServiceClient>;
  readonly log: Logger;
  readonly signedIn: SignedIn;
  /** Empty = all that this person sees. */
  readonly department: string;
}

/** As the script tells it to whoever looks and listens. */
export function kindOf({ state, isEscalated }: Ticket): 'new' | 'late' | 'changed' {
  const isOpen = state !== TicketState.DONE && state !== TicketState.DECLINED;
  if (isEscalated && isOpen) return 'late';
  return state === TicketState.NEW ? 'new' : 'changed';
}

export async function streamEvents(
  { hotels, log, signedIn, department }: EventParts,
  request: FastifyRequest<{ Querystring: Record<string, string | undefined> }>,
  reply: FastifyReply,
): Promise<void> {
  const { person, tenantId } = signedIn;
  const seen = Number(request.headers['last-event-id'] ?? request.query['after'] ?? 0);
  const afterRevision = Number.isSafeInteger(seen) && seen >= 0 ? seen : 0;
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    // Proxies that gather an answer before they pass it on would gather for ever.
    'x-accel-buffering': 'no',
  });
  raw.write(`retry: ${retryMs}\n\n`);
  const gone = new AbortController();
  raw.on('close', () => gone.abort());
  const beat = setInterval(() => raw.write(':\n\n'), beatMs);
  try {
    const stream = hotels.stream<WatchTicketsRequest, WatchTicketsResponse>(
      person,
      (client) => client.watchTickets,
      { tenantId, department, afterRevision, locale: request.visit.language },
      { deadlineMs: streamMs, signal: gone.signal },
    );
    for await (const { ticket } of stream) {
      if (ticket === undefined) continue;
      const data = JSON.stringify({ kind: kindOf(ticket), room: ticket.room, what: ticket.what });
      raw.write(`id: ${ticket.revision}\ndata: ${data}\n\n`);
    }
  } catch (error) {
    // Its time is over, the browser left, or the service went: the browser comes again.
    if (!gone.signal.aborted) log.debug('desk.stream-ended', { code: codeOf(error) });
  } finally {
    clearInterval(beat);
    raw.end();
  }
}
