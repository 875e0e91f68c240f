/**
 * Finished samples: rows without anybody's name, sealed with a key that privacy keeps. Whoever holds every table and not
 * the key holds noise; a sample whose key is gone goes with the next look.
 */
import { randomUUID } from 'node:crypto';
import { SampleSource, type TurnEnd } from '../../../proto/gen/earshot/training/v1/training.ts';
import { type Pool, type PoolClient, query, withTransaction } from '../../common/db/pool.ts';
import { open, seal } from '../../common/keys/seal.ts';
import type { WaitingTurn } from '../intake/turn.ts';
import { settleGone } from './gone.ts';

/** The words and what else a sample says; all of it is sealed. */
export interface SampleText {
  readonly text: string;
  readonly source: SampleSource;
  readonly end: TurnEnd;
  readonly skillId: string;
  readonly deviceModel: string;
}

export interface SampleRow {
  readonly sample_id: string;
  readonly key_id: string;
  readonly collection_id: string;
  readonly locale: string;
  readonly made_on: string;
  readonly expires_on: string;
  readonly sealed_text: Buffer;
  readonly sealed_audio: Buffer | null;
}

export interface NewSample {
  readonly intakeId: string;
  readonly keyId: string;
  readonly key: Buffer;
  readonly keyExpiresAtMs: number;
  readonly turn: WaitingTurn;
  readonly text: string;
  readonly pcm: Buffer | undefined;
}

/** No sample is older. */
export const lifeMs = 180 * 86_400_000;
/** A day in UTC, as the database writes it. */
export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
/** Dates as text: a `date` has no time, and the driver would give it one of this machine's zone. */
export const sampleColumns =
  'sample_id, key_id, collection_id, locale, made_on::text, expires_on::text, sealed_text, sealed_audio';

export class SampleStore {
  readonly #pool: Pool;
  readonly #now: () => number;

  constructor(pool: Pool, now: () => number) {
    this.#pool = pool;
    this.#now = now;
  }

  /** The waiting row becomes a sample in one commit: no turn gives two. @returns absent when it was taken already. */
  async put({
    intakeId,
    keyId,
    key,
    keyExpiresAtMs,
    turn,
    text,
    pcm,
  }: NewSample): Promise<string | undefined> {
    const sampleId = randomUUID();
    const { source, end, skillId, deviceModel, locale, collectionId } = turn;
    const now = this.#now();
    // Whole days, so that the time of the last day is not a mark; the key may die earlier in it.
    const expiresOn = dayOf(Math.min(now + lifeMs, keyExpiresAtMs));
    return withTransaction(this.#pool, async (client) => {
      const taken = await query(client, 'delete from training_intake where intake_id = $1 returning 1', [
        intakeId,
      ]);
      if (taken.length === 0) return undefined;
      await query(
        client,
        `insert into training_samples (sample_id, key_id, collection_id, locale, made_on, expires_on, sealed_text, sealed_audio)
         values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [
          sampleId,
          keyId,
          collectionId,
          locale,
          dayOf(now),
          expiresOn,
          seal(
            key,
            JSON.stringify({ text, source, end, skillId, deviceModel } satisfies SampleText),
            sampleId,
          ),
          pcm === undefined ? null : seal(key, pcm, `${sampleId} audio`),
        ],
      );
      return sampleId;
    });
  }

  /** Keys that samples or turns rest on, page by page. */
  async keysAfter(keyId: string, count: number): Promise<string[]> {
    const rows = await query<{ key_id: string }>(
      this.#pool,
      `select key_id from (select key_id from training_samples union select key_id from training_intake union select key_id from training_handed_in) as held
       where key_id > $1::uuid order by key_id limit $2`,
      [keyId, count],
    );
    return rows.map(({ key_id }) => key_id);
  }

  /** Samples of these keys go, and whoever has a copy of one owes its deletion. */
  async dropOf(keyIds: readonly string[]): Promise<number> {
    return this.#drop('key_id = any($1::uuid[])', [keyIds]);
  }

  async drop(sampleId: string): Promise<number> {
    return this.#drop('sample_id = $1', [sampleId]);
  }

  /** What has outlived its time goes on its last day, not after it. */
  async dropExpired(): Promise<number> {
    return this.#drop('expires_on <= $1', [dayOf(this.#now())]);
  }

  #drop(condition: string, parameters: readonly unknown[]): Promise<number> {
    return withTransaction(this.#pool, (client) =>
      dropWhere(client, condition, parameters, dayOf(this.#now())),
    );
  }
}

async function dropWhere(
  client: PoolClient,
  condition: string,
  parameters: readonly unknown[],
  today: string,
): Promise<number> {
  // Entries before samples, as an erasure goes: two that meet over one person wait for each other and none fails.
  await query(
    client,
    `select from training_entries where sample_id in (select sample_id from training_samples where ${condition})
     order by entry_id for update`,
    parameters,
  );
  const rows = await query(client, `delete from training_samples where ${condition} returning 1`, parameters);
  await settleGone(client, today);
  return rows.length;
}

export function openText(key: Buffer, row: SampleRow): SampleText {
  const said = JSON.parse(open(key, row.sealed_text, row.sample_id).toString('utf8')) as SampleText;
  // Those that were sealed before there were others say nothing of it.
  return { ...said, source: said.source ?? SampleSource.TURN };
}

export function openAudio(key: Buffer, row: SampleRow): Buffer {
  return row.sealed_audio === null ? Buffer.alloc(0) : open(key, row.sealed_audio, `${row.sample_id} audio`);
}
