/** Accounts of children: added by a guardian or recognised later, answered for, limited, and grown up in the end. */
import { randomUUID } from 'node:crypto';
import type { Child, ChildRules } from '../../../proto/gen/earshot/family/v1/family.ts';
import { type Pool, type PoolClient, query, withTransaction } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { open, seal } from '../../common/keys/seal.ts';
import type { Logger } from '../../common/log.ts';
import { openAccountName, sealAccountName } from '../accounts/account-name.ts';
import { newId } from '../accounts/ids.ts';
import { lockPeople } from '../accounts/lock-order.ts';
import { lockSubject, subjectKey } from '../accounts/subject-key.ts';
import { requireText } from '../accounts/validate.ts';
import { dayIn } from '../accounts/zone-clock.ts';
import { announceAll, type ChangeFeed } from '../cache/change-feed.ts';
import type { ConsentRecords } from '../consent/consents.ts';
import type { Grants } from '../consent/grants.ts';
import type { Way } from '../consent/purposes.ts';
import { changeConsent } from '../consent/revision.ts';
import type { ConsentTexts } from '../consent/texts/texts.ts';
import { forgetHistory } from '../history/history.ts';
import type { KeyStore } from '../keys/key-store.ts';
import type { Sender } from '../messages/sender.ts';
import type { RecordedNotice } from '../notices/record.ts';
import { trainingRecipient } from '../samples/names.ts';
import { endSampleKeys } from '../samples/sample-keys.ts';
import { forgetVoice } from '../voiceprints/voiceprints.ts';
import { type BornIn, childUntilYears, monthIn, monthText, requireChildsMonth } from './ages.ts';
import { requireGuardian, tellGuardians } from './guardians.ts';
import { maxNameLength } from './joins.ts';

const maxChildren = 16;

const bornContext = (childId: string): string => `child-born:${childId}`;

export interface ChildParts {
  readonly pool: Pool;
  readonly feed: ChangeFeed;
  readonly keys: KeyStore;
  readonly consents: ConsentRecords;
  readonly grants: Grants;
  readonly texts: ConsentTexts;
  readonly sender: Sender | undefined;
  readonly hint: (notices: readonly RecordedNotice[]) => void;
  readonly log: Logger;
  readonly now: () => number;
}

interface ChildRow {
  child_id: string;
  key_id: string | null;
  sealed_name: Buffer | null;
  born_year: number;
  born_month: number;
  is_recognised: boolean;
  is_answered: boolean;
  is_restricted: boolean;
  time_zone: string;
  text_version: number | null;
  daily_minutes: number | null;
  quiet_from: number | null;
  quiet_until: number | null;
  device_ids: string[];
}

export class Children {
  readonly #parts: ChildParts;

  constructor(parts: ChildParts) {
    this.#parts = parts;
  }

  /** @throws EarshotError INVALID_ARGUMENT, NOT_FOUND; JOINS_FULL */
  async add(guardianId: string, householdId: string, name: string, born: BornIn): Promise<string> {
    const { pool, keys, now } = this.#parts;
    requireText(name, 'name', maxNameLength);
    requireChildsMonth(born, now());
    const childId = newId('account');
    const chainId = randomUUID();
    await withTransaction(pool, async (client) => {
      const home = await query(client, 'select 1 from households where household_id = $1 for update', [
        householdId,
      ]);
      const guardian = await query(
        client,
        'select 1 from subjects where subject_id = $1 and household_id = $2 and not is_child',
        [guardianId, householdId],
      );
      if (home.length === 0 || guardian.length === 0) throw new EarshotError('NOT_FOUND');
      const known = await query(client, 'select 1 from guardianships where guardian_id = $1', [guardianId]);
      if (known.length >= maxChildren) throw new EarshotError('JOINS_FULL');
      await query(client, 'insert into ledger_heads (chain_id) values ($1)', [chainId]);
      await query(
        client,
        `insert into subjects (subject_id, household_id, chain_id, is_owner, is_child, born_month)
         values ($1, $2, $3, false, true, $4)`,
        [childId, householdId, chainId, monthText(born)],
      );
      const key = await subjectKey(client, keys, childId);
      await query(client, 'update subjects set sealed_name = $2 where subject_id = $1', [
        childId,
        sealAccountName(key, childId, name),
      ]);
      await query(client, 'insert into guardianships (child_id, guardian_id, since) values ($1, $2, $3)', [
        childId,
        guardianId,
        new Date(now()),
      ]);
    });
    return childId;
  }

