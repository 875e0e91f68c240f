/** Profile fields of a person: set, changed, removed, sealed at rest. */
import { type Pool, query, withTransaction } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { open, seal } from '../../common/keys/seal.ts';
import { isPullablePath } from '../disclosure/decide.ts';
import type { KeyStore } from '../keys/key-store.ts';
import { lockSubject, subjectKey } from './subject-key.ts';
import { requireText } from './validate.ts';

/** @throws EarshotError INVALID_ARGUMENT for no field of a profile, or a value that is none. */
export function requireFit(path: string, value: string): void {
  if (!isPullablePath(path)) throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'path' } });
  if (value !== '') requireText(value, 'value', 500);
}

/** Profile fields, each sealed with the subject's own data key and bound to subject and path. */
export class ProfileStore {
  readonly #pool: Pool;
  readonly #keys: KeyStore;

  constructor(pool: Pool, keys: KeyStore) {
    this.#pool = pool;
    this.#keys = keys;
  }

  /** An empty value removes the field. @throws EarshotError INVALID_ARGUMENT; NOT_FOUND for no such subject. */
  async set(subjectId: string, path: string, value: string): Promise<void> {
    requireFit(path, value);
    await withTransaction(this.#pool, async (client) => {
      if (value === '') {
        await lockSubject(client, subjectId);
        await query(client, 'delete from profile_fields where subject_id = $1 and path = $2', [
          subjectId,
          path,
        ]);
        return;
      }
      const key = await subjectKey(client, this.#keys, subjectId);
      const sealed = seal(key, value, contextOf(subjectId, path));
      await query(
        client,
        `insert into profile_fields (subject_id, path, sealed_value) values ($1, $2, $3)
         on conflict (subject_id, path) do update set sealed_value = excluded.sealed_value, updated_at = now()`,
        [subjectId, path, sealed],
      );
    });
  }

  /** The value, or `undefined` when there is none or its key was destroyed. */
  async get(subjectId: string, path: string): Promise<string | undefined> {
    const [row] = await query<{ key_id: string | null; sealed_value: Buffer }>(
      this.#pool,
      `select s.key_id, f.sealed_value from profile_fields f join subjects s using (subject_id)
       where f.subject_id = $1 and f.path = $2`,
      [subjectId, path],
    );
    if (row?.key_id == null) return undefined;
    try {
      const key = await this.#keys.get(row.key_id);
      return open(key, row.sealed_value, contextOf(subjectId, path)).toString('utf8');
    } catch (error) {
      if (error instanceof EarshotError && error.code === 'NOT_FOUND') return undefined;
      throw error;
    }
  }
}

const contextOf = (subjectId: string, path: string) => `profile:${subjectId}:${path}`;
