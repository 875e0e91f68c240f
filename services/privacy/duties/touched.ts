/** Whom an incident touches: whoever stands in the ledger with what left, and whoever has something in a store that was reached. */
import type { IncidentScope } from '../../../proto/gen/earshot/duties/v1/duties.ts';
import type { CountResponse, Whose } from '../../../proto/gen/earshot/holders/v1/holders.ts';
import type { DataClass } from '../../../proto/gen/earshot/privacy/v1/data_class.ts';
import { type Pool, query } from '../../common/db/pool.ts';
import { namesOf } from '../holding/whose.ts';

export interface Touched {
  /** An account, or else a hotel. */
  readonly subjectId: string;
  readonly tenantId: string;
  readonly isChild: boolean;
}

/** Whoever holds data says how much of it is somebody's; nothing is given out. */
export interface CountingHolder {
  readonly name: string;
  count(whose: Whose, classes: readonly DataClass[]): Promise<CountResponse>;
}

/**
 * @throws EarshotError as the first holder that cannot be asked: a list with somebody missing must not look whole.
 */
export async function touchedBy(
  pool: Pool,
  holders: readonly CountingHolder[],
  scope: IncidentScope,
): Promise<Touched[]> {
  const found = new Map<string, Touched>();
  for (const one of await inLedger(pool, scope)) found.set(`${one.subjectId} ${one.tenantId}`, one);
  const reached = holders.filter(({ name }) => scope.holders.includes(name));
  if (reached.length > 0) {
    for (const one of await inStores(pool, reached, scope.classes)) {
      found.set(`${one.subjectId} ${one.tenantId}`, one);
    }
  }
  return [...found.values()];
}

interface TouchedRow {
  subject_id: string | null;
  tenant_id: string | null;
  is_child: boolean;
}

const touchedOf = (rows: readonly TouchedRow[]): Touched[] =>
  rows.map((row) => ({
    subjectId: row.subject_id ?? '',
    tenantId: row.subject_id === null ? (row.tenant_id ?? '') : '',
    isChild: row.is_child,
  }));

async function inLedger(pool: Pool, scope: IncidentScope): Promise<Touched[]> {
  if (scope.recipients.length === 0) return [];
  const rows = await query<TouchedRow>(
    pool,
    `with chains as (
       select distinct chain_id from ledger_entries e
       where skill_id = any($1) and disclosed_at_ms >= $2 and disclosed_at_ms < $3
         and (cardinality($4::integer[]) = 0 or exists (
           select from jsonb_array_elements(e.fields) f where (f ->> 'valueClass')::integer = any($4)))),
     ends as (
       select s.subject_id, s.tenant_id, s.is_child from subjects s join chains using (chain_id)
       union select d.subject_id, d.tenant_id, d.is_child_device or coalesce(s.is_child, false)
         from devices d join chains using (chain_id) left join subjects s on s.subject_id = d.subject_id)
     select subject_id, tenant_id, bool_or(is_child) as is_child from ends group by 1, 2`,
    [
      scope.recipients,
      scope.fromMs,
      scope.untilMs > 0 ? scope.untilMs : Number.MAX_SAFE_INTEGER,
      scope.classes,
    ],
  );
  return touchedOf(rows);
}

/** Owner by owner: what is a home's is everybody's in it. */
async function inStores(
  pool: Pool,
  holders: readonly CountingHolder[],
  classes: readonly DataClass[],
): Promise<Touched[]> {
  const owners = await query<{ household_id: string; tenant_id: string }>(
    pool,
    `select household_id, '' as tenant_id from households union all select '', tenant_id from tenants`,
  );
  const touched: Touched[] = [];
  for (const { household_id: householdId, tenant_id: tenantId } of owners) {
    const whose = await namesOf(pool, { householdId, tenantId });
    const counts = await Promise.all(holders.map((holder) => holder.count(whose, classes)));
    if (counts.every(({ tables }) => tables.every(({ rows }) => rows === 0))) continue;
    const people = await query<TouchedRow>(
      pool,
      `select subject_id, null as tenant_id, is_child from subjects where subject_id = any($1)`,
      [whose.subjectIds],
    );
    touched.push(...touchedOf(people));
    if (tenantId !== '') touched.push({ subjectId: '', tenantId, isChild: false });
  }
  return touched;
}
