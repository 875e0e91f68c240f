/** Counts by skill, version and day: in memory, added to PostgreSQL every few seconds and at the end. */
import { LRUCache } from 'lru-cache';
import type { SkillRef } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import { type Pool, query } from '../../common/db/pool.ts';
import type { Logger } from '../../common/log.ts';
import { crowdBit, type Owner, ownerKey } from '../registry/index.ts';

export type CountKind = 'outcome' | 'feedback' | 'dropped' | 'latency' | 'near';
/** Whose households stand behind counts: those who called the skill, or those whose words came near it. */
export type CrowdKind = 'calls' | 'near';

interface Counted extends SkillRef {
  /** YYYY-MM-DD, UTC. */
  readonly day: string;
}

interface Count extends Counted {
  readonly kind: CountKind;
  readonly name: string;
  count: number;
}

interface Crowd extends Counted {
  readonly kind: CrowdKind;
  bits: bigint;
}

/** A skill invents its own feedback codes; beyond this many different names they count as `OTHER`. */
const maxNames = 5_000;
/** Households and skills of the day whose bits are at hand: each is a keyed hash. */
const maxBits = 10_000;
/** Upper ends of the steps in which time is counted, milliseconds. */
const latencySteps = [25, 50, 100, 200, 400, 800, 1_500, 3_000, 8_000] as const;

export class Counts {
  readonly #pool: Pool;
  readonly #log: Logger;
  readonly #crowdKey: Buffer;
  readonly #now: () => number;
  readonly #bits = new LRUCache<string, bigint>({ max: maxBits });
  #counts = new Map<string, Count>();
  #crowds = new Map<string, Crowd>();

  /** @param crowdKey The same for every process, so that a household sets one bit a day wherever it is counted. */
  constructor(pool: Pool, log: Logger, crowdKey: Buffer, now: () => number = Date.now) {
    this.#pool = pool;
    this.#log = log;
    this.#crowdKey = crowdKey;
    this.#now = now;
  }

  add(skill: SkillRef, kind: CountKind, name: string): void {
    const bounded = this.#counts.size < maxNames ? name : 'OTHER';
    this.#merge({ ...this.#today(skill), kind, name: bounded, count: 1 });
  }

  /** One answer took so long. */
  took(skill: SkillRef, ms: number): void {
    const step = latencySteps.find((end) => ms <= end);
    this.add(skill, 'latency', step === undefined ? 'more' : String(step));
  }

  /** One of the day's households, without its name. */
  crowd(skill: SkillRef, kind: CrowdKind, owner: Owner): void {
    const today = this.#today(skill);
    const about = [today.day, kind, skill.skillId].join('\n');
    this.#join({ ...today, kind, bits: this.#bitOf(owner, about) });
  }

  #bitOf(owner: Owner, about: string): bigint {
    const name = `${about}\n${ownerKey(owner)}`;
    let bit = this.#bits.get(name);
    if (bit === undefined) {
      bit = crowdBit(this.#crowdKey, owner, about);
      this.#bits.set(name, bit);
    }
    return bit;
  }

  async flush(): Promise<void> {
    const [counts, crowds] = [[...this.#counts.values()], [...this.#crowds.values()]];
    if (counts.length + crowds.length === 0) return;
    this.#counts = new Map();
    this.#crowds = new Map();
    await this.#write(counts, writeCounts, (one) => this.#merge(one));
    await this.#write(crowds, writeCrowds, (one) => this.#join(one));
  }

  async #write<T>(
    rows: readonly T[],
    write: (pool: Pool, rows: readonly T[]) => Promise<void>,
    keep: (row: T) => void,
  ): Promise<void> {
    if (rows.length === 0) return;
    try {
      await write(this.#pool, rows);
    } catch (error) {
      this.#log.warn('counts.flush-failed', { count: rows.length }, error);
      for (const row of rows) keep(row);
    }
  }

  #merge(one: Count): void {
    const key = [one.skillId, one.version, one.day, one.kind, one.name].join(' ');
    const known = this.#counts.get(key);
    if (known === undefined) this.#counts.set(key, one);
    else known.count += one.count;
  }

  #join(one: Crowd): void {
    const key = [one.skillId, one.version, one.day, one.kind].join(' ');
    const known = this.#crowds.get(key);
    if (known === undefined) this.#crowds.set(key, one);
    else known.bits |= one.bits;
  }

  #today({ skillId, version }: SkillRef): Counted {
    return { skillId, version, day: new Date(this.#now()).toISOString().slice(0, 10) };
  }
}

const columns = (rows: readonly (Counted & { readonly kind: string })[]) => [
  rows.map((one) => one.skillId),
  rows.map((one) => one.version),
  rows.map((one) => one.day),
  rows.map((one) => one.kind),
];

async function writeCounts(pool: Pool, rows: readonly Count[]): Promise<void> {
  await query(
    pool,
    `insert into skill_counts (skill_id, version, day, kind, name, count)
     select * from unnest($1::text[], $2::text[], $3::date[], $4::text[], $5::text[], $6::bigint[])
     on conflict (skill_id, version, day, kind, name) do update set count = skill_counts.count + excluded.count`,
    [...columns(rows), rows.map((one) => one.name), rows.map((one) => one.count)],
  );
}

async function writeCrowds(pool: Pool, rows: readonly Crowd[]): Promise<void> {
  await query(
    pool,
    `insert into skill_crowds (skill_id, version, day, kind, bits)
     select * from unnest($1::text[], $2::text[], $3::date[], $4::text[], $5::bigint[])
     on conflict (skill_id, version, day, kind) do update set bits = skill_crowds.bits | excluded.bits`,
    [...columns(rows), rows.map((one) => String(one.bits))],
  );
}
