/** Erases a household or a hotel everywhere. The row is the truth: whatever dies, the rest is done later. */
import { type EraseResponse, Whose } from '../../../proto/gen/earshot/holders/v1/holders.ts';
import type { HolderOutcome } from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { type Pool, type PoolClient, query, withTransaction } from '../../common/db/pool.ts';
import { codeOf, EarshotError } from '../../common/errors/earshot-error.ts';
import type { Holder } from '../../common/holders/holder.ts';
import type { Logger } from '../../common/log.ts';
import { type Attempt, recordEvent } from '../../common/outbox.ts';
import type { Devices } from '../accounts/devices.ts';
import { lockPeople } from '../accounts/lock-order.ts';
import { announce } from '../cache/change-feed.ts';
import type { Grants } from '../consent/grants.ts';
import type { KeyStore } from '../keys/key-store.ts';
import type { Links } from '../linking/links.ts';
import { keepNames } from '../notices/farewell.ts';
import type { RecordedNotice } from '../notices/record.ts';
import type { PlaceOwner } from '../places/owner.ts';
import type { RemoteHolder } from './holders.ts';
import type { Tombstones } from './tombstones.ts';
import { namesOf, namesOfSubject } from './whose.ts';

export const erasureQueue = 'privacy-erasures';

export interface ErasureParts {
  readonly pool: Pool;
  readonly log: Logger;
  readonly own: Holder;
  readonly others: readonly RemoteHolder[];
  readonly devices: Pick<Devices, 'revoke'>;
  readonly grants: Pick<Grants, 'forget'>;
  readonly links: Pick<Links, 'endAll'>;
  readonly keys: Pick<KeyStore, 'destroy'>;
  readonly pseudonymKey: Buffer;
  /** Recipients are told at once. */
  readonly hint: (notices: readonly RecordedNotice[]) => void;
  /** Keeps it true for databases that are put back from a backup. */
  readonly tombstones: Tombstones;
  readonly now: () => number;
}

/** A household, a hotel, or one account of a household: then the others are empty. */
export type Erased = PlaceOwner & { readonly subjectId?: string };

interface ErasureRow {
  readonly whose: unknown;
  readonly done_holders: string[];
  readonly state: 'pending' | 'done';
  readonly created_at: Date;
  readonly [column: string]: unknown;
}

/** What becomes true with the decision to erase, in its transaction. */
export type Alongside = (client: PoolClient, whose: Whose, erasureId: string) => Promise<unknown>;

/** A holder that cannot be reached is asked again so often. */
const retryMs = 60_000;

export class Erasures {
  readonly #parts: ErasureParts;

  constructor(parts: ErasureParts) {
    this.#parts = parts;
  }

