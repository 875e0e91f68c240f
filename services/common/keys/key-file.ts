/** Reads a key file, or makes it. */
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { open, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Reads a key file, or makes it if it is not there yet.
 *
 * Keys live in files and never in PostgreSQL or Redis: a deleted row stays in the write-ahead log and a deleted
 * value in the append-only file, so a key kept there could never be destroyed.
 * Two processes may start at the same moment: the file is written aside, synced and then linked under its name,
 * so exactly one of them wins and both read the same key.
 *
 * @param path Where the key is; its folder is made with mode 0700 and the file with mode 0600.
 * @param make Called only if there is no file; gives the text to store.
 * @throws If the file can be read by anyone but its owner, or the folder cannot be written.
 */
export function loadOrCreateKeyFile(path: string, make: () => string): string {
  const existing = readIfPresent(path);
  if (existing !== undefined) return existing;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const aside = join(dirname(path), `.${randomBytes(8).toString('hex')}.new`);
  const descriptor = openSync(aside, 'wx', 0o600);
  try {
    writeSync(descriptor, make());
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  try {
    linkSync(aside, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(aside);
  }
  chmodSync(path, 0o600);
  const stored = readIfPresent(path);
  if (stored === undefined) throw new Error('A key file disappeared while it was being made.');
  return stored;
}

/** Overwrites and removes a key: whatever it sealed can never be opened again. Twice is as good as once. */
export async function destroyKeyFile(path: string): Promise<void> {
  try {
    const file = await open(path, 'r+');
    try {
      const { size } = await file.stat();
      await file.write(randomBytes(size), 0, size, 0);
      await file.sync();
    } finally {
      await file.close();
    }
    await unlink(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

function readIfPresent(path: string): string | undefined {
  try {
    if ((statSync(path).mode & 0o077) !== 0) {
      throw new Error('A key file is open to others than its owner; set its mode to 0600.');
    }
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
