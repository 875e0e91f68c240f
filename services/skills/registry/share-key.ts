/** The key that chooses shares and crowds: one file for all processes, and nowhere else. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { loadOrCreateKeyFile } from '../../common/keys/key-file.ts';

export function loadShareKey(stateDir: string): Buffer {
  const make = () => randomBytes(32).toString('base64');
  return Buffer.from(loadOrCreateKeyFile(join(stateDir, 'keys', 'skill-shares.key'), make), 'base64');
}
