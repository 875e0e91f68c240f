/** What each turn's call came to, durably and for a day. */
import { createHash } from 'node:crypto';
import { GroupCommitter } from '../../common/db/group-commit.ts';
import { type Pool, type PreparedStatement, query, runPrepared } from '../../common/db/pool.ts';
import type { Owner } from '../registry/index.ts';

export type TurnEnd = 'completed' | 'failed' | 'not_acted';
export type KnownOutcome = 'unknown' | 'completed' | 'failed';

interface Start {
  readonly turnId: string;
  readonly deviceId: string;
  readonly owner: Owner;
  readonly skillId: string;
  readonly version: string;
}

interface Finish {
  readonly turnId: string;
  readonly end: TurnEnd;
}

/** What one commit may hold: beginnings and ends of different turns, side by side. */
type Change = { readonly start: Start } | { readonly finish: Finish };

function deviceCheck(turnId: string, deviceId: string): Buffer {
  return createHash('sha256').update(`${turnId}\n${deviceId}`).digest();
}

/**
 * What becomes of turns that call a skill. Before a request leaves there is durably a row that says `unknown`; so a
 * gateway that lost its turn can be told whether saying it again is safe, even if this process died with it.
 */
export class Outcomes {
  readonly #pool: Pool;
  readonly #changes: GroupCommitter<Change, boolean>;

  /** @param pool Commits are durable. */
  constructor(pool: Pool) {
    this.#pool = pool;
    this.#changes = new GroupCommitter((batch) => write(pool, batch));
  }

  /** Changes that wait for a commit. */
  get depth(): number {
    return this.#changes.depth;
  }

  /**
   * Writes that the turn is about to act, and in the same statement looks for the last time whether the skill is
   * still live and switched on.
   * @returns false when it is not; then there is no row and nothing may be sent.
   */
  start(start: Start): Promise<boolean> {
    return this.#changes.submit({ start });
  }

  /**
   * Writes how it ended. Resolves when that is durable, in the commit that other turns begin with: what a caller is
   * told of its turn is what it is told when it asks again, whichever process dies in between.
   * @throws EarshotError STORE_FAILED; then `unknown` stays, which is true.
   */
  async finish(turnId: string, end: TurnEnd): Promise<void> {
    await this.#changes.submit({ finish: { turnId, end } });
  }

  /** What the turn came to; undefined when no skill was called in it, or it was another device's. */
  async get(turnId: string, deviceId: string): Promise<KnownOutcome | undefined> {
    const [row] = await query<{ outcome: KnownOutcome }>(
      this.#pool,
      'select outcome from turn_outcomes where turn_id = $1 and device_check = $2',
      [turnId, deviceCheck(turnId, deviceId)],
    );
    return row?.outcome;
  }

  /** Forgets turns older than a day: nobody asks for them any more. */
  async sweep(): Promise<void> {
    await query(this.#pool, `delete from turn_outcomes where created_at < now() - interval '1 day'`);
  }
}

/**
 * One statement for both, so that a batch is one round trip and one wait for the disk. An end and a beginning of the
 * same turn do not meet in it: `write` parts them, because a statement does not see its own changes.
 */
const writeStatement: PreparedStatement = {
  name: 'skills-outcome-write',
  text: `with ends as (select * from unnest($7::text[], $8::text[]) as t (turn_id, outcome)),
     unacted as (delete from turn_outcomes o using ends where o.turn_id = ends.turn_id and ends.outcome = 'not_acted'),
     ended as (
       update turn_outcomes o set outcome = ends.outcome
       from ends where o.turn_id = ends.turn_id and ends.outcome <> 'not_acted'
     )
     insert into turn_outcomes (turn_id, device_check, outcome)
     select t.turn_id, t.device_check, 'unknown'
     from unnest($1::text[], $2::bytea[], $3::text[], $4::text[], $5::text[], $6::text[])
       as t (turn_id, device_check, owner_kind, owner_id, skill_id, version)
     join skill_versions v on v.skill_id = t.skill_id and v.version = t.version and v.state = 'live'
     join skills s on s.skill_id = t.skill_id
     left join skill_enablements e
       on e.owner_kind = t.owner_kind and e.owner_id = t.owner_id and e.skill_id = t.skill_id
     where coalesce(e.is_enabled, s.is_enabled_by_default and t.owner_kind = 'household')
     on conflict (turn_id) do update set outcome = 'unknown' where turn_outcomes.device_check = excluded.device_check
     returning turn_id as "turnId"`,
};

async function write(pool: Pool, batch: readonly Change[]): Promise<readonly boolean[]> {
  const starts = batch.flatMap((change) => ('start' in change ? [change.start] : []));
  const ends = new Map(
    batch.flatMap((change) =>
      'finish' in change ? [[change.finish.turnId, change.finish.end] as const] : [],
    ),
  );
  const isMixed = starts.some(({ turnId }) => ends.has(turnId));
  if (isMixed) await writeOnce(pool, [], ends);
  const written = await writeOnce(pool, starts, isMixed ? new Map() : ends);
  return batch.map((change) => 'finish' in change || written.has(change.start.turnId));
}

async function writeOnce(
  pool: Pool,
  starts: readonly Start[],
  ends: ReadonlyMap<string, TurnEnd>,
): Promise<ReadonlySet<string>> {
  const rows = await runPrepared<{ turnId: string }>(pool, writeStatement, [
    starts.map((start) => start.turnId),
    starts.map((start) => deviceCheck(start.turnId, start.deviceId)),
    starts.map((start) => start.owner.kind),
    starts.map((start) => start.owner.id),
    starts.map((start) => start.skillId),
    starts.map((start) => start.version),
    [...ends.keys()],
    [...ends.values()],
  ]);
  return new Set(rows.map((row) => row.turnId));
}
