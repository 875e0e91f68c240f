/** What a session says in one go leaves in one write, whole and in its order. */
import { EventEmitter } from 'node:events';
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import type { Dialect } from '../dialect/dialect.ts';
import { WebSocketLink } from './link.ts';

/** A line that writes down what it was told, and what left at a time. */
function openLink() {
  let corked = 0;
  let waiting: string[] = [];
  const written: string[][] = [];
  const line = {
    cork: () => {
      corked += 1;
    },
    uncork: () => {
      corked -= 1;
      if (corked > 0 || waiting.length === 0) return;
      written.push(waiting);
      waiting = [];
    },
  };
  const socket = Object.assign(new EventEmitter(), {
    ...{ OPEN: 1, readyState: 1, bufferedAmount: 0 },
    send: (frame: string) => {
      if (corked > 0) waiting.push(frame);
      else written.push([frame]);
    },
  }) as unknown as WebSocket;
  const dialect = {
    open: () => ({ send: ({ $case }: { $case: string }) => [$case] }),
  } as unknown as Dialect;
  const link = new WebSocketLink(
    { socket, line, dialect, maxOutboundBytes: 100, onOverflow: () => {}, hear: () => {} },
    { url: '', headers: {} },
  );
  const say = ($case: 'pong' | 'goAway') => link.send({ $case, value: {} } as never);
  return { say, written };
}

test('messages of one turn of the loop are one write, also with promises between them; the next is another', async () => {
  const { say, written } = openLink();
  say('pong');
  await Promise.resolve();
  say('goAway');
  expect(written).toEqual([]);
  await turnOfTheLoop();
  expect(written).toEqual([['pong', 'goAway']]);
  say('goAway');
  await turnOfTheLoop();
  expect(written).toEqual([['pong', 'goAway'], ['goAway']]);
});
