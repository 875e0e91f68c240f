/**
 * Keys of training samples. The consent is the key: while it lives, samples can be read; when the consent ends, the
 * account is erased or 180 days have passed, it is destroyed, and samples are noise wherever their rows are.
 */
import { type Pool, type PoolClient, query, withTransaction } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { Logger } from '../../common/log.ts';
import { isUuid } from '../../common/uuid.ts';
import { decideAudience, isWatchModel } from '../audience/decide.ts';
import { answersOf } from '../consent/consents.ts';
import type { Answer, ConsentTexts } from '../consent/texts/texts.ts';
import type { KeyStore } from '../keys/key-store.ts';
import { trainingRecipient } from './names.ts';

/** No sample is older, whatever anybody configures. */
const lifeMs = 180 * 86_400_000;
const maxKeysPerCall = 500;
const sweepMs = 60_000;

export interface OpenKey {
  readonly keyId: string;
  readonly key: Buffer;
  readonly expiresAtMs: number;
}

export interface SampleKeyParts {
  readonly pool: Pool;
  readonly keys: KeyStore;
  readonly texts: Pick<ConsentTexts, 'live'>;
  readonly log: Logger;
  readonly now: () => number;
}

interface DeviceRow {
  readonly subject_id: string | null;
  readonly tenant_id: string | null;
  readonly model: string;
  readonly region: string;
  readonly is_child: boolean;
  readonly answers: Answer[];
}

interface KeyRow {
  readonly key_id: string;
  readonly expires_at: Date;
}

export class SampleKeys {
  readonly #parts: SampleKeyParts;
  #sweeper: NodeJS.Timeout | undefined;

  constructor(parts: SampleKeyParts) {
    this.#parts = parts;
  }

  /** Destroys what is overdue before anything can be read, and goes on looking. */
  async start(): Promise<void> {
    await this.sweep();
    const { log } = this.#parts;
    this.#sweeper = setInterval(() => {
      this.sweep().catch((error: unknown) => log.warn('samples.sweep-failed', {}, error));
    }, sweepMs);
  }

  stop(): void {
    clearInterval(this.#sweeper);
  }

  /**
   * The person's key in this collection. Ordered with withdrawals by the lock of the person's chain: either the grants
   * are found ended here, or whoever ends them finds the key.
   * @throws EarshotError PERMISSION_DENIED unless the device is somebody's of that region who may be asked, and all grants
   *   are live.
   */
  async issue(
    device: { readonly deviceId: string; readonly householdId: string },
    grantIds: readonly string[],
    collectionId: string,
    region: string,
  ): Promise<{ readonly key: OpenKey; readonly deviceModel: string }> {
    requireIds(grantIds);
    requireIds([collectionId]);
    const { pool, keys } = this.#parts;
    const now = new Date(this.#parts.now());
    const { row, deviceModel } = await withTransaction(pool, async (client) => {
      const found = await deviceOf(client, device);
      if (
        found?.subject_id == null ||
        found.region !== region ||
        !(await this.#mayOffer(client, found, grantIds))
      ) {
        throw new EarshotError('PERMISSION_DENIED');
      }
      const [known] = await query<KeyRow>(
        client,
        `select key_id, expires_at from sample_keys
         where subject_id = $1 and collection_id = $2 and ended_at is null and expires_at > $3`,
        [found.subject_id, collectionId, now],
      );
      if (known !== undefined) return { row: known, deviceModel: found.model };
      // One that has expired and was not swept yet makes room.
      await query(
        client,
        'update sample_keys set ended_at = $3 where subject_id = $1 and collection_id = $2 and ended_at is null',
        [found.subject_id, collectionId, now],
      );
      const expires = new Date(now.getTime() + lifeMs);
      const [made] = await query<KeyRow>(
        client,
        `insert into sample_keys (key_id, subject_id, collection_id, created_at, expires_at)
         values ($1, $2, $3, $4, $5) returning key_id, expires_at`,
        [await keys.create(), found.subject_id, collectionId, now, expires],
      );
      if (made === undefined) throw new EarshotError('STORE_FAILED');
      return { row: made, deviceModel: found.model };
    });
    const key = await keys.get(row.key_id);
    return { key: { keyId: row.key_id, key, expiresAtMs: row.expires_at.getTime() }, deviceModel };
  }

  /** Those that still exist, by this process's clock. @throws EarshotError INVALID_ARGUMENT */
  async open(keyIds: readonly string[]): Promise<OpenKey[]> {
    requireIds(keyIds);
    const rows = await this.#live(keyIds);
    const opened = await Promise.all(
      rows.map(async ({ key_id, expires_at }) => {
        const key = await this.#parts.keys.get(key_id).catch(unlessDestroyed);
        return key && { keyId: key_id, key, expiresAtMs: expires_at.getTime() };
      }),
    );
    return opened.filter((key) => key !== undefined);
  }

  /** @returns a name for whoever is behind each key that still exists; the same for the same person and version. */
  async drawSpeakers(
    datasetVersion: number,
    keyIds: readonly string[],
  ): Promise<{ keyId: string; speakerId: string }[]> {
    requireIds(keyIds);
    if (datasetVersion < 1)
      throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'datasetVersion' } });
    const live = (await this.#live(keyIds)).map(({ key_id }) => key_id);
    const rows = await query<{ key_id: string; speaker_id: string }>(
      this.#parts.pool,
      `with people as (select distinct subject_id from sample_keys where key_id = any($2::uuid[])),
         drawn as (insert into sample_speakers (dataset_version, subject_id, speaker_id)
           select $1, subject_id, gen_random_uuid() from people order by subject_id
           on conflict (dataset_version, subject_id) do update set dataset_version = excluded.dataset_version
           returning subject_id, speaker_id)
       select key_id, speaker_id from sample_keys join drawn using (subject_id) where key_id = any($2::uuid[])`,
      [datasetVersion, live],
    );
    return rows.map(({ key_id, speaker_id }) => ({ keyId: key_id, speakerId: speaker_id }));
  }

  /** Destroys the keys whose consent has ended or whose time is over; their rows go when the files are gone. */
  async sweep(): Promise<void> {
    const { pool, keys, now } = this.#parts;
    const over = await query<{ key_id: string }>(
      pool,
      'select key_id from sample_keys where ended_at is not null or expires_at <= $1',
      [new Date(now())],
    );
    for (const { key_id } of over) {
      await keys.destroy(key_id);
      await query(pool, 'delete from sample_keys where key_id = $1', [key_id]);
    }
    await query(
      pool,
      `delete from sample_speakers where subject_id not in (select subject_id from sample_keys)`,
    );
  }

  /** Somebody who may be asked, agrees to training, and granted what this rests on. */
  async #mayOffer(client: PoolClient, device: DeviceRow, grantIds: readonly string[]): Promise<boolean> {
    const { tenant_id, is_child, answers, subject_id } = device;
    const place = tenant_id === null ? 'home' : 'hotel';
    const consents = this.#parts.texts.live(answers);
    const { policy } = decideAudience({
      ...{ place, isChild: is_child, consents },
      isWatch: isWatchModel(device.model),
    });
    if (!policy.mayOfferForTraining || grantIds.length === 0) return false;
    const rows = await query(
      client,
      `select 1 from grants where grant_id = any($1::uuid[]) and subject_id = $2 and skill_id = $3
         and withdrawn_at is null`,
      [grantIds, subject_id, trainingRecipient],
    );
    return rows.length === new Set(grantIds).size;
  }

  #live(keyIds: readonly string[]): Promise<KeyRow[]> {
    return query<KeyRow>(
      this.#parts.pool,
      `select key_id, expires_at from sample_keys
       where key_id = any($1::uuid[]) and ended_at is null and expires_at > $2`,
      [keyIds, new Date(this.#parts.now())],
    );
  }
}

