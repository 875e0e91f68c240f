/** Records of consent: given, taken back, listed; each beside disclosures in one order. */
import type {
  CheckConsentResponse,
  ConsentRecord,
  PurposeState,
} from '../../../proto/gen/earshot/consent/v1/consent.ts';
import { type Pool, type PoolClient, query, withTransaction } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { announceAll, type ChangeFeed } from '../cache/change-feed.ts';
import {
  isAskedOfHotels,
  isNecessary,
  type Purpose,
  purposeNames,
  purposes,
  type Way,
  wayOf,
} from './purposes.ts';
import { changeConsent } from './revision.ts';
import type { ConsentTexts } from './texts/texts.ts';

/** Whoever answers: an account, or for a hotel its operator. The other is empty. */
export interface Consenter {
  readonly subjectId: string;
  readonly tenantId: string;
}

export interface Consent {
  readonly purpose: Purpose;
  readonly version: number;
  readonly locale: string;
  readonly way: Way;
}

interface Reach {
  readonly chainIds: readonly string[];
  readonly deviceIds: readonly string[];
}

interface Changed {
  readonly consentId: string;
  readonly reach: Reach;
}

const locales: ReadonlySet<string> = new Set(['zh-CN', 'en-US']);

export interface ConsentsOptions {
  readonly pool: Pool;
  readonly feed: ChangeFeed;
  readonly texts: ConsentTexts;
  readonly now: () => number;
  /** What has to go with a consent, in the transaction that ends it. */
  readonly onWithdrawn?: (client: PoolClient, who: Consenter, purpose: Purpose) => Promise<void>;
}

export class ConsentRecords {
  readonly #options: ConsentsOptions;

  constructor(options: ConsentsOptions) {
    this.#options = options;
  }

  /**
   * The same again changes nothing but the record's id: what was agreed to before is ended as of now.
   * @throws EarshotError INVALID_ARGUMENT for what is not asked of a hotel, CONSENT_TEXT_OLD for a text that is not the
   *   current one; NOT_FOUND; PERMISSION_DENIED for a child, for whom a guardian answers.
   * @param guardianId Who answers for the child that it is about.
   */
  async give(
    who: Consenter,
    { purpose, version, locale, way }: Consent,
    guardianId?: string,
  ): Promise<string> {
    const { pool, texts, now } = this.#options;
    const text = texts.current(purpose);
    if (who.tenantId !== '' && !isAskedOfHotels(purpose)) {
      throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'purpose' } });
    }
    this.requireCurrent(purpose, version, locale);
    const changed = await withTransaction(pool, async (client): Promise<Changed> => {
      const reach = await reachOf(client, who, guardianId === undefined);
      await changeConsent(client, reach.chainIds);
      await this.#end(client, who, purpose, way);
      const [row] = await query<{ consent_id: string }>(
        client,
        `insert into consents (subject_id, tenant_id, purpose, recipient, fields, text_version, locale, given_at, given_way,
           guardian_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning consent_id`,
        [
          who.subjectId || null,
          who.tenantId || null,
          purpose,
          text.recipient,
          text.fields,
          version,
          locale,
          new Date(now()),
          way,
          guardianId ?? null,
        ],
      );
      await announceAll(client, 'device', reach.deviceIds);
      return { consentId: row?.consent_id ?? '', reach };
    });
    this.#apply(changed);
    return changed.consentId;
  }

  /** @throws EarshotError CONSENT_TEXT_OLD for a text that is not the current one; INVALID_ARGUMENT for a language without one. */
  requireCurrent(purpose: Purpose, version: number, locale: string): void {
    if (version !== this.#options.texts.current(purpose).version) throw new EarshotError('CONSENT_TEXT_OLD');
    if (!locales.has(locale)) throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'locale' } });
  }

  /** @returns the record that ended, empty when there was none. @throws EarshotError NOT_FOUND */
  async withdraw(who: Consenter, purpose: Purpose, way: Way): Promise<string> {
    const { pool, onWithdrawn } = this.#options;
    const changed = await withTransaction(pool, async (client): Promise<Changed> => {
      const reach = await reachOf(client, who, false);
      await changeConsent(client, reach.chainIds);
      const consentId = await this.#end(client, who, purpose, way);
      if (consentId !== '') {
        await announceAll(client, 'grant', [consentId]);
        await announceAll(client, 'device', reach.deviceIds);
        await onWithdrawn?.(client, who, purpose);
      }
      return { consentId, reach };
    });
    this.#apply(changed);
    return changed.consentId;
  }

  /** Each purpose as it is answered now. @throws EarshotError NOT_FOUND */
  async list(who: Consenter): Promise<{ purposes: PurposeState[]; records: ConsentRecord[] }> {
    const { pool, texts } = this.#options;
    await reachOf(pool, who, false);
    const rows = await query<RecordRow>(
      pool,
      `select * from consents where subject_id = $1 or tenant_id = $2 order by given_at desc, consent_id`,
      [who.subjectId || null, who.tenantId || null],
    );
    const asked = purposeNames.filter((purpose) => who.tenantId === '' || isAskedOfHotels(purpose));
    return {
      purposes: asked.map((purpose) => {
        const given = rows.find((row) => row.purpose === purpose && row.withdrawn_at === null);
        const changes =
          given === undefined ? [] : texts.changesSince({ purpose, version: given.text_version });
        return {
          purpose: purposes[purpose],
          isNecessary: isNecessary(purpose),
          isLive: given !== undefined && changes.length === 0,
          isAskedAgain: changes.length > 0,
          currentVersion: texts.current(purpose).version,
          changes,
        };
      }),
      records: rows.map((row) => ({
        consentId: row.consent_id,
        purpose: purposes[row.purpose],
        textVersion: row.text_version,
        locale: row.locale,
        recipient: row.recipient,
        fields: row.fields,
        givenAtMs: row.given_at.getTime(),
        givenWay: wayOf(row.given_way),
        withdrawnAtMs: row.withdrawn_at?.getTime() ?? 0,
        withdrawnWay: wayOf(row.withdrawn_way),
      })),
    };
  }

  /** The live record that a device stands under; of an unknown or revoked device there is none. */
  async check(deviceId: string, purpose: Purpose): Promise<CheckConsentResponse> {
    const [row] = await query<{ consent_id: string; text_version: number; subject_id: string | null }>(
      this.#options.pool,
      `select c.consent_id, c.text_version, c.subject_id from devices d
         join consents c on c.subject_id = d.subject_id or c.tenant_id = d.tenant_id
       where d.device_id = $1 and d.revoked_at is null and c.purpose = $2 and c.withdrawn_at is null
         and ${isUnrestricted}`,
      [deviceId, purpose],
    );
    if (row === undefined || !this.#options.texts.holds({ purpose, version: row.text_version })) {
      return { consentId: '', textVersion: 0, subjectId: '' };
    }
    return {
      consentId: row.consent_id,
      textVersion: row.text_version,
      subjectId: row.subject_id ?? '',
    };
  }

  async #end(client: PoolClient, who: Consenter, purpose: Purpose, way: Way): Promise<string> {
    const [row] = await query<{ consent_id: string }>(
      client,
      `update consents set withdrawn_at = $4, withdrawn_way = $5
       where (subject_id = $1 or tenant_id = $2) and purpose = $3 and withdrawn_at is null returning consent_id`,
      [who.subjectId || null, who.tenantId || null, purpose, new Date(this.#options.now()), way],
    );
    return row?.consent_id ?? '';
  }

  /** This process's caches and the gateways that it tells need not wait for the notification. */
  #apply({ reach }: Changed): void {
    for (const id of reach.chainIds) this.#options.feed.apply({ kind: 'chain', id });
    for (const id of reach.deviceIds) this.#options.feed.apply({ kind: 'device', id });
  }
}

