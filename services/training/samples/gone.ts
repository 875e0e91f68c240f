/** What goes is listed as gone in every version, and each copy of such a version owes its deletion. */
import { type Pool, type PoolClient, query } from '../../common/db/pool.ts';
import { recordEventOnce } from '../../common/outbox.ts';

/** Tells holders of copies; the subject of its events is a copy. */
export const copyQueue = 'training-copies';

/** Entries whose sample is no more become gone: they keep their name and lose all else. In the transaction that deletes. */
export async function settleGone(client: PoolClient, today: string): Promise<void> {
  const gone = await query<{ entry_id: string; version: number }>(
    client,
    `update training_entries set gone_on = $1, speaker_id = null, device_model = ''
     where sample_id is null and gone_on is null returning entry_id, version`,
    [today],
  );
  if (gone.length === 0) return;
  const owing = await query<{ copy_id: string }>(
    client,
    `insert into training_debts (copy_id, entry_id)
     select c.copy_id, e.entry_id from training_entries e join training_copies c using (version)
     where e.entry_id = any($1::uuid[]) on conflict do nothing returning copy_id`,
    [gone.map(({ entry_id }) => entry_id)],
  );
  // In one order and one at a time for each copy: whoever settles beside this one sees its event or waits for it.
  const copies = await query<{ copy_id: string }>(
    client,
    'select copy_id from training_copies where copy_id = any($1::uuid[]) order by copy_id for no key update',
    [owing.map(({ copy_id }) => copy_id)],
  );
  for (const { copy_id } of copies) await recordEventOnce(client, copyQueue, copy_id);
}

/** A holder of a copy says what it has deleted. @returns how many it still owes. */
export async function confirmGone(
  pool: Pool,
  copyId: string,
  entryIds: readonly string[],
  nowMs: number,
): Promise<number> {
  await query(
    pool,
    `update training_debts set confirmed_at = $3
     where copy_id = $1 and entry_id = any($2::uuid[]) and confirmed_at is null`,
    [copyId, entryIds, new Date(nowMs)],
  );
  const [row] = await query<{ count: number }>(
    pool,
    'select count(*) from training_debts where copy_id = $1 and confirmed_at is null',
    [copyId],
  );
  return Number(row?.count ?? 0);
}
