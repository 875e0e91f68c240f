/** What people write here, and what they are answered, sealed with their account's key. */
import type { PoolClient } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { open, seal } from '../../common/keys/seal.ts';
import { subjectKey } from '../accounts/subject-key.ts';
import type { KeyStore } from '../keys/key-store.ts';
import { openKey } from '../places/owner.ts';

const maxCharacters = 2_000;

/** @returns null for no words. @throws EarshotError INVALID_ARGUMENT, NOT_FOUND */
export async function sealWords(
  client: PoolClient,
  keys: KeyStore,
  subjectId: string,
  words: string,
  context: string,
): Promise<Buffer | null> {
  if (words.length > maxCharacters || words.includes('\u0000')) {
    throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'note' } });
  }
  if (words === '') return null;
  return seal(await subjectKey(client, keys, subjectId), words, context);
}

/** Empty where there are none, or nobody can read them any more. */
export async function openWords(
  keys: KeyStore,
  keyId: string | null,
  sealed: Buffer | null,
  context: string,
): Promise<string> {
  if (keyId === null || sealed === null) return '';
  const key = await openKey(keys, keyId);
  return key === undefined ? '' : open(key, sealed, context).toString('utf8');
}
