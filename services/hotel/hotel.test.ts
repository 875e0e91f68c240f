/** The hotel service over real stores and the real privacy service: what guests say becomes tickets, and stays nowhere. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ConsentPurpose } from '../../proto/gen/earshot/consent/v1/consent.ts';
import {
  type ConvertResponse,
  HotelServiceClient,
  type Ticket,
  TicketState,
  type WatchTicketsRequest,
  type WatchTicketsResponse,
} from '../../proto/gen/earshot/hotel/v1/hotel.ts';
import { Surroundings } from '../../proto/gen/earshot/turn/v1/turn.ts';
import { methods, type Person } from '../common/callers/access.ts';
import { loadConfig } from '../common/config.ts';
import { query } from '../common/db/pool.ts';
import { codeOf } from '../common/errors/earshot-error.ts';
import { callUnary, connect, openServerStream } from '../common/grpc/client.ts';
import { createLogger } from '../common/log.ts';
import { credentialsOf } from '../common/testing/callers.ts';
import { agree, type Harness, startHarness } from '../privacy/testing/harness.ts';
import { settings } from './config.ts';
import { type HotelService, startHotelService } from './service.ts';
import { Tickets } from './tickets/store.ts';

const limits = { deadlineMs: 20_000 };
const logged: string[] = [];
const clock = { nowMs: Date.now() };
let privacy: Harness;
let service: HotelService;
let gateway: HotelServiceClient;
let hotel: Awaited<ReturnType<typeof makeHotel>>;
let other: typeof hotel;
const open: { close(): void }[] = [];

/** A hotel whose room 1204 has a speaker and somebody who stays. */
async function makeHotel() {
  const { client } = privacy;
  const { tenantId } = await callUnary(
    client,
    'createTenant',
    { region: 'cn', timeZone: 'Asia/Shanghai' },
    limits,
  );
  await agree(client, { tenantId }, [ConsentPurpose.VOICE_SERVICE]);
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
  return { tenantId, roomId, stayId, device, audience, surroundings: Surroundings.fromPartial({}) };
}

const staffOf = ({ tenantId }: { tenantId: string }): Person => ({ role: 'hotel_staff', tenantId });

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
const tickets = async (at = hotel): Promise<Ticket[]> =>
  (await callUnary(callingAs(staffOf(at)), 'listTickets', { tenantId: at.tenantId, department: '' }, limits))
    .tickets;
const change = (ticketId: string, state: TicketState, at = hotel) =>
  callUnary(callingAs(staffOf(at)), 'changeTicket', { tenantId: at.tenantId, ticketId, state }, limits);
const settleAll = async () => {
  for (const { ticketId } of await tickets()) await change(ticketId, TicketState.DONE);
  await say('what time is breakfast');
};

beforeAll(async () => {
  privacy = await startHarness();
  [hotel, other] = [await makeHotel(), await makeHotel()];
  process.env['EARSHOT_LOG_LEVEL'] = 'debug';
  service = await startHotelService(
    loadConfig(settings, {
      EARSHOT_HOTEL_ADDRESS: '127.0.0.1:0',
      EARSHOT_PRIVACY_ADDRESS: privacy.service.address,
      EARSHOT_DATABASE_URL: privacy.stores.databaseUrl,
      EARSHOT_REDIS_URL: privacy.stores.redisUrl,
      EARSHOT_STATE_DIR: privacy.stateDirectory,
      EARSHOT_HOTEL_WATCH_POLL_MS: '20',
    }),
    { log: createLogger('hotel', { write: (line) => void logged.push(line) }), now: () => clock.nowMs },
  );
  delete process.env['EARSHOT_LOG_LEVEL'];
  gateway = connect(
    HotelServiceClient,
    service.address,
    credentialsOf('gateway', undefined, privacy.stateDirectory),
  );
  open.push(gateway);
});
afterAll(async () => {
  for (const client of open) client.close();
  await service?.drain();
  await privacy?.close();
});

/** Each test begins with nothing open and nothing to tell. */
afterEach(settleAll);

