/** After a crowd has gone nothing of it is held: a real gateway, and what is found where something is. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Harness, startHarness } from '../services/gateway/testing/harness.ts';
import { brokenThresholds, figuresOf } from './figures.ts';
import { type Held, heldAt, leftBehind } from './left-behind.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

const look = async (): Promise<Held> => ({ gateway: await heldAt(`127.0.0.1:${harness.adminPort}`) });
const names = (left: readonly { readonly what: string }[]) => left.map(({ what }) => what);

/** Each says one thing and stays; a listen is left open besides. */
async function crowd(name: string) {
  const speakers = await Promise.all(
    Array.from({ length: 20 }, (_, index) => harness.speaker(`${name}-${index}`)),
  );
  await Promise.all(speakers.map((speaker) => speaker.sayText('a large coffee', { isSilent: true })));
  const listening = await harness.raw(`${name}-listening`);
  await listening.hello();
  listening.sendJson({ type: 'listen_start', listenId: 'l1', mode: 'held_button' });
  await listening.until('turn_started');
  return async () => {
    listening.socket.terminate();
    await Promise.all(speakers.map((speaker) => speaker.close()));
  };
}

test('a gateway that a crowd has left holds no turn, session, call, socket or timer of it', async () => {
  // The first one has connections to the other services opened, which stay.
  const leave = await crowd('first');
  await leave();
  await expect.poll(async () => (await look())['gateway']?.get('earshot_gateway_sessions')).toBe(0);
  const before = await look();
  const leaveAgain = await crowd('second');
  const open = await leftBehind(look, before, async () => {});
  expect(names(open)).toEqual(
    expect.arrayContaining([
      'earshot_gateway_sessions',
      'earshot_gateway_turns',
      'earshot_process_calls_in_flight',
      'earshot_process_sockets',
    ]),
  );
  await leaveAgain();
  const shortly = () => new Promise<void>((resolve) => setTimeout(resolve, 100));
  expect(await leftBehind(look, before, shortly)).toEqual([]);
});

test('one turn or session that stays is found and fails a run; what only took a while is not', async () => {
  const held = (turns: number, timers: number): Held => ({
    gateway: new Map([
      ['earshot_gateway_turns', turns],
      ['earshot_process_timers', timers],
    ]),
  });
  const before = held(0, 100);
  const pages = [held(3, 150), held(1, 130), held(0, 108)];
  expect(
    await leftBehind(
      async () => pages.shift() ?? held(0, 0),
      before,
      async () => {},
    ),
  ).toEqual([]);
  expect(pages).toEqual([]);
  let looks = 0;
  const left = await leftBehind(
    async () => {
      looks += 1;
      return held(1, 111);
    },
    before,
    async () => {},
  );
  expect(looks).toBeGreaterThan(50);
  expect(left).toEqual([
    { service: 'gateway', what: 'earshot_gateway_turns', before: 0, after: 1 },
    { service: 'gateway', what: 'earshot_process_timers', before: 100, after: 111 },
  ]);
  const broken = brokenThresholds(figuresOf([]), { isSteady: true }, { left });
  expect(broken.map(({ what, is }) => `${what}: ${is}`)).toEqual([
    'gateway: earshot_gateway_turns left behind: 1',
    'gateway: earshot_process_timers left behind: 111',
  ]);
});

test('a service that does not answer any more is not taken for one that holds nothing', async () => {
  const before: Held = { dialogue: new Map([['earshot_dialogue_conversations', 0]]) };
  const left = await leftBehind(
    async () => ({ dialogue: new Map() }),
    before,
    async () => {},
  );
  expect(left).toEqual([
    { service: 'dialogue', what: 'earshot_dialogue_conversations', before: 0, after: Number.NaN },
  ]);
});
