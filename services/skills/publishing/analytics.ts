/** How a skill fares: counts of whole days behind which enough households stand. A day that is not shown adds to nothing that is. */
import type { SkillDay } from '../../../proto/gen/earshot/skills/v1/publishing.ts';
import { type Pool, query } from '../../common/db/pool.ts';

/** Fewer hide a day: behind so many, a count is nobody's. */
export const fewestHouseholds = 20;

interface CountRow {
  readonly version: string;
  readonly day: string;
  readonly kind: 'outcome' | 'feedback' | 'dropped' | 'latency' | 'near';
  readonly name: string;
  readonly count: number;
  readonly [column: string]: unknown;
}

interface CrowdRow {
  readonly version: string;
  readonly day: string;
  readonly kind: 'calls' | 'near';
  readonly households: number;
  readonly [column: string]: unknown;
}

/**
 * Of a skill's versions, day by day, the newest first.
 * @param days Back from yesterday: while a day grows, a count that grows with it would be somebody's.
 */
export async function readAnalytics(pool: Pool, skillId: string, days: number): Promise<SkillDay[]> {
  const window = [skillId, days];
  const where = `skill_id = $1 and day < (now() at time zone 'utc')::date
    and day >= (now() at time zone 'utc')::date - $2::int`;
  const [counts, crowds] = await Promise.all([
    query<CountRow>(
      pool,
      `select version, to_char(day, 'YYYY-MM-DD') as day, kind, name, count from skill_counts where ${where}
       order by count desc, name`,
      window,
    ),
    query<CrowdRow>(
      pool,
      `select version, to_char(day, 'YYYY-MM-DD') as day, kind, bit_count(bits::bit(64)) as households
       from skill_crowds where ${where} order by day desc, version`,
      window,
    ),
  ]);
  const isCrowd = (version: string, day: string, kind: CrowdRow['kind']) =>
    crowds.some(
      (one) =>
        one.version === version &&
        one.day === day &&
        one.kind === kind &&
        Number(one.households) >= fewestHouseholds,
    );
  const shown = new Map(crowds.map(({ version, day }) => [`${day} ${version}`, { version, day }]));
  return [...shown.values()].map(({ version, day }) => {
    const own = counts.filter((one) => one.version === version && one.day === day);
    const of = (kind: CountRow['kind']) =>
      isVisible ? own.filter((one) => one.kind === kind).map(({ name, count }) => ({ name, count })) : [];
    const isVisible = isCrowd(version, day, 'calls');
    const near = isCrowd(version, day, 'near') ? own.filter(({ kind }) => kind === 'near') : [];
    return {
      ...{ version, day, isHidden: !isVisible },
      ...{
        outcomes: of('outcome'),
        feedback: of('feedback'),
        dropped: of('dropped'),
        latencyMs: of('latency'),
      },
      nearMisses: near.reduce((sum, { count }) => sum + count, 0),
    };
  });
}
