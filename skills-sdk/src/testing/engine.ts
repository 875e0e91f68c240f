import type { Interpretation, UnderstandResponse } from '../../../proto/gen/earshot/dialogue/v1/dialogue.ts';
import type { TurnContext } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import type { FilteredResponse } from '../../../services/skills/router/response.ts';
import type { SkillManifest } from '../manifest.ts';

/** The dialogue service's engine, with its state in memory. */
export interface SimulatedDialogue {
  understand(turn: TurnContext, text: string): Promise<UnderstandResponse>;
  observe(turn: TurnContext, interpretation: Interpretation, answer: FilteredResponse): Promise<void>;
}

export async function createEngine(
  _manifests: readonly SkillManifest[],
  _nowMs: () => number,
): Promise<SimulatedDialogue> {
  throw new Error('the dialogue engine is not here yet');
}
