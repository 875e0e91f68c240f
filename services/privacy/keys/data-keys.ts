/** Keys in files: one for each subject and household; destroying it makes what it sealed noise. */
import { randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { destroyKeyFile } from '../../common/keys/key-file.ts';
import { open, seal } from '../../common/keys/seal.ts';
import { writeDurably } from '../../common/write-durably.ts';
import { requireUuid } from '../accounts/validate.ts';
import type { KeyStore } from './key-store.ts';

/**
 * One data key for each subject and each household, wrapped by the master key, one file each. PostgreSQL holds only
 * the key's random id: what was sealed with a destroyed key is noise in every table, log segment and backup.
 * Processes on several machines need this folder on storage that they share.
 */
export class DataKeys implements KeyStore {
  readonly #directory: string;
  readonly #wrappingKey: Buffer;

  constructor(stateDirectory: string, wrappingKey: Buffer) {
    this.#directory = join(stateDirectory, 'keys', 'data');
    this.#wrappingKey = wrappingKey;
  }

  /** Makes a key. @returns its id, to be stored with what it seals. */
  async create(): Promise<string> {
    const keyId = randomUUID();
    const path = this.#path(keyId);
    // In the first turn of a household: nobody else's may stand still while the disk is waited for.
    await writeDurably(
      dirname(path),
      basename(path),
      seal(this.#wrappingKey, randomBytes(32), keyId).toString('base64'),
    );
    return keyId;
  }

  /** @throws EarshotError NOT_FOUND when the key was destroyed. */
  async get(keyId: string): Promise<Buffer> {
    try {
      const wrapped = Buffer.from(await readFile(this.#path(keyId), 'utf8'), 'base64');
      return open(this.#wrappingKey, wrapped, keyId);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new EarshotError('NOT_FOUND');
      throw error;
    }
  }

  /** Overwrites and removes the key: whatever it sealed can never be opened again. Twice is as good as once. */
  async destroy(keyId: string): Promise<void> {
    await destroyKeyFile(this.#path(keyId));
  }

  #path(keyId: string): string {
    requireUuid(keyId);
    return join(this.#directory, keyId.slice(0, 2), `${keyId}.key`);
  }
}
