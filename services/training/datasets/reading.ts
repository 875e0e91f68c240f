/** Finished samples for people who label them, each look on record; and what many people said in vain, for skills. */
import type {
  SampleRead,
  SampleText,
  SuggestedSentence,
} from '../../../proto/gen/earshot/training/v1/training.ts';
import { TurnEnd } from '../../../proto/gen/earshot/training/v1/training.ts';
import { type Pool, query } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { ConsentPort } from '../samples/consent-port.ts';
import { dayOf, openText, type SampleRow, sampleColumns } from '../samples/sample-store.ts';
import { type Datasets, firstEntry } from './datasets.ts';

const maxPage = 100;
const readerShape = /^[a-z0-9-]{1,32}$/;
/** Fewer people than this, and a sentence could be somebody's own. */
const minSpeakers = 10;
const maxSuggested = 200;
const maxScanned = 50_000;

export interface ReadingParts {
  readonly pool: Pool;
  readonly datasets: Datasets;
  readonly consent: Pick<ConsentPort, 'openKeys'>;
  readonly now: () => number;
}

/** One page, after its reads are on record. @throws EarshotError INVALID_ARGUMENT, NOT_FOUND */
export async function readSamples(
  { pool, datasets, now }: ReadingParts,
  request: { version: number; reader: string; afterSampleId: string; pageSize: number },
): Promise<SampleText[]> {
  const { version, reader, afterSampleId, pageSize } = request;
  if (!readerShape.test(reader)) throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'reader' } });
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

/** Alike but for case, spaces and punctuation. */
const sameAs = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}<>_]+/gu, ' ')
    .trim();

/**
 * Sentences that led to nothing, said alike by at least ten people of one collection, most of them first. People have
 * one key in each collection, so nobody counts twice.
 */
export async function suggestSentences(
  { pool, consent, now }: ReadingParts,
  skillId: string,
  locale: string,
): Promise<SuggestedSentence[]> {
  const rows = await query<SampleRow>(
    pool,
    `select ${sampleColumns} from training_samples where locale = $1 and expires_on > $2
     order by made_on desc limit ${maxScanned}`,
    [locale, dayOf(now())],
  );
  const keys = await consent.openKeys(rows.map(({ key_id }) => key_id));
  const said = new Map<string, { text: string; people: Map<string, Set<string>> }>();
  for (const row of rows) {
    const open = keys.get(row.key_id);
    if (open === undefined) continue;
    const { text, end, skillId: asked } = openText(open.key, row);
    if (end !== TurnEnd.REJECTED || asked !== skillId) continue;
    const known = said.get(sameAs(text)) ?? { text, people: new Map<string, Set<string>>() };
    const inCollection = known.people.get(row.collection_id) ?? new Set();
    known.people.set(row.collection_id, inCollection.add(row.key_id));
    said.set(sameAs(text), known);
  }
  return [...said.values()]
    .map(({ text, people }) => ({
      text,
      speakers: Math.max(...[...people.values()].map(({ size }) => size)),
    }))
    .filter(({ speakers }) => speakers >= minSpeakers)
    .sort((a, b) => b.speakers - a.speakers)
    .slice(0, maxSuggested);
}
