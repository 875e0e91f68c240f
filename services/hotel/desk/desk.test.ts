/** The desk: what it hears and does, who may, and where else a hotel hears of it; over real stores and the real privacy service. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  TicketAction,
  TicketActor,
  TicketState,
  type WatchTicketsRequest,
  type WatchTicketsResponse,
} from '../../../proto/gen/earshot/hotel/v1/hotel.ts';
import { methods, type Person } from '../../common/callers/access.ts';
import { query, withTransaction } from '../../common/db/pool.ts';
import { codeOf } from '../../common/errors/earshot-error.ts';
import { callUnary, openServerStream } from '../../common/grpc/client.ts';
import {
  parseWebhookVerificationKey,
  verifyStandardWebhook,
} from '../../common/webhooks/standard-webhooks.ts';
import { type HotelHarness, limits, staffOf, startHotel } from '../testing/harness.ts';
import { Tickets } from '../tickets/store.ts';

let at: HotelHarness;
beforeAll(async () => {
  at = await startHotel();
});
afterAll(() => at?.close());

/** Each test begins with nothing open and nothing to tell. */
afterEach(() => at.settleAll());

describe('the desk', () => {
  const watch = (afterRevision: number) => {
    const controller = new AbortController();
    const client = at.callingAs(staffOf(at.hotel));
    const stream = openServerStream<WatchTicketsRequest, WatchTicketsResponse>(
      (r, m, o) => client.watchTickets(r, m, o),
      { tenantId: at.hotel.tenantId, department: '', afterRevision, locale: 'en-US' },
      { deadlineMs: 20_000, signal: controller.signal },
    );
    return { next: stream[Symbol.asyncIterator](), stop: () => controller.abort() };
  };

  test('hears of each ticket and each change, and misses nothing over a lost connection', async () => {
    await at.say('could I get an iron');
    const [first] = await at.tickets();
    const before = watch((first?.revision ?? 1) - 1);
    expect((await before.next.next()).value?.ticket).toMatchObject({ command: { catalogueId: 'iron' } });
    before.stop();
    await at.say('we need an umbrella');
    await at.change(first?.ticketId ?? '', TicketState.ACCEPTED);
    const after = watch(first?.revision ?? 0);
    const seen = [await after.next.next(), await after.next.next()].map(({ value }) => value?.ticket);
    after.stop();
    expect(seen).toMatchObject([
      { command: { catalogueId: 'umbrella' } },
      { command: { catalogueId: 'iron' }, state: TicketState.ACCEPTED },
    ]);
  });

  test('sees a ticket that waited too long', async () => {
    await at.say('two towels please');
    const [ticket] = await at.tickets();
    const id = ticket?.ticketId ?? '';
    const later = (minutes: number) =>
      new Tickets({ pool: at.privacy.stores.pool, now: () => at.clock.nowMs + minutes * 60_000 });
    expect(await later(0).escalate(id)).toBeGreaterThan(0);
    expect(await later(16).escalate(id)).toBeGreaterThan(0);
    expect(await at.tickets()).toMatchObject([{ isEscalated: true, reminders: 1 }]);
    // Told again after the same span, not before, and not for ever.
    await later(17).escalate(id);
    expect(await at.tickets()).toMatchObject([{ reminders: 1 }]);
    for (const minutes of [31, 46, 61, 76, 91, 106]) await later(minutes).escalate(id);
    expect(await at.tickets()).toMatchObject([{ reminders: 5 }]);
    expect((await at.eventsOf(id)).map(({ action }) => action)).toEqual([
      TicketAction.ASKED,
      ...Array.from({ length: 5 }, () => TicketAction.LATE),
    ]);
  });

  test('shows who did what, in the order in which it was done, and nobody can change that', async () => {
    await at.say('two towels please');
    const id = (await at.tickets())[0]?.ticketId ?? '';
    const [li, kim] = [await at.hire('Li'), await at.hire('Kim')];
    const taken = await at.changeAs(li, id, { $case: 'state', value: TicketState.ACCEPTED });
    expect(taken).toMatchObject({ assigneeId: li.subjectId, what: 'Towels × 2' });
    await at.changeAs(li, id, { $case: 'assigneeId', value: kim.subjectId ?? '' });
    await at.changeAs(kim, id, { $case: 'department', value: 'concierge' });
    expect(await at.tickets()).toMatchObject([
      { department: 'concierge', state: TicketState.NEW, assigneeId: '' },
    ]);
    await at.changeAs(kim, id, { $case: 'state', value: TicketState.DONE });
    // Nobody has told the guest yet: it can be taken back.
    await at.changeAs(kim, id, { $case: 'state', value: TicketState.ACCEPTED });
    expect(await at.eventsOf(id)).toMatchObject([
      { action: TicketAction.ASKED, actor: TicketActor.ROOM },
      { action: TicketAction.ACCEPTED, actor: TicketActor.STAFF, staffId: li.subjectId },
      { action: TicketAction.ASSIGNED, staffId: li.subjectId, toStaffId: kim.subjectId },
      { action: TicketAction.PASSED_ON, staffId: kim.subjectId, toDepartment: 'concierge' },
      { action: TicketAction.DONE, staffId: kim.subjectId },
      { action: TicketAction.REOPENED, staffId: kim.subjectId },
    ]);
    const meddle = withTransaction(at.privacy.stores.pool, async (client) => {
      await query(client, 'set local role earshot_hotel', []);
      await query(client, `update hotel_ticket_events set staff_id = 'nobody'`, []);
    });
    await expect(meddle).rejects.toMatchObject({ code: 'STORE_FAILED' });
  });

  test('of one department neither sees nor changes what is another’s', async () => {
    await at.say('two towels please');
    await at.say('the air conditioner is broken');
    const engineer = await at.hire('Bo', 'engineering');
    expect((await at.list(engineer)).map(({ department }) => department)).toEqual(['engineering']);
    const towels = (await at.tickets()).find(({ department }) => department === 'housekeeping');
    const id = towels?.ticketId ?? '';
    const done = { $case: 'state', value: TicketState.DONE } as const;
    await expect(at.changeAs(engineer, id, done)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(at.eventsOf(id, engineer)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('gives nothing to somebody of another at.hotel, nor to a department that there is none of', async () => {
    await at.say('two towels please');
    const id = (await at.tickets())[0]?.ticketId ?? '';
    const stranger = await at.hire('Stranger', '', at.other);
    for (const wrong of [
      { $case: 'assigneeId', value: stranger.subjectId ?? '' },
      { $case: 'department', value: 'dungeon' },
    ] as const) {
      await expect(at.changeAs(staffOf(at.hotel), id, wrong)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
  });

  test('is named in both languages, with its departments and whether anybody is there', async () => {
    await at.say('wake me up at six thirty');
    await at.say('could I get three bottles of water');
    expect((await at.list(staffOf(at.hotel), 0, 'zh-CN')).map(({ what }) => what)).toEqual([
      '叫醒 · 06:30',
      '瓶装水 × 3',
    ]);
    const request = { tenantId: at.hotel.tenantId, locale: 'zh-CN' };
    const { departments } = await callUnary(at.callingAs(staffOf(at.hotel)), 'getDesk', request, limits);
    expect(departments).toContainEqual({ department: 'engineering', name: '工程部', isReachable: true });
  });

  test('where nobody looks, the guest is told so, and the ticket waits all the same', async () => {
    await query(at.privacy.stores.pool, 'delete from hotel_desks', []);
    const kept = /nobody at Housekeeping is looking right now/;
    expect((await at.say('two towels please')).speech?.text).toMatch(kept);
    await at.atDesk(at.hotel.tenantId, 'engineering');
    expect((await at.say('two pillows please')).speech?.text).toMatch(kept);
    await at.atDesk(at.hotel.tenantId, 'housekeeping');
    expect((await at.say('an iron please')).speech?.text).toMatch(/has been told/);
    expect(await at.tickets()).toHaveLength(3);
    await at.atDesk(at.hotel.tenantId, '');
  });

  const ofHotel = (['hotel_staff', 'hotel_system'] as const).flatMap((role) =>
    methods
      .filter(({ contract, roles }) => contract.startsWith('earshot.hotel.') && roles.has(role))
      .map(({ name }) => [role, name] as const),
  );
  test.each(ofHotel)('%s of another hotel finds nothing: %s', async (role, name) => {
    await at.say('two towels please');
    const [ticket] = await at.tickets();
    const request = {
      tenantId: at.hotel.tenantId,
      department: '',
      afterRevision: 0,
      ticketId: ticket?.ticketId,
      change: { $case: 'state', value: TicketState.DONE },
      stayId: at.hotel.stayId,
      locale: 'en-US',
      settled: 0,
      url: '',
    } as const;
    const client = at.callingAs(staffOf(at.other, { role }));
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
    expect(await at.tickets()).toMatchObject([{ state: TicketState.NEW }]);
  });

  test('another hotel’s ticket under one’s own name is not found', async () => {
    await at.say('two towels please');
    const [ticket] = await at.tickets();
    await expect(at.change(ticket?.ticketId ?? '', TicketState.DONE, at.other)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

test('do not disturb, once said, is the stay’s, and the desk sees that it was said', async () => {
  expect((await at.say('please do not disturb me')).speech?.text).toMatch(/do not disturb/);
  expect(await at.stayOf()).toMatchObject({ isDoNotDisturb: true, locale: 'en-US' });
  expect(await at.tickets()).toEqual([]);
  const [shown] = (await at.list(staffOf(at.hotel), 5)).filter(({ what }) =>
    what.startsWith('Do not disturb'),
  );
  expect(shown).toMatchObject({ room: '1204', state: TicketState.DONE });
  const { stayId = '' } = (await at.stayOf()) ?? {};
  const stay = { stayId, locale: 'zh-CN', isDoNotDisturb: false };
  await callUnary(at.privacy.client, 'changeStay', { tenantId: at.hotel.tenantId, stay }, { ...limits });
  expect(await at.stayOf()).toMatchObject({ isDoNotDisturb: false, locale: 'zh-CN' });
});

describe('the hotel’s own system', () => {
  const operator: Person = { role: 'operator' };
  const setWebhook = (url: string) =>
    callUnary(at.callingAs(operator), 'setWebhook', { tenantId: at.hotel.tenantId, url }, limits);

  test('is told of each change, signed, until it takes it', async () => {
    const { verificationKeys } = await setWebhook('https://pms.example/tickets');
    at.told.posted.length = 0;
    at.told.answer = 503;
    await at.say('two towels please');
    await expect.poll(() => at.told.posted.length, { timeout: 15_000 }).toBe(1);
    at.told.answer = 204;
    await expect
      .poll(
        async () => {
          at.clock.nowMs += 6_000;
          await at.service.outboxes.get('hotel-webhooks')?.sweep();
          return at.told.posted.length;
        },
        { timeout: 15_000, interval: 200 },
      )
      .toBe(2);
    const [first, again] = at.told.posted;
    expect(again?.body).not.toMatch(/stay|guest/i);
    expect(JSON.parse(again?.body ?? '{}')).toMatchObject({
      type: 'ticket.changed',
      data: {
        hotelId: at.hotel.tenantId,
        room: '1204',
        command: 'deliver',
        item: 'towel',
        quantity: 2,
        state: 'new',
      },
    });
    expect(again?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    const trusted = verificationKeys.map(parseWebhookVerificationKey);
    const verified = verifyStandardWebhook({ ...again?.headers }, again?.body ?? '', trusted, at.clock.nowMs);
    expect(verified).toEqual({ isValid: true });
    await at.change((await at.tickets())[0]?.ticketId ?? '', TicketState.DONE);
    await expect.poll(() => at.told.posted.length, { timeout: 15_000 }).toBe(3);
    expect(JSON.parse(at.told.posted[2]?.body ?? '{}')).toMatchObject({ data: { state: 'done' } });
    await setWebhook('');
  });

  test.each([
    'http://pms.example/',
    'https://127.0.0.1/',
    'not an address',
    'https://user:word@pms.example/',
    `https://pms.example/${'a'.repeat(1_000)}`,
  ])('is not at %s', async (url) => {
    await expect(setWebhook(url)).rejects.toMatchObject({ code: 'WEBHOOK_REFUSED' });
  });
});

test('at check-out the room is nobody’s, what is over goes, and what is open lives a day', async () => {
  await at.say('two towels please');
  await at.say('I left my glasses in the room');
  const [towels] = await at.tickets();
  await at.change(towels?.ticketId ?? '', TicketState.DONE);
  const request = { tenantId: at.hotel.tenantId, stayId: at.hotel.stayId };
  const staff = at.callingAs(staffOf(at.hotel));
  await callUnary(staff, 'checkOut', request, limits);
  expect(await at.stayOf()).toBeUndefined();
  await expect(callUnary(staff, 'checkOut', request, limits)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const left = () =>
    query<{ type: string; stay_id: string | null }>(
      at.privacy.stores.pool,
      `select type, stay_id from hotel_tickets where tenant_id = $1 and type <> 'chase'`,
      [at.hotel.tenantId],
    );
  expect(await left()).toEqual([{ type: 'lost_property', stay_id: null }]);
  const events = await query<{ action: string }>(
    at.privacy.stores.pool,
    'select action from hotel_ticket_events where tenant_id = $1',
    [at.hotel.tenantId],
  );
  expect(events).toEqual([{ action: 'asked' }]);
  // Whoever comes next hears nothing of it, checked in or not.
  const asked = 'where is my lost glasses case, what happened with it';
  const [lost] = await at.tickets();
  await at.change(lost?.ticketId ?? '', TicketState.ACCEPTED);
  expect((await at.say('what about my request')).speech?.text).not.toMatch(/lost property/i);
  await at.change(lost?.ticketId ?? '', TicketState.DONE);
  const { roomId, tenantId } = at.hotel;
  expect((await at.say(asked)).speech?.text).not.toMatch(/lost property/i);
  const next = await callUnary(at.privacy.client, 'openStay', { tenantId, roomId, locale: 'en-US' }, limits);
  expect((await at.say('what time is breakfast')).speech?.text).toMatch(/^Breakfast/);
  await query(
    at.privacy.stores.pool,
    `update hotel_tickets set state = 'new' where type = 'lost_property'`,
    [],
  );
  // Nor is their yes an answer to what was asked before.
  expect((await at.say('please send thirty towels')).isQuestion).toBe(true);
  await callUnary(staff, 'checkOut', { tenantId, stayId: next.stayId }, limits);
  expect(await at.isExpecting()).toBe(false);
  await at.say('yes');
  expect(await left()).toEqual([{ type: 'lost_property', stay_id: null }]);
  await new Tickets({ pool: at.privacy.stores.pool, now: () => at.clock.nowMs + 25 * 3600_000 }).sweep();
  expect(await left()).toEqual([]);
  const gone = await query(at.privacy.stores.pool, 'select 1 from hotel_check_outs', []);
  expect(gone).toEqual([]);
});

test('what is asked where nobody is checked in has an end, and its guest hears of it until then', async () => {
  await at.say('two pillows please');
  const [pillows] = await at.tickets();
  await at.change(pillows?.ticketId ?? '', TicketState.DONE);
  const later = (hours: number) =>
    new Tickets({ pool: at.privacy.stores.pool, now: () => at.clock.nowMs + hours * 3600_000 });
  await later(1).sweep();
  expect((await at.say('what time is breakfast')).speech?.text).toMatch(/^Pillows: done\. Breakfast/);
  await later(49).sweep();
  expect(await at.list(staffOf(at.hotel), 5)).toEqual([]);
});

test('a check-out that privacy did not hear of is finished later', async () => {
  const { roomId, tenantId } = at.other;
  const { stayId } = await callUnary(
    at.privacy.client,
    'listRooms',
    { householdId: '', tenantId },
    limits,
  ).then(({ rooms }) => rooms.find((room) => room.roomId === roomId)?.stay ?? { stayId: '' });
  const refuse = query(at.privacy.stores.pool, `alter table stays rename to stays_hidden`, []);
  await refuse;
  const request = { tenantId, stayId };
  await expect(callUnary(at.callingAs(staffOf(at.other)), 'checkOut', request, limits)).rejects.toBeDefined();
  await query(at.privacy.stores.pool, `alter table stays_hidden rename to stays`, []);
  await expect
    .poll(
      async () => {
        at.clock.nowMs += 60_000;
        await at.service.outboxes.get('hotel-check-outs')?.sweep();
        return at.stayOf(at.other);
      },
      { timeout: 10_000, interval: 200 },
    )
    .toBeUndefined();
});
