import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Rehearsal } from './rehearsal.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('lines are said once nobody has spoken for a while, never between two who speak, and each once', async () => {
  const said: string[] = [];
  const lines = ['a', 'b', 'c'].map((line) => () => void said.push(line));
  const rehearsal = new Rehearsal({ lines, quietMs: 1_000, pauseMs: 100 });
  await vi.advanceTimersByTimeAsync(900);
  rehearsal.heard();
  await vi.advanceTimersByTimeAsync(900);
  expect(said).toEqual([]);
  await vi.advanceTimersByTimeAsync(101);
  expect(said).toEqual(['a']);
  rehearsal.heard();
  await vi.advanceTimersByTimeAsync(900);
  expect(said).toEqual(['a']);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(said).toEqual(['a', 'b', 'c']);
  expect(vi.getTimerCount()).toBe(0);
});
