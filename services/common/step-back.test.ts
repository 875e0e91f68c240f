import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { mayWishForTurns, type Scheduling, schedulingOf } from './testing/scheduling.ts';

test.runIf(process.platform === 'linux')('a thread steps back by itself, its process does not', async () => {
  const before = schedulingOf('self');
  const worker = new Worker(new URL('./testing/stepping-back.ts', import.meta.url));
  const [stepped] = (await once(worker, 'message')) as [Scheduling];
  expect(stepped.niceness).toBe(Math.max(before.niceness, 10));
  if (mayWishForTurns()) expect(stepped.turnMs).toBeGreaterThan(before.turnMs ?? Number.NaN);
  expect(schedulingOf('self')).toEqual(before);
});
