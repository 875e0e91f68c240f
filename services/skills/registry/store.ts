/** Versions and switches of skills in PostgreSQL. */
import type { SkillManifest } from '../../../language/manifest/types.ts';
import { type Pool, type PoolClient, query, withTransaction } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { type KnownVersion, mayCarryOn } from './developer.ts';
import { addEvent, type EventMaker } from './events.ts';
import { bucketOf, type Owner } from './owner.ts';

/** NOTIFY channel. The payload is `<revision>:<bucket of the owner>`, or `<revision>:all`. */
export const changeChannel = 'earshot_skills';

export type VersionState = 'draft' | 'certified' | 'live' | 'suspended';

/** A stranger's registrations are bounded. */
const maxSkillsOfDeveloper = 100;
const maxVersionsOfSkill = 500;

export interface VersionRow {
  readonly skillId: string;
  readonly version: string;
  readonly state: VersionState;
  readonly liveRevision: number | null;
  readonly isBuiltIn: boolean;
  readonly isEnabledByDefault: boolean;
  /** Of a live version: how many owners of a hundred meet it. */
  readonly sharePercent: number;
  /** Null: as the settings say. */
  readonly callsPerMinute: number | null;
  readonly callsAtOnce: number | null;
}

/** Every version without its manifest. */
export async function listVersions(pool: Pool): Promise<VersionRow[]> {
  return query<VersionRow & Record<string, unknown>>(
    pool,
    `select v.skill_id as "skillId", v.version, v.state, v.live_revision as "liveRevision",
            s.is_built_in as "isBuiltIn", s.is_enabled_by_default as "isEnabledByDefault",
            v.share_percent as "sharePercent", s.calls_per_minute as "callsPerMinute",
            s.calls_at_once as "callsAtOnce"
     from skill_versions v join skills s using (skill_id)`,
  );
}

/** A version with what a person looks at before it goes live. */
export interface ListedVersion extends VersionRow {
  /** The one that people meet: of the versions that are live for all, the one that went live last. */
  readonly isCurrent: boolean;
  readonly registeredAtMs: number;
  readonly endpoint: string;
  readonly privacyPolicyUrl: string;
  readonly deletionUrl: string | null;
}

