import { expect, test } from 'vitest';
import { BuildQueue } from './build-queue.ts';

/** Pieces that note when they begin; `begun` one of them that goes on until `end`. */
function started() {
  const queue = new BuildQueue();
  const order: string[] = [];
  const gate = Promise.withResolvers<void>();
  const piece = (name: string) => async () => {
    order.push(name);
    return name;
  };
  const begun = queue.add('background', () => {
    order.push('begun');
    return gate.promise;
  });
  return { queue, order, piece, begun, end: () => gate.resolve() };
}

test('whoever is waited for goes before what nobody needs yet, and nothing that has begun is interrupted', async () => {
  const { queue, order, piece, begun, end } = started();
  await Promise.resolve();
  const all = [
    begun,
    queue.add('background', piece('ahead')),
    queue.add('soon', piece('spoken to')),
    queue.add('waited', piece('first turn')),
    queue.addNext(piece('rehearsal')),
    queue.add('waited', piece('second turn')),
  ].map(({ done }) => done as Promise<unknown>);
  begun.hurry('waited');
  expect(order).toEqual(['begun']);
  end();
  await Promise.all(all);
  expect(order).toEqual(['begun', 'first turn', 'second turn', 'spoken to', 'rehearsal', 'ahead']);
});

test('what somebody comes to wait for is hurried, and never put back', async () => {
  const { queue, order, piece, end } = started();
  await Promise.resolve();
  const other = queue.add('soon', piece('other'));
  const ahead = queue.add('background', piece('ahead'));
  const turn = queue.add('waited', piece('turn'));
  ahead.hurry('waited');
  turn.hurry('background');
  end();
  await Promise.all([other.done, ahead.done, turn.done]);
  expect(order).toEqual(['begun', 'turn', 'ahead', 'other']);
});

test('a piece that fails fails alone', async () => {
  const { queue, piece, end } = started();
  const bad = queue.add('waited', () => Promise.reject(new Error('bad')));
  const good = queue.add('waited', piece('good'));
  end();
  await expect(bad.done).rejects.toThrow('bad');
  expect(await good.done).toBe('good');
});
