/** Where a local Earshot keeps what it makes. */
import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export interface Directories {
  /** Keys, models, device tokens. */
  readonly state: string;
  /** Databases. Apart from `state` when we are root, because the database runs as another user. */
  readonly stores: string;
  /** Unix sockets: a short path, since a socket's name has at most 107 bytes. */
  readonly run: string;
}

/** The folders that belong to one state directory, made if absent and closed to other users. */
export async function prepareDirectories(stateDir: string): Promise<Directories> {
  const state = resolve(stateDir);
  const tag = createHash('sha256').update(state).digest('hex').slice(0, 10);
  const isRoot = process.getuid?.() === 0;
  const run = join(process.env['XDG_RUNTIME_DIR'] ?? tmpdir(), `earshot-${process.getuid?.() ?? 0}-${tag}`);
  const stores = isRoot ? join('/var/lib/earshot', tag) : join(state, 'stores');
  await mkdir(state, { recursive: true, mode: 0o700 });
  await mkdir(run, { recursive: true, mode: 0o700 });
  await refuseForeign(run);
  await mkdir(stores, { recursive: true });
  // The database's user must be able to enter, not to look.
  await chmod(run, isRoot ? 0o711 : 0o700);
  return { state, stores, run };
}

/** Anybody can make a folder of a known name in /tmp first, and would then own the way to our sockets. */
export async function refuseForeign(directory: string): Promise<void> {
  // Not `stat`: a link may point to a folder of ours that others can enter.
  const found = await lstat(directory);
  if (!found.isDirectory() || found.uid !== process.getuid?.()) {
    throw new Error(`${directory} belongs to somebody else; remove it, or set XDG_RUNTIME_DIR`);
  }
}
