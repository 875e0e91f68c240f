/** The keys that requests and notices to skills are signed with. */
import { join } from 'node:path';
import { loadOrCreateKeyFile } from '../keys/key-file.ts';
import { generateWebhookKey, parseWebhookSigningKey, type WebhookSigningKey } from './standard-webhooks.ts';

/**
 * The keys that requests and notices to skills are signed with: `keys/webhooks/signing.keys` in the state folder, one
 * `whsk_…` a line, the newest first. Everything is signed with each of them; to rotate, put a new line on top, give
 * its verification key to the skills, and take the old line away when they have changed over.
 * Router and privacy service read the same file, so that a skill needs one set of verification keys. It has a folder of
 * its own because a deployment shares that one between the two, and no other key.
 */
export function loadWebhookSigningKeys(stateDirectory: string): WebhookSigningKey[] {
  const text = loadOrCreateKeyFile(
    join(stateDirectory, 'keys', 'webhooks', 'signing.keys'),
    () => `${generateWebhookKey()}\n`,
  );
  const keys = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(parseWebhookSigningKey);
  if (keys.length === 0) throw new Error('The webhook signing key file holds no key.');
  return keys;
}
