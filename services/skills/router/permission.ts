/** What a person answered to the platform's question for a permission: recorded before the skill hears of it. */
import { nothingAsked, permissionAnswer } from '../../../language/answer/asked-permission.ts';
import type { AudiencePolicy } from '../../../language/audience/policy.ts';
import { localeFor } from '../../../language/locale.ts';
import type { SkillManifest } from '../../../language/manifest/types.ts';
import type { GrantByVoiceRequest } from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import type { InvokeRequest } from '../../../proto/gen/earshot/skills/v1/skills.ts';

/** Records a grant; resolves when it holds. */
export type GrantByVoice = (
  request: GrantByVoiceRequest,
  limits: { readonly deadlineMs: number; readonly signal: AbortSignal },
) => Promise<unknown>;

/** Longest time that the record may take, milliseconds. */
const maxGrantMs = 2_000;

/**
 * @returns undefined where the turn answers no such question
 * @throws EarshotError of the record, where there was a yes that could not be kept: then nothing is called
 */
export async function answeredPermission(
  { conversation, confirmation, device, turn }: InvokeRequest,
  manifest: SkillManifest,
  policy: AudiencePolicy,
  grantByVoice: GrantByVoice,
  signal: AbortSignal,
): Promise<{ readonly path: string; readonly isGranted: boolean } | undefined> {
  const answer = permissionAnswer(conversation ?? nothingAsked, confirmation, manifest, policy);
  if (!answer?.isGranted) return answer;
  const { path } = answer;
  const purpose = manifest.fields.find(({ name }) => name === path)?.purpose[localeFor(turn?.locale ?? '')];
  const recipientRegion = manifest.developer.region;
  const request = { device, skillId: manifest.id, path, purpose: purpose ?? '', recipientRegion };
  await grantByVoice(request, { deadlineMs: maxGrantMs, signal });
  return answer;
}