  /**
   * Does what can be done now, and leaves the rest to the outbox. Asked again while something is pending, it goes on.
   * @param alongside What becomes true with the decision to erase, in its transaction.
   * @throws EarshotError INVALID_ARGUMENT; NOT_FOUND when there is no such owner, any more.
   */
  async erase(
    owner: Erased,
    alongside?: Alongside,
  ): Promise<{ erasureId: string; holders: HolderOutcome[] }> {
    const erasureId = await this.#begin(owner, alongside);
    return { erasureId, holders: await this.#run(erasureId) };
  }

  /** One attempt, as the outbox asks for it. */
  async attempt(erasureId: string): Promise<Attempt> {
    const outcomes = await this.#run(erasureId);
    return outcomes.every(({ isDone }) => isDone)
      ? { outcome: 'done' }
      : { outcome: 'retry', afterMs: retryMs };
  }

  /** The row and its work are one fact. */
  #begin(owner: Erased, alongside?: Alongside): Promise<string> {
    return withTransaction(this.#parts.pool, async (client) => {
      const [pending] = await query<{ erasure_id: string }>(
        client,
        `select erasure_id from erasures where state = 'pending'
           and (whose -> 'householdIds' ? $1 or whose -> 'tenantIds' ? $2 or whose -> 'subjectIds' ? $3) limit 1`,
        [owner.householdId, owner.tenantId, owner.subjectId ?? ''],
      );
      if (pending !== undefined) return pending.erasure_id;
      const whose =
        owner.subjectId === undefined
          ? await namesOf(client, owner)
          : await namesOfSubject(client, owner.subjectId);
      const [made] = await query<{ erasure_id: string }>(
        client,
        'insert into erasures (whose, created_at) values ($1, $2) returning erasure_id',
        [JSON.stringify(Whose.toJSON(whose)), new Date(this.#parts.now())],
      );
      const erasureId = made?.erasure_id ?? '';
      await alongside?.(client, whose, erasureId);
      await recordEvent(client, erasureQueue, erasureId);
      return erasureId;
    });
  }

  async #run(erasureId: string): Promise<HolderOutcome[]> {
    const { pool, own, others } = this.#parts;
    const [row] = await query<ErasureRow>(pool, 'select * from erasures where erasure_id = $1', [erasureId]);
    if (row === undefined) return [];
    const whose = Whose.fromJSON(row.whose);
    const isDone = (name: string) => row.state === 'done' || row.done_holders.includes(name);
    const one = async (name: string, erase: () => Promise<EraseResponse>): Promise<HolderOutcome> => {
      if (isDone(name)) return { holder: name, isDone: true, erased: [], kept: [] };
      try {
        const { erased, kept } = await erase();
        await this.#markDone(erasureId, name);
        return { holder: name, isDone: true, erased, kept };
      } catch (error) {
        const { log } = this.#parts;
        log.warn('erasure.holder-waits', { eventId: erasureId, state: name, code: codeOf(error) }, error);
        return { holder: name, isDone: false, erased: [], kept: [] };
      }
    };
    if (row.state === 'pending') {
      await this.#parts.tombstones.note(erasureId, whose, row.created_at.getTime());
    }
    // First nothing new may come to be; then everybody lets go of what there is.
    if (!isDone('privacy')) await this.#shutOut(erasureId, whose, row.created_at);
    const outcomes = await Promise.all([
      one('privacy', () => own.erase(whose, (client) => this.#sayFarewell(client, whose))),
      ...others.map((other) => one(other.name, () => other.erase(whose))),
    ]);
    if (row.state === 'pending' && outcomes.every((outcome) => outcome.isDone)) {
      await query(
        pool,
        `update erasures set state = 'done', whose = '{}', settled_at = $2 where erasure_id = $1`,
        [erasureId, new Date(this.#parts.now())],
      );
    }
    // Whoever keeps what is in no table lets go of it now that no device of theirs can make it anew.
    await announce(pool, { kind: 'erasure', id: erasureId });
    return outcomes;
  }

  /** Devices lose their tokens, recipients are to be told, keys are destroyed. Each of it may be done twice. */
  async #shutOut(erasureId: string, whose: Whose, sinceDate: Date): Promise<void> {
    const { pool, devices, grants, keys, links, hint } = this.#parts;
    const [householdId = ''] = whose.householdIds;
    const [tenantId = ''] = whose.tenantIds;
    // Of one account alone neither is named; its speakers stand in a household all the same.
    const [alone = ''] = householdId + tenantId === '' ? whose.subjectIds : [];
    const home = alone === '' ? householdId : await householdOf(pool, alone);
    for (const deviceId of home + tenantId === '' ? [] : whose.deviceIds) {
      await devices.revoke(deviceId, home, tenantId).catch(unlessGone);
    }
    const recipients = await query<{ skill_id: string }>(pool, recipientsToTell, [
      whose.subjectIds,
      sinceDate,
    ]);
    for (const { skill_id } of recipients) {
      const subject = { subjectId: alone, householdId, tenantId };
      const notices = await grants.forget(subject, skill_id, 'user.data.delete').catch(unlessGone);
      hint(notices ?? []);
      await query(pool, 'update erasures set notice_ids = notice_ids || $2::uuid[] where erasure_id = $1', [
        erasureId,
        (notices ?? []).map(({ noticeId }) => noticeId),
      ]);
    }
    await links.endAll(whose.subjectIds);
    const held = await query<{ key_id: string }>(pool, keysOf, [
      whose.householdIds,
      whose.subjectIds,
      whose.deviceIds,
      whose.tenantIds,
    ]);
    for (const { key_id } of held) await keys.destroy(key_id);
  }

  /** Names that only the rows could make again are written into what still has to be told. */
  async #sayFarewell(client: PoolClient, whose: Whose): Promise<void> {
    await lockPeople(client, whose);
    await keepNames(client, this.#parts.pseudonymKey, whose.subjectIds);
    await query(
      client,
      `delete from pseudonym_epochs where chain_id in (
         select chain_id from subjects where subject_id = any($1)
         union select chain_id from devices where device_id = any($2))`,
      [whose.subjectIds, whose.deviceIds],
    );
  }

  async #markDone(erasureId: string, holder: string): Promise<void> {
    await query(
      this.#parts.pool,
      `update erasures set done_holders = done_holders || $2::text
       where erasure_id = $1 and not done_holders @> array[$2::text]`,
      [erasureId, holder],
    );
  }
}

/** Empty when it is gone already. */
async function householdOf(pool: Pool, subjectId: string): Promise<string> {
  const [row] = await query<{ household_id: string | null }>(
    pool,
    'select household_id from subjects where subject_id = $1',
    [subjectId],
  );
  return row?.household_id ?? '';
}

function unlessGone(error: unknown): undefined {
  if (error instanceof EarshotError && error.code === 'NOT_FOUND') return undefined;
  throw error;
}

/** Skills that received anything or may, and were not told since this erasure began. */
const recipientsToTell = `
  with chains as (select chain_id from subjects where subject_id = any($1))
  select skill_id from (
    select skill_id from ledger_entries join chains using (chain_id)
    union select skill_id from grants where subject_id = any($1) and withdrawn_at is null) as known
  where not exists (
    select from notices n join chains using (chain_id)
    where n.skill_id = known.skill_id and n.event = 'user.data.delete' and n.created_at >= $2)
  order by skill_id`;

const keysOf = `select key_id from (
    select key_id from households where household_id = any($1)
    union select key_id from subjects where subject_id = any($2)
    union select key_id from devices where device_id = any($3)
    union select key_id from tenants where tenant_id = any($4)
    union select key_id::text from sample_keys where subject_id = any($2)) as held
  where key_id is not null`;
