/**
 * Which service holds which table, read from where the declaration stands: `services/<name>/holding/tables.ts`, as a
 * migration's owner is read from its folder. There is no second list to forget.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { DataClass } from '../../../proto/gen/earshot/privacy/v1/data_class.ts';
import { migrationFiles } from '../db/migrate.ts';
import { dataClassName } from '../schema/registry.ts';
import { classNamed, type HeldTable, isPersonal } from './tables.ts';

const servicesDir = fileURLToPath(new URL('../..', import.meta.url));

export interface DeclaredTable extends HeldTable {
  /** The service. */
  readonly holder: string;
}

interface Declaration {
  /** Without arguments: the tables alone, and nothing sealed is opened. */
  heldTables(): readonly HeldTable[];
}

export async function declaredTables(): Promise<DeclaredTable[]> {
  const declared: DeclaredTable[] = [];
  for (const holder of (await readdir(servicesDir)).sort()) {
    const path = join(servicesDir, holder, 'holding', 'tables.ts');
    if (!(await readFile(path).then(Boolean, () => false))) continue;
    const { heldTables } = (await import(pathToFileURL(path).href)) as Declaration;
    declared.push(...heldTables().map((held) => ({ ...held, holder })));
  }
  return declared;
}

/** Class of each column by `table.column`, from the migrations' own text; what a migration drops is gone. */
export async function classesInMigrations(): Promise<ReadonlyMap<string, DataClass>> {
  const classes = new Map<string, DataClass>();
  const statement =
    /^comment on column (\w+)\.(\w+) is 'class: (\w+)'|^drop table (?:if exists )?(\w+)|^alter table (\w+) drop column (\w+)/gim;
  for (const file of await migrationFiles()) {
    for (const [, table, column, name, gone, of, dropped] of (await readFile(file, 'utf8')).matchAll(
      statement,
    )) {
      if (table !== undefined) classes.set(`${table}.${column}`, classNamed(name ?? ''));
      else if (of !== undefined) classes.delete(`${of}.${dropped}`);
      else for (const key of [...classes.keys()]) if (key.startsWith(`${gone}.`)) classes.delete(key);
    }
  }
  return classes;
}

/** The part of docs/data-inventory.md that says who holds what, for how long, and what an erasure leaves. */
export async function holdersSection(): Promise<string> {
  const classes = await classesInMigrations();
  const rows = (await declaredTables()).map(({ holder, table, rowsOf, lives, stays }) => {
    const personal = [...classes]
      .filter(([key, dataClass]) => key.startsWith(`${table}.`) && isPersonal(dataClass))
      .map(([key, dataClass]) => `\`${key.slice(table.length + 1)}\` ${dataClassName(dataClass)}`);
    const cells = [
      `\`${table}\``,
      holder,
      personal.length === 0 ? 'none' : personal.join(', '),
      Object.keys(rowsOf).join(', '),
      lives,
      stays === undefined ? 'deletes the row' : `leaves it: ${stays.reason}`,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return `## At rest

Every table with a column of a personal class, by the service that holds it: it alone gives out, erases and lets go of what
is in it (\`earshot.holders.v1\`, [ADR 65](adr/0065-holders.md)). A table that no holder declares fails the build.

    node start.mjs test services/e2e/holders.test.ts

| table | holder | personal columns | found by | lives | an erasure |
| --- | --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}
