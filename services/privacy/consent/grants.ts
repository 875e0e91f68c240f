/** What subjects allow skills to receive: granted, withdrawn, listed. */
import type { Grant } from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import type { DeviceRef } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import { type Pool, type PoolClient, query, withTransaction } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { recipientShape, regionShape, requireShape, requireText } from '../accounts/validate.ts';
import { announceAll, type ChangeFeed } from '../cache/change-feed.ts';
import { accountTokenPath, isGrantablePath, isSamplePath } from '../disclosure/decide.ts';
import { endLinks } from '../linking/links.ts';
import { type NoticeEvent, type RecordedNotice, recordNotice } from '../notices/record.ts';
import { trainingRecipient } from '../samples/names.ts';
import { endSampleKeys } from '../samples/sample-keys.ts';
import { recipientOf } from './recipient-name.ts';
import { changeConsent, rotatePseudonyms } from './revision.ts';

const maxPathsPerCall = 64;

interface SubjectRow {
  chain_id: string;
  region: string;
  is_child: boolean;
}

/** What subjects allow skills to receive. */
export class Grants {
  readonly #pool: Pool;
  readonly #feed: ChangeFeed;
  readonly #now: () => number;

  constructor(pool: Pool, feed: ChangeFeed, now: () => number) {
    this.#pool = pool;
    this.#feed = feed;
    this.#now = now;
  }

