/** What each turn's call came to, durably and for a day. */
import { hash } from 'node:crypto';
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

function deviceCheck(turnId: string, deviceId: string): Buffer {
  return hash('sha256', `${turnId}\n${deviceId}`, 'buffer');
}

/**
 * What becomes of turns that call a skill. Before a request leaves there is durably a row that says `unknown`; so a
 * gateway that lost its turn can be told whether saying it again is safe, even if this process died with it.
 */
export class Outcomes {
  readonly #pool: Pool;
  readonly #starts: GroupCommitter<Start, boolean>;
  readonly #ends: GroupCommitter<Finish, undefined>;

  /** @param pool Commits are durable. */
  constructor(pool: Pool) {
    this.#pool = pool;
    this.#starts = new GroupCommitter((batch) => writeStarts(pool, batch));
    this.#ends = new GroupCommitter((batch) => writeEnds(pool, batch));
  }

  /** Changes that wait for a commit. */
  get depth(): number {
    return this.#starts.depth + this.#ends.depth;
  }

  /**
   * Writes that the turn is about to act, durably, and in the same statement looks for the last time whether the skill
   * is still live and switched on.
   * @returns false when it is not; then there is no row and nothing may be sent.
   */
  start(start: Start): Promise<boolean> {
    return this.#starts.submit(start);
  }

  /**
   * Writes how it ended. Resolves when everybody who asks is told so, whichever of our processes dies in between;
   * nobody waits for the disk. A database machine that dies within a second of it says `unknown` again, which is never wrong.
   * @throws EarshotError STORE_FAILED; then `unknown` stays, which is true.
   */
  async finish(turnId: string, end: TurnEnd): Promise<void> {
    await this.#ends.submit({ turnId, end });
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

const startStatement: PreparedStatement = {
  name: 'skills-outcome-start',
  text: `insert into turn_outcomes (turn_id, device_check, outcome)
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

async function writeStarts(pool: Pool, starts: readonly Start[]): Promise<readonly boolean[]> {
  const rows = await runPrepared<{ turnId: string }>(pool, startStatement, [
    starts.map((start) => start.turnId),
    starts.map((start) => deviceCheck(start.turnId, start.deviceId)),
    starts.map((start) => start.owner.kind),
    starts.map((start) => start.owner.id),
    starts.map((start) => start.skillId),
    starts.map((start) => start.version),
  ]);
  const written = new Set(rows.map(({ turnId }) => turnId));
  return starts.map(({ turnId }) => written.has(turnId));
}

/** Seen by everybody as soon as it returns; the disk follows, because `synchronous_commit` is off for this statement's commit. */
const endStatement: PreparedStatement = {
  name: 'skills-outcome-end',
  text: `with unhurried as (select set_config('synchronous_commit', 'off', true)),
     ends as (select * from unnest($1::text[], $2::text[]) as t (turn_id, outcome)),
     unacted as (delete from turn_outcomes o using ends where o.turn_id = ends.turn_id and ends.outcome = 'not_acted'),
     ended as (
       update turn_outcomes o set outcome = ends.outcome
       from ends where o.turn_id = ends.turn_id and ends.outcome <> 'not_acted'
     )
     select from unhurried`,
};

/** Of several ends of one turn the last counts. */
async function writeEnds(pool: Pool, batch: readonly Finish[]): Promise<undefined[]> {
  const ends = new Map(batch.map(({ turnId, end }) => [turnId, end]));
  await runPrepared(pool, endStatement, [[...ends.keys()], [...ends.values()]]);
  return batch.map(() => undefined);
}
