/** The name by which one skill knows one person or device. */
import { createHmac } from 'node:crypto';
import { secretKeyOf } from '../../common/keys/secret-key.ts';
import { lengthPrefixed } from '../length-prefixed.ts';

/**
 * The name by which one skill knows one person or device: HMAC-SHA-256 under a key from a file. Another skill, and
 * the same skill after a withdrawal (a new epoch), gets another one; without the key nobody can try out ids.
 * @param kind `user` or `device`: equal ids of both kinds do not give equal pseudonyms.
 */
export function pseudonymOf(
  key: Buffer,
  kind: 'user' | 'device',
  id: string,
  skillId: string,
  epoch: number,
): string {
  const named = lengthPrefixed(['earshot.pseudonym.1', kind, id, skillId, epoch]);
  const mac = createHmac('sha256', secretKeyOf(key)).update(named);
  return `${kind === 'user' ? 'u' : 'd'}-${mac.digest('base64url')}`;
}
