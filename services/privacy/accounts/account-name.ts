/** How an account is called by those who know it: a colleague, a child. Sealed with the account's own key. */
import { open, seal } from '../../common/keys/seal.ts';
import type { KeyStore } from '../keys/key-store.ts';
import { openKey } from '../places/owner.ts';

/** The first who had names were staff; what is sealed stays readable. */
const sealContext = (subjectId: string) => `staff-name:${subjectId}`;

export const sealAccountName = (key: Buffer, subjectId: string, name: string): Buffer =>
  seal(key, name, sealContext(subjectId));

/** Empty for an account without a name, or whose key was destroyed. */
export async function openAccountName(
  keys: KeyStore,
  row: { readonly subject_id: string; readonly key_id: string | null; readonly sealed_name: Buffer | null },
): Promise<string> {
  if (row.key_id === null || row.sealed_name === null) return '';
  const key = await openKey(keys, row.key_id);
  return key === undefined ? '' : open(key, row.sealed_name, sealContext(row.subject_id)).toString('utf8');
}
