/** The keys that a skill signs its answers with, over changes: what its versions list, and what took the place of that. */
import { type Pool, query, withTransaction } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { addEvent, type EventMaker } from './events.ts';
import { announce } from './store.ts';

/** One key in the place of another. */
export interface KeyChange {
  readonly skillId: string;
  readonly oldKey: string;
  readonly newKey: string;
  readonly oldEndsAtMs: number;
}

export interface SignatureKey {
  readonly publicKey: string;
  /** Milliseconds since the epoch; 0 = while a version lists it. */
  readonly endsAtMs: number;
}

/** Each change has a key of its own behind it; nobody needs more. */
const maxChanges = 100;

export function listKeyChanges(pool: Pool): Promise<KeyChange[]> {
  return query<KeyChange & Record<string, unknown>>(
    pool,
    `select skill_id as "skillId", old_key as "oldKey", new_key as "newKey",
            (extract(epoch from old_ends_at) * 1000)::bigint as "oldEndsAtMs" from skill_key_changes`,
  );
}

const listedKeys = `select json_array_elements_text(manifest -> 'signatureKeys') as key from skill_versions
  where skill_id = $1 and manifest -> 'signatureKeys' is not null`;

/** What the versions of a skill list, changed or not. */
export async function readListedKeys(pool: Pool, skillId: string): Promise<string[]> {
  const rows = await query<{ key: string }>(pool, listedKeys, [skillId]);
  return rows.map(({ key }) => key);
}

/** Those of `listed` and their successors that are good now; each once. */
export function keysInUse(
  listed: readonly string[],
  changes: ReadonlyMap<string, KeyChange>,
  nowMs: number,
): readonly SignatureKey[] {
  const seen = new Set(listed);
  // A set may grow while it is walked, and names each key once.
  for (const key of seen) {
    const change = changes.get(key);
    if (change !== undefined) seen.add(change.newKey);
  }
  return [...seen]
    .map((publicKey) => ({ publicKey, endsAtMs: changes.get(publicKey)?.oldEndsAtMs ?? 0 }))
    .filter(({ endsAtMs }) => endsAtMs === 0 || nowMs < endsAtMs);
}

export interface KeyRotation {
  readonly skillId: string;
  readonly newKey: string;
  /** For how long the keys of now stay good beside it, seconds. */
  readonly windowS: number;
  readonly by: EventMaker;
}

/**
 * Puts a key in the place of all that the skill's versions list or that took their places. A key that was replaced never comes back.
 * @throws EarshotError INVALID_ARGUMENT where no version lists a key, or this one was used before, SKILLS_FULL
 */
export function changeKeys(pool: Pool, { skillId, newKey, windowS, by }: KeyRotation): Promise<void> {
  return withTransaction(pool, async (client) => {
    await query(client, 'select 1 from skills where skill_id = $1 for update', [skillId]);
    const known = await query<{ key: string }>(
      client,
      `${listedKeys} union select new_key from skill_key_changes where skill_id = $1`,
      [skillId],
    );
    if (known.length === 0 || known.some(({ key }) => key === newKey)) {
      throw new EarshotError('INVALID_ARGUMENT');
    }
    if (known.length >= maxChanges) throw new EarshotError('SKILLS_FULL');
    await query(
      client,
      `insert into skill_key_changes (skill_id, old_key, new_key, old_ends_at)
       select $1, key, $3, now() + make_interval(secs => $4) from unnest($2::text[]) as key
       on conflict (skill_id, old_key)
       do update set old_ends_at = least(skill_key_changes.old_ends_at, excluded.old_ends_at)`,
      [skillId, known.map(({ key }) => key), newKey, windowS],
    );
    await addEvent(client, { skillId, version: '', event: 'key_changed', detail: `${windowS} s`, by });
    await announce(client, 'all');
  });
}
