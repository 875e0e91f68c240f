/** The register of incidents: what happened, whom it touches, who was told when, and how. */
import type { Incident, IncidentParts, IncidentScope } from '../../../proto/gen/earshot/duties/v1/duties.ts';
import {
  IncidentParts as PartsMessage,
  IncidentScope as ScopeMessage,
} from '../../../proto/gen/earshot/duties/v1/duties.ts';
import { query, withTransaction } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { classNamed } from '../../common/holders/tables.ts';
import { dataClassName } from '../../common/schema/registry.ts';
import { recipientShape, requireShape, requireUuid } from '../accounts/validate.ts';
import { childrenOf, guardiansOf } from './guardians.ts';
import { allTexts, incidentText, requireParts } from './incident-texts.ts';
import { type Locale, type MessageParts, sendTo } from './messages.ts';
import { type CountingHolder, touchedBy } from './touched.ts';

/** By then the regulator is to know (GDPR 33; shorter where a law says at once: whoever runs this sees the clock). */
const regulatorWithinMs = 72 * 3_600_000;
const maxNames = 100;

export interface IncidentOptions extends MessageParts {
  readonly holders: readonly CountingHolder[];
  readonly now: () => number;
}

interface IncidentRow {
  incident_id: string;
  is_drill: boolean;
  scope: unknown;
  parts: unknown[];
  found_at: Date;
  opened_at: Date;
  regulator_told_at: Date | null;
  public_at: Date | null;
  people: number;
  children: number;
  hotels: number;
  by_message: number;
  by_page: number;
  unreached: number;
}

const rowsWhere = (condition: string): string => `select i.*, p.* from incidents i cross join lateral (
    select count(*) filter (where subject_id <> '')::integer as people,
      count(*) filter (where is_child)::integer as children,
      count(*) filter (where tenant_id <> '')::integer as hotels,
      count(*) filter (where told_way = 'message')::integer as by_message,
      count(*) filter (where told_way = 'page')::integer as by_page,
      count(*) filter (where told_at is null)::integer as unreached
    from incident_people q where q.incident_id = i.incident_id) p where ${condition}`;

export class Incidents {
  readonly #options: IncidentOptions;

  constructor(options: IncidentOptions) {
    this.#options = options;
  }

  /** @throws EarshotError INVALID_ARGUMENT for a scope of nothing, or a text with a part missing in a language. */
  async open(
    scope: IncidentScope,
    parts: readonly IncidentParts[],
    isDrill: boolean,
    foundAtMs: number,
  ): Promise<Incident> {
    const { pool, holders, now } = this.#options;
    requireScope(scope, holders);
    requireParts(parts);
    const touched = await touchedBy(pool, holders, scope);
    const incidentId = await withTransaction(pool, async (client) => {
      const openedAt = new Date(now());
      const [row] = await query<{ incident_id: string }>(
        client,
        `insert into incidents (is_drill, scope, parts, found_at, opened_at) values ($1, $2, $3, $4, $5)
         returning incident_id`,
        [
          isDrill,
          JSON.stringify(ScopeMessage.toJSON(scope)),
          JSON.stringify(parts.map((one) => PartsMessage.toJSON(one))),
          foundAtMs > 0 ? new Date(Math.min(foundAtMs, now())) : openedAt,
          openedAt,
        ],
      );
      const id = row?.incident_id ?? '';
      await query(
        client,
        `insert into incident_people (incident_id, subject_id, tenant_id, is_child, opened_at)
         select $1, t."subjectId", t."tenantId", t."isChild", $3
         from jsonb_to_recordset($2::jsonb) as t ("subjectId" text, "tenantId" text, "isChild" boolean)`,
        [id, JSON.stringify(touched), openedAt],
      );
      return id;
    });
    return this.read(incidentId);
  }

