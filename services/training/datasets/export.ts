/** Hands a version out as a copy: recorded first, disclosed in each person's ledger next, and only then sent. */
import { randomUUID } from 'node:crypto';
import type { LeavingSamples } from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { type ExportDatasetResponse, SampleSource } from '../../../proto/gen/earshot/training/v1/training.ts';
import { type Pool, query } from '../../common/db/pool.ts';
import { parseEndpoint } from '../../common/egress/index.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { ConsentPort, OpenKey } from '../samples/consent-port.ts';
import type { Keeper } from '../samples/keeper.ts';
import { dayOf, openAudio, openText } from '../samples/sample-store.ts';
import type { Datasets, EntryRow } from './datasets.ts';

export interface ExportParts {
  readonly pool: Pool;
  readonly datasets: Datasets;
  readonly keeper: Pick<Keeper, 'dropDead'>;
  readonly consent: Pick<ConsentPort, 'discloseCopy'>;
  readonly now: () => number;
}

const maxNameLength = 200;
const maxUrlLength = 1_000;
type Part = NonNullable<ExportDatasetResponse['part']>;

/** @throws EarshotError NOT_FOUND; INVALID_ARGUMENT for a copy in nobody's hands or an address that may not be called. */
export async function* exportDataset(
  { pool, datasets, keeper, consent, now }: ExportParts,
  { version, recipient, noticeUrl }: { version: number; recipient: string; noticeUrl: string },
): AsyncGenerator<Part, void, void> {
  if (recipient.trim() === '' || recipient.length > maxNameLength) {
    throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'recipient' } });
  }
  if (noticeUrl !== '') requireEndpoint(noticeUrl);
  await keeper.dropDead();
  await datasets.get(version);
  const copyId = randomUUID();
  // Before anything leaves: whatever goes from now on is owed by this copy, whether or not it came to have it.
  await query(
    pool,
    'insert into training_copies (copy_id, version, recipient, notice_url, exported_on) values ($1, $2, $3, $4, $5)',
    [copyId, version, recipient, noticeUrl, dayOf(now())],
  );
  yield { $case: 'copy', value: { copyId, dataset: await datasets.get(version) } };
  for await (const { rows, keys } of datasets.read(version)) {
    const allowed = await consent.discloseCopy(copyId, version, leavingOf(rows, keys));
    for (const row of rows) {
      const open = keys.get(row.key_id);
      if (open === undefined || !allowed.has(row.key_id)) continue;
      const { text, source, end, skillId } = openText(open.key, row);
      yield {
        $case: 'sample',
        value: {
          sampleId: row.entry_id,
          speaker: row.speaker_id,
          split: row.split,
          locale: row.locale,
          text,
          audio: openAudio(open.key, row),
          deviceModel: row.device_model,
          month: row.made_on.slice(0, 7),
          source,
          end,
          skillId,
          expiresOn: row.expires_on,
        },
      };
    }
  }
}

/** Sizes as they are sealed: near enough for a record that names no value. */
function leavingOf(rows: readonly EntryRow[], keys: ReadonlyMap<string, OpenKey>): LeavingSamples[] {
  const leaving = new Map<string, LeavingSamples>();
  for (const row of rows) {
    const open = keys.get(row.key_id);
    if (open === undefined) continue;
    const none = { keyId: row.key_id, textBytes: 0, audioBytes: 0, conversationBytes: 0 };
    const sum = leaving.get(row.key_id) ?? none;
    const isTurn = openText(open.key, row).source === SampleSource.TURN;
    sum[isTurn ? 'textBytes' : 'conversationBytes'] += row.sealed_text.length;
    sum.audioBytes += row.sealed_audio?.length ?? 0;
    leaving.set(row.key_id, sum);
  }
  return [...leaving.values()];
}

function requireEndpoint(url: string): void {
  try {
    if (url.length > maxUrlLength) throw new EarshotError('INVALID_ARGUMENT');
    parseEndpoint(url, 'public');
  } catch (cause) {
    throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'noticeUrl' }, cause });
  }
}
