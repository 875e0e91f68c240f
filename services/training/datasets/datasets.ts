/** Versions of the data set: frozen lists of samples under names of their own, which lose what goes and get nothing new. */
import type { Dataset } from '../../../proto/gen/earshot/training/v1/training.ts';
import { type Pool, type PoolClient, query, withTransaction } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { consentVersion } from '../consent.ts';
import type { Collections } from '../samples/collections.ts';
import type { ConsentPort, OpenKey } from '../samples/consent-port.ts';
import type { Keeper } from '../samples/keeper.ts';
import { dayOf, openText, type SampleRow, sampleColumns } from '../samples/sample-store.ts';
import { generalise } from './generalise.ts';
import { splitSpeakers } from './split.ts';

/** People behind every model of a device that is said. */
const minPeople = 20;
const rowsPerPage = 200;

interface DatasetParts {
  readonly pool: Pool;
  readonly consent: Pick<ConsentPort, 'openKeys' | 'drawSpeakers'>;
  readonly collections: Pick<Collections, 'next'>;
  readonly keeper: Pick<Keeper, 'dropDead'>;
  readonly now: () => number;
}

/** An entry of a version whose sample is there. */
export interface EntryRow extends SampleRow {
  readonly entry_id: string;
  readonly speaker_id: string;
  readonly split: string;
  readonly device_model: string;
}

interface DatasetRow {
  readonly version: number;
  readonly created_on: string;
  readonly consent_version: string;
  readonly expires_on: string | null;
  readonly samples: number;
  readonly speakers: number;
  readonly gone: number;
}

interface CopyRow {
  readonly copy_id: string;
  readonly version: number;
  readonly recipient: string;
  readonly exported_on: string;
  readonly unconfirmed: number;
}

export class Datasets {
  readonly #parts: DatasetParts;

  constructor(parts: DatasetParts) {
    this.#parts = parts;
  }

  /** Freezes what is there, of one language or of all. @throws EarshotError DATASET_EMPTY when there is nothing. */
  async create(locale: string): Promise<Dataset> {
    const { pool, consent, collections, keeper, now } = this.#parts;
    await keeper.dropDead();
    const version = await this.#begin();
    const rows = await query<SampleRow>(
      pool,
      `select ${sampleColumns} from training_samples where ($1 = '' or locale = $1) and expires_on > $2`,
      [locale, dayOf(now())],
    );
    const keyIds = [...new Set(rows.map(({ key_id }) => key_id))];
    const open = await consent.openKeys(keyIds);
    const speakers = await consent.drawSpeakers(version, [...open.keys()]);
    const usable = rows.flatMap((row) => {
      const key = open.get(row.key_id);
      const speaker = speakers.get(row.key_id);
      return key === undefined || speaker === undefined ? [] : [{ row, key, speaker }];
    });
    if (usable.length === 0) {
      await query(pool, 'delete from training_datasets where version = $1', [version]);
      throw new EarshotError('DATASET_EMPTY');
    }
    const models = generalise(
      usable.map(({ row, key, speaker }) => ({ speaker, model: openText(key.key, row).deviceModel })),
      minPeople,
    );
    const splits = splitSpeakers(speakers.values());
    await withTransaction(pool, async (client) => {
      for (const [index, { row, speaker }] of usable.entries()) {
        await query(
          client,
          // A sample that went in between is not there to be named.
          `insert into training_entries (version, sample_id, speaker_id, split, device_model)
           select $1, sample_id, $3, $4, $5 from training_samples where sample_id = $2`,
          [version, row.sample_id, speaker, splits.get(speaker), models[index]],
        );
      }
      await query(client, `update training_datasets set state = 'frozen' where version = $1`, [version]);
    });
    await collections.next();
    return this.get(version);
  }

  async list(): Promise<Dataset[]> {
    await this.#parts.keeper.dropDead();
    return this.#read();
  }

  /** @throws EarshotError NOT_FOUND */
  async get(version: number): Promise<Dataset> {
    const [found] = await this.#read(version);
    if (found === undefined) throw new EarshotError('NOT_FOUND');
    return found;
  }

