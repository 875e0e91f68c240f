/** Who answers for a child: told beside it, and instead of it. */
import { type Pool, query } from '../../common/db/pool.ts';

/** Guardians of each account that is a child's; of a child's speaker in nobody's name, the owner of its home. */
const guardianRows = `select child_id, guardian_id from guardianships
  union select s.subject_id, g.subject_id from subjects s join subjects g using (household_id)
    where g.is_owner and not g.is_child and (s.is_child and not exists (
        select from guardianships k where k.child_id = s.subject_id)
      or exists (select from devices d where d.subject_id = s.subject_id and d.is_child_device))`;

/** Accounts that answer for these children. Each stands once. */
export async function guardiansOf(pool: Pool, childIds: readonly string[]): Promise<string[]> {
  const rows = await query<{ guardian_id: string }>(
    pool,
    `select distinct guardian_id from (${guardianRows}) as g where child_id = any($1) order by 1`,
    [childIds],
  );
  return rows.map((row) => row.guardian_id);
}

/** Accounts of children that an account answers for. */
export async function childrenOf(pool: Pool, guardianId: string): Promise<string[]> {
  const rows = await query<{ child_id: string }>(
    pool,
    `select distinct child_id from (${guardianRows}) as g where guardian_id = $1`,
    [guardianId],
  );
  return rows.map((row) => row.child_id);
}

/** Everybody who answers for a child. */
export async function allGuardians(pool: Pool): Promise<string[]> {
  const rows = await query<{ guardian_id: string }>(
    pool,
    `select distinct guardian_id from (${guardianRows}) as g`,
  );
  return rows.map((row) => row.guardian_id);
}
