/** Reads in one statement all that a decision rests on. */
import { type Pool, query } from '../../common/db/pool.ts';
import { decideAudience, isWatchModel } from '../audience/decide.ts';
import { ChainCache } from '../cache/chain-cache.ts';
import type { ChangeFeed } from '../cache/change-feed.ts';
import { answersOf } from '../consent/consents.ts';
import { mayCrossSql } from '../consent/crossings.ts';
import type { Answer, ConsentTexts } from '../consent/texts/texts.ts';
import { isAwaitingGuardian } from '../family/guardians.ts';
import type { DecisionContext, LiveGrant } from './decide.ts';

/** Everything a decision about one device and one version of a skill rests on, read in one statement. */
export interface DisclosureSnapshot {
  readonly deviceId: string;
  readonly chainId: string;
  readonly householdId: string;
  readonly subjectId: string;
  readonly tenantId: string;
  /** Goes with the decision into the ledger, which refuses it if the consent has changed since. */
  readonly consentRevision: number;
  readonly epoch: number;
  readonly decision: DecisionContext;
  /** The recipient is in our processes, in the region that its owner is bound to, or may be reached across the border. */
  readonly mayReach: boolean;
}

interface SnapshotRow {
  chain_id: string;
  household_id: string | null;
  subject_id: string | null;
  tenant_id: string | null;
  is_child: boolean;
  consent_revision: number;
  epoch: number;
  recipient_region: string | null;
  is_in_process: boolean | null;
  may_reach: boolean;
  grants: { path: string; grantId: string; purpose: string; recipientRegion: string }[];
  answers: Answer[];
  model: string;
  is_awaiting: boolean;
  is_linked: boolean;
}

export class Snapshots {
  readonly #pool: Pool;
  readonly #cache: ChainCache<DisclosureSnapshot>;
  readonly #feed: ChangeFeed;
  readonly #texts: ConsentTexts;

  constructor(pool: Pool, feed: ChangeFeed, texts: ConsentTexts) {
    this.#texts = texts;
    this.#pool = pool;
    this.#feed = feed;
    this.#cache = new ChainCache(feed, { maxEntries: 50_000, ttlMs: 300_000 });
  }

  /** `undefined` when the device does not exist or is revoked. */
  async get(
    deviceId: string,
    skillId: string,
    skillVersion: string,
  ): Promise<DisclosureSnapshot | undefined> {
    const key = JSON.stringify([deviceId, skillId, skillVersion]);
    return this.#cache.get(key, () => this.#load(deviceId, skillId, skillVersion));
  }

  /** After the ledger said that this snapshot is out of date. */
  drop(snapshot: DisclosureSnapshot): void {
    this.#feed.apply({ kind: 'chain', id: snapshot.chainId });
  }

  async #load(deviceId: string, skillId: string, skillVersion: string) {
    const [row] = await query<SnapshotRow>(
      this.#pool,
      `select d.chain_id, d.household_id, d.subject_id, d.tenant_id,
         d.is_child_device or coalesce(s.is_child, false) as is_child, d.model, ${isAwaitingGuardian} as is_awaiting,
         exists (select from account_links l where l.subject_id = d.subject_id and l.skill_id = $2 and l.ended_at is null) as is_linked,
         h.consent_revision, coalesce(e.epoch, 1) as epoch, r.region as recipient_region, r.is_in_process,
         ${mayCrossSql('coalesce(hh.region, t.region)', '$2')} as may_reach,
         coalesce((select jsonb_agg(jsonb_build_object('path', g.path, 'grantId', g.grant_id, 'purpose', g.purpose,
             'recipientRegion', g.recipient_region))
           from grants g where g.subject_id = d.subject_id and g.skill_id = $2 and g.withdrawn_at is null),
           '[]'::jsonb) as grants,
         ${answersOf('c.subject_id = d.subject_id or c.tenant_id = d.tenant_id')} as answers
       from devices d join ledger_heads h using (chain_id) left join subjects s using (subject_id)
         left join households hh on hh.household_id = d.household_id left join tenants t on t.tenant_id = d.tenant_id
         left join pseudonym_epochs e on e.chain_id = d.chain_id and e.skill_id = $2
         left join recipients r on r.skill_id = $2 and r.skill_version = $3
       where d.device_id = $1 and d.revoked_at is null`,
      [deviceId, skillId, skillVersion],
    );
    if (row === undefined) return undefined;
    const grants = new Map<string, LiveGrant>(
      row.grants.map(({ path, grantId, purpose, recipientRegion }) => [
        path,
        { grantId, purpose, recipientRegion },
      ]),
    );
    const consents = this.#texts.live(row.answers);
    const value: DisclosureSnapshot = {
      deviceId,
      chainId: row.chain_id,
      householdId: row.household_id ?? '',
      subjectId: row.subject_id ?? '',
      tenantId: row.tenant_id ?? '',
      consentRevision: row.consent_revision,
      epoch: row.epoch,
      mayReach: row.may_reach,
      decision: {
        audience: decideAudience({
          place: row.tenant_id === null ? 'home' : 'hotel',
          isChild: row.is_child,
          consents,
          isAwaitingGuardian: row.is_awaiting,
          isWatch: isWatchModel(row.model),
        }),
        maySendPreciseLocation: consents.has('precise_location'),
        isLinked: row.is_linked,
        recipient:
          row.recipient_region === null
            ? undefined
            : { region: row.recipient_region, isInProcess: row.is_in_process === true },
        grants,
      },
    };
    return { value, dependencies: { chainId: row.chain_id, skillId } };
  }
}
