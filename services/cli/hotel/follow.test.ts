/** A watch goes on where its stream ended, and ends itself only with what no waiting mends. */
import { expect, test } from 'vitest';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { follow } from './follow.ts';

/** Streams, each of revisions and how it ends. */
function following(...streams: (readonly [readonly number[], (() => EarshotError)?])[]) {
  const opened: number[] = [];
  return {
    opened,
    pauseMs: 0,
    revisionOf: (one: number) => one,
    async *open(after: number) {
      opened.push(after);
      const [revisions, end] = streams.shift() ?? [[], () => new EarshotError('CALLER_REFUSED')];
      yield* revisions;
      if (end !== undefined) throw end();
    },
  };
}

async function seenBy(it: ReturnType<typeof following>): Promise<{ seen: number[]; error: unknown }> {
  const seen: number[] = [];
  try {
    for await (const one of follow(it, 3)) seen.push(one);
  } catch (error) {
    return { seen, error };
  }
  return { seen, error: undefined };
}

test('its time over, a service gone for a moment, an orderly end: all go on behind what was seen', async () => {
  const it = following(
    [[4, 5], () => new EarshotError('DEADLINE_EXCEEDED')],
    [[], () => new EarshotError('SERVICE_UNAVAILABLE')],
    [[6]],
    [[7], () => new EarshotError('DEADLINE_EXCEEDED')],
  );
  const { seen, error } = await seenBy(it);
  expect(seen).toEqual([4, 5, 6, 7]);
  expect(it.opened).toEqual([3, 5, 5, 6, 7]);
  expect(error).toMatchObject({ code: 'CALLER_REFUSED' });
});

test('what lasts is told', async () => {
  const gone = Array.from({ length: 40 }, () => [[], () => new EarshotError('SERVICE_UNAVAILABLE')] as const);
  const { error } = await seenBy(following(...gone));
  expect(error).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
});
