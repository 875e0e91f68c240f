/** Hears of erasures, and has language models with names of a household let go of. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { PrivacyServiceClient } from '../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { openServerStream } from '../common/grpc/client.ts';
import type { ModelStore } from './language-model/model-store.ts';

/** One watch lives at most so long, then a new one begins: a call has a deadline, always. */
const watchMs = 86_400_000;
/** Pause before asking again when the privacy service is away. What was missed meanwhile is in the first answer. */
const retryMs = 1_000;

/** @returns stops it. */
export function watchErasures(
  privacy: PrivacyServiceClient,
  store: Pick<ModelStore, 'forgetNames'>,
): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const following = (async () => {
    while (!signal.aborted) {
      try {
        const open = privacy.watchErasures.bind(privacy);
        for await (const { state } of openServerStream(open, {}, { deadlineMs: watchMs, signal })) {
          store.forgetNames(state);
        }
      } catch {
        // Away, or over: it is asked again.
      }
      await sleep(retryMs, undefined, { signal, ref: false }).catch(() => {});
    }
  })();
  return async () => {
    stopping.abort();
    await following;
  };
}
