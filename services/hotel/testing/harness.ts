/** The hotel service over real stores and the real privacy service: two hotels with a room each, and who speaks and works there. */
import {
  type ChangeTicketRequest,
  type ConvertResponse,
  HotelServiceClient,
  type Ticket,
  TicketState,
} from '../../../proto/gen/earshot/hotel/v1/hotel.ts';
import { IdentityServiceClient } from '../../../proto/gen/earshot/identity/v1/identity.ts';
import type { Person } from '../../common/callers/access.ts';
import { loadConfig } from '../../common/config.ts';
import { query } from '../../common/db/pool.ts';
import { callUnary, connect } from '../../common/grpc/client.ts';
import { createLogger } from '../../common/log.ts';
import { connectAsNamed, credentialsOf } from '../../common/testing/callers.ts';
import type { PostWebhook } from '../../common/webhooks/post.ts';
import { type Harness, startHarness } from '../../privacy/testing/harness.ts';
import { settings } from '../config.ts';
import { startHotelService } from '../service.ts';

export const limits = { deadlineMs: 20_000 };

/** A hotel whose room 1204 has a speaker and somebody who stays. */
async function makeHotel({ client }: Harness) {
  const { tenantId } = await callUnary(
    client,
    'createTenant',
    { region: 'cn', timeZone: 'Asia/Shanghai' },
    limits,
  );
  const owner = { householdId: '', tenantId };
  const { roomIds } = await callUnary(
    client,
    'createRooms',
    { ...owner, rooms: [{ names: ['1204'] }] },
    limits,
  );
  const roomId = roomIds[0] ?? '';
  const { stayId } = await callUnary(client, 'openStay', { tenantId, roomId, locale: 'en-US' }, limits);
  const code = { ...owner, subjectId: '', isChildDevice: false, roomId };
  const { claimCode } = await callUnary(client, 'issueClaimCode', code, limits);
  const { deviceToken } = await callUnary(client, 'activateDevice', { claimCode, model: 'panel' }, limits);
  const { device, audience } = await callUnary(client, 'authenticateDevice', { deviceToken }, limits);
  if (device === undefined) throw new Error('no device');
  return { tenantId, roomId, stayId, device, audience };
}

export type TestHotel = Awaited<ReturnType<typeof makeHotel>>;

export const staffOf = ({ tenantId }: { tenantId: string }, more: Partial<Person> = {}): Person => ({
  role: 'hotel_staff',
  tenantId,
  ...more,
});

type Asked = NonNullable<ChangeTicketRequest['change']>;

export type HotelHarness = Awaited<ReturnType<typeof startHotel>>;

