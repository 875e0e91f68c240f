/** Tells routers of grants that end. */
import type {
  WatchWithdrawalsRequest,
  WatchWithdrawalsResponse,
} from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { Channel } from '../../common/channel.ts';
import { type Pool, query } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { WritingCall } from '../../common/grpc/server.ts';
import { isUuid } from '../../common/uuid.ts';
import type { ChangeFeed } from '../cache/change-feed.ts';

const maxAsked = 10_000;
/** A caller that falls further behind is cut off, comes back, and asks for what it missed. */
const maxBehind = 10_000;

/**
 * Tells which grants end, in whatever process somebody withdraws them. Whoever hears nothing may rely on it: the call
 * ends as soon as a withdrawal could pass unheard.
 * @param stopping ends the call when this process goes away.
 * @throws EarshotError INVALID_ARGUMENT; SERVICE_UNAVAILABLE while withdrawals cannot be heard.
 */
export async function watchWithdrawals(
  { pool, feed, stopping }: { pool: Pool; feed: ChangeFeed; stopping: AbortSignal },
  { grantIds }: WatchWithdrawalsRequest,
  call: WritingCall<WatchWithdrawalsResponse>,
): Promise<void> {
  if (grantIds.length > maxAsked || !grantIds.every(isUuid)) {
    throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'grantIds' } });
  }
  const ended = new Channel<string>({ limit: maxBehind });
  const lose = () => ended.fail(new EarshotError('SERVICE_UNAVAILABLE'));
  const forget = feed.onChange((change) => {
    if (change === 'everything') lose();
    else if (change.kind === 'grant' && !ended.push(change.id)) lose();
  });
  const signal = AbortSignal.any([call.signal, stopping]);
  signal.addEventListener('abort', () => ended.close(), { once: true });
  if (signal.aborted) ended.close();
  try {
    if (!feed.isLive) throw new EarshotError('SERVICE_UNAVAILABLE');
    // Asked only now that the feed is listened to: what ends in between is told twice, and nothing is told never.
    await call.write({ grantIds: await endedOf(pool, grantIds) });
    for await (const grantId of ended) await call.write({ grantIds: [grantId] });
  } finally {
    forget();
  }
}

/** Those that ended and were not replaced by a new grant of the same field. */
async function endedOf(pool: Pool, grantIds: readonly string[]): Promise<string[]> {
  if (grantIds.length === 0) return [];
  const rows = await query<{ grant_id: string }>(
    pool,
    `select grant_id from grants g where grant_id = any($1::uuid[]) and withdrawn_at is not null and not exists (
       select 1 from grants n where n.subject_id = g.subject_id and n.skill_id = g.skill_id and n.path = g.path
         and n.withdrawn_at is null)
     union select consent_id from consents where consent_id = any($1::uuid[]) and withdrawn_at is not null`,
    [grantIds],
  );
  return rows.map((row) => row.grant_id);
}
