/** The protocols of AliGenie's custom skills, V1 and V3: one request, two ways of answering. */
import { AnswerRefused } from '../../../../language/answer/refused.ts';
import { type FilteredResponse, filterResponse } from '../../../../language/answer/response.ts';
import type { JsonObject } from '../../../../language/projection/index.ts';
import { EarshotError } from '../../../common/errors/earshot-error.ts';
import type { Exchange, SkillProtocol } from '../protocol.ts';
import { StandardProof } from '../standard-proof.ts';
import { answerOf } from './answer.ts';
import { encrypted, taskQuery } from './request.ts';

export class AliGenie extends StandardProof implements SkillProtocol {
  readonly headers = { 'content-type': 'application/json', accept: 'application/json' };

  encode(request: JsonObject, { manifest }: Exchange): string {
    const query = taskQuery(request, manifest);
    const key = manifest.aligenie?.publicKey;
    if (key === undefined) return JSON.stringify(query);
    try {
      return JSON.stringify(encrypted(query, key));
    } catch (error) {
      // A key that is none: nothing leaves in the clear in its stead.
      throw new EarshotError('SKILL_EGRESS_REFUSED', { cause: error });
    }
  }

  decode(text: string, exchange: Exchange): FilteredResponse {
    const { manifest, intent, policy, given } = exchange;
    try {
      return filterResponse(answerOf(text, exchange), manifest, intent, policy, given);
    } catch (error) {
      if (error instanceof AnswerRefused) throw new EarshotError('SKILL_BAD_RESPONSE', { cause: error });
      throw error;
    }
  }
}