  /**
   * @param purposes The sentence shown for each path, word for word.
   * @param givenBy How: it stands beside the grant, for whoever asks later.
   * @param recipientRegion The operator's region as shown; empty = the subject's own.
   * @returns one id for each path; a path granted anew gets a new id, with the new purpose.
   * @throws EarshotError INVALID_ARGUMENT; NOT_FOUND; PERMISSION_DENIED for a child, for whom a guardian decides.
   */
  async grant(
    subjectId: string,
    skillId: string,
    paths: readonly string[],
    purposes: readonly string[],
    recipientRegion: string,
    givenBy: 'settings' | 'voice' = 'settings',
  ): Promise<string[]> {
    requireShape(skillId, recipientShape, 'skillId');
    requirePaths(paths);
    if (paths.some(isSamplePath) && skillId !== trainingRecipient) {
      throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'paths' } });
    }
    if (paths.length === 0 || purposes.length !== paths.length) {
      throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'purposes' } });
    }
    for (const purpose of purposes) requireText(purpose, 'purposes', 500);
    if (recipientRegion !== '') requireShape(recipientRegion.toLowerCase(), regionShape, 'recipientRegion');
    const { chainId, grantIds } = await withTransaction(this.#pool, async (client) => {
      const subject = await requireSubject(client, subjectId);
      if (subject.is_child) throw new EarshotError('PERMISSION_DENIED');
      await changeConsent(client, [subject.chain_id]);
      await endGrants(client, subjectId, skillId, paths, this.#now());
      const rows = await query<{ grant_id: string; path: string }>(
        client,
        `insert into grants (subject_id, skill_id, path, purpose, recipient_region, granted_at, given_by)
         select $1, $2, path, purpose, $5, $6, $7 from unnest($3::text[], $4::text[]) as asked (path, purpose)
         returning grant_id, path`,
        [
          subjectId,
          skillId,
          paths,
          purposes,
          recipientRegion === '' ? subject.region : recipientRegion.toLowerCase(),
          new Date(this.#now()),
          givenBy,
        ],
      );
      const idOf = new Map(rows.map((row) => [row.path, row.grant_id]));
      return { chainId: subject.chain_id, grantIds: paths.map((path) => idOf.get(path) ?? '') };
    });
    this.#feed.apply({ kind: 'chain', id: chainId });
    return grantIds;
  }

  /**
   * The same of whom a device belongs to, who said yes to the platform's question there.
   * @throws EarshotError NOT_FOUND for a device that is not at work; PERMISSION_DENIED in a hotel, and for whatever is a child's.
   */
  async grantAt(
    { deviceId, householdId }: Pick<DeviceRef, 'deviceId' | 'householdId'>,
    { skillId, path, purpose, region }: { skillId: string; path: string; purpose: string; region: string },
  ): Promise<string> {
    const [device] = await query<{ subject_id: string | null; is_child_device: boolean }>(
      this.#pool,
      `select subject_id, is_child_device from devices
       where device_id = $1 and household_id = $2 and revoked_at is null`,
      [deviceId, householdId],
    );
    if (device === undefined) throw new EarshotError('NOT_FOUND');
    // Of a subject who is a child, `grant` itself says so.
    if (device.subject_id === null || device.is_child_device) throw new EarshotError('PERMISSION_DENIED');
    const [grantId = ''] = await this.grant(device.subject_id, skillId, [path], [purpose], region, 'voice');
    return grantId;
  }

  /**
   * Ends grants and gives the skill strangers' names from now on. Withdrawing what was not granted changes nothing.
   * @param paths Empty = all.
   * @returns the notice to the recipient, if it ever received anything.
   */
  async withdraw(
    subjectId: string,
    skillId: string,
    paths: readonly string[],
  ): Promise<RecordedNotice | undefined> {
    requireShape(skillId, recipientShape, 'skillId');
    requirePaths(paths);
    const result = await withTransaction(this.#pool, async (client) => {
      const { chain_id: chainId } = await requireSubject(client, subjectId);
      await changeConsent(client, [chainId]);
      const ended = await this.#end(client, subjectId, skillId, paths.length === 0 ? undefined : paths);
      if (ended.length === 0) return { chainId, notice: undefined };
      return { chainId, notice: await this.#part(client, chainId, skillId, 'consent.changed', ended) };
    });
    this.#feed.apply({ kind: 'chain', id: result.chainId });
    return result.notice;
  }

  /**
   * Ends everything between a skill and one subject, all of a household, or all devices of a tenant.
   * @throws EarshotError INVALID_ARGUMENT unless exactly one of the three is named; NOT_FOUND.
   */
  async forget(
    whom: { subjectId: string; householdId: string; tenantId: string },
    skillId: string,
    cause: NoticeEvent,
  ): Promise<RecordedNotice[]> {
    requireShape(skillId, recipientShape, 'skillId');
    if ([whom.subjectId, whom.householdId, whom.tenantId].filter((id) => id !== '').length !== 1) {
      throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'owner' } });
    }
    const { notices, chainIds } = await withTransaction(this.#pool, async (client) => {
      const owners = await query<{ chain_id: string; subject_id: string | null }>(
        client,
        `select chain_id, subject_id from subjects where subject_id = $1 or household_id = $2
         union select chain_id, null from devices where tenant_id = $3 order by chain_id`,
        [whom.subjectId || null, whom.householdId || null, whom.tenantId || null],
      );
      // A tenant may have no device yet; a household or subject without an account does not exist.
      if (owners.length === 0 && whom.tenantId === '') throw new EarshotError('NOT_FOUND');
      const chains = owners.map((owner) => owner.chain_id);
      await changeConsent(client, chains);
      const recorded: RecordedNotice[] = [];
      for (const { chain_id, subject_id } of owners) {
        const ended = subject_id === null ? [] : await this.#end(client, subject_id, skillId, undefined);
        const notice = await this.#part(client, chain_id, skillId, cause, ended);
        if (notice !== undefined) recorded.push(notice);
      }
      return { notices: recorded, chainIds: chains };
    });
    for (const id of chainIds) this.#feed.apply({ kind: 'chain', id });
    return notices;
  }

  /** Ends everything between one account and everybody who received or may receive something of it, in a transaction. */
  async partWithAll(
    client: PoolClient,
    { subjectId, chainId }: { readonly subjectId: string; readonly chainId: string },
  ): Promise<RecordedNotice[]> {
    const known = await query<{ skill_id: string }>(
      client,
      `select skill_id from ledger_entries where chain_id = $2
       union select skill_id from grants where subject_id = $1 and withdrawn_at is null order by skill_id`,
      [subjectId, chainId],
    );
    const recorded: RecordedNotice[] = [];
    for (const { skill_id: skillId } of known) {
      const ended = await this.#end(client, subjectId, skillId, undefined);
      const notice = await this.#part(client, chainId, skillId, 'user.data.delete', ended);
      if (notice !== undefined) recorded.push(notice);
    }
    return recorded;
  }

  /** Live grants. @param skillId Empty = of all skills. @throws EarshotError NOT_FOUND */
  async list(subjectId: string, skillId: string): Promise<Grant[]> {
    await requireSubject(this.#pool, subjectId);
    const rows = await query<{
      grant_id: string;
      skill_id: string;
      path: string;
      purpose: string;
      granted_at: Date;
      given_by: string;
    }>(
      this.#pool,
      `select grant_id, skill_id, path, purpose, granted_at, given_by from grants
       where subject_id = $1 and ($2 = '' or skill_id = $2) and withdrawn_at is null order by skill_id, path`,
      [subjectId, skillId],
    );
    return rows.map((row) => ({
      grantId: row.grant_id,
      ...recipientOf(row.skill_id),
      path: row.path,
      purpose: row.purpose,
      grantedAtMs: row.granted_at.getTime(),
      givenBy: row.given_by,
    }));
  }

  /** Ends grants, and calls back whatever is under way that rests on them. @returns their paths. */
  async #end(
    client: PoolClient,
    subjectId: string,
    skillId: string,
    paths: readonly string[] | undefined,
  ): Promise<string[]> {
    const ended = await endGrants(client, subjectId, skillId, paths, this.#now());
    if (ended.length > 0) await endSampleKeys(client, subjectId, skillId, this.#now());
    // With everything, or with the token itself, the account elsewhere is linked no longer.
    if (paths === undefined || ended.some(({ path }) => path === accountTokenPath)) {
      await endLinks(client, subjectId, skillId, this.#now());
    }
    await announceAll(
      client,
      'grant',
      ended.map(({ grant_id }) => grant_id),
    );
    return ended.map(({ path }) => path).sort();
  }

  async #part(
    client: PoolClient,
    chainId: string,
    skillId: string,
    event: NoticeEvent,
    withdrawnPaths: readonly string[],
  ): Promise<RecordedNotice | undefined> {
    const epoch = await rotatePseudonyms(client, chainId, skillId);
    return recordNotice(client, { chainId, skillId, event, epoch, withdrawnPaths, nowMs: this.#now() });
  }
}

async function requireSubject(on: Pool | PoolClient, subjectId: string): Promise<SubjectRow> {
  const [row] = await query<SubjectRow>(
    on,
    `select s.chain_id, h.region, s.is_child from subjects s join households h using (household_id)
     where subject_id = $1`,
    [subjectId],
  );
  if (row === undefined) throw new EarshotError('NOT_FOUND');
  return row;
}

/** @returns the grants that ended now. */
async function endGrants(
  client: PoolClient,
  subjectId: string,
  skillId: string,
  paths: readonly string[] | undefined,
  nowMs: number,
): Promise<{ grant_id: string; path: string }[]> {
  return query<{ grant_id: string; path: string }>(
    client,
    `update grants set withdrawn_at = $4 where subject_id = $1 and skill_id = $2 and withdrawn_at is null
       and ($3::text[] is null or path = any($3)) returning grant_id, path`,
    [subjectId, skillId, paths ?? null, new Date(nowMs)],
  );
}

function requirePaths(paths: readonly string[]): void {
  const isFine =
    paths.length <= maxPathsPerCall && new Set(paths).size === paths.length && paths.every(isGrantablePath);
  if (!isFine) throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'paths' } });
}
