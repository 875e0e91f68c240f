/** The protocol of docs/skill-protocol.md: JSON of `earshot.skill.v1`, signed as Standard Webhooks. */
import { AnswerRefused } from '../../../language/answer/refused.ts';
import { type FilteredResponse, filterResponse } from '../../../language/answer/response.ts';
import type { JsonObject } from '../../../language/projection/index.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { Exchange, SkillProtocol } from './protocol.ts';
import { StandardProof } from './standard-proof.ts';

export class EarshotV1 extends StandardProof implements SkillProtocol {
  readonly headers = {
    'content-type': 'application/json',
    accept: 'application/json, application/x-ndjson',
  };

  encode(request: JsonObject): string {
    return JSON.stringify(request);
  }

  decode(text: string, { manifest, intent, policy, given }: Exchange): FilteredResponse {
    try {
      return filterResponse(text, manifest, intent, policy, given);
    } catch (error) {
      if (error instanceof AnswerRefused)
        throw new EarshotError(error.part === 'marks' ? 'SKILL_BAD_MARKS' : 'SKILL_BAD_RESPONSE', {
          cause: error,
        });
      throw error;
    }
  }
}
