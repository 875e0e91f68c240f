/** Follows the sets of skills that are in use, for whoever makes something ready for them before somebody speaks. */
import { setTimeout } from 'node:timers/promises';
import type { SkillsServiceClient } from '../../proto/gen/earshot/skills/v1/skills.ts';
import type { SkillSet } from '../../proto/gen/earshot/turn/v1/turn.ts';
import { openServerStream } from './grpc/client.ts';

/** One watch lives at most so long, then a new one begins: a call has a deadline, always. */
const watchMs = 600_000;
/** Pause before asking again when the registry is away. */
const retryMs = 500;

export interface SkillSetsFollower {
  /** All sets in use; the next update waits until this is done. Must not reject. */
  onSets(skillSets: readonly SkillSet[]): Promise<void>;
  /** The registry is away, or a watch reached its deadline; it is asked again. */
  onBreak?(): void;
}

/** Runs until `signal` aborts. */
export async function followSkillSets(
  skills: SkillsServiceClient,
  { onSets, onBreak }: SkillSetsFollower,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      const updates = openServerStream(
        (request, metadata, options) => skills.watchSkillSets(request, metadata, options),
        {},
        { deadlineMs: watchMs, signal },
      );
      for await (const { skillSets } of updates) await onSets(skillSets);
    } catch {
      onBreak?.();
    }
    await setTimeout(retryMs, undefined, { signal, ref: false }).catch(() => undefined);
  }
}
