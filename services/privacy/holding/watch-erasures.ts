/** Tells of erasures whoever keeps something made from names of a home outside every table. */
import type {
  WatchErasuresRequest,
  WatchErasuresResponse,
} from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { Channel } from '../../common/channel.ts';
import { type Pool, query } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { WritingCall } from '../../common/grpc/server.ts';
import type { ChangeFeed } from '../cache/change-feed.ts';

/**
 * The state of all erasures at once, and again whenever one goes a step on, in whatever process. Nobody is named.
 * @param stopping ends the call when this process goes away.
 * @throws EarshotError SERVICE_UNAVAILABLE as soon as one could pass unheard.
 */
export async function watchErasures(
  { pool, feed, stopping }: { pool: Pool; feed: ChangeFeed; stopping: AbortSignal },
  _request: WatchErasuresRequest,
  call: WritingCall<WatchErasuresResponse>,
): Promise<void> {
  // Each answer is the whole truth: one step that waits stands for all that come meanwhile.
  const steps = new Channel<true>({ limit: 1 });
  const forget = feed.onChange((change) => {
    if (change === 'everything') steps.fail(new EarshotError('SERVICE_UNAVAILABLE'));
    else if (change.kind === 'erasure') steps.push(true);
  });
  const signal = AbortSignal.any([call.signal, stopping]);
  signal.addEventListener('abort', () => steps.close(), { once: true });
  if (signal.aborted) steps.close();
  try {
    if (!feed.isLive) throw new EarshotError('SERVICE_UNAVAILABLE');
    await call.write({ state: await stateOf(pool) });
    for await (const _step of steps) await call.write({ state: await stateOf(pool) });
  } finally {
    forget();
  }
}

/** Another text whenever one was begun or finished. */
async function stateOf(pool: Pool): Promise<string> {
  const [row] = await query<{ state: string }>(
    pool,
    `select concat_ws('-', count(*), count(*) filter (where state = 'done'),
       extract(epoch from max(greatest(created_at, settled_at)))) as state from erasures`,
  );
  return row?.state ?? '';
}
