/** What a request and an answer look like to a skill: the other half. How the bytes travel is a transport's. */
import type { FilteredResponse } from '../../../language/answer/response.ts';
import type { AudiencePolicy } from '../../../language/audience/policy.ts';
import type { SkillManifest } from '../../../language/manifest/types.ts';
import type { JsonObject } from '../../../language/projection/index.ts';
import type { Incoming } from './transport.ts';

/** What a protocol may know of a call. */
export interface Exchange {
  readonly manifest: SkillManifest;
  /** Keys that its answers are signed with, `whpk_…`; none where they are not. */
  readonly signatureKeys: readonly string[];
  /** Stable over a safe retry. */
  readonly requestId: string;
  readonly intent: string;
  /** What follows from who is listening. */
  readonly policy: AudiencePolicy;
  /** Paths that may leave in this request. */
  readonly given: ReadonlySet<string>;
}

export interface SkillProtocol {
  readonly headers: Readonly<Record<string, string>>;
  /**
   * The request as it is sent.
   * @param request `earshot.skill.v1.SkillRequest` as JSON, projected: a protocol that needs more cannot have it
   */
  encode(request: JsonObject, exchange: Exchange): string;
  /**
   * What is left of an answer, or of progress before it: checked, and with nothing in it that the manifest does not list.
   * @throws EarshotError SKILL_BAD_RESPONSE, SKILL_BAD_MARKS
   */
  decode(text: string, exchange: Exchange): FilteredResponse;
  /** Headers that prove who asks. */
  sign(body: string, exchange: Exchange): Readonly<Record<string, string>>;
  /** @throws EarshotError SKILL_BAD_SIGNATURE */
  verify(answer: Incoming, exchange: Exchange): void;
}
