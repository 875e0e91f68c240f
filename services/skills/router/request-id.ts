/** The idempotency key of a call. */
import { hash } from 'node:crypto';

/**
 * The idempotency key of a call: the same for the same turn and intent, so that a gateway that asks again is
 * recognised by the skill; and unlike that of any other skill, so that two skills cannot find they were in one turn.
 */
export function requestIdOf(turnId: string, skillId: string, intent: string): string {
  const digest = hash('sha256', `${turnId}\n${skillId}\n${intent}`, 'base64url');
  return `req_${digest.slice(0, 24)}`;
}