  /** @throws EarshotError NOT_FOUND */
  async read(incidentId: string): Promise<Incident> {
    return shown(await this.#row(incidentId));
  }

  async list(): Promise<Incident[]> {
    const rows = await query<IncidentRow>(
      this.#options.pool,
      `${rowsWhere('true')} order by opened_at desc limit 100`,
    );
    return rows.map(shown);
  }

  /** Whoever was not told yet and can be reached. A drill sends nothing. @throws EarshotError NOT_FOUND */
  async tell(incidentId: string): Promise<Incident> {
    const { pool, now } = this.#options;
    const row = await this.#row(incidentId);
    if (row.is_drill) return shown(row);
    const people = await query<{ subject_id: string; is_child: boolean }>(
      pool,
      `select subject_id, is_child from incident_people where incident_id = $1 and told_at is null and subject_id <> ''`,
      [incidentId],
    );
    const given = requireParts(row.parts.map((one) => PartsMessage.fromJSON(one)));
    for (const { subject_id, is_child } of people) {
      const audience = is_child ? 'guardian' : 'person';
      const text = (locale: Locale) =>
        incidentText(audience, locale, given.get(locale) as IncidentParts, countsOf(row), false);
      // A child's account has no address of its own: whoever answers for it is told.
      const to = is_child ? await guardiansOf(pool, [subject_id]) : [subject_id];
      let isTold = false;
      for (const one of to) isTold = (await sendTo(this.#options, one, text)) || isTold;
      if (isTold) await this.#told([incidentId], [subject_id], 'message', now());
    }
    return this.read(incidentId);
  }

  /** @throws EarshotError NOT_FOUND */
  async recordTold(incidentId: string, isRegulatorTold: boolean, isPublic: boolean): Promise<Incident> {
    requireUuid(incidentId);
    await query(
      this.#options.pool,
      `update incidents set
         regulator_told_at = case when $2 then coalesce(regulator_told_at, $4) else regulator_told_at end,
         public_at = case when $3 then coalesce(public_at, $4) else public_at end where incident_id = $1`,
      [incidentId, isRegulatorTold, isPublic, new Date(this.#options.now())],
    );
    return this.read(incidentId);
  }

  /** What touches an account, or a child that it answers for: with this it has been told. */
  async announce(subjectId: string, locale: Locale): Promise<{ atMs: number; text: string }[]> {
    const { pool, now } = this.#options;
    const rows = await query<IncidentRow & { subject_id: string; is_child: boolean }>(
      pool,
      `select i.*, p.subject_id, p.is_child, 0 as people, 0 as children, 0 as hotels from incident_people p
         join incidents i using (incident_id)
       where not i.is_drill and (p.subject_id = $1 or (p.is_child and p.subject_id = any($2)))
       order by i.opened_at desc`,
      [subjectId, await childrenOf(pool, subjectId)],
    );
    const incidentIds = rows.map((row) => row.incident_id);
    await this.#told(
      incidentIds,
      rows.map((row) => row.subject_id),
      'page',
      now(),
    );
    return rows.map((row) => {
      const given = requireParts(row.parts.map((one) => PartsMessage.fromJSON(one)));
      const audience = row.is_child ? 'guardian' : 'person';
      const parts = given.get(locale) as IncidentParts;
      return {
        atMs: row.opened_at.getTime(),
        text: incidentText(audience, locale, parts, countsOf(row), false),
      };
    });
  }

  /** Of each incident whom it touches, side by side. The first time counts. */
  async #told(
    incidentIds: readonly string[],
    subjectIds: readonly string[],
    way: 'message' | 'page',
    nowMs: number,
  ): Promise<void> {
    await query(
      this.#options.pool,
      `update incident_people set told_at = $4, told_way = $3
       where (incident_id, subject_id) in (select * from unnest($1::uuid[], $2::text[])) and told_at is null`,
      [incidentIds, subjectIds, way, new Date(nowMs)],
    );
  }

  async #row(incidentId: string): Promise<IncidentRow> {
    requireUuid(incidentId);
    const [row] = await query<IncidentRow>(this.#options.pool, rowsWhere('i.incident_id = $1'), [incidentId]);
    if (row === undefined) throw new EarshotError('NOT_FOUND');
    return row;
  }
}

function countsOf(row: IncidentRow) {
  const { classes } = ScopeMessage.fromJSON(row.scope);
  return {
    people: row.people,
    children: row.children,
    hotels: row.hotels,
    classes: classes.length === 0 ? ['all'] : classes.map(dataClassName),
    foundAtMs: row.found_at.getTime(),
  };
}

function shown(row: IncidentRow): Incident {
  const given = requireParts(row.parts.map((one) => PartsMessage.fromJSON(one)));
  return {
    incidentId: row.incident_id,
    isDrill: row.is_drill,
    foundAtMs: row.found_at.getTime(),
    openedAtMs: row.opened_at.getTime(),
    regulatorDueAtMs: row.found_at.getTime() + regulatorWithinMs,
    regulatorToldAtMs: row.regulator_told_at?.getTime() ?? 0,
    publicAtMs: row.public_at?.getTime() ?? 0,
    people: row.people,
    children: row.children,
    hotels: row.hotels,
    toldByMessage: row.by_message,
    toldByPage: row.by_page,
    unreached: row.unreached,
    texts: allTexts(given, countsOf(row), row.is_drill),
  };
}

function requireScope(scope: IncidentScope, holders: readonly CountingHolder[]): void {
  const { recipients, holders: named, classes } = scope;
  const bad = (field: string) => new EarshotError('INVALID_ARGUMENT', { detail: { field } });
  if (recipients.length + named.length === 0 || recipients.length > maxNames) throw bad('scope');
  for (const recipient of recipients) requireShape(recipient, recipientShape, 'recipients');
  if (!named.every((name) => holders.some((holder) => holder.name === name))) throw bad('holders');
  if (!classes.every((one) => classNamed(dataClassName(one)) === one && one !== 0)) throw bad('classes');
}
