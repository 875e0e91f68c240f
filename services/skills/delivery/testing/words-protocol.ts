/** A second protocol, as unlike the first as it can be: lists of words, and a signature of its own. */
import { createHmac } from 'node:crypto';
import { AnswerRefused } from '../../../../language/answer/refused.ts';
import { type FilteredResponse, filterResponse } from '../../../../language/answer/response.ts';
import type { JsonObject } from '../../../../language/projection/index.ts';
import { EarshotError } from '../../../common/errors/earshot-error.ts';
import type { Exchange, SkillProtocol } from '../protocol.ts';
import type { Incoming } from '../transport.ts';

export const sharedSecret = 'the words of the test';
const proofOf = (text: string | Buffer): string =>
  createHmac('sha256', sharedSecret).update(text).digest('hex');

/** `["Intent", "slot=value"…]` there; `["say"|"wait", text, "ask"?]` back. */
export const wordsProtocol: SkillProtocol = {
  headers: { 'content-type': 'text/plain' },
  encode(request: JsonObject): string {
    const { name, slots = [] } = request['intent'] as {
      name: string;
      slots?: { name: string; valueJson: string }[];
    };
    return JSON.stringify([name, ...slots.map((slot) => `${slot.name}=${slot.valueJson}`)]);
  },
  decode(text: string, { manifest, intent, policy, given }: Exchange): FilteredResponse {
    try {
      const [verb, words, then] = JSON.parse(text) as unknown[];
      if (verb !== 'say' && verb !== 'wait') throw new AnswerRefused();
      const answer = { speech: { text: words }, isProgress: verb === 'wait', expectSpeech: then === 'ask' };
      return filterResponse(JSON.stringify(answer), manifest, intent, policy, given);
    } catch {
      throw new EarshotError('SKILL_BAD_RESPONSE');
    }
  },
  sign: (body) => ({ 'x-words': proofOf(body) }),
  verify({ headers, body }: Incoming): void {
    if (headers['x-words'] !== proofOf(body)) throw new EarshotError('SKILL_BAD_SIGNATURE');
  },
};

export const wordsProof = proofOf;
