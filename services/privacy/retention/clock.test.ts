/** Rounds of the retention clock: one at a time, each sweep in each, and none that fails stands in the way of another. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Pool } from '../../common/db/pool.ts';
import type { Holder } from '../../common/holders/holder.ts';
import { createLogger } from '../../common/log.ts';
import { RetentionClock } from './clock.ts';

test('a round that outlasts the interval is not joined by another, and the next one follows', async () => {
  let running = 0;
  let most = 0;
  let rounds = 0;
  let swept = 0;
  const open = Promise.withResolvers<void>();
  const own = {
    async retain() {
      rounds += 1;
      running += 1;
      most = Math.max(most, running);
      if (rounds === 1) await open.promise;
      running -= 1;
      return { ended: [] };
    },
  } as unknown as Holder;
  const clock = new RetentionClock({
    pool: { query: async () => ({ rows: [] }) } as unknown as Pool,
    log: createLogger('privacy', { write: () => {} }),
    own,
    others: [],
    sweeps: [
      { name: 'fails', run: () => Promise.reject(new Error('the disk is away')) },
      {
        name: 'notes',
        run: async () => {
          swept += 1;
        },
      },
    ],
    intervalMs: 5,
    now: Date.now,
  });
  clock.start();
  await sleep(60);
  expect([rounds, most]).toEqual([1, 1]);
  open.resolve();
  while (rounds < 3) await sleep(5);
  await clock.close();
  expect(most).toBe(1);
  expect(swept).toBe(rounds);
});