  /**
   * An account is a child's from now on, whatever it was before.
   * @throws EarshotError INVALID_ARGUMENT, NOT_FOUND; CHILD_ALREADY
   */
  async recognise(childId: string, born: BornIn): Promise<void> {
    const { pool, grants, hint, now } = this.#parts;
    requireChildsMonth(born, now());
    const nowAt = new Date(now());
    const done = await withTransaction(pool, async (client) => {
      await lockPeople(client, { subjectIds: [childId] });
      const [subject] = await query<{ chain_id: string; is_child: boolean }>(
        client,
        'select chain_id, is_child from subjects where subject_id = $1 and household_id is not null',
        [childId],
      );
      if (subject === undefined) throw new EarshotError('NOT_FOUND');
      if (subject.is_child) throw new EarshotError('CHILD_ALREADY');
      const { chain_id: chainId } = subject;
      await changeConsent(client, [chainId]);
      await query(
        client,
        'update subjects set is_child = true, born_month = $2, recognised_at = $3 where subject_id = $1',
        [childId, monthText(born), nowAt],
      );
      await forgetVoice(client, childId);
      const ended = await query<{ consent_id: string }>(
        client,
        `update consents set withdrawn_at = $2, withdrawn_way = given_way
         where subject_id = $1 and purpose <> 'voice_service' and withdrawn_at is null returning consent_id`,
        [childId, nowAt],
      );
      await announceAll(
        client,
        'grant',
        ended.map(({ consent_id }) => consent_id),
      );
      await forgetHistory(client, childId);
      await endSampleKeys(client, childId, trainingRecipient, now());
      await query(
        client,
        'update account_links set ended_at = $2 where subject_id = $1 and ended_at is null',
        [childId, nowAt],
      );
      const notices = await grants.partWithAll(client, { subjectId: childId, chainId });
      const guardians = await query<{ guardian_id: string }>(
        client,
        `insert into guardianships (child_id, guardian_id, since)
         select distinct sub_id, main_id, $2::timestamptz from joins where sub_id = $1 and joined_at is not null
         on conflict do nothing returning guardian_id`,
        [childId, nowAt],
      );
      await query(client, 'delete from joins where main_id = $1 or sub_id = $1', [childId]);
      await query(client, 'delete from sessions where subject_id = $1', [childId]);
      await query(client, 'delete from sign_in_challenges where subject_id = $1', [childId]);
      const deviceIds = await this.#announceDevices(client, childId);
      return { chainId, notices, deviceIds, guardianIds: guardians.map((row) => row.guardian_id) };
    });
    this.#apply([done.chainId], done.deviceIds);
    hint(done.notices);
    await tellGuardians(this.#parts, done.guardianIds);
  }

  /** The month for a note outside the database, which its erasure makes noise. @throws EarshotError NOT_FOUND */
  async sealBorn(childId: string, born: BornIn): Promise<{ keyId: string; sealedBorn: string }> {
    const { pool, keys } = this.#parts;
    return withTransaction(pool, async (client) => {
      const key = await subjectKey(client, keys, childId);
      const sealed = seal(key, monthText(born), bornContext(childId));
      return { keyId: (await lockSubject(client, childId)) ?? '', sealedBorn: sealed.toString('base64') };
    });
  }

  /** From such a note. @throws EarshotError as `recognise`; NOT_FOUND when its key was destroyed since. */
  async recogniseAgain(noted: { subjectId: string; keyId: string; sealedBorn: string }): Promise<void> {
    const { subjectId, keyId, sealedBorn } = noted;
    const key = await this.#parts.keys.get(keyId);
    const text = open(key, Buffer.from(sealedBorn, 'base64'), bornContext(subjectId)).toString('utf8');
    await this.recognise(subjectId, monthIn(text));
  }

  /** The child that comes first by name of its account. */
  async list(guardianId: string): Promise<Child[]> {
    const { pool, keys, texts, now } = this.#parts;
    const rows = await query<ChildRow>(
      pool,
      `select g.child_id, s.key_id, s.sealed_name, extract(year from s.born_month)::integer as born_year,
         extract(month from s.born_month)::integer as born_month, s.recognised_at is not null as is_recognised,
         exists (select from guardianships a where a.child_id = g.child_id and a.answered_at is not null) as is_answered,
         s.restricted_at is not null as is_restricted, h.time_zone, c.text_version,
         r.daily_minutes, r.quiet_from, r.quiet_until,
         array(select device_id from devices d where d.subject_id = g.child_id and d.revoked_at is null order by created_at) as device_ids
       from guardianships g join subjects s on s.subject_id = g.child_id join households h using (household_id)
         left join child_rules r on r.child_id = g.child_id
         left join consents c on c.subject_id = g.child_id and c.purpose = 'child_data' and c.withdrawn_at is null
       where g.guardian_id = $1 and s.is_child order by g.since, g.child_id`,
      [guardianId],
    );
    return Promise.all(
      rows.map(async (row) => {
        const { child_id: childId } = row;
        const isAgreed =
          row.text_version !== null && texts.holds({ purpose: 'child_data', version: row.text_version });
        const [use] = await query<{ used_ms: number }>(
          pool,
          'select used_ms from child_use where child_id = $1 and day = $2',
          [childId, dayIn(row.time_zone, now())],
        );
        return {
          childId,
          name: await openAccountName(keys, { ...row, subject_id: childId }),
          bornYear: row.born_year,
          bornMonth: row.born_month,
          isAgreed,
          isRecognised: row.is_recognised,
          isWaiting: !isAgreed && (!row.is_answered || row.text_version !== null),
          rules: {
            dailyMinutes: row.daily_minutes ?? undefined,
            quietFromMinute: row.quiet_from ?? undefined,
            quietUntilMinute: row.quiet_until ?? undefined,
          },
          usedTodayMs: use?.used_ms ?? 0,
          deviceIds: row.device_ids,
          isRestricted: row.is_restricted,
        };
      }),
    );
  }

  /** @throws EarshotError NOT_FOUND; CONSENT_TEXT_OLD */
  async answer(
    guardianId: string,
    childId: string,
    one: { readonly isYes: boolean; readonly version: number; readonly locale: string; readonly way: Way },
  ): Promise<void> {
    const { pool, consents, texts, now } = this.#parts;
    await requireGuardian(pool, guardianId, childId);
    const who = { subjectId: childId, tenantId: '' };
    const { isYes, version, locale, way } = one;
    if (isYes) {
      await consents.give(who, { purpose: 'child_data', version, locale, way }, guardianId);
      const voice = texts.current('voice_service').version;
      await consents.give(who, { purpose: 'voice_service', version: voice, locale, way }, guardianId);
    } else {
      await consents.withdraw(who, 'child_data', way);
    }
    const changed = await this.#change(guardianId, childId, (client) =>
      query(client, 'update guardianships set answered_at = $3 where child_id = $1 and guardian_id = $2', [
        childId,
        guardianId,
        new Date(now()),
      ]),
    );
    this.#apply([changed.chainId], changed.deviceIds);
  }

