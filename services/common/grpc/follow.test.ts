/** A watch that ends or breaks is opened anew, until nobody listens any more. */
import { expect, test } from 'vitest';
import { followStream } from './follow.ts';

test('what breaks and what ends is opened anew, one message after the other, and nothing comes after the end', async () => {
  const stop = new AbortController();
  const heard: string[] = [];
  const broken: unknown[] = [];
  let opened = 0;
  await followStream(
    {
      async *open({ deadlineMs, signal }) {
        opened += 1;
        expect([deadlineMs, signal]).toEqual([60_000, stop.signal]);
        yield `${opened}-first`;
        if (opened === 1) throw new Error('away');
        yield `${opened}-second`;
      },
      async onMessage(message) {
        if (message === '2-first') throw new Error('not taken');
        heard.push(message);
        if (message === '3-second') stop.abort();
      },
      onBreak: (error) => broken.push(String(error)),
      watchMs: 60_000,
      retryMs: 1,
    },
    stop.signal,
  );
  expect(heard).toEqual(['1-first', '3-first', '3-second']);
  expect(broken).toEqual(['Error: away', 'Error: not taken']);
});
