/** Finished samples for people who label them, each look on record. */
import type { SampleRead, SampleText } from '../../../proto/gen/earshot/training/v1/training.ts';
import { type Pool, query } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { ConsentPort } from '../samples/consent-port.ts';
import { openText } from '../samples/sample-store.ts';
import { type Datasets, firstEntry } from './datasets.ts';

const maxPage = 100;

export interface ReadingParts {
  readonly pool: Pool;
  readonly datasets: Datasets;
  readonly consent: Pick<ConsentPort, 'openKeys'>;
  readonly now: () => number;
}

/** One page, after its reads are on record. @param reader Who of the staff reads. @throws EarshotError INVALID_ARGUMENT, NOT_FOUND */
export async function readSamples(
  { pool, datasets, now }: ReadingParts,
  reader: string,
  request: { version: number; afterSampleId: string; pageSize: number },
): Promise<SampleText[]> {
  const { version, afterSampleId, pageSize } = request;
  await datasets.get(version);
  const after = afterSampleId === '' ? firstEntry : afterSampleId;
  if (!/^[0-9a-f-]{36}$/.test(after)) {
    throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'afterSampleId' } });
  }
  const size = Math.min(Math.max(1, pageSize), maxPage);
  const page = await datasets.read(version, after, size).next();
  if (page.done) return [];
  const { rows, keys } = page.value;
  await query(
    pool,
    `insert into training_reads (reader, entry_id, version, read_at)
     select $1, entry_id, $3, $4 from unnest($2::uuid[]) as entry_id`,
    [reader, rows.map(({ entry_id }) => entry_id), version, new Date(now())],
  );
  return rows.flatMap((row) => {
    const open = keys.get(row.key_id);
    if (open === undefined) return [];
    return [{ sampleId: row.entry_id, locale: row.locale, text: openText(open.key, row).text }];
  });
}

export async function listReads(pool: Pool, pageSize: number): Promise<SampleRead[]> {
  const rows = await query<{ reader: string; entry_id: string; version: number; read_at: Date }>(
    pool,
    'select reader, entry_id, version, read_at from training_reads order by read_at desc, read_id limit $1',
    [Math.min(Math.max(1, pageSize), 1_000)],
  );
  return rows.map((row) => ({
    reader: row.reader,
    sampleId: row.entry_id,
    version: row.version,
    readAtMs: row.read_at.getTime(),
  }));
}
