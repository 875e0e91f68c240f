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

/** Ends are written together, since nobody waits for them. Whoever asks this process does not wait either. */
const gatherEndsMs = 20;

function deviceCheck(turnId: string, deviceId: string): Buffer {
  return createHash('sha256').update(`${turnId}\n${deviceId}`).digest();
}

/**
 * What becomes of turns that call a skill. Before a request leaves there is durably a row that says `unknown`; so a
 * gateway that lost its turn can be told whether saying it again is safe, even if this process died with it.
 */
export class Outcomes {
  readonly #pool: Pool;
  readonly #starts: GroupCommitter<Start, boolean>;
  readonly #ends: GroupCommitter<Finish, void>;
  readonly #running = new Set<Promise<void>>();

  /**
   * @param pool Commits are durable.
   * @param lazyPool Commits are seen at once and durable a moment later: losing the last ends in a crash leaves
   *   `unknown`, which is true, so waiting for the disk would be for nothing.
   */
  constructor(pool: Pool, lazyPool: Pool) {
    this.#pool = pool;
    this.#starts = new GroupCommitter((batch) => insertStarts(pool, batch));
    this.#ends = new GroupCommitter((batch) => writeEnds(lazyPool, batch), { gatherMs: gatherEndsMs });
  }

  /**
   * Writes that the turn is about to act, and in the same statement looks for the last time whether the skill is
   * still live and switched on.
   * @returns false when it is not; then there is no row and nothing may be sent.
   */
  start(start: Start): Promise<boolean> {
    return this.#starts.submit(start);
  }

  /**
   * Writes how it ended, without being waited for: until it is there, `unknown` is the truth, and a crash before it
   * leaves the safe answer.
   */
  finish(turnId: string, end: TurnEnd): void {
    const running: Promise<void> = this.#ends
      .submit({ turnId, end })
      .catch(() => {})
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** What the turn came to; undefined when no skill was called in it, or it was another device's. */
  async get(turnId: string, deviceId: string): Promise<KnownOutcome | undefined> {
    await this.settled();
    const [row] = await query<{ outcome: KnownOutcome }>(
      this.#pool,
      'select outcome from turn_outcomes where turn_id = $1 and device_check = $2',
      [turnId, deviceCheck(turnId, deviceId)],
    );
    return row?.outcome;
  }

  /** Resolves when every end known so far is written. */
  async settled(): Promise<void> {
    if (this.#running.size > 0) this.#ends.hurry();
    await Promise.all(this.#running);
  }

  /** Forgets turns older than a day: nobody asks for them any more. */
  async sweep(): Promise<void> {
    await query(this.#pool, `delete from turn_outcomes where created_at < now() - interval '1 day'`);
  }
}

const insertStatement: PreparedStatement = {
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

async function insertStarts(pool: Pool, batch: readonly Start[]): Promise<readonly boolean[]> {
  const rows = await runPrepared<{ turnId: string }>(pool, insertStatement, [
    batch.map((start) => start.turnId),
    batch.map((start) => deviceCheck(start.turnId, start.deviceId)),
    batch.map((start) => start.owner.kind),
    batch.map((start) => start.owner.id),
    batch.map((start) => start.skillId),
    batch.map((start) => start.version),
  ]);
  const written = new Set(rows.map((row) => row.turnId));
  return batch.map((start) => written.has(start.turnId));
}

const endStatement: PreparedStatement = {
  name: 'skills-outcome-end',
  text: `with ends as (select * from unnest($1::text[], $2::text[]) as t (turn_id, outcome)),
     unacted as (delete from turn_outcomes o using ends where o.turn_id = ends.turn_id and ends.outcome = 'not_acted')
     update turn_outcomes o set outcome = ends.outcome
     from ends where o.turn_id = ends.turn_id and ends.outcome <> 'not_acted'`,
};

async function writeEnds(lazyPool: Pool, batch: readonly Finish[]): Promise<readonly undefined[]> {
  const ends = new Map(batch.map(({ turnId, end }) => [turnId, end]));
  await runPrepared(lazyPool, endStatement, [[...ends.keys()], [...ends.values()]]);
  return batch.map(() => undefined);
}
