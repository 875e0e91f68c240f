/** PostgreSQL refuses to run as root; a container and a CI job often are. */
import { execFile } from 'node:child_process';
import { chown } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface ProcessUser {
  readonly uid?: number;
  readonly gid?: number;
}

/** The user to run a store as: ourselves, or `postgres` (made by Debian's package) when we are root. */
export async function unprivilegedUser(): Promise<ProcessUser> {
  if (process.getuid?.() !== 0) return {};
  const [uid, gid] = await Promise.all([run('id', ['-u', 'postgres']), run('id', ['-g', 'postgres'])]);
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

/** Hands a folder to that user. */
export async function giveTo(path: string, user: ProcessUser): Promise<void> {
  if (user.uid !== undefined && user.gid !== undefined) await chown(path, user.uid, user.gid);
}
