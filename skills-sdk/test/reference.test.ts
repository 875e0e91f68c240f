import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { referencePages } from '../reference.ts';

// Compilers and npm run in processes of their own, on machines that do other things as well.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

it('docs/sdk says what the source says (node skills-sdk/reference.ts writes it)', async () => {
  const rootDir = dirname(dirname(import.meta.dirname));
  for (const [path, text] of Object.entries(await referencePages())) {
    expect(await readFile(join(rootDir, path), 'utf8')).toBe(text);
  }
});

it('every export has a docstring', async () => {
  const pages = Object.values(await referencePages()).join('\n');
  const bare = [...pages.matchAll(/^### (\w+)\n\n```/gm)].map(([, name]) => name);
  expect(bare).toEqual([]);
});
