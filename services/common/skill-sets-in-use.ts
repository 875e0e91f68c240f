/** Follows the sets of skills that are in use, for whoever makes something ready for them before somebody speaks. */
import type { SkillsServiceClient } from '../../proto/gen/earshot/skills/v1/skills.ts';
import type { SkillSet } from '../../proto/gen/earshot/turn/v1/turn.ts';
import { openServerStream } from './grpc/client.ts';
import { followStream } from './grpc/follow.ts';

export interface SkillSetsFollower {
  /** All sets in use; the next update waits until this is done. Must not reject. */
  onSets(skillSets: readonly SkillSet[]): Promise<void>;
  /** The registry is away, or a watch reached its deadline; it is asked again. */
  onBreak?(): void;
}

/** Runs until `signal` aborts. */
export function followSkillSets(
  skills: SkillsServiceClient,
  { onSets, onBreak }: SkillSetsFollower,
  signal: AbortSignal,
): Promise<void> {
  return followStream(
    {
      open: (limits) => openServerStream(skills.watchSkillSets.bind(skills), {}, limits),
      onMessage: ({ skillSets }) => onSets(skillSets),
      onBreak: () => onBreak?.(),
      watchMs: 600_000,
      retryMs: 500,
    },
    signal,
  );
}
