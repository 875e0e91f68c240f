/** The hotel service over real stores and the real privacy service: what guests say becomes tickets, and stays nowhere. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  type ChangeTicketRequest,
  type ConvertResponse,
  HotelServiceClient,
  type Ticket,
  TicketAction,
  TicketActor,
  TicketState,
  type WatchTicketsRequest,
  type WatchTicketsResponse,
} from '../../proto/gen/earshot/hotel/v1/hotel.ts';
import { IdentityServiceClient } from '../../proto/gen/earshot/identity/v1/identity.ts';
import { Surroundings } from '../../proto/gen/earshot/turn/v1/turn.ts';
import { methods, type Person } from '../common/callers/access.ts';
import { loadConfig } from '../common/config.ts';
import { query, withTransaction } from '../common/db/pool.ts';
import { codeOf } from '../common/errors/earshot-error.ts';
import { callUnary, connect, openServerStream } from '../common/grpc/client.ts';
import { createLogger } from '../common/log.ts';
import { connectAsNamed, credentialsOf } from '../common/testing/callers.ts';
import type { PostWebhook } from '../common/webhooks/post.ts';
import { parseWebhookVerificationKey, verifyStandardWebhook } from '../common/webhooks/standard-webhooks.ts';
import { type Harness, startHarness } from '../privacy/testing/harness.ts';
import { settings } from './config.ts';
import { type HotelService, startHotelService } from './service.ts';
import { Tickets } from './tickets/store.ts';

const limits = { deadlineMs: 20_000 };
const logged: string[] = [];
const clock = { nowMs: Date.now() };
let privacy: Harness;
let service: HotelService;
let gateway: HotelServiceClient;
let identities: IdentityServiceClient;
/** What the hotel's own system was told, and what it answers. */
const posted: { url: string; headers: Readonly<Record<string, string>>; body: string }[] = [];
let takes = 204;
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

const staffOf = ({ tenantId }: { tenantId: string }, more: Partial<Person> = {}): Person => ({
  role: 'hotel_staff',
  tenantId,
  ...more,
});

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
const list = async (person: Person, settled = 0, locale = 'en-US'): Promise<Ticket[]> => {
  const request = { tenantId: person.tenantId ?? '', department: '', locale, settled };
  return (await callUnary(callingAs(person), 'listTickets', request, limits)).tickets;
};
const tickets = (at = hotel): Promise<Ticket[]> => list(staffOf(at));
type Asked = NonNullable<ChangeTicketRequest['change']>;
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
  const { subjectId } = await callUnary(identities, 'inviteStaff', { tenantId: at.tenantId, member }, limits);
  return staffOf(at, { subjectId, department });
}
const settleAll = async () => {
  for (const { ticketId } of await tickets()) await change(ticketId, TicketState.DONE);
  await say('what time is breakfast');
};

const post: PostWebhook = async (_to, url, headers, body) => {
  posted.push({ url, headers, body });
  return takes;
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
    { log: createLogger('hotel', { write: (line) => void logged.push(line) }), now: () => clock.nowMs, post },
  );
  delete process.env['EARSHOT_LOG_LEVEL'];
  gateway = connect(
    HotelServiceClient,
    service.address,
    credentialsOf('gateway', undefined, privacy.stateDirectory),
  );
  open.push(gateway);
  identities = connectAsNamed(IdentityServiceClient, privacy.service.address, privacy.stateDirectory);
  open.push(identities);
  // Somebody is at the desk; another test is about nobody there.
  await atDesk(hotel.tenantId, '');
});
afterAll(async () => {
  for (const client of open) client.close();
  await service?.drain();
  await privacy?.close();
});

