/** The hotel service: the contract over conversion, tickets and the desk. */
import { DataHolderServiceService } from '../../proto/gen/earshot/holders/v1/holders.ts';
import { HotelServiceService } from '../../proto/gen/earshot/hotel/v1/hotel.ts';
import { IdentityServiceClient } from '../../proto/gen/earshot/identity/v1/identity.ts';
import { PrivacyServiceClient } from '../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { SkillsServiceClient } from '../../proto/gen/earshot/skills/v1/skills.ts';
import { loadCredentials } from '../common/callers/credentials.ts';
import { answers, createPool } from '../common/db/pool.ts';
import { untilThere } from '../common/db/until-there.ts';
import { EarshotError } from '../common/errors/earshot-error.ts';
import { callUnary, connect } from '../common/grpc/client.ts';
import { startGrpcServer } from '../common/grpc/server.ts';
import { holderHandlers } from '../common/holders/handlers.ts';
import { Holder } from '../common/holders/holder.ts';
import type { Logger } from '../common/log.ts';
import { type Attempt, Outbox } from '../common/outbox.ts';
import type { Readiness } from '../common/readiness.ts';
import type { PostWebhook } from '../common/webhooks/post.ts';
import { loadWebhookSigningKeys } from '../common/webhooks/signing-keys.ts';
import { Catalogues } from './catalogue/catalogues.ts';
import type { HotelConfig } from './config.ts';
import { CheckOuts, checkOutQueue } from './desk/check-outs.ts';
import { Presence } from './desk/presence.ts';
import { Watches } from './desk/watches.ts';
import { createHandlers } from './handlers.ts';
import { heldTables } from './holding/tables.ts';
import { noDriver } from './rooms/driver.ts';
import { openMqttDriver } from './rooms/mqtt-driver.ts';
import { readBrokers } from './rooms/settings.ts';
import { Offers } from './skills/offers.ts';
import { Questions } from './tickets/questions.ts';
import { latenessQueue, Tickets } from './tickets/store.ts';
import type { Place } from './tickets/types.ts';
import { Webhooks, webhookQueue } from './webhook/webhooks.ts';

export interface HotelService {
  readonly address: string;
  readonly readiness: Readiness;
  /** Work that is due, by its queue; tests call `sweep`. */
  readonly outboxes: ReadonlyMap<string, Outbox>;
  drain(): Promise<void>;
}

export interface HotelDependencies {
  readonly log: Logger;
  /** Tells a hotel's own system. */
  readonly post: PostWebhook;
  /** Now, in milliseconds since the epoch; tests bring their own. */
  readonly now?: () => number;
}

const privacyLimits = { deadlineMs: 1_000 };
const sweepMs = 60_000;