interface RecordRow {
  consent_id: string;
  purpose: Purpose;
  recipient: string;
  fields: string[];
  text_version: number;
  locale: string;
  given_at: Date;
  given_way: Way;
  withdrawn_at: Date | null;
  withdrawn_way: Way | null;
}

/** Of an account that is restricted to storage nothing counts as agreed to; nor a guardian's yes once nobody is the guardian. */
const isUnrestricted = `not exists (select from subjects r where r.subject_id = c.subject_id and (r.restricted_at is not null
  or r.is_child and c.purpose = 'child_data' and not exists (select from guardianships g where g.child_id = r.subject_id)))`;

/** Live answers as JSON, for statements that read them beside other things; `withdrawn_at is null` and nothing more. */
export const answersOf = (condition: string): string =>
  `coalesce((select jsonb_agg(jsonb_build_object('purpose', c.purpose, 'version', c.text_version))
     from consents c where (${condition}) and c.withdrawn_at is null and ${isUnrestricted}), '[]'::jsonb)`;

/** Whom a consent is about, by chain and by device. @throws EarshotError NOT_FOUND, INVALID_ARGUMENT, PERMISSION_DENIED */
async function reachOf(on: Pool | PoolClient, who: Consenter, isGiving: boolean): Promise<Reach> {
  const { subjectId, tenantId } = who;
  if ((subjectId === '') === (tenantId === '')) {
    throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'owner' } });
  }
  const [owner] = await query<{ chain_id: string | null; is_child: boolean }>(
    on,
    `select chain_id, is_child from subjects where subject_id = $1
     union all select null, false from tenants where tenant_id = $2`,
    [subjectId, tenantId],
  );
  if (owner === undefined) throw new EarshotError('NOT_FOUND');
  if (isGiving && owner.is_child) throw new EarshotError('PERMISSION_DENIED');
  const devices = await query<{ device_id: string; chain_id: string; is_revoked: boolean }>(
    on,
    `select device_id, chain_id, revoked_at is not null as is_revoked from devices
     where subject_id = $1 or tenant_id = $2`,
    [subjectId || null, tenantId || null],
  );
  const chains = devices.map((device) => device.chain_id);
  if (owner.chain_id !== null) chains.push(owner.chain_id);
  return {
    chainIds: [...new Set(chains)].sort(),
    deviceIds: devices.filter((device) => !device.is_revoked).map((device) => device.device_id),
  };
}
