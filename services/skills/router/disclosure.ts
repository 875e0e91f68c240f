import type { DisclosurePlan } from '../../../language/projection/index.ts';
import type {
  DiscloseRequest,
  DiscloseResponse,
} from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import type { SkillRef, TurnContext } from '../../../proto/gen/earshot/turn/v1/turn.ts';

/** The privacy service's decision, written into the ledger before it is answered. */
export type Disclose = (
  request: DiscloseRequest,
  limits: { readonly deadlineMs: number; readonly signal: AbortSignal },
) => Promise<DiscloseResponse>;

/** Asks about the planned fields. Names of things at home and the set of skills are nothing to the decision. */
export function discloseRequest(turn: TurnContext, skill: SkillRef, plan: DisclosurePlan): DiscloseRequest {
  const device = turn.device === undefined ? undefined : { ...turn.device, entities: [] };
  return {
    turn: { ...turn, device, skillSet: undefined, capabilities: [] },
    skill,
    fields: plan.fields.map(({ isRequired: _, ...field }) => field),
  };
}
