/** What guests say becomes tickets, and stays nowhere. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { TicketState } from '../../proto/gen/earshot/hotel/v1/hotel.ts';
import { query } from '../common/db/pool.ts';
import { type HotelHarness, startHotel } from './testing/harness.ts';

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

  test('said once is one ticket, however often the call is made', async () => {
    await Promise.all([1, 2, 3].map(() => at.say('two towels please', { turnId: 'same' })));
    await at.say('two towels please', { turnId: 'same' });
    expect(await at.tickets()).toHaveLength(1);
  });

  test('above the limit waits for a yes, and a no drops it', async () => {
    const asked = await at.say('please send thirty towels');
    expect(asked.isQuestion).toBe(true);
    expect(await at.tickets()).toEqual([]);
    expect((await at.say('no')).speech?.text).toContain('never mind');
    await at.say('please send thirty towels');
    await at.say('yes');
    expect(await at.tickets()).toMatchObject([{ command: { catalogueId: 'towel', quantity: 30 } }]);
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
