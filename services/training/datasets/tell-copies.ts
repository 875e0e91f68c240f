/** Tells whoever holds a copy what to delete there, again and again until it confirms. A 2xx answer is the confirmation. */
import { type Pool, query } from '../../common/db/pool.ts';
import { codeOf } from '../../common/errors/earshot-error.ts';
import type { Logger } from '../../common/log.ts';
import type { Attempt } from '../../common/outbox.ts';
import type { PostWebhook } from '../../common/webhooks/post.ts';
import { signStandardWebhook, type WebhookSigningKey } from '../../common/webhooks/standard-webhooks.ts';
import { confirmGone } from '../samples/gone.ts';

const hourMs = 3_600_000;
const entriesPerNotice = 1_000;
/** First soon, then every day, for as long as something is owed. */
const waitAfter = (attempt: number): number =>
  attempt < 5 ? hourMs / 60 : attempt < 10 ? hourMs : 24 * hourMs;

export interface TellParts {
  readonly pool: Pool;
  readonly post: PostWebhook;
  readonly signingKeys: readonly WebhookSigningKey[];
  readonly log: Logger;
  readonly now: () => number;
}

export async function tellCopy(
  { pool, post, signingKeys, log, now }: TellParts,
  copyId: string,
  attempt: number,
): Promise<Attempt> {
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
  const body = JSON.stringify({
    type: 'dataset.samples.gone',
    timestamp: new Date(now()).toISOString(),
    data: { copyId, version: copy.version, sampleIds },
  });
  try {
    const noticeId = `${copyId}-${attempt}`;
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      ...signStandardWebhook(noticeId, body, signingKeys, now()),
    };
    const status = await post(`copy ${copyId}`, copy.notice_url, headers, body);
    if (status >= 200 && status < 300) {
      const left = await confirmGone(pool, copyId, sampleIds, now());
      return left === 0 ? { outcome: 'done' } : { outcome: 'retry', afterMs: 0 };
    }
    log.warn('copy.not-confirmed', { eventId: copyId, attempt, state: String(status) });
  } catch (error) {
    log.warn('copy.not-told', { eventId: copyId, attempt, code: codeOf(error) }, error);
  }
  return { outcome: 'retry', afterMs: waitAfter(attempt) };
}
