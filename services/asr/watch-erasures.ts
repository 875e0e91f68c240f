/** Hears of erasures, and has language models with names of a household let go of. */
import type { PrivacyServiceClient } from '../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { openServerStream } from '../common/grpc/client.ts';
import { followStream } from '../common/grpc/follow.ts';
import type { ModelStore } from './language-model/model-store.ts';

/** @returns stops it. */
export function watchErasures(
  privacy: PrivacyServiceClient,
  store: Pick<ModelStore, 'forgetNames'>,
): () => Promise<void> {
  const stopping = new AbortController();
  const following = followStream(
    {
      // What was missed while the privacy service was away is in the first answer.
      open: (limits) => openServerStream(privacy.watchErasures.bind(privacy), {}, limits),
      onMessage: ({ state }) => store.forgetNames(state),
      watchMs: 86_400_000,
      retryMs: 1_000,
    },
    stopping.signal,
  );
  return async () => {
    stopping.abort();
    await following;
  };
}
