/** What happened to a skill's versions, for its developer to read: nothing of anybody's turn. */
import { type Pool, type PoolClient, query } from '../../common/db/pool.ts';

export type EventMaker = 'developer' | 'operator' | 'platform';

export interface VersionEvent {
  readonly skillId: string;
  readonly version: string;
  readonly event: string;
  /** A code, the name of a check, or a share. */
  readonly detail: string;
  readonly by: EventMaker;
}

/** Older ones are let go. */
const keptDays = 90;

export async function addEvent(client: Pool | PoolClient, one: VersionEvent): Promise<void> {
  await query(
    client,
    `insert into skill_events (skill_id, version, event, detail, made_by)
     select skill_id, $2, $3, $4, $5 from skills where skill_id = $1`,
    [one.skillId, one.version, one.event, one.detail, one.by],
  );
}

/** The newest first. */
export function readEvents(
  pool: Pool,
  skillId: string,
  limit: number,
): Promise<(VersionEvent & { readonly atMs: number })[]> {
  return query<VersionEvent & { readonly atMs: number } & Record<string, unknown>>(
    pool,
    `select skill_id as "skillId", version, event, detail, made_by as by, (extract(epoch from at) * 1000)::bigint as "atMs"
     from skill_events where skill_id = $1 order by event_id desc limit $2`,
    [skillId, limit],
  );
}

export async function sweepEvents(pool: Pool): Promise<void> {
  await query(pool, `delete from skill_events where at < now() - interval '${keptDays} days'`);
}
