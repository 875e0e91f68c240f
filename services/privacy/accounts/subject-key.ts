/** The data key of an account, which seals its profile and the addresses that it signs in with. */
import { type PoolClient, query } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { KeyStore } from '../keys/key-store.ts';

/** Locks an account's row. @returns its key's id, or `null` before it has one. @throws EarshotError NOT_FOUND */
export async function lockSubject(client: PoolClient, subjectId: string): Promise<string | null> {
  const [subject] = await query<{ key_id: string | null }>(
    client,
    'select key_id from subjects where subject_id = $1 for update',
    [subjectId],
  );
  if (subject === undefined) throw new EarshotError('NOT_FOUND');
  return subject.key_id;
}

/** The key, made when it is first needed. @throws EarshotError NOT_FOUND for no such account, or a destroyed key. */
export async function subjectKey(client: PoolClient, keys: KeyStore, subjectId: string): Promise<Buffer> {
  const known = await lockSubject(client, subjectId);
  if (known !== null) return keys.get(known);
  const keyId = await keys.create();
  await query(client, 'update subjects set key_id = $2 where subject_id = $1', [subjectId, keyId]);
  return keys.get(keyId);
}
