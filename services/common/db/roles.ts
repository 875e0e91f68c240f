/**
 * A database role for each service, which reaches its own tables and no others: whose tables they are is said by where
 * their migration stands. Granted after every migration, and taken by every connection of that service.
 */
import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type pg from 'pg';
import { roleOf } from './role-name.ts';

/** Tables that nobody changes, once written; not even their owner. */
export const appendOnly: ReadonlySet<string> = new Set([
  'ledger_entries',
  'hotel_ticket_events',
  'audit_entries',
]);

/** What stands beside no service belongs to all who have tables: work that waits (`outbox`). */
const commonFolder = 'common';

export interface Ownership {
  /** Services that have tables. */
  readonly services: readonly string[];
  /** Table to service; `common` for what all of them share. */
  readonly ownerOf: ReadonlyMap<string, string>;
}

/** Reads from the migrations themselves which service each table belongs to. */
export async function readOwnership(migrations: readonly string[]): Promise<Ownership> {
  const ownerOf = new Map<string, string>();
  for (const path of migrations) {
    const service = basename(dirname(dirname(path)));
    const sql = await readFile(path, 'utf8');
    for (const [, table = ''] of sql.matchAll(/^create (?:unlogged )?table (?:if not exists )?(\w+)/gim)) {
      ownerOf.set(table, service);
    }
    for (const [, table = ''] of sql.matchAll(/^drop table (?:if exists )?(\w+)/gim)) ownerOf.delete(table);
  }
  const services = [...new Set(ownerOf.values())].filter((name) => name !== commonFolder).sort();
  return { services, ownerOf };
}

/** Makes the roles and grants each what is its own. Safe to repeat; the caller holds the lock of migrations. */
export async function grantRoles(client: pg.Client, { services, ownerOf }: Ownership): Promise<void> {
  const statements = services.map((service) => makeRole(client, roleOf(service)));
  for (const [table, owner] of ownerOf) {
    const name = client.escapeIdentifier(table);
    const rights = appendOnly.has(table) ? 'select, insert' : 'select, insert, update, delete';
    const holders = owner === commonFolder ? services : [owner];
    for (const service of services) {
      const role = client.escapeIdentifier(roleOf(service));
      statements.push(`revoke all on table ${name} from ${role}`);
      if (holders.includes(service)) statements.push(`grant ${rights} on table ${name} to ${role}`);
    }
  }
  await client.query(`begin; ${statements.join('; ')}; commit`);
}

/** Roles belong to the whole cluster, so another database may make the same one at the same moment. */
function makeRole(client: pg.Client, role: string): string {
  const name = client.escapeIdentifier(role);
  return `do $$ begin
    if not exists (select from pg_roles where rolname = ${client.escapeLiteral(role)}) then create role ${name} nologin; end if;
    if not pg_has_role(current_user, ${client.escapeLiteral(role)}, 'member') then grant ${name} to current_user; end if;
  exception when duplicate_object or unique_violation then null; end $$`;
}
