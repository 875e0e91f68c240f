/** Follows the sets of skills that are in use. */
import { setTimeout } from 'node:timers/promises';
import type { SkillsServiceClient } from '../../proto/gen/earshot/skills/v1/skills.ts';
import { openServerStream } from '../common/grpc/client.ts';
import type { Logger } from '../common/log.ts';
import type { SkillSets } from './skill-sets.ts';

/** One watch lives at most so long, then a new one begins: a call has a deadline, always. */
const watchMs = 600_000;
/** Pause before asking again when the registry is away. */
const retryMs = 500;
/** Sets compiled ahead; more than are kept would only push each other out. */
const maxAhead = 100;

/** Compiles skill sets in use before somebody speaks. Runs until `signal` aborts. */
export async function compileAhead(
  skills: SkillsServiceClient,
  skillSets: SkillSets,
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      const updates = openServerStream(
        (request, metadata, options) => skills.watchSkillSets(request, metadata, options),
        {},
        { deadlineMs: watchMs, signal },
      );
      for await (const update of updates) {
        for (const skillSet of update.skillSets.slice(0, maxAhead)) {
          for (const locale of ['zh-CN', 'en-US'] as const) {
            await skillSets.get(skillSet, locale).catch((error: unknown) => {
              log.warn('dialogue.compile-failed', { skillSetId: skillSet.skillSetId, locale }, error);
            });
          }
        }
      }
    } catch {
      // The registry restarts, or the watch reached its deadline: ask again.
    }
    await setTimeout(retryMs, undefined, { signal, ref: false }).catch(() => undefined);
  }
}
