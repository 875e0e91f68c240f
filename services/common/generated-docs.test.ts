import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkoutDir } from './addresses.ts';
import { generatedDocs } from './generated-docs.ts';

test.each(Object.keys(generatedDocs))('%s is what the code says (`npm run docs` writes it)', async (path) => {
  expect(await readFile(join(checkoutDir, path), 'utf8')).toBe(generatedDocs[path]?.());
});