/** Versions of a skill, or of all (of one developer), in the order in which they were registered. */
export async function describeVersions(
  pool: Pool,
  skillId: string,
  developerId?: string,
): Promise<ListedVersion[]> {
  return query<ListedVersion & Record<string, unknown>>(
    pool,
    `select v.skill_id as "skillId", v.version, v.state, v.live_revision as "liveRevision",
            s.is_built_in as "isBuiltIn", s.is_enabled_by_default as "isEnabledByDefault",
            v.share_percent as "sharePercent", s.calls_per_minute as "callsPerMinute",
            s.calls_at_once as "callsAtOnce",
            coalesce(v.state = 'live' and v.share_percent = 100 and v.live_revision =
              max(v.live_revision) filter (where v.state = 'live' and v.share_percent = 100)
                over (partition by v.skill_id), false) as "isCurrent",
            (extract(epoch from v.created_at) * 1000)::bigint as "registeredAtMs",
            v.manifest ->> 'endpoint' as endpoint, v.manifest ->> 'deletionUrl' as "deletionUrl",
            v.manifest #>> '{developer,privacyPolicyUrl}' as "privacyPolicyUrl"
     from skill_versions v join skills s using (skill_id)
     where ($1 = '' or v.skill_id = $1) and ($2::text is null or s.developer_id = $2)
     order by v.skill_id, v.created_at`,
    [skillId, developerId ?? null],
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
export async function announce(client: PoolClient, bucket: string): Promise<number> {
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
  /** Who registers it; absent: the operator. */
  readonly developerId?: string;
}

const makerOf = ({ isBuiltIn, developerId }: NewVersion): EventMaker =>
  isBuiltIn ? 'platform' : developerId === undefined ? 'operator' : 'developer';

/**
 * Registers a version. The same manifest again changes at most its state.
 * @throws EarshotError SKILL_VERSION_EXISTS when the version holds another manifest, PERMISSION_DENIED when somebody
 *   registers a version of a skill that comes with Earshot, or of another developer's, SKILLS_FULL.
 */
export async function insertVersion(pool: Pool, added: NewVersion): Promise<void> {
  const { id, version } = added.manifest;
  await withTransaction(pool, async (client) => {
    await takeSkill(client, added);
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
      await query(
        client,
        `insert into skill_versions (skill_id, version, state, manifest) values ($1, $2, 'draft', $3::json)`,
        [id, version, json],
      );
      const event = { skillId: id, version, event: 'registered', detail: '', by: makerOf(added) } as const;
      if (!added.isBuiltIn) await addEvent(client, event);
    } else if (!existing.isSame) throw new EarshotError('SKILL_VERSION_EXISTS');
    if (mustWriteState(added, existing)) {
      await writeState(client, id, version, { state: added.state, by: makerOf(added) });
    }
  });
}

/** The row of the skill, locked, once it is known to be whose version this is. */
async function takeSkill(client: PoolClient, added: NewVersion): Promise<void> {
  const { id, version } = added.manifest;
  const developerId = added.developerId ?? null;
  const made = await query(
    client,
    `insert into skills (skill_id, is_built_in, is_enabled_by_default, developer_id) values ($1, $2, $3, $4)
     on conflict (skill_id) do nothing returning skill_id`,
    [id, added.isBuiltIn, added.isEnabledByDefault, developerId],
  );
  const [skill] = await query<{ isBuiltIn: boolean; developerId: string | null }>(
    client,
    `select is_built_in as "isBuiltIn", developer_id as "developerId" from skills where skill_id = $1 for update`,
    [id],
  );
  if (skill?.isBuiltIn !== added.isBuiltIn) throw new EarshotError('PERMISSION_DENIED');
  if (added.isBuiltIn) return;
  const earlier = await query<KnownVersion & Record<string, unknown>>(
    client,
    `select version, manifest #>> '{developer,operator}' as operator, manifest ->> 'endpoint' as endpoint,
       manifest ->> 'deletionUrl' as "deletionUrl" from skill_versions where skill_id = $1`,
    [id],
  );
  const owner = { developerId: skill.developerId, versions: earlier };
  if (!mayCarryOn(owner, added.manifest, developerId)) throw new EarshotError('PERMISSION_DENIED');
  if (developerId === null) return;
  const isNew = !earlier.some((one) => one.version === version);
  if (isNew && earlier.length >= maxVersionsOfSkill) throw new EarshotError('SKILLS_FULL');
  await query(client, 'update skills set developer_id = $2 where skill_id = $1', [id, developerId]);
  if (made.length === 0) return;
  const own = await query(client, 'select 1 from skills where developer_id = $1', [developerId]);
  if (own.length > maxSkillsOfDeveloper) throw new EarshotError('SKILLS_FULL');
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

/** A state and how it came about. */
export interface StateChange {
  readonly state: VersionState;
  readonly by: EventMaker;
  /** With `live`: how many owners of a hundred meet it. Default: all. */
  readonly sharePercent?: number;
  /** What the log says of it, if not the state. */
  readonly event?: string;
}

async function writeState(client: PoolClient, skillId: string, version: string, change: StateChange) {
  const { state, by, sharePercent = 100, event = state } = change;
  const revision = await announce(client, 'all');
  const rows = await query(
    client,
    `update skill_versions
     set state = $3, live_revision = case when $3 = 'live' then $4::bigint else live_revision end,
       share_percent = case when $3 = 'live' then $5 else share_percent end,
       certified_at = case when $3 = 'certified' then coalesce(certified_at, now()) else certified_at end
     where skill_id = $1 and version = $2 returning version`,
    [skillId, version, state, revision, sharePercent],
  );
  if (rows.length === 0) throw new EarshotError('NOT_FOUND');
  if (state === 'live') {
    // One version at a time is tried with a share.
    await query(
      client,
      `update skill_versions set state = case when certified_at is null then 'draft' else 'certified' end
       where skill_id = $1 and version <> $2 and state = 'live' and share_percent < 100`,
      [skillId, version],
    );
  }
  const detail = state === 'live' && sharePercent < 100 ? `${sharePercent} %` : '';
  if (by !== 'platform') await addEvent(client, { skillId, version, event, detail, by });
}

/**
 * @param mustBeCertified Only what the checklist found good goes live.
 * @throws EarshotError NOT_FOUND, SKILL_NOT_CERTIFIED
 */
export function updateState(
  pool: Pool,
  skillId: string,
  version: string,
  change: StateChange,
  mustBeCertified = false,
): Promise<void> {
  return withTransaction(pool, async (client) => {
    const [row] = await query<{ isCertified: boolean }>(
      client,
      `select v.certified_at is not null or s.is_built_in as "isCertified"
       from skill_versions v join skills s using (skill_id) where skill_id = $1 and version = $2 for update of v`,
      [skillId, version],
    );
    if (row === undefined) throw new EarshotError('NOT_FOUND');
    if (mustBeCertified && !row.isCertified) throw new EarshotError('SKILL_NOT_CERTIFIED');
    await writeState(client, skillId, version, change);
  });
}

/**
 * Leaves the version that is tried with a share, or where none is the one that people meet; what was live before is met.
 * @param fromVersion The version to leave; empty: whichever it is.
 * @throws EarshotError SKILL_NO_EARLIER_VERSION
 */
export function rollBack(
  pool: Pool,
  skillId: string,
  fromVersion: string,
  by: EventMaker,
): Promise<{ fromVersion: string; toVersion: string }> {
  return withTransaction(pool, async (client) => {
    const [left, kept] = await query<{ version: string; sharePercent: number }>(
      client,
      `select version, share_percent as "sharePercent" from skill_versions
       where skill_id = $1 and state = 'live' order by live_revision desc for update`,
      [skillId],
    );
    if (left === undefined || kept === undefined || (fromVersion !== '' && fromVersion !== left.version)) {
      throw new EarshotError('SKILL_NO_EARLIER_VERSION');
    }
    await writeState(client, skillId, left.version, { state: 'suspended', by, event: 'rolled_back' });
    return { fromVersion: left.version, toVersion: kept.version };
  });
}

/** What a skill may take of the router. @throws EarshotError NOT_FOUND */
export function updateQuota(
  pool: Pool,
  skillId: string,
  quota: { readonly callsPerMinute: number | null; readonly callsAtOnce: number | null },
): Promise<void> {
  return withTransaction(pool, async (client) => {
    const rows = await query(
      client,
      'update skills set calls_per_minute = $2, calls_at_once = $3 where skill_id = $1 returning skill_id',
      [skillId, quota.callsPerMinute, quota.callsAtOnce],
    );
    if (rows.length === 0) throw new EarshotError('NOT_FOUND');
    await announce(client, 'all');
  });
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
