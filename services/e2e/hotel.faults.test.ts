/**
 * A guest asks, and something dies between the words and the ticket: whoever heard yes has exactly one ticket, whoever did
 * not has one at most, and who cannot be served is told so. Over stores of its own, which die too.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ServiceName, serviceNames } from '../cli/up/stack.ts';
import { callUnary } from '../common/grpc/client.ts';
import { untilServing } from '../common/grpc/health.ts';
import type { SpokenTurn } from '../speaker/index.ts';
import { type Earshot, startEarshot } from './testing/earshot.ts';
import { type E2eHotel, openHotel } from './testing/hotel.ts';

let earshot: Earshot;
let hotel: E2eHotel;
/** The hotel's own system: which tickets it was told of. */
const toldOf = new Set<string>();
let receiver: Server;

beforeAll(async () => {
  receiver = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      toldOf.add(String(JSON.parse(body).data.ticketId));
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', () => resolve()));
  earshot = await startEarshot([], { EARSHOT_HOTEL_SWEEP_MS: '500' }, { withOwnStores: true });
  hotel = await openHotel(earshot.stack);
}, 200_000);
afterAll(async () => {
  await hotel?.close();
  await earshot?.stop();
  receiver?.close();
});

/** A room that cannot be reached for a moment is tried again: what counts is what a guest heard. */
async function say(text: string): Promise<SpokenTurn | undefined> {
  const speaker = await hotel.speaker().catch(() => undefined);
  if (speaker === undefined) return undefined;
  const turn = await speaker.sayText(text, { isSilent: true }).catch(() => undefined);
  await speaker.close().catch(() => {});
  return turn;
}
const heardYes = (turn: SpokenTurn | undefined): boolean =>
  turn?.replies.some(({ text }) => /has been told|I have noted/.test(text)) === true;
const until = (text: string): Promise<SpokenTurn | undefined> =>
  expect
    .poll(async () => heardYes(await say(text)), { timeout: 60_000, interval: 500 })
    .toBe(true)
    .then(() => undefined);
const countOf = async (item: string): Promise<number> =>
  (await hotel.list()).filter(({ command }) => command?.catalogueId === item).length;

/** A thing for each process, so that a ticket says which request it is of. */
const things = ['iron', 'kettle', 'umbrella', 'comb', 'razor', 'blanket', 'pillow', 'towel', 'bathrobe'];

test('whole, it serves', async () => {
  await until('could I get slippers please');
});

test.each(serviceNames.map((name, index) => [name, index] as const))(
  '%s, killed while a request is under way',
  async (name: ServiceName, index) => {
    const before = hotel.told.length;
    const thing = things[index] ?? '';
    const turn = say(`could I get a ${thing} please`);
    // At another moment of the turn for each.
    setTimeout(() => earshot.stack.process(name).kill('SIGKILL'), index * 4);
    const isPromised = heardYes(await turn);
    await untilServing(earshot.stack.address(name), 60_000);
    await expect
      .poll(() => countOf(thing).then(String, () => 'away'), { timeout: 30_000 })
      .toMatch(isPromised ? /^1$/ : /^[01]$/);
    // And the house serves again, the desk hears of it.
    await until('could I get slippers please');
    await expect.poll(() => hotel.told.length, { timeout: 30_000 }).toBeGreaterThan(before);
  },
  180_000,
);

test('the desk saw each ticket at least once', async () => {
  const seen = new Set(hotel.told.map(({ ticketId }) => ticketId));
  await expect
    .poll(async () => (await hotel.list()).filter(({ ticketId }) => !seen.has(ticketId)).length)
    .toBe(0);
});

test('a hotel that hangs, or is away: the guest is told that the request may not have arrived', async () => {
  const pid = earshot.stack.process('hotel').pid ?? 0;
  process.kill(pid, 'SIGSTOP');
  try {
    const turn = await say('could I get some soap please');
    expect(turn?.replies.at(-1)?.text).toMatch(/may not have arrived/);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  await until('could I get slippers please');
}, 90_000);

test('Redis killed: nothing waits for it, and what is owed is told once it is back', async () => {
  const { port } = receiver.address() as AddressInfo;
  const request = { tenantId: hotel.tenantId, url: `http://127.0.0.1:${port}/` };
  await callUnary(hotel.hotels, 'setWebhook', request, { deadlineMs: 20_000 });
  process.kill(earshot.stack.store('redis')?.pid ?? 0, 'SIGKILL');
  await until('could I get shampoo please');
  const [made] = (await hotel.list()).filter(({ command }) => command?.catalogueId === 'shampoo');
  await expect.poll(() => toldOf.has(made?.ticketId ?? ''), { timeout: 60_000 }).toBe(true);
}, 120_000);

test('PostgreSQL killed: nothing that was promised is lost, and the next request is served', async () => {
  const promised = new Set((await hotel.list()).map(({ ticketId }) => ticketId));
  process.kill(earshot.stack.store('postgres')?.pid ?? 0, 'SIGKILL');
  const turn = await say('could I get conditioner please');
  await until('could I get toothpaste please');
  const after = await hotel.list();
  const kept = new Set(after.map(({ ticketId }) => ticketId));
  expect([...promised].filter((ticketId) => !kept.has(ticketId))).toEqual([]);
  const made = after.filter(({ command }) => command?.catalogueId === 'conditioner').length;
  if (heardYes(turn)) expect(made).toBe(1);
  else expect(made).toBeLessThanOrEqual(1);
}, 150_000);

test('nobody at the desk: the request is kept, and the guest hears that nobody looks', async () => {
  await callUnary(hotel.hotels, 'setWebhook', { tenantId: hotel.tenantId, url: '' }, { deadlineMs: 20_000 });
  const empty = await openHotel(earshot.stack, { isWatched: false });
  const speaker = await empty.speaker();
  const turn = await speaker.sayText('could I get two towels please', { isSilent: true });
  await speaker.close();
  expect(turn.replies.at(-1)?.text).toMatch(/nobody at Housekeeping is looking right now/);
  expect(await empty.list()).toHaveLength(1);
  await empty.close();
}, 60_000);
