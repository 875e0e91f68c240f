/** Checks and makes the signatures of the skill protocol. */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign as signBytes,
  verify as verifyBytes,
} from 'node:crypto';
import { SkillError } from './errors.ts';

/** How far the clocks of the two sides may be apart, either way. */
export const timestampToleranceMs = 5 * 60 * 1000;

/** The three headers of Standard Webhooks. */
export interface SignatureHeaders {
  readonly id: string | undefined;
  /** Seconds since the epoch. */
  readonly timestamp: string | undefined;
  /** `v1a,<base64>`, several separated by spaces. */
  readonly signature: string | undefined;
}

const publicPrefix = 'whpk_';
const secretPrefix = 'whsk_';
const keyBytes = 32;

function keyMaterial(text: string, prefix: string): Buffer {
  const material = Buffer.from(text.slice(prefix.length), 'base64');
  const isSeedAndPublic = prefix === secretPrefix && material.length === 2 * keyBytes;
  if (!text.startsWith(prefix) || (material.length !== keyBytes && !isSeedAndPublic)) {
    throw new SkillError('NO_VERIFICATION_KEYS', `A key must be ${prefix} and the base64 of 32 bytes.`);
  }
  return material.subarray(0, keyBytes);
}

/** Reads a Standard Webhooks public key, `whpk_…`. */
export function readPublicKey(text: string): KeyObject {
  const x = keyMaterial(text, publicPrefix).toString('base64url');
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
}

/** DER of an ed25519 private key, up to its 32 bytes. */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Reads a Standard Webhooks secret key, `whsk_…`. */
export function readSecretKey(text: string): KeyObject {
  const seed = keyMaterial(text, secretPrefix);
  return createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: 'der', type: 'pkcs8' });
}

/** A new pair, for skills that sign their answers and for tests. */
export function createKeyPair(): { readonly publicKey: string; readonly secretKey: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const { x } = publicKey.export({ format: 'jwk' });
  const { d } = privateKey.export({ format: 'jwk' });
  const base64 = (text: string | undefined) => Buffer.from(text ?? '', 'base64url').toString('base64');
  return { publicKey: publicPrefix + base64(x), secretKey: secretPrefix + base64(d) };
}

const signedBytes = (id: string, timestamp: string, body: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);

/** Signs the bytes of a body the way Earshot does. */
export function signBody(
  secretKey: KeyObject,
  message: { readonly id: string; readonly timestampMs: number; readonly body: Uint8Array },
): Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> {
  const timestamp = String(Math.floor(message.timestampMs / 1000));
  const signature = signBytes(null, signedBytes(message.id, timestamp, message.body), secretKey);
  return {
    'webhook-id': message.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1a,${signature.toString('base64')}`,
  };
}

/** Without a dot, which separates it from the time in what is signed: no other cut gives the same bytes. */
const messageIdShape = /^[\x21-\x2d\x2f-\x7e]{1,256}$/;

/** Signatures looked at in one header: rotation needs two, an attacker would like thousands. */
const maxSignatures = 8;

/**
 * Checks a signature over the raw bytes, and its time both ways. The audience is inside the body and is checked
 * once that is parsed.
 * @throws SkillError `BAD_SIGNATURE` or `BAD_TIMESTAMP`
 */
export function verifyBody(
  keys: readonly KeyObject[],
  headers: SignatureHeaders,
  body: Uint8Array,
  nowMs: number,
): { readonly messageId: string } {
  const { id, timestamp, signature } = headers;
  if (!id || !messageIdShape.test(id) || !timestamp || !signature || !/^\d{1,12}$/.test(timestamp)) {
    throw new SkillError('BAD_SIGNATURE', 'The signature headers are missing or malformed.');
  }
  if (Math.abs(nowMs - Number(timestamp) * 1000) > timestampToleranceMs) {
    throw new SkillError('BAD_TIMESTAMP', 'The request was signed more than five minutes from now.');
  }
  const bytes = signedBytes(id, timestamp, body);
  const offered = signature.split(' ').slice(0, maxSignatures);
  for (const entry of offered) {
    if (!entry.startsWith('v1a,')) continue;
    const given = Buffer.from(entry.slice(4), 'base64');
    if (given.length === 64 && keys.some((key) => verifyBytes(null, bytes, key, given)))
      return { messageId: id };
  }
  throw new SkillError('BAD_SIGNATURE', 'The signature fits none of the keys.');
}
