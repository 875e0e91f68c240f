/** What a hotel's own system (property management) asks for over HTTP: rooms, check-in, check-out. By a key, without pages. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { HotelServiceClient } from '../../../proto/gen/earshot/hotel/v1/hotel.ts';
import type { IdentityServiceClient } from '../../../proto/gen/earshot/identity/v1/identity.ts';
import type {
  PrivacyServiceClient,
  Room,
  Stay,
} from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import type { Person } from '../../common/callers/access.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { ClientForPeople } from '../../common/grpc/for-people.ts';
import { callLimits } from '../frame/frame.ts';
import { isLanguage } from '../frame/languages.ts';

export interface HotelApiParts {
  readonly identities: ClientForPeople<IdentityServiceClient>;
  readonly privacy: ClientForPeople<PrivacyServiceClient>;
  readonly hotels: ClientForPeople<HotelServiceClient>;
}

/** A hotel's system that has shown its key. */
interface System {
  readonly person: Person;
  readonly tenantId: string;
}

type OfRoom = FastifyRequest<{ Params: { room: string } }>;
type OfStay = FastifyRequest<{ Params: { stayId: string } }>;

const usualLanguage = 'en-US';

/** As docs/hotel-stays.md shows them. */
const stayShown = ({ stayId, locale, isDoNotDisturb }: Stay) => ({
  ...{ id: stayId, language: locale, doNotDisturb: isDoNotDisturb },
});
const roomShown = ({ names, deviceIds, stay }: Room) => ({
  ...{ room: names[0] ?? '', speakers: deviceIds.length },
  stay: stay === undefined ? null : stayShown(stay),
});

/** Where such a system calls. */
const apiPath = '/v1/hotel';

export function hotelApi(pages: FastifyInstance, parts: HotelApiParts): void {
  pages.register(
    (api, _options, done) => {
      // Requests come from no browser, bring no cookie and are given none.
      api.addHook('onRoute', (route) => {
        route.config = { ...route.config, standsAlone: true };
      });
      routesFor(api, parts);
      api.all('/*', () => {
        throw new EarshotError('NOT_FOUND');
      });
      done();
    },
    { prefix: apiPath },
  );
}

function routesFor(app: FastifyInstance, { identities, privacy, hotels }: HotelApiParts): void {
  const systemOf = async ({ headers }: FastifyRequest): Promise<System> => {
    const [scheme = '', key = '', ...more] = (headers.authorization ?? '').split(' ');
    if (scheme.toLowerCase() !== 'bearer' || more.length > 0) throw new EarshotError('UNAUTHENTICATED');
    const { tenantId } = await identities.call(undefined, 'getHotelOfKey', { key }, callLimits);
    return { person: { role: 'hotel_system', tenantId }, tenantId };
  };
  /** A route for whoever shows a key; the hotel is the key's, whatever else is asked for. */
  const forSystem =
    <R extends FastifyRequest>(handle: (system: System, request: R, reply: FastifyReply) => unknown) =>
    async (request: R, reply: FastifyReply) => {
      const system = await systemOf(request).catch((error: unknown) => {
        reply.header('www-authenticate', 'Bearer');
        throw error;
      });
      return handle(system, request, reply);
    };

  const roomsOf = async ({ person, tenantId }: System): Promise<Room[]> =>
    (await privacy.call(person, 'listRooms', { householdId: '', tenantId }, callLimits)).rooms;
  const roomWhere = async (system: System, is: (room: Room) => boolean): Promise<Room> => {
    const room = (await roomsOf(system)).find(is);
    if (room === undefined) throw new EarshotError('NOT_FOUND');
    return room;
  };
  const roomCalled = (system: System, name: string) => roomWhere(system, ({ names }) => names.includes(name));

  app.get(
    '/rooms',
    forSystem(async (system) => ({ rooms: (await roomsOf(system)).map(roomShown) })),
  );

  app.get(
    '/rooms/:room',
    forSystem<OfRoom>(async (system, { params }) => roomShown(await roomCalled(system, params.room))),
  );

  app.post(
    '/rooms/:room/stay',
    forSystem<OfRoom>(async (system, { params, body }, reply) => {
      const { person, tenantId } = system;
      const { language = usualLanguage } = changesIn(body, ['language']);
      const { roomId } = await roomCalled(system, params.room);
      const opened = await privacy.call(
        person,
        'openStay',
        { tenantId, roomId, locale: language },
        callLimits,
      );
      return reply
        .code(201)
        .send(stayShown({ stayId: opened.stayId, locale: language, isDoNotDisturb: false }));
    }),
  );

  app.patch(
    '/stays/:stayId',
    forSystem<OfStay>(async (system, { params: { stayId }, body }) => {
      const { person, tenantId } = system;
      const { language, doNotDisturb } = changesIn(body, ['language', 'doNotDisturb']);
      const { stay } = await roomWhere(system, (room) => room.stay?.stayId === stayId);
      const changed = {
        stayId,
        locale: language ?? stay?.locale ?? '',
        isDoNotDisturb: doNotDisturb ?? stay?.isDoNotDisturb ?? false,
      };
      await privacy.call(person, 'changeStay', { tenantId, stay: changed }, callLimits);
      return stayShown(changed);
    }),
  );

  // A stay and no room is named: an answer that was lost and asked for again checks nobody else out.
  app.delete(
    '/stays/:stayId',
    forSystem<OfStay>(async ({ person, tenantId }, { params: { stayId } }, reply) => {
      await hotels.call(person, 'checkOut', { tenantId, stayId }, callLimits);
      return reply.code(204).send();
    }),
  );
}

interface Changes {
  readonly language?: string;
  readonly doNotDisturb?: boolean;
}

/** @throws EarshotError INVALID_ARGUMENT for anything else: what is unknown is not passed over, it might be a guest's name. */
function changesIn(body: unknown, allowed: readonly (keyof Changes)[]): Changes {
  const given = (body ?? {}) as Record<string, unknown>;
  const wrong = (field: string) => new EarshotError('INVALID_ARGUMENT', { detail: { field } });
  if (typeof given !== 'object' || Array.isArray(given)) throw wrong('body');
  if (Object.keys(given).some((key) => !allowed.some((one) => one === key))) throw wrong('body');
  const { language, doNotDisturb } = given;
  if (language !== undefined && !isLanguage(language)) throw wrong('language');
  if (doNotDisturb !== undefined && typeof doNotDisturb !== 'boolean') throw wrong('doNotDisturb');
  return { ...(language !== undefined && { language }), ...(doNotDisturb !== undefined && { doNotDisturb }) };
}
