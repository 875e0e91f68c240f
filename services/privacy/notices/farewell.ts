/** Names for notices about somebody who is erased before the recipient was told. */
import { type PoolClient, query } from '../../common/db/pool.ts';
import { pseudonymOf } from '../disclosure/pseudonym.ts';

interface Waiting {
  readonly notice_id: string;
  readonly skill_id: string;
  readonly epoch: number;
  readonly subject_id: string;
  readonly device_ids: string[];
  readonly [column: string]: unknown;
}

/** Writes into each notice that waits by which names the recipient knew them; they go when it is told or given up. */
export async function keepNames(
  client: PoolClient,
  pseudonymKey: Buffer,
  subjectIds: readonly string[],
): Promise<void> {
  const waiting = await query<Waiting>(
    client,
    `select n.notice_id, n.skill_id, n.epoch, s.subject_id,
       array(select d.device_id from devices d where d.chain_id = n.chain_id order by d.created_at) as device_ids
     from notices n join subjects s using (chain_id)
     where s.subject_id = any($1) and n.state = 'pending' for update of n`,
    [subjectIds],
  );
  for (const { notice_id, skill_id, epoch, subject_id, device_ids } of waiting) {
    const nameOf = (kind: 'user' | 'device', id: string) =>
      pseudonymOf(pseudonymKey, kind, id, skill_id, epoch);
    await query(client, 'update notices set user_name = $2, device_names = $3 where notice_id = $1', [
      notice_id,
      nameOf('user', subject_id),
      device_ids.map((id) => nameOf('device', id)),
    ]);
  }
}
