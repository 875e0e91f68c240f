/** Tells watchers which sets of skills are in use. */
import type { WatchSkillSetsResponse } from '../../proto/gen/earshot/skills/v1/skills.ts';
import type { WritingCall } from '../common/grpc/server.ts';
import type { Registry } from './registry/index.ts';

/**
 * Tells the present state, then again after every change. A watcher that reads slowly misses states in between and
 * never the last one. While nobody can say what the state is, nothing is told.
 */
export async function watchSkillSets(
  registry: Registry,
  call: WritingCall<WatchSkillSetsResponse>,
): Promise<void> {
  let isChanged = true;
  let wake: () => void = () => {};
  const onChange = () => {
    isChanged = true;
    wake();
  };
  const stop = registry.onChange(onChange);
  call.signal.addEventListener('abort', onChange, { once: true });
  try {
    while (!call.signal.aborted) {
      if (isChanged && registry.isKnown) {
        isChanged = false;
        await call.write({ revision: registry.revision, skillSets: registry.setsInUse() });
      } else {
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        await promise;
      }
    }
  } finally {
    stop();
    call.signal.removeEventListener('abort', onChange);
  }
}
