import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type AccountKind, makeKeyAccount } from './key-account.ts';

test('a key can be typed after a command: none begins as an option does', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'earshot-keys-'));
  try {
    const kind: AccountKind = {
      kind: 'developer',
      variable: 'X',
      makeWith: 'x',
      fail: (message: string) => new Error(message),
    };
    // Of 500 keys left to chance eight begin with a hyphen, and none in four of 10,000 such tests.
    for (let n = 0; n < 500; n += 1) {
      const path = join(folder, `${n}.json`);
      const { publicKey } = makeKeyAccount(kind, path, undefined, 'https://earshot.example');
      expect(publicKey).toMatch(/^[A-Za-z0-9_][A-Za-z0-9_-]{42}$/);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
