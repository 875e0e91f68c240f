/** The folders of a local Earshot are its own. */
import { chown, mkdir, mkdtemp, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { refuseForeign } from './directories.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-directories-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a folder of ours is taken, a link to it is not', async () => {
  const ours = join(folder, 'ours');
  await mkdir(ours, { mode: 0o700 });
  await expect(refuseForeign(ours)).resolves.toBeUndefined();
  const link = join(folder, 'link');
  await symlink(ours, link);
  await expect(refuseForeign(link)).rejects.toThrow('belongs to somebody else');
});

test.runIf(process.getuid?.() === 0)('a folder that another user made first is refused', async () => {
  const theirs = join(folder, 'theirs');
  await mkdir(theirs);
  await chown(theirs, 65_534, 65_534);
  await expect(refuseForeign(theirs)).rejects.toThrow('belongs to somebody else');
  expect((await stat(theirs)).uid).toBe(65_534);
});
