/** Asks privacy which planned fields may leave. */
import type { DisclosurePlan } from '../../../language/projection/index.ts';
import type {
  DiscloseRequest,
  DiscloseResponse,
} from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import type { DeviceRef, SkillRef } from '../../../proto/gen/earshot/turn/v1/turn.ts';

/** The privacy service's decision, written into the ledger before it is answered. */
export type Disclose = (
  request: DiscloseRequest,
  limits: { readonly deadlineMs: number; readonly signal: AbortSignal },
) => Promise<DiscloseResponse>;

/** Asks about the planned fields. */
export function discloseRequest(
  turnId: string,
  device: DeviceRef | undefined,
  skill: SkillRef,
  { fields }: Pick<DisclosurePlan, 'fields'>,
): DiscloseRequest {
  return {
    turnId,
    device,
    skill,
    fields: fields.map((field) => ({
      path: field.path,
      valueClass: field.valueClass,
      sizeBytes: field.sizeBytes,
      isImpliedByEnabling: field.isImpliedByEnabling,
      isPulled: field.isPulled,
      purpose: field.purpose,
      declaredPurposes: field.declaredPurposes,
    })),
  };
}
