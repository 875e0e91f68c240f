/** Whether calls that are over are garbage at once; measured in bytes, in a process of its own. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const script = new URL('../testing/calls-kept.ts', import.meta.url).pathname;

test('what calls held is gone at the next look at the young, and not at the next through everything', async () => {
  const flags = ['--expose-gc', '--max-semi-space-size=16', '--no-warnings'];
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, script]);
  const { unary, streams } = JSON.parse(stdout) as Record<'unary' | 'streams', number>;
  // Each carried 16 KiB, which both ends held: 56 and 39 KiB of each were left, and 20 with any one of the ways that are cut.
  expect(unary).toBeLessThan(14);
  expect(streams).toBeLessThan(14);
});
