/** A crowd that comes at once is looked at in its order, a few at a time; only whom there is no seat for is sent away. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { WaitingRoom } from './waiting-room.ts';

/** Somebody who is looked at until the test says so. */
function looked() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let isBegun = false;
  const look = () => {
    isBegun = true;
    return promise;
  };
  return { look, resolve, reject, isBegun: () => isBegun };
}
const room = (over = {}) =>
  new WaitingRoom({
    ...{ atOnce: 2, seats: 2, patienceMs: 60_000, comeAgainMs: 1_000, random: () => 0.5 },
    ...over,
  });

test('a few at a time, the others in the order in which they came, and a failure lets the next in as well', async () => {
  const waiting = room();
  const crowd = Array.from({ length: 4 }, looked);
  const ends = crowd.map(({ look }) => waiting.enter(look));
  expect(crowd.map(({ isBegun }) => isBegun())).toEqual([true, true, false, false]);
  expect(waiting.size).toBe(2);
  crowd[1]?.reject(new Error('nobody'));
  await expect(ends[1]).rejects.toThrow('nobody');
  await sleep(0);
  expect(crowd.map(({ isBegun }) => isBegun())).toEqual([true, true, true, false]);
  crowd[0]?.resolve('one');
  expect(await ends[0]).toBe('one');
  crowd[2]?.resolve('three');
  crowd[3]?.resolve('four');
  expect(await Promise.all([ends[2], ends[3]])).toEqual(['three', 'four']);
  // Nobody is counted who has gone: as many as before are looked at.
  const again = [looked(), looked(), looked()];
  for (const { look } of again) void waiting.enter(look);
  expect(again.map(({ isBegun }) => isBegun())).toEqual([true, true, false]);
});

test('whoever finds no seat is told when to come again, and not all the same', async () => {
  const draws = [0, 1];
  const waiting = room({ seats: 0, random: () => draws.shift() ?? 0 });
  void waiting.enter(looked().look);
  void waiting.enter(looked().look);
  const refused = (retryAfterMs: number) => ({ code: 'OVERLOADED', detail: { retryAfterMs } });
  await expect(waiting.enter(looked().look)).rejects.toMatchObject(refused(1_000));
  await expect(waiting.enter(looked().look)).rejects.toMatchObject(refused(3_000));
});

test('whoever left while waiting, or waited too long, is not looked at', async () => {
  const waiting = room({ atOnce: 1, seats: 4, patienceMs: 0 });
  const first = looked();
  const [left, late] = [looked(), looked()];
  const ends = [
    waiting.enter(first.look),
    waiting.enter(left.look, () => true),
    waiting.enter(late.look),
  ] as const;
  for (const end of ends) end.catch(() => {});
  await sleep(5);
  first.resolve('');
  await ends[0];
  await expect(ends[1]).rejects.toMatchObject({ code: 'CANCELLED' });
  await expect(ends[2]).rejects.toMatchObject({ code: 'OVERLOADED' });
  expect([left.isBegun(), late.isBegun()]).toEqual([false, false]);
  expect(waiting.size).toBe(0);
});