  /** Names of what went from a version. @throws EarshotError NOT_FOUND */
  async gone(version: number): Promise<string[]> {
    await this.#parts.keeper.dropDead();
    await this.get(version);
    const rows = await query<{ entry_id: string }>(
      this.#parts.pool,
      'select entry_id from training_entries where version = $1 and sample_id is null order by entry_id',
      [version],
    );
    return rows.map(({ entry_id }) => entry_id);
  }

  /** Samples of a version that are there now, with the keys that open them, page by page. */
  async *read(
    version: number,
    after = firstEntry,
    pageSize = rowsPerPage,
  ): AsyncGenerator<{ readonly rows: EntryRow[]; readonly keys: Map<string, OpenKey> }, void, void> {
    const { pool, consent, now } = this.#parts;
    for (let from = after; ; ) {
      const rows = await query<EntryRow>(
        pool,
        `select e.entry_id, e.speaker_id, e.split, e.device_model, ${sampleColumns}
         from training_entries e join training_samples s using (sample_id)
         where e.version = $1 and e.entry_id > $2 and s.expires_on > $3 order by e.entry_id limit $4`,
        [version, from, dayOf(now()), pageSize],
      );
      const keys = await consent.openKeys(rows.map(({ key_id }) => key_id));
      yield { rows: rows.filter(({ key_id }) => keys.has(key_id)), keys };
      const last = rows.at(-1);
      if (last === undefined || rows.length < pageSize) return;
      from = last.entry_id;
    }
  }

  /** The next number; one that was begun and never finished is forgotten. */
  #begin(): Promise<number> {
    const { pool, now } = this.#parts;
    return withTransaction(pool, async (client) => {
      await query(client, 'select pg_advisory_xact_lock(906902)');
      await forgetUnfinished(client, dayOf(now()));
      const [row] = await query<{ version: number }>(
        client,
        `insert into training_datasets (version, created_on, consent_version)
         select coalesce(max(version), 0) + 1, $1, $2 from training_datasets returning version`,
        [dayOf(now()), consentVersion],
      );
      return row!.version;
    });
  }

  async #read(version?: number): Promise<Dataset[]> {
    const { pool } = this.#parts;
    const [rows, copies] = await Promise.all([
      query<DatasetRow>(
        pool,
        `select d.version, d.created_on::text, d.consent_version, max(s.expires_on)::text as expires_on,
           count(s.sample_id) as samples, count(distinct e.speaker_id) as speakers,
           count(e.entry_id) filter (where e.sample_id is null) as gone
         from training_datasets d left join training_entries e using (version)
           left join training_samples s using (sample_id)
         where d.state = 'frozen' and ($1::int is null or d.version = $1) group by d.version order by d.version`,
        [version ?? null],
      ),
      query<CopyRow>(
        pool,
        `select c.copy_id, c.version, c.recipient, c.exported_on::text,
           count(d.entry_id) filter (where d.confirmed_at is null) as unconfirmed
         from training_copies c left join training_debts d using (copy_id)
         where $1::int is null or c.version = $1 group by c.copy_id order by c.exported_on, c.copy_id`,
        [version ?? null],
      ),
    ]);
    return rows.map((row) => ({
      version: row.version,
      createdOn: row.created_on,
      expiresOn: row.expires_on ?? row.created_on,
      consentVersion: row.consent_version,
      samples: Number(row.samples),
      speakers: Number(row.speakers),
      gone: Number(row.gone),
      copies: copies
        .filter((copy) => copy.version === row.version)
        .map((copy) => ({
          copyId: copy.copy_id,
          recipient: copy.recipient,
          exportedOn: copy.exported_on,
          unconfirmed: Number(copy.unconfirmed),
        })),
    }));
  }
}

export const firstEntry = '00000000-0000-0000-0000-000000000000';

async function forgetUnfinished(client: PoolClient, today: string): Promise<void> {
  // Of today it may still be under way in another process.
  await query(client, `delete from training_datasets where state = 'making' and created_on < $1`, [today]);
}
