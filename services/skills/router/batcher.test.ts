import { expect, test } from 'vitest';
import { Batcher } from './batcher.ts';

test('callers of one moment share a statement, later ones share the next', async () => {
  const batches: number[][] = [];
  const batcher = new Batcher<number, number>(async (batch) => {
    batches.push([...batch]);
    await new Promise((resolve) => setTimeout(resolve, 5));
    return batch.map((n) => n * 10);
  });
  const first = [batcher.submit(1), batcher.submit(2)];
  await new Promise((resolve) => setImmediate(resolve));
  const second = [batcher.submit(3), batcher.submit(4), batcher.submit(5)];
  expect(await Promise.all([...first, ...second])).toEqual([10, 20, 30, 40, 50]);
  expect(batches).toEqual([
    [1, 2],
    [3, 4, 5],
  ]);
});

test('one bad item does not take its neighbours down', async () => {
  const batcher = new Batcher<number, number>(async (batch) => {
    if (batch.includes(2)) throw new Error('no');
    return batch;
  });
  const settled = await Promise.allSettled([1, 2, 3].map((n) => batcher.submit(n)));
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('what gathers can be hurried, once and again', async () => {
  const batcher = new Batcher<number, number>(async (batch) => batch, 60_000);
  for (const n of [1, 2]) {
    const done = batcher.submit(n);
    batcher.hurry();
    expect(await done).toBe(n);
  }
});

test('more than can wait is refused at once', async () => {
  const batcher = new Batcher<number, number>(() => new Promise(() => {}));
  for (let n = 0; n < 10_000; n += 1) void batcher.submit(n);
  await expect(batcher.submit(0)).rejects.toMatchObject({ code: 'OVERLOADED' });
});
