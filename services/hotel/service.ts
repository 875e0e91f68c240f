/** The hotel service: the contract over conversion and tickets. */
import { HotelServiceService } from '../../proto/gen/earshot/hotel/v1/hotel.ts';
import { PrivacyServiceClient } from '../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { loadCredentials } from '../common/callers/credentials.ts';
import { answers, createPool } from '../common/db/pool.ts';
import { EarshotError } from '../common/errors/earshot-error.ts';
import { callUnary, connect } from '../common/grpc/client.ts';
import { startGrpcServer } from '../common/grpc/server.ts';
import type { Logger } from '../common/log.ts';
import { Outbox } from '../common/outbox.ts';
import type { Readiness } from '../common/readiness.ts';
import { readCatalogue } from './catalogue/read.ts';
import type { HotelConfig } from './config.ts';
import { Converter } from './conversion/convert.ts';
import { createHandlers } from './handlers.ts';
import { Questions } from './tickets/questions.ts';
import { latenessQueue, type Place, Tickets } from './tickets/store.ts';

export interface HotelService {
  readonly address: string;
  readonly readiness: Readiness;
  drain(): Promise<void>;
}

export interface HotelDependencies {
  readonly log: Logger;
  /** Now, in milliseconds since the epoch; tests bring their own. */
  readonly now?: () => number;
}

const locateDeadlineMs = 1_000;
const sweepMs = 60_000;

export async function startHotelService(
  config: HotelConfig,
  { log, now = Date.now }: HotelDependencies,
): Promise<HotelService> {
  const credentials = loadCredentials('hotel', config);
  const catalogue = readCatalogue(config.cataloguePath);
  const pool = createPool(config.databaseUrl, { role: 'hotel' });
  const privacy = connect(PrivacyServiceClient, config.privacyAddress, credentials, { log });
  const tickets = new Tickets(pool, now);
  const questions = new Questions(pool, now);
  const outbox = new Outbox({
    pool,
    redisUrl: config.redisUrl,
    log,
    queue: latenessQueue,
    now,
    async attempt(ticketId) {
      const afterMs = await tickets.escalate(ticketId);
      return afterMs === undefined ? { outcome: 'done' } : { outcome: 'retry', afterMs };
    },
  });
  outbox.start();
  const locate = async (deviceId: string): Promise<Place> => {
    const limits = { deadlineMs: locateDeadlineMs };
    const { tenantId, room } = await callUnary(privacy, 'locateDevice', { deviceId }, limits);
    if (tenantId === '' || room === undefined) throw new EarshotError('NOT_FOUND');
    return { tenantId, roomId: room.roomId, room: room.names[0] ?? '', stayId: room.stay?.stayId ?? '' };
  };
  const hint = (eventIds: readonly string[]) => {
    for (const eventId of eventIds) void outbox.hint(eventId);
  };
  const stopping = new AbortController();
  const turnParts = { catalogue, converter: new Converter(catalogue), tickets, questions, locate, hint };
  const server = await startGrpcServer({
    address: config.hotelAddress,
    services: [
      [
        HotelServiceService,
        createHandlers({ turnParts, pollMs: config.watchPollMs, stopping: stopping.signal }),
      ],
    ],
    log,
    credentials,
    needs: { database: () => answers(pool) },
  });
  const sweeper = setInterval(() => {
    Promise.all([tickets.sweep(), questions.sweep()]).catch((error: unknown) =>
      log.warn('hotel.sweep-failed', {}, error),
    );
  }, sweepMs);
  return {
    address: server.address,
    readiness: server.readiness,
    async drain() {
      stopping.abort();
      clearInterval(sweeper);
      await server.drain(9_000);
      await outbox.close();
      privacy.close();
      await pool.end();
    },
  };
}
