/** What waits goes on together where nobody but the speaker ends the utterance, and frame by frame elsewhere. */
import { expect, test } from 'vitest';
import { AudioInput } from './audio-input.ts';

const frames = (count: number, from = 0): Buffer[] =>
  Array.from({ length: count }, (_, index) => Buffer.alloc(640, from + index));

function inputOf(isJoining: boolean, waiting: readonly Buffer[]): AudioInput {
  const input = new AudioInput(1_000_000, isJoining);
  for (const pcm of waiting) input.push(pcm, 0);
  return input;
}

async function all(input: AudioInput): Promise<Buffer[]> {
  const read: Buffer[] = [];
  for await (const pcm of input) read.push(pcm);
  return read;
}

test('frames that waited are joined to pieces of 240 ms at most, in their order', async () => {
  const waiting = frames(15);
  const input = inputOf(true, waiting);
  input.end();
  expect(await all(input)).toEqual([Buffer.concat(waiting.slice(0, 12)), Buffer.concat(waiting.slice(12))]);
  expect(input.queuedBytes).toBe(0);
});

test('a frame that is longer than any piece goes by itself, and one that is taken as it comes is not copied', async () => {
  const long = Buffer.alloc(32 * 1_000);
  const input = inputOf(true, [long, ...frames(2)]);
  const reading = input[Symbol.asyncIterator]();
  expect((await reading.next()).value).toBe(long);
  expect((await reading.next()).value).toHaveLength(2 * 640);
  for (const pcm of frames(2, 40)) {
    const coming = reading.next();
    input.push(pcm, 0);
    expect((await coming).value).toBe(pcm);
  }
});

test('where the recogniser decides when speech has ended every frame stays by itself', async () => {
  const waiting = frames(15);
  const input = inputOf(false, waiting);
  input.end();
  const read = await all(input);
  expect(read).toEqual(waiting);
  expect(read[0]).toBe(waiting[0]);
});
