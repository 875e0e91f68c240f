/** Closing an account: everything is erased, and for three days the same addresses belong to no new one. */
import { createHmac } from 'node:crypto';
import type { ReadErasureResponse } from '../../../proto/gen/earshot/rights/v1/rights.ts';
import { type Pool, type PoolClient, query } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { requireUuid } from '../accounts/validate.ts';
import { recipientOf } from '../consent/recipient-name.ts';

export const restMs = 3 * 86_400_000;

/** Another hash than the one by which an address is found while it is used: the two cannot be laid side by side. */
const hashOf = (key: Buffer, mac: Buffer): Buffer =>
  createHmac('sha256', key).update('earshot.closed.1').update(mac).digest();

/** Remembers the addresses of accounts that end in this transaction. */
export async function restIdentities(
  client: PoolClient,
  key: Buffer,
  subjectIds: readonly string[],
  nowMs: number,
): Promise<void> {
  const rows = await query<{ identity_mac: Buffer }>(
    client,
    'select identity_mac from identities where subject_id = any($1)',
    [subjectIds],
  );
  for (const { identity_mac } of rows) {
    await query(
      client,
      `insert into closed_identities (identity_hash, expires_at) values ($1, $2)
       on conflict (identity_hash) do update set expires_at = excluded.expires_at`,
      [hashOf(key, identity_mac), new Date(nowMs + restMs)],
    );
  }
}

/** @throws EarshotError IDENTITY_RESTING */
export async function requireRested(
  client: PoolClient,
  key: Buffer,
  mac: Buffer,
  nowMs: number,
): Promise<void> {
  const resting = await query(
    client,
    'select 1 from closed_identities where identity_hash = $1 and expires_at > $2',
    [hashOf(key, mac), new Date(nowMs)],
  );
  if (resting.length > 0) throw new EarshotError('IDENTITY_RESTING');
}

/** How far an erasure has come. Whoever has its random name was given it. @throws EarshotError NOT_FOUND */
export async function readErasure(
  pool: Pool,
  erasureId: string,
  holders: readonly string[],
): Promise<ReadErasureResponse> {
  requireUuid(erasureId);
  const [row] = await query<{
    state: string;
    done_holders: string[];
    created_at: Date;
    settled_at: Date | null;
    notice_ids: string[];
  }>(pool, 'select * from erasures where erasure_id = $1', [erasureId]);
  if (row === undefined) throw new EarshotError('NOT_FOUND');
  const told = await query<{ skill_id: string; state: string }>(
    pool,
    'select skill_id, state from notices where notice_id = any($1::uuid[]) order by skill_id',
    [row.notice_ids],
  );
  const isDone = row.state === 'done';
  return {
    isDone,
    doneHolders: isDone ? [...holders] : row.done_holders,
    pendingHolders: isDone ? [] : holders.filter((name) => !row.done_holders.includes(name)),
    askedAtMs: row.created_at.getTime(),
    settledAtMs: row.settled_at?.getTime() ?? 0,
    recipients: told.map(({ skill_id, state }) => ({ ...recipientOf(skill_id), state })),
  };
}