describe('a wish', () => {
  test('becomes a ticket for its room and department, and is answered in the hotel’s words', async () => {
    const { speech } = await say('喂你好，麻烦送两瓶水，再来双拖鞋', { locale: 'zh-CN' });
    expect(speech?.text).toBe('好的，已经通知客房部：2份瓶装水，1份拖鞋。');
    expect(await tickets()).toMatchObject([
      {
        room: '1204',
        department: 'housekeeping',
        state: TicketState.NEW,
        command: { catalogueId: 'water', quantity: 2 },
      },
      { room: '1204', command: { catalogueId: 'slippers', quantity: 1 } },
    ]);
  });

  test('said once is one ticket, however often the call is made', async () => {
    await Promise.all([1, 2, 3].map(() => say('two towels please', { turnId: 'same' })));
    await say('two towels please', { turnId: 'same' });
    expect(await tickets()).toHaveLength(1);
  });

  test('above the limit waits for a yes, and a no drops it', async () => {
    const asked = await say('please send thirty towels');
    expect(asked.isQuestion).toBe(true);
    expect(await tickets()).toEqual([]);
    expect((await say('no')).speech?.text).toContain('never mind');
    await say('please send thirty towels');
    await say('yes');
    expect(await tickets()).toMatchObject([{ command: { catalogueId: 'towel', quantity: 30 } }]);
  });

  test('without its hour is asked back', async () => {
    expect((await say('wake me up tomorrow')).isQuestion).toBe(true);
    await say('at six thirty');
    expect(await tickets()).toMatchObject([{ command: { time: { $case: 'atMinute', value: 390 } } }]);
  });

  test('is chased by its state, and what became of it is told once', async () => {
    await say('could I have two towels');
    const [ticket] = await tickets();
    await change(ticket?.ticketId ?? '', TicketState.ON_THE_WAY);
    expect((await say('where are my towels')).speech?.text).toBe('Towels: on the way.');
    expect(await tickets()).toHaveLength(1);
    await change(ticket?.ticketId ?? '', TicketState.DONE);
    expect((await say('what time is breakfast')).speech?.text).toMatch(/^Towels: done\. Breakfast/);
    expect((await say('what time is breakfast')).speech?.text).toMatch(/^Breakfast/);
    await expect(change(ticket?.ticketId ?? '', TicketState.ACCEPTED)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  test('of the room itself goes to no desk', async () => {
    expect((await say('turn off the lights')).roomCommands).toMatchObject([{ catalogueId: 'lights' }]);
    expect(await tickets()).toEqual([]);
  });
});

describe('the desk', () => {
  const watch = (afterRevision: number, at = hotel) => {
    const controller = new AbortController();
    const client = callingAs(staffOf(at));
    const stream = openServerStream<WatchTicketsRequest, WatchTicketsResponse>(
      (r, m, o) => client.watchTickets(r, m, o),
      { tenantId: at.tenantId, department: '', afterRevision },
      { deadlineMs: 20_000, signal: controller.signal },
    );
    return { next: stream[Symbol.asyncIterator](), stop: () => controller.abort() };
  };

  test('hears of each ticket and each change, and misses nothing over a lost connection', async () => {
    await say('could I get an iron');
    const [first] = await tickets();
    const before = watch((first?.revision ?? 1) - 1);
    expect((await before.next.next()).value?.ticket).toMatchObject({ command: { catalogueId: 'iron' } });
    before.stop();
    await say('we need an umbrella');
    await change(first?.ticketId ?? '', TicketState.ACCEPTED);
    const after = watch(first?.revision ?? 0);
    const seen = [await after.next.next(), await after.next.next()].map(({ value }) => value?.ticket);
    after.stop();
    expect(seen).toMatchObject([
      { command: { catalogueId: 'umbrella' } },
      { command: { catalogueId: 'iron' }, state: TicketState.ACCEPTED },
    ]);
  });

  test('sees a ticket that waited too long', async () => {
    await say('two towels please');
    const [ticket] = await tickets();
    const store = new Tickets(privacy.stores.pool, () => clock.nowMs + 16 * 60_000);
    expect(
      await new Tickets(privacy.stores.pool, () => clock.nowMs).escalate(ticket?.ticketId ?? ''),
    ).toBeGreaterThan(0);
    expect(await store.escalate(ticket?.ticketId ?? '')).toBeUndefined();
    expect(await tickets()).toMatchObject([{ isEscalated: true }]);
  });

  const ofHotel = methods.filter(
    ({ contract, roles }) => contract.startsWith('earshot.hotel.') && roles.size > 0,
  );
  test.each(ofHotel.map(({ name }) => name))('of another hotel finds nothing: %s', async (name) => {
    await say('two towels please');
    const [ticket] = await tickets();
    const request = {
      tenantId: hotel.tenantId,
      department: '',
      afterRevision: 0,
      ticketId: ticket?.ticketId,
      state: TicketState.DONE,
      stayId: hotel.stayId,
    };
    const client = callingAs(staffOf(other));
    const method = `${name[0]?.toLowerCase()}${name.slice(1)}`;
    const called = name.startsWith('Watch')
      ? openServerStream<WatchTicketsRequest, WatchTicketsResponse>(
          (r, m, o) => client.watchTickets(r, m, o),
          request,
          limits,
        )
          [Symbol.asyncIterator]()
          .next()
      : callUnary(client as never, method as never, request as never, limits);
    expect(await Promise.resolve(called).then(() => 'OK', codeOf)).toBe('NOT_FOUND');
    expect(await tickets()).toMatchObject([{ state: TicketState.NEW }]);
  });

  test('another hotel’s ticket under one’s own name is not found', async () => {
    await say('two towels please');
    const [ticket] = await tickets();
    await expect(change(ticket?.ticketId ?? '', TicketState.DONE, other)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('what was said', () => {
  const canaries = ['Kowalczyk', 'swordfish', '欧阳春晓', '13800138000', 'nincompoops'];

  /** Every column of every table, as text. */
  async function everything(): Promise<string> {
    const tables = await query<{ name: string }>(
      privacy.stores.pool,
      `select quote_ident(table_name) as name from information_schema.tables where table_schema = current_schema() and table_type = 'BASE TABLE'`,
      [],
    );
    const dumps = await Promise.all(
      tables.map(({ name }) =>
        query<{ line: string }>(privacy.stores.pool, `select t::text as line from ${name} t`, []),
      ),
    );
    return dumps
      .flat()
      .map(({ line }) => line)
      .join('\n');
  }

  test('is in no table, no log line and no answer, mixed into real requests or alone', async () => {
    const replies = [
      await say('hi my name is Kowalczyk, could I get two towels please, my password is swordfish'),
      await say('我是欧阳春晓，电话13800138000，送三瓶水', { locale: 'zh-CN' }),
      await say('you nincompoops, please send thirty pillows'),
      await say('tell Kowalczyk that the swordfish is dead'),
    ];
    expect((await tickets()).length).toBeGreaterThanOrEqual(2);
    const dump = await everything();
    expect(dump).toContain('towel');
    const kept = `${dump}\n${logged.join('\n')}\n${JSON.stringify(replies)}`;
    const spellings = (word: string) => [
      word,
      Buffer.from(word).toString('base64').replace(/=+$/, ''),
      Buffer.from(word).toString('hex'),
    ];
    expect(canaries.flatMap(spellings).filter((spelling) => kept.includes(spelling))).toEqual([]);
    // The search does find what is there.
    await query(privacy.stores.pool, `update hotel_tickets set room = 'Kowalczyk'`, []);
    expect(await everything()).toContain('Kowalczyk');
    await query(privacy.stores.pool, `update hotel_tickets set room = '1204'`, []);
  });
});

test('at check-out what is over goes and what is open lives a day', async () => {
  await say('two towels please');
  await say('I left my glasses in the room');
  const [towels] = await tickets();
  await change(towels?.ticketId ?? '', TicketState.DONE);
  const request = { tenantId: hotel.tenantId, stayId: hotel.stayId };
  await callUnary(callingAs(staffOf(hotel)), 'forgetStay', request, limits);
  const left = () =>
    query<{ type: string; stay_id: string | null }>(
      privacy.stores.pool,
      'select type, stay_id from hotel_tickets where tenant_id = $1',
      [hotel.tenantId],
    );
  expect(await left()).toEqual([{ type: 'lost_property', stay_id: null }]);
  await new Tickets(privacy.stores.pool, () => clock.nowMs + 25 * 3600_000).sweep();
  expect(await left()).toEqual([]);
});
