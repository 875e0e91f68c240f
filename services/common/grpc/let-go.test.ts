/** Whether calls that are over are garbage at once; measured in bytes, in a process of its own. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const script = new URL('../testing/calls-kept.ts', import.meta.url).pathname;

test('what calls held is gone at the next look at the young, and not at the next through everything', async () => {
  const flags = ['--expose-gc', '--max-semi-space-size=16', '--no-warnings'];
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, script]);
  const left = JSON.parse(stdout) as Record<string, number>;
  expect(Object.keys(left)).toEqual(['unary', 'stream', 'duplex']);
  // Each carried 16 KiB, which both ends held.
  for (const kib of Object.values(left)) expect(kib).toBeLessThan(16);
});
