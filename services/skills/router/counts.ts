/** Counts by skill and version, added to PostgreSQL now and then. */
import type { SkillRef } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import { type Pool, query } from '../../common/db/pool.ts';
import type { Logger } from '../../common/log.ts';

export type CountKind = 'outcome' | 'feedback' | 'dropped';

interface Count {
  readonly skillId: string;
  readonly version: string;
  readonly kind: CountKind;
  readonly name: string;
  count: number;
}

/** A skill invents its own feedback codes; beyond this many different names they count as `OTHER`. */
const maxNames = 5_000;

/** Counts by skill, version, kind and name: in memory, added to PostgreSQL every few seconds and at the end. */
export class Counts {
  readonly #pool: Pool;
  readonly #log: Logger;
  #counts = new Map<string, Count>();

  constructor(pool: Pool, log: Logger) {
    this.#pool = pool;
    this.#log = log;
  }

  add(skill: SkillRef, kind: CountKind, name: string, times = 1): void {
    const bounded = this.#counts.size < maxNames ? name : 'OTHER';
    const key = `${skill.skillId} ${skill.version} ${kind} ${bounded}`;
    const known = this.#counts.get(key);
    if (known === undefined) {
      this.#counts.set(key, {
        skillId: skill.skillId,
        version: skill.version,
        kind,
        name: bounded,
        count: times,
      });
    } else known.count += times;
  }

  async flush(): Promise<void> {
    if (this.#counts.size === 0) return;
    const counts = [...this.#counts.values()];
    this.#counts = new Map();
    try {
      await query(
        this.#pool,
        `insert into skill_counts (skill_id, version, day, kind, name, count)
         select t.skill_id, t.version, (now() at time zone 'utc')::date, t.kind, t.name, t.count
         from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[])
           as t (skill_id, version, kind, name, count)
         on conflict (skill_id, version, day, kind, name) do update set count = skill_counts.count + excluded.count`,
        [
          counts.map((one) => one.skillId),
          counts.map((one) => one.version),
          counts.map((one) => one.kind),
          counts.map((one) => one.name),
          counts.map((one) => one.count),
        ],
      );
    } catch (error) {
      this.#log.warn('counts.flush-failed', { count: counts.length }, error);
      for (const one of counts) this.add(one, one.kind, one.name, one.count);
    }
  }
}