/** Called in the transaction that ends grants: from its commit on nothing that they allowed can be read. */
export async function endSampleKeys(
  client: PoolClient,
  subjectId: string,
  recipient: string,
  nowMs: number,
): Promise<void> {
  if (recipient !== trainingRecipient) return;
  await query(client, 'update sample_keys set ended_at = $2 where subject_id = $1 and ended_at is null', [
    subjectId,
    new Date(nowMs),
  ]);
}

/** Read under the lock of its chain: whoever ends a grant or a consent holds that until its commit. */
async function deviceOf(
  client: PoolClient,
  { deviceId, householdId }: { readonly deviceId: string; readonly householdId: string },
): Promise<DeviceRow | undefined> {
  await query(
    client,
    `select 1 from ledger_heads where chain_id = (select chain_id from devices where device_id = $1) for update`,
    [deviceId],
  );
  const [row] = await query<DeviceRow>(
    client,
    `select d.subject_id, d.tenant_id, d.model, h.region, d.is_child_device or coalesce(s.is_child, false) as is_child,
       ${answersOf('c.subject_id = d.subject_id or c.tenant_id = d.tenant_id')} as answers
     from devices d join households h on h.household_id = d.household_id left join subjects s on s.subject_id = d.subject_id
     where d.device_id = $1 and d.household_id = $2 and d.revoked_at is null`,
    [deviceId, householdId],
  );
  return row;
}

function requireIds(ids: readonly string[]): void {
  if (ids.length > maxKeysPerCall || !ids.every(isUuid)) {
    throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'ids' } });
  }
}

function unlessDestroyed(error: unknown): undefined {
  if (error instanceof EarshotError && error.code === 'NOT_FOUND') return undefined;
  throw error;
}
