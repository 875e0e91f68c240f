/** A newcomer's ten minutes on Node 24; `ten-minutes.test.ts` plays them on Node 20. */
import { expect, test } from 'vitest';
import { findNode, withoutNode } from '../../../skills-sdk/test/newcomer.ts';
import { playTenMinutes } from './testing/ten-minutes.ts';

const node = findNode(24);

test.skipIf(node === undefined)(
  `from an empty operator and a packed SDK to a skill of two versions that people meet over https, by public commands alone${withoutNode(24)}`,
  async () => {
    await expect(playTenMinutes(node ?? '')).resolves.toBeUndefined();
  },
  600_000,
);
