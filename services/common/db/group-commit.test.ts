import { expect, test } from 'vitest';
import { GroupCommitter } from './group-commit.ts';

test('callers of one moment share a commit, later ones share the next', async () => {
  const batches: number[][] = [];
  const committer = new GroupCommitter<number, number>(async (batch) => {
    batches.push([...batch]);
    await new Promise((resolve) => setTimeout(resolve, 5));
    return batch.map((n) => n * 10);
  });
  const first = [committer.submit(1), committer.submit(2)];
  await new Promise((resolve) => setImmediate(resolve));
  const second = [committer.submit(3), committer.submit(4), committer.submit(5)];
  expect(await Promise.all([...first, ...second])).toEqual([10, 20, 30, 40, 50]);
  expect(batches).toEqual([
    [1, 2],
    [3, 4, 5],
  ]);
});

test('one bad item does not take its neighbours down', async () => {
  const committer = new GroupCommitter<number, number>(async (batch) => {
    if (batch.includes(2)) throw new Error('no');
    return batch;
  });
  const settled = await Promise.allSettled([1, 2, 3].map((n) => committer.submit(n)));
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('more than can wait is refused at once', async () => {
  const committer = new GroupCommitter<number, number>(() => new Promise(() => {}));
  for (let n = 0; n < 10_000; n += 1) void committer.submit(n);
  await expect(committer.submit(0)).rejects.toMatchObject({ code: 'OVERLOADED' });
});