export async function startHotelService(
  config: HotelConfig,
  { log, post, now = Date.now }: HotelDependencies,
): Promise<HotelService> {
  const credentials = loadCredentials('hotel', config);
  const pool = createPool(config.databaseUrl, { role: 'hotel' });
  await untilThere(pool, log);
  const catalogues = await Catalogues.open(pool, config.cataloguePath);
  const privacy = connect(PrivacyServiceClient, config.privacyAddress, credentials, { log });
  const identities = connect(IdentityServiceClient, config.privacyAddress, credentials, { log });
  const skills = connect(SkillsServiceClient, config.skillsAddress, credentials, { log, channels: 1 });
  const stopping = new AbortController();
  const tickets = new Tickets({
    pool,
    now,
    // Not waited for: a queue that is down holds nobody up, the sweeper finds what it lost.
    hint: (queue, eventId) => void outboxes.get(queue)?.hint(eventId),
    changed: (tenantId) => watches.changed(tenantId),
  });
  const questions = new Questions(pool, now);
  const presence = new Presence(pool, now);
  const watches = new Watches({
    tickets,
    presence,
    pollMs: config.watchPollMs,
    stopping: stopping.signal,
    log,
  });
  const webhooks = new Webhooks({
    pool,
    log,
    post,
    now,
    signingKeys: loadWebhookSigningKeys(config.stateDir),
    scheduleMs: config.webhookSchedule,
    isDevelopment: config.isDevelopment,
    ticket: (ticketId) => tickets.one(ticketId),
  });
  const checkOuts = new CheckOuts({
    pool,
    tickets,
    async closeStay(tenantId, stayId) {
      await callUnary(privacy, 'closeStay', { tenantId, stayId }, privacyLimits);
    },
  });
  const outboxes = new Map(
    Object.entries({
      [latenessQueue]: async (ticketId: string): Promise<Attempt> => {
        const afterMs = await tickets.escalate(ticketId);
        return afterMs === undefined ? { outcome: 'done' } : { outcome: 'retry', afterMs };
      },
      [webhookQueue]: (ticketId: string, attempt: number) => webhooks.attempt(ticketId, attempt),
      [checkOutQueue]: (checkOutId: string) => checkOuts.attempt(checkOutId),
    }).map(([queue, attempt]) => [
      queue,
      new Outbox({
        pool,
        redisUrl: config.redisUrl,
        log,
        queue,
        now,
        attempt,
        sweepMs: config.outboxSweepMs,
      }),
    ]),
  );
  for (const outbox of outboxes.values()) outbox.start();
  const locate = async (deviceId: string): Promise<Place> => {
    const { tenantId, room } = await callUnary(privacy, 'locateDevice', { deviceId }, privacyLimits);
    if (tenantId === '' || room === undefined) throw new EarshotError('NOT_FOUND');
    const { stayId = '', locale: stayLocale = '' } = room.stay ?? {};
    return { tenantId, roomId: room.roomId, room: room.names[0] ?? '', stayId, stayLocale };
  };
  const setDoNotDisturb = async ({ tenantId, stayId, stayLocale }: Place, isDoNotDisturb: boolean) => {
    const stay = { stayId, locale: stayLocale ?? '', isDoNotDisturb };
    await callUnary(privacy, 'changeStay', { tenantId, stay }, privacyLimits);
  };
  const requireColleague = async (tenantId: string, subjectId: string) => {
    const { members } = await callUnary(identities, 'listStaff', { tenantId }, privacyLimits);
    if (!members.some((member) => member.subjectId === subjectId)) throw new EarshotError('NOT_FOUND');
  };
  const rooms =
    config.roomsPath === undefined ? noDriver : openMqttDriver(readBrokers(config.roomsPath), log);
  const offers = new Offers({
    ...{ pool, questions, now },
    async describe(skill, locale) {
      const { entry } = await callUnary(skills, 'describeSkill', { skill, locale }, privacyLimits);
      if (entry === undefined) throw new EarshotError('NOT_FOUND');
      return entry;
    },
  });
  const turnParts = {
    ...{ catalogues, tickets, questions, offers, rooms, locate, setDoNotDisturb },
    reached: (tenantId: string) => presence.of(tenantId),
  };
  const server = await startGrpcServer({
    address: config.hotelAddress,
    services: [
      [
        HotelServiceService,
        createHandlers({ turnParts, presence, watches, webhooks, checkOuts, pool, requireColleague }),
      ],
      [DataHolderServiceService, { ...holderHandlers(new Holder(pool, heldTables(), now)) }],
    ],
    log,
    credentials,
    needs: { database: () => answers(pool) },
  });
  const sweeper = setInterval(() => {
    Promise.all([tickets.sweep(), questions.sweep(), offers.sweep()]).catch((error: unknown) =>
      log.warn('hotel.sweep-failed', {}, error),
    );
  }, sweepMs);
  return {
    address: server.address,
    readiness: server.readiness,
    outboxes,
    async drain() {
      stopping.abort();
      clearInterval(sweeper);
      await server.drain(9_000);
      await Promise.all([...outboxes.values()].map((outbox) => outbox.close()));
      privacy.close();
      identities.close();
      skills.close();
      await rooms.close();
      await pool.end();
    },
  };
}
