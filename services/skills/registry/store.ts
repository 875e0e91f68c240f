/** Versions and switches of skills in PostgreSQL. */
import type { SkillManifest } from '../../../language/manifest/types.ts';
import { type Pool, type PoolClient, query, withTransaction } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { isSameDeveloper } from './developer.ts';
import { bucketOf, type Owner } from './owner.ts';

/** NOTIFY channel. The payload is `<revision>:<bucket of the owner>`, or `<revision>:all`. */
export const changeChannel = 'earshot_skills';

export type VersionState = 'draft' | 'live' | 'suspended';

export interface VersionRow {
  readonly skillId: string;
  readonly version: string;
  readonly state: VersionState;
  readonly liveRevision: number | null;
  readonly isBuiltIn: boolean;
  readonly isEnabledByDefault: boolean;
}

/** Every version without its manifest. */
export async function listVersions(pool: Pool): Promise<VersionRow[]> {
  return query<VersionRow & Record<string, unknown>>(
    pool,
    `select v.skill_id as "skillId", v.version, v.state, v.live_revision as "liveRevision",
            s.is_built_in as "isBuiltIn", s.is_enabled_by_default as "isEnabledByDefault"
     from skill_versions v join skills s using (skill_id)`,
  );
}

/** A version with what a person looks at before it goes live. */
export interface ListedVersion extends VersionRow {
  /** The one that people meet: of the live versions the one that went live last. */
  readonly isCurrent: boolean;
  readonly registeredAtMs: number;
  readonly endpoint: string;
  readonly privacyPolicyUrl: string;
  readonly deletionUrl: string | null;
}

/** Versions of a skill, or of all, in the order in which they were registered. */
export async function describeVersions(pool: Pool, skillId: string): Promise<ListedVersion[]> {
  return query<ListedVersion & Record<string, unknown>>(
    pool,
    `select v.skill_id as "skillId", v.version, v.state, v.live_revision as "liveRevision",
            s.is_built_in as "isBuiltIn", s.is_enabled_by_default as "isEnabledByDefault",
            coalesce(v.state = 'live' and v.live_revision =
              max(v.live_revision) filter (where v.state = 'live') over (partition by v.skill_id), false) as "isCurrent",
            (extract(epoch from v.created_at) * 1000)::bigint as "registeredAtMs",
            v.manifest ->> 'endpoint' as endpoint, v.manifest ->> 'deletionUrl' as "deletionUrl",
            v.manifest #>> '{developer,privacyPolicyUrl}' as "privacyPolicyUrl"
     from skill_versions v join skills s using (skill_id)
     where $1 = '' or v.skill_id = $1 order by v.skill_id, v.created_at`,
    [skillId],
  );
}

export async function readRevision(pool: Pool): Promise<number> {
  const [row] = await query<{ revision: number }>(pool, 'select revision from skill_revision');
  return row?.revision ?? 0;
}

/** The explicit switches of an owner, by skill. */
export async function readEnablements(pool: Pool, owner: Owner): Promise<Map<string, boolean>> {
  const rows = await query<{ skillId: string; isEnabled: boolean }>(
    pool,
    `select skill_id as "skillId", is_enabled as "isEnabled" from skill_enablements
     where owner_kind = $1 and owner_id = $2`,
    [owner.kind, owner.id],
  );
  return new Map(rows.map((row) => [row.skillId, row.isEnabled]));
}

export async function readManifest(
  pool: Pool,
  skillId: string,
  version: string,
): Promise<SkillManifest | undefined> {
  const [row] = await query<{ manifest: SkillManifest }>(
    pool,
    'select manifest from skill_versions where skill_id = $1 and version = $2',
    [skillId, version],
  );
  return row?.manifest;
}

/** The next revision, and its notification; both become visible with the transaction. */
async function announce(client: PoolClient, bucket: string): Promise<number> {
  const [row] = await query<{ revision: number }>(
    client,
    'update skill_revision set revision = revision + 1 returning revision',
  );
  const revision = row?.revision ?? 0;
  await query(client, 'select pg_notify($1, $2)', [changeChannel, `${revision}:${bucket}`]);
  return revision;
}

export interface NewVersion {
  readonly manifest: SkillManifest;
  readonly state: VersionState;
  readonly isBuiltIn: boolean;
  readonly isEnabledByDefault: boolean;
}