export async function startHotel() {
  const open: { close(): void }[] = [];
  const logged: string[] = [];
  const clock = { nowMs: Date.now() };
  /** What the hotel's own system was told, and what it answers. */
  const told = {
    posted: [] as { url: string; headers: Readonly<Record<string, string>>; body: string }[],
    answer: 204,
  };
  const post: PostWebhook = async (_to, url, headers, body) => {
    told.posted.push({ url, headers, body });
    return told.answer;
  };
  const privacy = await startHarness();
  const [hotel, other] = [await makeHotel(privacy), await makeHotel(privacy)];
  process.env['EARSHOT_LOG_LEVEL'] = 'debug';
  const service = await startHotelService(
    loadConfig(settings, {
      EARSHOT_HOTEL_ADDRESS: '127.0.0.1:0',
      EARSHOT_PRIVACY_ADDRESS: privacy.service.address,
      EARSHOT_DATABASE_URL: privacy.stores.databaseUrl,
      EARSHOT_REDIS_URL: privacy.stores.redisUrl,
      EARSHOT_STATE_DIR: privacy.stateDirectory,
      EARSHOT_HOTEL_WATCH_POLL_MS: '20',
    }),
    { log: createLogger('hotel', { write: (line) => void logged.push(line) }), now: () => clock.nowMs, post },
  );
  delete process.env['EARSHOT_LOG_LEVEL'];
  const gateway = connect(
    HotelServiceClient,
    service.address,
    credentialsOf('gateway', undefined, privacy.stateDirectory),
  );
  open.push(gateway);
  const identities = connectAsNamed(IdentityServiceClient, privacy.service.address, privacy.stateDirectory);
  open.push(identities);
  function callingAs(person: Person): HotelServiceClient {
    const client = connect(
      HotelServiceClient,
      service.address,
      credentialsOf('operator_cli', person, privacy.stateDirectory),
    );
    open.push(client);
    return client;
  }

  let turns = 0;
  const say = (
    text: string,
    { locale = 'en-US', turnId = `turn-${++turns}`, at = hotel } = {},
  ): Promise<ConvertResponse> =>
    callUnary(
      gateway,
      'convert',
      {
        turn: { turnId, sessionId: 's', locale, audience: at.audience },
        device: at.device,
        hypotheses: [{ text, confidence: 1, words: [] }],
      },
      limits,
    );
  const isExpecting = async () =>
    (await callUnary(gateway, 'expected', { device: hotel.device }, limits)).isExpecting;
  const list = async (person: Person, settled = 0, locale = 'en-US'): Promise<Ticket[]> => {
    const request = { tenantId: person.tenantId ?? '', department: '', locale, settled };
    return (await callUnary(callingAs(person), 'listTickets', request, limits)).tickets;
  };
  const tickets = (at = hotel): Promise<Ticket[]> => list(staffOf(at));
  const changeAs = async (person: Person, ticketId: string, change: Asked, at = hotel) => {
    const request = { tenantId: at.tenantId, ticketId, change, locale: 'en-US' };
    return (await callUnary(callingAs(person), 'changeTicket', request, limits)).ticket;
  };
  const change = (ticketId: string, state: TicketState, at = hotel) =>
    changeAs(staffOf(at), ticketId, { $case: 'state', value: state }, at);
  const eventsOf = async (ticketId: string, person = staffOf(hotel)) => {
    const request = { tenantId: hotel.tenantId, ticketId };
    return (await callUnary(callingAs(person), 'listTicketEvents', request, limits)).events;
  };
  /** Somebody of the hotel, as privacy knows them. */
  async function hire(name: string, department = '', at = hotel): Promise<Person> {
    const member = { subjectId: '', name, department };
    const { subjectId } = await callUnary(
      identities,
      'inviteStaff',
      { tenantId: at.tenantId, member },
      limits,
    );
    return staffOf(at, { subjectId, department });
  }
  const settleAll = async () => {
    for (const { ticketId } of await tickets()) await change(ticketId, TicketState.DONE);
    await say('what time is breakfast');
  };
  /** As a watch leaves it, far into the future. */
  const atDesk = (tenantId: string, department: string) =>
    query(
      privacy.stores.pool,
      `insert into hotel_desks values ($1, $2, now() + '1 day')
       on conflict (tenant_id, department) do update set seen_at = excluded.seen_at`,
      [tenantId, department],
    );
  /** As privacy shows the room to the desk. */
  async function stayOf(at = hotel) {
    const owner = { householdId: '', tenantId: at.tenantId };
    const { rooms } = await callUnary(privacy.client, 'listRooms', owner, limits);
    return rooms.find(({ roomId }) => roomId === at.roomId)?.stay;
  }
  // Somebody is at the desk; another test is about nobody there.
  await atDesk(hotel.tenantId, '');
  return {
    ...{
      privacy,
      service,
      hotel,
      other,
      logged,
      clock,
      told,
      callingAs,
      say,
      isExpecting,
      list,
      tickets,
      change,
      changeAs,
    },
    ...{ eventsOf, hire, settleAll, atDesk, stayOf },
    async close() {
      for (const client of open) client.close();
      await service.drain();
      await privacy.close();
    },
  };
}
