/** A small file that is there whole or not at all, and on the disk before anybody relies on it. */
import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Written aside, synced, renamed, and the name synced too: whoever is killed meanwhile leaves either nothing under that
 * name or all of it. The folder is made, for its owner alone; so is the file. Rejects with the file system's own error.
 */
export async function writeDurably(
  folder: string,
  name: string,
  content: string | Uint8Array,
): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const aside = join(folder, `.${name}.${randomUUID()}`);
  try {
    const file = await open(aside, 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(aside, join(folder, name));
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
  const directory = await open(folder, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/** A folder that nothing was written to yet holds nothing; one that cannot be read is an error, and no empty one. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Nobody writes a small file for longer. */
const asideMs = 3_600_000;

/** Removes what writers that were killed left beside the files of a folder. */
export async function sweepAsides(folder: string): Promise<void> {
  const names = await namesIn(folder);
  for (const name of names.filter((one) => one.startsWith('.'))) {
    const path = join(folder, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > asideMs) await rm(path, { force: true });
  }
}
