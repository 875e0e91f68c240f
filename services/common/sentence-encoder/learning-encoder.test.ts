import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { nicenessBehind } from '../step-back.ts';
import { schedulingOf } from '../testing/scheduling.ts';
import { missingShared, sharedPath } from '../testing/shared-data.ts';
import { encoderFiles } from './files.ts';
import { LearningEncoder } from './learning-encoder.ts';
import { ThreadEncoder } from './thread-encoder.ts';

const missing = missingShared('models/encoders');

/** Threads of this process that stand behind it. */
const threadsBehind = () =>
  readdirSync('/proc/self/task').filter(
    (thread) => schedulingOf(`self/task/${thread}`).niceness === nicenessBehind(),
  ).length;

describe.skipIf(missing !== undefined)(`learning (${missing ?? 'present'})`, () => {
  const files = () => encoderFiles(sharedPath('models'), 'en-US')!;

  test('steps back behind what people say, ends when there is nothing to learn, and means the same', async () => {
    const said = new ThreadEncoder(files());
    const learning = new LearningEncoder(files(), 50);
    try {
      expect(learning.isAtWork).toBe(false);
      const own = await said.encode(['switch on the lamp']);
      const before = process.platform === 'linux' ? threadsBehind() : 0;
      const learnt = learning.encode(['switch on the lamp']);
      expect(await learnt).toEqual(own);
      if (process.platform === 'linux') expect(threadsBehind()).toBe(before + 1);
      await expect.poll(() => learning.isAtWork).toBe(false);
      expect(await learning.encode(['switch on the lamp'])).toEqual(own);
    } finally {
      await Promise.all([said.close(), learning.close()]);
    }
    await expect(learning.encode(['later'])).rejects.toThrow();
  });
});