/**
 * Registers a version. The same manifest again changes at most its state.
 * @throws EarshotError SKILL_VERSION_EXISTS when the version holds another manifest, PERMISSION_DENIED when somebody
 *   registers a version of a skill that comes with Earshot, or of another developer's.
 */
export async function insertVersion(pool: Pool, added: NewVersion): Promise<void> {
  const { id, version } = added.manifest;
  await withTransaction(pool, async (client) => {
    await query(
      client,
      `insert into skills (skill_id, is_built_in, is_enabled_by_default) values ($1, $2, $3)
       on conflict (skill_id) do nothing`,
      [id, added.isBuiltIn, added.isEnabledByDefault],
    );
    const [skill] = await query<{ isBuiltIn: boolean }>(
      client,
      'select is_built_in as "isBuiltIn" from skills where skill_id = $1 for update',
      [id],
    );
    if (skill?.isBuiltIn !== added.isBuiltIn) throw new EarshotError('PERMISSION_DENIED');
    const json = JSON.stringify(added.manifest);
    const [existing] = await query<{ isSame: boolean; state: VersionState; isCurrent: boolean }>(
      client,
      `select manifest::jsonb = $3::jsonb as "isSame", state,
         state = 'live' and live_revision = (
           select max(live_revision) from skill_versions where skill_id = $1 and state = 'live'
         ) as "isCurrent"
       from skill_versions where skill_id = $1 and version = $2`,
      [id, version, json],
    );
    if (existing === undefined) {
      const earlier = await query<{ operator: string; endpoint: string; deletionUrl: string | null }>(
        client,
        `select manifest #>> '{developer,operator}' as operator, manifest ->> 'endpoint' as endpoint,
           manifest ->> 'deletionUrl' as "deletionUrl" from skill_versions where skill_id = $1`,
        [id],
      );
      if (!added.isBuiltIn && !isSameDeveloper(earlier, added.manifest)) {
        throw new EarshotError('PERMISSION_DENIED');
      }
      await query(
        client,
        `insert into skill_versions (skill_id, version, state, manifest) values ($1, $2, 'draft', $3::json)`,
        [id, version, json],
      );
    } else if (!existing.isSame) throw new EarshotError('SKILL_VERSION_EXISTS');
    if (mustWriteState(added, existing)) await writeState(client, id, version, added.state);
  });
}

/**
 * A version that somebody suspended stays so, however often it is registered. A developer who goes back to an earlier
 * version means it; an older process of ours that restarts during an update does not.
 */
function mustWriteState(
  added: NewVersion,
  existing: { readonly state: VersionState; readonly isCurrent: boolean } | undefined,
): boolean {
  if (added.state === 'draft' || existing?.state === 'suspended') return false;
  if (existing?.state !== added.state) return true;
  return !added.isBuiltIn && !existing.isCurrent;
}

async function writeState(client: PoolClient, skillId: string, version: string, state: VersionState) {
  const revision = await announce(client, 'all');
  const rows = await query(
    client,
    `update skill_versions
     set state = $3, live_revision = case when $3 = 'live' then $4::bigint else live_revision end
     where skill_id = $1 and version = $2 returning version`,
    [skillId, version, state, revision],
  );
  if (rows.length === 0) throw new EarshotError('NOT_FOUND');
}

/** @throws EarshotError NOT_FOUND */
export function updateState(
  pool: Pool,
  skillId: string,
  version: string,
  state: VersionState,
): Promise<void> {
  return withTransaction(pool, (client) => writeState(client, skillId, version, state));
}

/** Switches a skill on or off for an owner. @throws EarshotError NOT_FOUND when there is no such skill. */
export async function writeEnablement(
  pool: Pool,
  owner: Owner,
  skillId: string,
  isEnabled: boolean,
): Promise<void> {
  await withTransaction(pool, async (client) => {
    const rows = await query(
      client,
      `insert into skill_enablements (owner_kind, owner_id, skill_id, is_enabled)
       select $1, $2, skill_id, $4 from skills where skill_id = $3
       on conflict (owner_kind, owner_id, skill_id) do update set is_enabled = $4, changed_at = now()
       returning skill_id`,
      [owner.kind, owner.id, skillId, isEnabled],
    );
    if (rows.length === 0) throw new EarshotError('NOT_FOUND');
    await announce(client, bucketOf(owner));
  });
}
