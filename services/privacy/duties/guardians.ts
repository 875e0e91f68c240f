/** Who answers for a child: told beside it, and instead of it. */
import { type Pool, query } from '../../common/db/pool.ts';

/** Accounts that answer for these children: the owners of their homes. Each stands once. */
export async function guardiansOf(pool: Pool, childIds: readonly string[]): Promise<string[]> {
  const rows = await query<{ subject_id: string }>(
    pool,
    `select distinct g.subject_id from subjects c join subjects g using (household_id)
     where c.subject_id = any($1) and g.is_owner and not g.is_child order by 1`,
    [childIds],
  );
  return rows.map((row) => row.subject_id);
}

/** Accounts in whose home something is a child's: an account, or a speaker. */
export async function allGuardians(pool: Pool): Promise<string[]> {
  const rows = await query<{ subject_id: string }>(
    pool,
    `select s.subject_id from subjects s where s.is_owner and not s.is_child and s.household_id is not null and (
       exists (select from subjects c where c.household_id = s.household_id and c.is_child)
       or exists (select from devices d where d.household_id = s.household_id and d.is_child_device))`,
  );
  return rows.map((row) => row.subject_id);
}
