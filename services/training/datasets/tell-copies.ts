/** Tells whoever holds a copy what to delete there, again and again until it confirms. A 2xx answer is the confirmation. */
import { createHash } from 'node:crypto';
import { type Pool, query } from '../../common/db/pool.ts';
import { type Attempt, isOvertaken } from '../../common/outbox.ts';
import { postSigned, type SignedPostParts } from '../../common/webhooks/signed-post.ts';
import { confirmGone } from '../samples/gone.ts';

const hourMs = 3_600_000;
const entriesPerNotice = 1_000;
/** First soon, then every day, for as long as something is owed. */
const waitAfter = (attempt: number): number =>
  attempt < 5 ? hourMs / 60 : attempt < 10 ? hourMs : 24 * hourMs;

export interface TellParts extends SignedPostParts {
  readonly pool: Pool;
}

export async function tellCopy(
  parts: TellParts,
  copyId: string,
  attempt: number,
  eventId: string,
): Promise<Attempt> {
  const { pool, now } = parts;
  const [copy] = await query<{ notice_url: string; version: number }>(
    pool,
    'select notice_url, version from training_copies where copy_id = $1',
    [copyId],
  );
  // A holder without an address asks by itself, and confirms by itself.
  if (copy === undefined || copy.notice_url === '') return { outcome: 'done' };
  const owed = await query<{ entry_id: string }>(
    pool,
    `select entry_id from training_debts where copy_id = $1 and confirmed_at is null
     order by entry_id limit ${entriesPerNotice}`,
    [copyId],
  );
  if (owed.length === 0) return { outcome: 'done' };
  const sampleIds = owed.map(({ entry_id }) => entry_id);
  const isTaken = await postSigned(parts, {
    to: `copy ${copyId}`,
    url: copy.notice_url,
    // The same for the same samples, however often they are told.
    messageId: `${copyId}-${createHash('sha256').update(sampleIds.join()).digest('hex')}`,
    body: {
      type: 'dataset.samples.gone',
      timestamp: new Date(now()).toISOString(),
      data: { copyId, version: copy.version, sampleIds },
    },
    about: { eventId: copyId, attempt },
  });
  if (isTaken) {
    const left = await confirmGone(pool, copyId, sampleIds, now());
    return left === 0 ? { outcome: 'done' } : { outcome: 'retry', afterMs: 0 };
  }
  // What went since then is told by an event of its own, and that one tells all that is owed.
  if (await isOvertaken(pool, eventId)) return { outcome: 'done' };
  return { outcome: 'retry', afterMs: waitAfter(attempt) };
}