  /** @param otherId An account that is joined with the guardian's. @throws EarshotError NOT_FOUND */
  async addGuardian(guardianId: string, childId: string, otherId: string): Promise<void> {
    const { pool, now } = this.#parts;
    await requireGuardian(pool, guardianId, childId);
    await query(
      pool,
      'insert into guardianships (child_id, guardian_id, since) values ($1, $2, $3) on conflict do nothing',
      [childId, otherId, new Date(now())],
    );
  }

  /** @throws EarshotError INVALID_ARGUMENT, NOT_FOUND */
  async setRules(guardianId: string, childId: string, rules: ChildRules): Promise<void> {
    const { dailyMinutes, quietFromMinute, quietUntilMinute } = rules;
    const isFit = (value: number | undefined, most: number) =>
      value === undefined || (Number.isInteger(value) && value >= 0 && value <= most);
    if (
      !isFit(dailyMinutes, 1_440) ||
      !isFit(quietFromMinute, 1_439) ||
      !isFit(quietUntilMinute, 1_439) ||
      (quietFromMinute === undefined) !== (quietUntilMinute === undefined)
    ) {
      throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'rules' } });
    }
    const changed = await this.#change(guardianId, childId, (client) =>
      query(
        client,
        `insert into child_rules values ($1, $2, $3, $4) on conflict (child_id) do update set
           daily_minutes = excluded.daily_minutes, quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until`,
        [childId, dailyMinutes ?? null, quietFromMinute ?? null, quietUntilMinute ?? null],
      ),
    );
    this.#apply([changed.chainId], changed.deviceIds);
  }

  /** @param isGiven False: it is the guardian's again. @throws EarshotError NOT_FOUND for what is not of this home. */
  async giveDevice(
    guardianId: string,
    one: {
      readonly childId: string;
      readonly householdId: string;
      readonly deviceId: string;
      readonly isGiven: boolean;
    },
  ): Promise<void> {
    const { childId, householdId, deviceId, isGiven } = one;
    const [from, to] = isGiven ? [guardianId, childId] : [childId, guardianId];
    const chains = await withTransaction(this.#parts.pool, async (client) => {
      await lockPeople(client, { subjectIds: [guardianId, childId] });
      await requireGuardian(client, guardianId, childId);
      const moved = await query<{ chain_id: string; former: string }>(
        client,
        `update devices d set subject_id = t.subject_id, chain_id = t.chain_id, is_child_device = $5
         from subjects f, subjects t where d.device_id = $1 and d.household_id = $2 and d.revoked_at is null
           and f.subject_id = $3 and d.subject_id = f.subject_id and t.subject_id = $4
           and t.household_id = d.household_id returning t.chain_id, f.chain_id as former`,
        [deviceId, householdId, from, to, isGiven],
      );
      const [row] = moved;
      if (row === undefined) throw new EarshotError('NOT_FOUND');
      await changeConsent(client, [row.chain_id, row.former].sort());
      await announceAll(client, 'device', [deviceId]);
      return [row.chain_id, row.former];
    });
    this.#apply(chains, [deviceId]);
  }

  /** A turn of a child took so long. Whoever listens next is told when that was as much as is allowed. */
  async used(deviceId: string, usedMs: number): Promise<void> {
    const { pool, now } = this.#parts;
    const ms = Math.min(Math.max(Math.round(usedMs), 0), 600_000);
    const [of] = await query<{
      child_id: string;
      time_zone: string;
      chain_id: string;
      daily_minutes: number | null;
    }>(
      pool,
      `select s.subject_id as child_id, h.time_zone, s.chain_id, r.daily_minutes
       from devices d join subjects s using (subject_id) join households h on h.household_id = d.household_id
         left join child_rules r on r.child_id = s.subject_id
       where d.device_id = $1 and d.revoked_at is null and s.is_child`,
      [deviceId],
    );
    if (of === undefined) return;
    const reached = await withTransaction(pool, async (client) => {
      const [row] = await query<{ used_ms: number }>(
        client,
        `insert into child_use values ($1, $2, $3) on conflict (child_id, day)
         do update set used_ms = child_use.used_ms + excluded.used_ms returning used_ms`,
        [of.child_id, dayIn(of.time_zone, now()), ms],
      );
      const limitMs = (of.daily_minutes ?? Number.POSITIVE_INFINITY) * 60_000;
      const total = row?.used_ms ?? 0;
      if (total < limitMs || total - ms >= limitMs) return undefined;
      await announceAll(client, 'chain', [of.chain_id]);
      return this.#announceDevices(client, of.child_id);
    });
    if (reached !== undefined) this.#apply([of.chain_id], reached);
  }

  /** Whoever is a child no longer answers for themselves: what a guardian set and agreed to ends. */
  async growUp(): Promise<void> {
    const { pool, now } = this.#parts;
    const over = await query<{ subject_id: string; chain_id: string }>(
      pool,
      `select subject_id, chain_id from subjects
       where is_child and born_month + make_interval(years => $1, months => 1) <= $2`,
      [childUntilYears, new Date(now())],
    );
    for (const { subject_id: subjectId, chain_id: chainId } of over) {
      const deviceIds = await withTransaction(pool, async (client) => {
        await lockPeople(client, { subjectIds: [subjectId] });
        await changeConsent(client, [chainId]);
        await query(
          client,
          'update subjects set is_child = false, born_month = null, recognised_at = null where subject_id = $1',
          [subjectId],
        );
        await query(client, 'update devices set is_child_device = false where subject_id = $1', [subjectId]);
        // Not even to be heard: it has to be asked itself.
        await query(
          client,
          `update consents set withdrawn_at = $2, withdrawn_way = given_way where subject_id = $1 and withdrawn_at is null`,
          [subjectId, new Date(now())],
        );
        for (const table of ['guardianships', 'child_rules', 'child_use']) {
          await query(client, `delete from ${table} where child_id = $1`, [subjectId]);
        }
        return this.#announceDevices(client, subjectId);
      });
      this.#apply([chainId], deviceIds);
    }
  }

  /** One change of a child's, after which whoever listens is looked at again. @throws EarshotError NOT_FOUND */
  async #change(
    guardianId: string,
    childId: string,
    act: (client: PoolClient) => Promise<unknown>,
  ): Promise<{ chainId: string; deviceIds: string[] }> {
    return withTransaction(this.#parts.pool, async (client) => {
      await lockPeople(client, { subjectIds: [childId] });
      await requireGuardian(client, guardianId, childId);
      await act(client);
      const [subject] = await query<{ chain_id: string }>(
        client,
        'select chain_id from subjects where subject_id = $1',
        [childId],
      );
      const chainId = subject?.chain_id ?? '';
      await changeConsent(client, [chainId]);
      return { chainId, deviceIds: await this.#announceDevices(client, childId) };
    });
  }

  async #announceDevices(client: PoolClient, subjectId: string): Promise<string[]> {
    const devices = await query<{ device_id: string }>(
      client,
      'select device_id from devices where subject_id = $1 and revoked_at is null',
      [subjectId],
    );
    const ids = devices.map((device) => device.device_id);
    await announceAll(client, 'device', ids);
    return ids;
  }

  #apply(chainIds: readonly string[], deviceIds: readonly string[]): void {
    const { feed } = this.#parts;
    for (const id of chainIds) feed.apply({ kind: 'chain', id });
    for (const id of deviceIds) feed.apply({ kind: 'device', id });
  }
}