/** As a watch leaves it, far into the future. */
const atDesk = (tenantId: string, department: string) =>
  query(
    privacy.stores.pool,
    `insert into hotel_desks values ($1, $2, now() + '1 day') on conflict (tenant_id, department) do update set seen_at = excluded.seen_at`,
    [tenantId, department],
  );

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
      { tenantId: at.tenantId, department: '', afterRevision, locale: 'en-US' },
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
    const id = ticket?.ticketId ?? '';
    const later = (minutes: number) =>
      new Tickets({ pool: privacy.stores.pool, now: () => clock.nowMs + minutes * 60_000 });
    expect(await later(0).escalate(id)).toBeGreaterThan(0);
    expect(await later(16).escalate(id)).toBeGreaterThan(0);
    expect(await tickets()).toMatchObject([{ isEscalated: true, reminders: 1 }]);
    // Told again after the same span, not before, and not for ever.
    await later(17).escalate(id);
    expect(await tickets()).toMatchObject([{ reminders: 1 }]);
    for (const minutes of [31, 46, 61, 76, 91, 106]) await later(minutes).escalate(id);
    expect(await tickets()).toMatchObject([{ reminders: 5 }]);
    expect((await eventsOf(id)).map(({ action }) => action)).toEqual([
      TicketAction.ASKED,
      ...Array.from({ length: 5 }, () => TicketAction.LATE),
    ]);
  });

  test('shows who did what, in the order in which it was done, and nobody can change that', async () => {
    await say('two towels please');
    const id = (await tickets())[0]?.ticketId ?? '';
    const [li, kim] = [await hire('Li'), await hire('Kim')];
    const taken = await changeAs(li, id, { $case: 'state', value: TicketState.ACCEPTED });
    expect(taken).toMatchObject({ assigneeId: li.subjectId, what: 'Towels × 2' });
    await changeAs(li, id, { $case: 'assigneeId', value: kim.subjectId ?? '' });
    await changeAs(kim, id, { $case: 'department', value: 'concierge' });
    expect(await tickets()).toMatchObject([
      { department: 'concierge', state: TicketState.NEW, assigneeId: '' },
    ]);
    await changeAs(kim, id, { $case: 'state', value: TicketState.DONE });
    // Nobody has told the guest yet: it can be taken back.
    await changeAs(kim, id, { $case: 'state', value: TicketState.ACCEPTED });
    expect(await eventsOf(id)).toMatchObject([
      { action: TicketAction.ASKED, actor: TicketActor.ROOM },
      { action: TicketAction.ACCEPTED, actor: TicketActor.STAFF, staffId: li.subjectId },
      { action: TicketAction.ASSIGNED, staffId: li.subjectId, toStaffId: kim.subjectId },
      { action: TicketAction.PASSED_ON, staffId: kim.subjectId, toDepartment: 'concierge' },
      { action: TicketAction.DONE, staffId: kim.subjectId },
      { action: TicketAction.REOPENED, staffId: kim.subjectId },
    ]);
    const meddle = withTransaction(privacy.stores.pool, async (client) => {
      await query(client, 'set local role earshot_hotel', []);
      await query(client, `update hotel_ticket_events set staff_id = 'nobody'`, []);
    });
    await expect(meddle).rejects.toMatchObject({ code: 'STORE_FAILED' });
  });

  test('of one department neither sees nor changes what is another’s', async () => {
    await say('two towels please');
    await say('the air conditioner is broken');
    const engineer = await hire('Bo', 'engineering');
    expect((await list(engineer)).map(({ department }) => department)).toEqual(['engineering']);
    const towels = (await tickets()).find(({ department }) => department === 'housekeeping');
    const id = towels?.ticketId ?? '';
    const done = { $case: 'state', value: TicketState.DONE } as const;
    await expect(changeAs(engineer, id, done)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(eventsOf(id, engineer)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('gives nothing to somebody of another hotel, nor to a department that there is none of', async () => {
    await say('two towels please');
    const id = (await tickets())[0]?.ticketId ?? '';
    const stranger = await hire('Stranger', '', other);
    for (const wrong of [
      { $case: 'assigneeId', value: stranger.subjectId ?? '' },
      { $case: 'department', value: 'dungeon' },
    ] as const) {
      await expect(changeAs(staffOf(hotel), id, wrong)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
  });

  test('is named in both languages, with its departments and whether anybody is there', async () => {
    await say('wake me up at six thirty');
    await say('could I get three bottles of water');
    expect((await list(staffOf(hotel), 0, 'zh-CN')).map(({ what }) => what)).toEqual([
      '叫醒 · 06:30',
      '瓶装水 × 3',
    ]);
    const request = { tenantId: hotel.tenantId, locale: 'zh-CN' };
    const { departments } = await callUnary(callingAs(staffOf(hotel)), 'getDesk', request, limits);
    expect(departments).toContainEqual({ department: 'engineering', name: '工程部', isReachable: true });
  });

  test('where nobody looks, the guest is told so, and the ticket waits all the same', async () => {
    await query(privacy.stores.pool, 'delete from hotel_desks', []);
    const kept = /nobody at Housekeeping is looking right now/;
    expect((await say('two towels please')).speech?.text).toMatch(kept);
    await atDesk(hotel.tenantId, 'engineering');
    expect((await say('two pillows please')).speech?.text).toMatch(kept);
    await atDesk(hotel.tenantId, 'housekeeping');
    expect((await say('an iron please')).speech?.text).toMatch(/has been told/);
    expect(await tickets()).toHaveLength(3);
    await atDesk(hotel.tenantId, '');
  });

  const ofHotel = methods.filter(
    ({ contract, roles }) => contract.startsWith('earshot.hotel.') && roles.has('hotel_staff'),
  );
  test.each(ofHotel.map(({ name }) => name))('of another hotel finds nothing: %s', async (name) => {
    await say('two towels please');
    const [ticket] = await tickets();
    const request = {
      tenantId: hotel.tenantId,
      department: '',
      afterRevision: 0,
      ticketId: ticket?.ticketId,
      change: { $case: 'state', value: TicketState.DONE },
      stayId: hotel.stayId,
      locale: 'en-US',
      settled: 0,
      url: '',
    } as const;
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

/** As privacy shows the room to the desk. */
async function stayOf(at = hotel) {
  const { rooms } = await callUnary(
    privacy.client,
    'listRooms',
    { householdId: '', tenantId: at.tenantId },
    limits,
  );
  return rooms.find(({ roomId }) => roomId === at.roomId)?.stay;
}

test('do not disturb, once said, is the stay’s, and the desk sees that it was said', async () => {
  expect((await say('please do not disturb me')).speech?.text).toMatch(/do not disturb/);
  expect(await stayOf()).toMatchObject({ isDoNotDisturb: true, locale: 'en-US' });
  expect(await tickets()).toEqual([]);
  const [shown] = (await list(staffOf(hotel), 5)).filter(({ what }) => what.startsWith('Do not disturb'));
  expect(shown).toMatchObject({ room: '1204', state: TicketState.DONE });
  const { stayId = '' } = (await stayOf()) ?? {};
  const stay = { stayId, locale: 'zh-CN', isDoNotDisturb: false };
  await callUnary(privacy.client, 'changeStay', { tenantId: hotel.tenantId, stay }, { ...limits });
  expect(await stayOf()).toMatchObject({ isDoNotDisturb: false, locale: 'zh-CN' });
});

describe('the hotel’s own system', () => {
  const operator: Person = { role: 'operator' };
  const setWebhook = (url: string) =>
    callUnary(callingAs(operator), 'setWebhook', { tenantId: hotel.tenantId, url }, limits);

  test('is told of each change, signed, until it takes it', async () => {
    const { verificationKeys } = await setWebhook('https://pms.example/tickets');
    posted.length = 0;
    takes = 503;
    await say('two towels please');
    await expect.poll(() => posted.length, { timeout: 15_000 }).toBe(1);
    clock.nowMs += 6_000;
    takes = 204;
    await service.outboxes.get('hotel-webhooks')?.sweep();
    await expect.poll(() => posted.length, { timeout: 15_000 }).toBe(2);
    const [first, again] = posted;
    expect(again?.body).not.toMatch(/stay|guest/i);
    expect(JSON.parse(again?.body ?? '{}')).toMatchObject({
      type: 'ticket.changed',
      data: {
        hotelId: hotel.tenantId,
        room: '1204',
        command: 'deliver',
        item: 'towel',
        quantity: 2,
        state: 'new',
      },
    });
    expect(again?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    const trusted = verificationKeys.map(parseWebhookVerificationKey);
    const verified = verifyStandardWebhook({ ...again?.headers }, again?.body ?? '', trusted, clock.nowMs);
    expect(verified).toEqual({ isValid: true });
    await change((await tickets())[0]?.ticketId ?? '', TicketState.DONE);
    await expect.poll(() => posted.length, { timeout: 15_000 }).toBe(3);
    expect(JSON.parse(posted[2]?.body ?? '{}')).toMatchObject({ data: { state: 'done' } });
    await setWebhook('');
  });

  test.each([
    'http://pms.example/',
    'https://127.0.0.1/',
    'not an address',
    'https://user:word@pms.example/',
  ])('is not at %s', async (url) => {
    await expect(setWebhook(url)).rejects.toMatchObject({ code: 'WEBHOOK_REFUSED' });
  });
});

test('at check-out the room is nobody’s, what is over goes, and what is open lives a day', async () => {
  await say('two towels please');
  await say('I left my glasses in the room');
  const [towels] = await tickets();
  await change(towels?.ticketId ?? '', TicketState.DONE);
  const request = { tenantId: hotel.tenantId, stayId: hotel.stayId };
  const staff = callingAs(staffOf(hotel));
  await callUnary(staff, 'checkOut', request, limits);
  expect(await stayOf()).toBeUndefined();
  await expect(callUnary(staff, 'checkOut', request, limits)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const left = () =>
    query<{ type: string; stay_id: string | null }>(
      privacy.stores.pool,
      'select type, stay_id from hotel_tickets where tenant_id = $1',
      [hotel.tenantId],
    );
  expect(await left()).toEqual([{ type: 'lost_property', stay_id: null }]);
  const events = await query<{ action: string }>(
    privacy.stores.pool,
    'select action from hotel_ticket_events where tenant_id = $1',
    [hotel.tenantId],
  );
  expect(events).toEqual([{ action: 'asked' }]);
  await new Tickets({ pool: privacy.stores.pool, now: () => clock.nowMs + 25 * 3600_000 }).sweep();
  expect(await left()).toEqual([]);
  const gone = await query(privacy.stores.pool, 'select 1 from hotel_check_outs', []);
  expect(gone).toEqual([]);
});

test('a check-out that privacy did not hear of is finished later', async () => {
  const { roomId, tenantId } = other;
  const { stayId } = await callUnary(privacy.client, 'listRooms', { householdId: '', tenantId }, limits).then(
    ({ rooms }) => rooms.find((room) => room.roomId === roomId)?.stay ?? { stayId: '' },
  );
  const refuse = query(privacy.stores.pool, `alter table stays rename to stays_hidden`, []);
  await refuse;
  const request = { tenantId, stayId };
  await expect(callUnary(callingAs(staffOf(other)), 'checkOut', request, limits)).rejects.toBeDefined();
  await query(privacy.stores.pool, `alter table stays_hidden rename to stays`, []);
  await expect
    .poll(
      async () => {
        clock.nowMs += 60_000;
        await service.outboxes.get('hotel-check-outs')?.sweep();
        return stayOf(other);
      },
      { timeout: 10_000, interval: 200 },
    )
    .toBeUndefined();
});
