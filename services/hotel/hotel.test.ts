/** What guests say becomes tickets, and stays nowhere. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { TicketState } from '../../proto/gen/earshot/hotel/v1/hotel.ts';
import type { Person } from '../common/callers/access.ts';
import { query } from '../common/db/pool.ts';
import { codeOf } from '../common/errors/earshot-error.ts';
import { callUnary } from '../common/grpc/client.ts';
import { type HotelHarness, limits, staffOf, startHotel } from './testing/harness.ts';

let at: HotelHarness;
beforeAll(async () => {
  at = await startHotel();
});
afterAll(() => at?.close());

/** Each test begins with nothing open and nothing to tell. */
afterEach(() => at.settleAll());

describe('a wish', () => {
  test('becomes a ticket for its room and department, and is answered in the hotel’s words', async () => {
    const { speech } = await at.say('喂你好，麻烦送两瓶水，再来双拖鞋', { locale: 'zh-CN' });
    expect(speech?.text).toBe('好的，已经通知客房部：2份瓶装水，1份拖鞋。');
    expect(await at.tickets()).toMatchObject([
      {
        room: '1204',
        department: 'housekeeping',
        state: TicketState.NEW,
        command: { catalogueId: 'water', quantity: 2 },
      },
      { room: '1204', command: { catalogueId: 'slippers', quantity: 1 } },
    ]);
  });

  test('for two departments is answered in one sentence', async () => {
    const { speech } = await at.say('two towels please and the toilet is blocked');
    expect(speech?.text).toBe(
      'All right, Housekeeping has been told: 2 towels; Engineering: repair of the toilet.',
    );
  });

  test('said once is one ticket, however often the call is made', async () => {
    await Promise.all([1, 2, 3].map(() => at.say('two towels please', { turnId: 'same' })));
    await at.say('two towels please', { turnId: 'same' });
    expect(await at.tickets()).toHaveLength(1);
  });

  test('above the limit waits for a yes, and a no drops it', async () => {
    const asked = await at.say('please send thirty towels');
    expect(asked.isQuestion).toBe(true);
    expect(await at.isExpecting()).toBe(true);
    expect(await at.tickets()).toEqual([]);
    expect((await at.say('no')).speech?.text).toContain('never mind');
    expect(await at.isExpecting()).toBe(false);
    await at.say('please send thirty towels');
    await at.say('yes');
    expect(await at.tickets()).toMatchObject([{ command: { catalogueId: 'towel', quantity: 30 } }]);
  });

  test('that hardly sounds like one is asked about first, and nothing leaves before the yes', async () => {
    expect(await at.say('a comb and a razor, thank you')).toMatchObject({
      isQuestion: true,
      speech: { text: 'That is 1 combs, 1 razors, is that right?' },
    });
    expect(await at.tickets()).toEqual([]);
    await at.say('yes please');
    expect((await at.tickets()).map(({ command }) => command?.catalogueId)).toEqual(['comb', 'razor']);
    await at.settleAll();
    expect((await at.say('I told him to bring the towels but he never listens')).isQuestion).toBe(true);
    await at.say('no');
    expect(await at.tickets()).toEqual([]);
  });

  test('without its hour is asked back', async () => {
    expect((await at.say('wake me up tomorrow')).isQuestion).toBe(true);
    await at.say('at six thirty');
    expect(await at.tickets()).toMatchObject([{ command: { time: { $case: 'atMinute', value: 390 } } }]);
  });

  test('is chased by its state, and what became of it is told once', async () => {
    await at.say('could I have two towels');
    const [ticket] = await at.tickets();
    await at.change(ticket?.ticketId ?? '', TicketState.ON_THE_WAY);
    expect((await at.say('where are my towels')).speech?.text).toBe('Towels: on the way.');
    expect(await at.tickets()).toHaveLength(1);
    await at.change(ticket?.ticketId ?? '', TicketState.DONE);
    expect((await at.say('what time is breakfast')).speech?.text).toMatch(/^Towels: done\. Breakfast/);
    expect((await at.say('what time is breakfast')).speech?.text).toMatch(/^Breakfast/);
    await expect(at.change(ticket?.ticketId ?? '', TicketState.ACCEPTED)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  test('of the room itself goes to no desk', async () => {
    expect((await at.say('turn off the lights')).roomCommands).toMatchObject([{ catalogueId: 'lights' }]);
    expect(await at.tickets()).toEqual([]);
  });
});

describe('a hotel’s own catalogue', () => {
  const operator = { role: 'operator' as const };
  const set = (yaml: string, isTrial = false, person: Person = operator) =>
    callUnary(at.callingAs(person), 'setCatalogue', { tenantId: at.hotel.tenantId, yaml, isTrial }, limits);
  const salts = `items:
  bath_salts:
    give: deliver
    limit: 2
    say: { zh-CN: 浴盐, en-US: bath salts }
    words: { en-US: ['bath salt[s]'] }
`;

  test('is used from the next guest on, in this hotel alone, and gives its names to the desk', async () => {
    expect(await set(salts, true)).toMatchObject({ problems: [] });
    await at.say('could I have some bath salts please');
    expect(await at.tickets()).toEqual([]);
    expect(await set(salts)).toMatchObject({ problems: [] });
    await at.say('could I have some bath salts please');
    expect(await at.tickets()).toMatchObject([{ command: { catalogueId: 'bath_salts' } }]);
    await at.say('could I have some bath salts please', { at: at.other });
    expect(await at.tickets(at.other)).toEqual([]);
    const { yaml } = await callUnary(
      at.callingAs(operator),
      'getCatalogue',
      { tenantId: at.hotel.tenantId },
      limits,
    );
    expect(yaml).toBe(salts);
    await at.settleAll();
    await set('');
    await at.say('could I have some bath salts please');
    expect(await at.tickets()).toEqual([]);
  });

  test('that is wrong is answered with its lines, and changes nothing', async () => {
    expect(await set('items:\n  water:\n    limit: many\n')).toMatchObject({
      problems: [{ line: 3, path: 'items.water.limit' }],
    });
    await at.say('two bottles of water please');
    expect(await at.tickets()).toHaveLength(1);
  });

  test('is no staff’s to write', async () => {
    const refused = await set(salts, false, staffOf(at.hotel)).then(() => 'OK', codeOf);
    expect(refused).toBe('CALLER_REFUSED');
  });
});

describe('what was said', () => {
  const canaries = ['Kowalczyk', 'swordfish', '欧阳春晓', '13800138000', 'nincompoops'];

  /** Every column of every table, as text. */
  async function everything(): Promise<string> {
    const tables = await query<{ name: string }>(
      at.privacy.stores.pool,
      `select quote_ident(table_name) as name from information_schema.tables where table_schema = current_schema() and table_type = 'BASE TABLE'`,
      [],
    );
    const dumps = await Promise.all(
      tables.map(({ name }) =>
        query<{ line: string }>(at.privacy.stores.pool, `select t::text as line from ${name} t`, []),
      ),
    );
    return dumps
      .flat()
      .map(({ line }) => line)
      .join('\n');
  }

  test('is in no table, no log line and no answer, mixed into real requests or alone', async () => {
    const replies = [
      await at.say('hi my name is Kowalczyk, could I get two towels please, my password is swordfish'),
      await at.say('我是欧阳春晓，电话13800138000，送三瓶水', { locale: 'zh-CN' }),
      await at.say('you nincompoops, please send thirty pillows'),
      await at.say('tell Kowalczyk that the swordfish is dead'),
    ];
    expect((await at.tickets()).length).toBeGreaterThanOrEqual(2);
    const dump = await everything();
    expect(dump).toContain('towel');
    const kept = `${dump}\n${at.logged.join('\n')}\n${JSON.stringify(replies)}`;
    const spellings = (word: string) => [
      word,
      Buffer.from(word).toString('base64').replace(/=+$/, ''),
      Buffer.from(word).toString('hex'),
    ];
    expect(canaries.flatMap(spellings).filter((spelling) => kept.includes(spelling))).toEqual([]);
    // The search does find what is there.
    await query(at.privacy.stores.pool, `update hotel_tickets set room = 'Kowalczyk'`, []);
    expect(await everything()).toContain('Kowalczyk');
    await query(at.privacy.stores.pool, `update hotel_tickets set room = '1204'`, []);
  });
});
