/** Follows the sets of skills that are in use, for whoever makes something ready for them before somebody speaks. */
import type { SkillsServiceClient } from '../../proto/gen/earshot/skills/v1/skills.ts';
import type { SkillSet } from '../../proto/gen/earshot/turn/v1/turn.ts';
import { openServerStream } from './grpc/client.ts';
import { followStream } from './grpc/follow.ts';

/** Longest time for which a service that starts is not ready for the sake of what it prepares, milliseconds. */
const firstWithinMs = 5_000;

export interface PreparingAhead {
  /** Resolves when what was in use at the start is prepared, when the registry could not be asked, or after five seconds. */
  readonly first: Promise<void>;
  /** Resolves some time after `signal` has aborted. */
  readonly ended: Promise<void>;
}

/**
 * Has the sets in use prepared whenever they change, until `signal` aborts. Whoever starts waits for `first` before it takes
 * a turn: it would keep it waiting, where another process of the same service has everything at hand.
 * @param prepare The next update waits until it is done. Must not reject.
 */
export function prepareAhead(
  skills: SkillsServiceClient,
  prepare: (skillSets: readonly SkillSet[]) => Promise<void>,
  signal: AbortSignal,
): PreparingAhead {
  const first = Promise.withResolvers<void>();
  const timer = setTimeout(first.resolve, firstWithinMs);
  timer.unref();
  void first.promise.then(() => clearTimeout(timer));
  const ended = followStream(
    {
      open: (limits) => openServerStream(skills.watchSkillSets.bind(skills), {}, limits),
      onMessage: async ({ skillSets }) => {
        await prepare(skillSets);
        first.resolve();
      },
      // The registry is away, or a watch reached its deadline; it is asked again.
      onBreak: first.resolve,
      watchMs: 600_000,
      retryMs: 500,
    },
    signal,
  );
  return { first: first.promise, ended };
}
