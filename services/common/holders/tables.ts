/** What a holder of data declares of each table: whose a row is, how long it may live, and what an erasure leaves of it. */

import type { Whose } from '../../../proto/gen/earshot/holders/v1/holders.ts';
import { DataClass } from '../../../proto/gen/earshot/privacy/v1/data_class.ts';
import { type Pool, type PoolClient, query } from '../db/pool.ts';

/** By which of their names somebody's rows are found. */
export type Link = 'subject' | 'household' | 'tenant' | 'device' | 'room' | 'stay' | 'sampleKey';

export type Row = Record<string, unknown>;

export interface HeldTable {
  readonly table: string;
  /**
   * For each kind of name the condition, over the table's own columns, under which a row is theirs; `$ids` stands for
   * the names. A row is theirs when one of them holds.
   */
  readonly rowsOf: Readonly<Partial<Record<Link, string>>>;
  /**
   * How long a row may live, in words; and when its time is over, as an SQL condition in which `$now` is the time. A row
   * that is over is never given out, whether or not anything has let go of it.
   */
  readonly lives: string;
  readonly isOver?: string;
  /** Absent: an erasure deletes the row. */
  readonly stays?: {
    /** Why something of it stays, and why nobody is found in it. */
    readonly reason: string;
    /** The assignments that take out whatever is somebody's, and the rows in which that can be done now. Absent: nothing is. */
    readonly scrub?: { readonly set: string; readonly where: string };
  };
  /** Opens what is sealed: columns with their values, as a person reads them. What cannot be opened is left out. */
  readonly open?: (row: Row) => Promise<Row>;
}

/** The usual condition. */
export const by = (column: string): string => `${column} = any($ids)`;

const namesIn: Readonly<Record<Link, (whose: Whose) => readonly string[]>> = {
  subject: (whose) => whose.subjectIds,
  household: (whose) => whose.householdIds,
  tenant: (whose) => whose.tenantIds,
  device: (whose) => whose.deviceIds,
  room: (whose) => whose.roomIds,
  stay: (whose) => whose.stayIds,
  sampleKey: (whose) => whose.sampleKeyIds,
};

/** The condition for somebody's rows, with the parameters that it takes; `undefined` when none can be theirs. */
export function conditionFor(
  { rowsOf }: HeldTable,
  whose: Whose,
): { readonly sql: string; readonly parameters: (readonly string[])[] } | undefined {
  const parameters: (readonly string[])[] = [];
  const conditions: string[] = [];
  for (const [link, condition] of Object.entries(rowsOf)) {
    const ids = namesIn[link as Link](whose);
    if (ids.length === 0) continue;
    parameters.push(ids);
    conditions.push(`(${condition.replaceAll('$ids', `$${parameters.length}::text[]`)})`);
  }
  return conditions.length === 0 ? undefined : { sql: conditions.join(' or '), parameters };
}

const classByName = new Map(
  Object.entries(DataClass).map(([name, value]) => [name.toLowerCase(), value as DataClass]),
);

/** As comments of columns name it; `UNSPECIFIED` for no class. */
export const classNamed = (name: string): DataClass => classByName.get(name) ?? DataClass.UNSPECIFIED;

/** Classes of which nothing is anybody's. */
const impersonal: ReadonlySet<DataClass> = new Set([
  DataClass.PUBLIC,
  DataClass.OPERATIONAL,
  DataClass.COMMAND,
]);

export const isPersonal = (dataClass: DataClass): boolean => !impersonal.has(dataClass);

/** Class of every column of every table, from the comments in the database itself; `UNSPECIFIED` where there is none. */
export async function columnClasses(
  on: Pool | PoolClient,
): Promise<ReadonlyMap<string, ReadonlyMap<string, DataClass>>> {
  const rows = await query<{ table: string; column: string; comment: string | null }>(
    on,
    `select c.relname as table, a.attname as column, col_description(c.oid, a.attnum) as comment
     from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped
     order by c.relname, a.attnum`,
  );
  const classes = new Map<string, Map<string, DataClass>>();
  for (const { table, column, comment } of rows) {
    const name = /^class: (\w+)/.exec(comment ?? '')?.[1] ?? '';
    const columns = classes.get(table) ?? new Map<string, DataClass>();
    columns.set(column, classNamed(name));
    classes.set(table, columns);
  }
  return classes;
}

/** A condition with the time put in. The literal is our own clock's, so that a condition may name it or not. */
export const atTime = (condition: string, nowMs: number): string =>
  condition.replaceAll('$now', `timestamptz '${new Date(nowMs).toISOString()}'`);

/** The statement that lets go of the rows under a condition; `undefined` when nothing of them goes. */
export function lettingGo({ table, stays }: HeldTable, condition: string): string | undefined {
  if (stays === undefined) return `delete from ${table} where ${condition} returning 1`;
  if (stays.scrub === undefined) return undefined;
  const { set, where } = stays.scrub;
  return `update ${table} set ${set} where (${condition}) and ${where} returning 1`;
}
