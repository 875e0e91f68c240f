/** A newcomer's ten minutes, whole: on the Node that Debian users have. */
import { expect, test } from 'vitest';
import { findNode, withoutNode } from '../../../skills-sdk/test/newcomer.ts';
import { playTenMinutes } from './testing/ten-minutes.ts';

const node = findNode(20);

test.skipIf(node === undefined)(
  `from an empty operator and a packed SDK to a skill of two versions that people meet over https, by public commands alone${withoutNode(20)}`,
  async () => {
    await expect(playTenMinutes(node ?? '')).resolves.toBeUndefined();
  },
  600_000,
);
