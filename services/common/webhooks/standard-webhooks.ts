/** Signatures of requests and notices, after Standard Webhooks. */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';

/**
 * Signatures after the Standard Webhooks specification 1.0.0, asymmetric form (`v1a`, ed25519): what is signed is
 * `id.timestamp.body` over the raw bytes. The audience is not in the signature's own text: every body that we sign
 * names the skill it is meant for (`skillId`), and the receiver compares it with its own.
 * Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */

/** Five minutes, both into the past and into the future. */
export const timestampToleranceMs = 5 * 60 * 1000;

const privatePrefix = 'whsk_';
const publicPrefix = 'whpk_';
/** DER headers of PKCS#8 and SPKI for ed25519 (RFC 8410); the raw key follows. */
const pkcs8Header = Buffer.from('302e020100300506032b657004220420', 'hex');
const spkiHeader = Buffer.from('302a300506032b6570032100', 'hex');

export interface WebhookSigningKey {
  readonly privateKey: KeyObject;
  /** `whpk_…`, to be given to whoever verifies. */
  readonly verificationKey: string;
}

export interface WebhookHeaders {
  'webhook-id': string;
  /** Seconds since the epoch. */
  'webhook-timestamp': string;
  /** `v1a,<base64>` for each key, separated by a space. */
  'webhook-signature': string;
}

export type WebhookVerification =
  | { readonly isValid: true }
  | {
      readonly isValid: false;
      readonly reason: 'missing_header' | 'malformed_header' | 'too_old' | 'too_new' | 'wrong_signature';
    };

/** A new private key as `whsk_` + base64 of seed and public key (64 bytes, as libsodium writes them). */
export function generateWebhookKey(): string {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const seed = privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(pkcs8Header.length);
  const point = publicKey.export({ format: 'der', type: 'spki' }).subarray(spkiHeader.length);
  return privatePrefix + Buffer.concat([seed, point]).toString('base64');
}

/**
 * Reads a `whsk_…` key, either the 32-byte seed alone or seed and public key.
 * @throws TypeError without the key's text when it is neither.
 */
export function parseWebhookSigningKey(text: string): WebhookSigningKey {
  const raw = text.startsWith(privatePrefix)
    ? Buffer.from(text.slice(privatePrefix.length), 'base64')
    : Buffer.alloc(0);
  if (raw.length !== 32 && raw.length !== 64) throw new TypeError('Not a Standard Webhooks private key.');
  const privateKey = createPrivateKey({
    key: Buffer.concat([pkcs8Header, raw.subarray(0, 32)]),
    format: 'der',
    type: 'pkcs8',
  });
  const point = createPublicKey(privateKey)
    .export({ format: 'der', type: 'spki' })
    .subarray(spkiHeader.length);
  if (raw.length === 64 && !raw.subarray(32).equals(point)) {
    throw new TypeError('The halves of a Standard Webhooks private key do not belong together.');
  }
  return { privateKey, verificationKey: publicPrefix + point.toString('base64') };
}

/** Reads a `whpk_…` key. @throws TypeError when it is none. */
export function parseWebhookVerificationKey(text: string): KeyObject {
  const raw = text.startsWith(publicPrefix)
    ? Buffer.from(text.slice(publicPrefix.length), 'base64')
    : Buffer.alloc(0);
  if (raw.length !== 32) throw new TypeError('Not a Standard Webhooks public key.');
  return createPublicKey({ key: Buffer.concat([spkiHeader, raw]), format: 'der', type: 'spki' });
}

/**
 * Signs one message with every key, so that receivers may change over to a new key at any time while two are in use.
 * @param messageId Stable over retries of the same message; holds no dot (the separator of the signed text).
 * @param body The bytes as they are sent.
 */
export function signStandardWebhook(
  messageId: string,
  body: Uint8Array | string,
  keys: readonly WebhookSigningKey[],
  nowMs: number = Date.now(),
): WebhookHeaders {
  if (keys.length === 0) throw new TypeError('A webhook needs at least one signing key.');
  if (!isMessageId(messageId))
    throw new TypeError('A webhook id is 1 to 256 visible ASCII characters and no dot.');
  const timestamp = String(Math.floor(nowMs / 1000));
  const content = signedContent(messageId, timestamp, body);
  const signatures = keys.map((key) => `v1a,${sign(null, content, key.privateKey).toString('base64')}`);
  return {
    'webhook-id': messageId,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  };
}

/**
 * Checks a message against every key that the receiver trusts. One right signature by one trusted key is enough.
 * Signatures of other versions (`v1`, HMAC) are passed over, as the specification asks.
 * @param headers Names in lower case, as Node gives them.
 */
export function verifyStandardWebhook(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  body: Uint8Array | string,
  trustedKeys: readonly KeyObject[],
  nowMs: number = Date.now(),
): WebhookVerification {
  const messageId = headers['webhook-id'];
  const timestamp = headers['webhook-timestamp'];
  const signatureList = headers['webhook-signature'];
  if (messageId === undefined || timestamp === undefined || signatureList === undefined) {
    return { isValid: false, reason: 'missing_header' };
  }
  if (
    typeof messageId !== 'string' ||
    typeof timestamp !== 'string' ||
    typeof signatureList !== 'string' ||
    !isMessageId(messageId) ||
    !/^\d{1,12}$/.test(timestamp)
  ) {
    return { isValid: false, reason: 'malformed_header' };
  }
  const ageMs = nowMs - Number(timestamp) * 1000;
  if (ageMs > timestampToleranceMs) return { isValid: false, reason: 'too_old' };
  if (ageMs < -timestampToleranceMs) return { isValid: false, reason: 'too_new' };
  const content = signedContent(messageId, timestamp, body);
  // A header full of signatures would make us work for nothing: nobody rotates through more keys than this.
  for (const entry of signatureList.split(' ').slice(0, 8)) {
    const [version, encoded] = entry.split(',', 2);
    if (version !== 'v1a' || encoded === undefined) continue;
    const signature = Buffer.from(encoded, 'base64');
    if (signature.length !== 64) continue;
    if (trustedKeys.some((key) => verify(null, content, key, signature))) return { isValid: true };
  }
  return { isValid: false, reason: 'wrong_signature' };
}

function isMessageId(text: string): boolean {
  return /^[\x21-\x2d\x2f-\x7e]{1,256}$/.test(text);
}

function signedContent(messageId: string, timestamp: string, body: Uint8Array | string): Buffer {
  const head = Buffer.from(`${messageId}.${timestamp}.`, 'utf8');
  return Buffer.concat([head, typeof body === 'string' ? Buffer.from(body, 'utf8') : body]);
}
