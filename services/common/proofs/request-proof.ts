/**
 * How a call of a developer, or of somebody of the staff, proves whose it is: a JWT (EdDSA) by their own key, about this one
 * request to this one Earshot, for a minute. Who overhears or keeps it can ask nothing else with it, and nothing elsewhere.
 */
import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { EarshotError } from '../errors/earshot-error.ts';

/** Who has a key of their own. */
export type HolderKind = 'developer' | 'staff';

/** Where their calls come in, below the pages' origin. */
export const pathOf = (kind: HolderKind): string => `/${kind}/v1/`;

const prefixes: Readonly<Record<HolderKind, string>> = { developer: 'dev', staff: 'staff' };

/** 32 bytes in base64url, as a JWK has them. */
const keyShape = /^[A-Za-z0-9_-]{43}$/;

/** Whether this could be the public half of a key: the `x` of an Ed25519 JWK. */
export const isPublicKey = (text: string): boolean => keyShape.test(text);

/** How long a proof lives, seconds; a longer one is refused. */
const lifeS = 60;
/** Clocks of machines may differ by so much, seconds. */
const clockToleranceS = 30;
/** Beyond it nothing is even parsed; ours have about 500 characters. */
const maxCharacters = 2_000;

export interface ProvenRequest {
  /** Origin of the Earshot that is asked. */
  readonly origin: string;
  readonly path: string;
  readonly body: string;
}

/** A name that the key itself gives, so that both sides know it without asking. @param publicKey The `x` of the JWK. */
export function holderIdOf(kind: HolderKind, publicKey: string): string {
  const digest = createHash('sha256').update(Buffer.from(publicKey, 'base64url')).digest('base64url');
  return `${prefixes[kind]}_${digest.slice(0, 22)}`;
}

const hashOf = (body: string): string => createHash('sha256').update(body).digest('base64url');

export function signRequest(
  holderId: string,
  key: KeyObject,
  { origin, path, body }: ProvenRequest,
): Promise<string> {
  const nowS = Math.floor(Date.now() / 1000);
  return new SignJWT({ path, body: hashOf(body) })
    .setProtectedHeader({ alg: 'EdDSA' })
    .setIssuer(holderId)
    .setAudience(origin)
    .setIssuedAt(nowS)
    .setExpirationTime(nowS + lifeS)
    .sign(key);
}

/** Who says to have signed it: only good to look a key up. */
export function claimedHolder(kind: HolderKind, proof: string): string {
  try {
    if (proof.length > maxCharacters) return '';
    const [, payload = ''] = proof.split('.');
    const { iss } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as { iss?: unknown };
    const shape = new RegExp(`^${prefixes[kind]}_[\\w-]{22}$`);
    return typeof iss === 'string' && shape.test(iss) ? iss : '';
  } catch {
    return '';
  }
}

/**
 * @param publicKey The `x` of the JWK of whoever is claimed.
 * @throws EarshotError UNAUTHENTICATED for a proof of somebody else, of another request, or of another time
 */
export async function checkProof(
  proof: string,
  holderId: string,
  publicKey: string,
  { origin, path, body }: ProvenRequest,
): Promise<void> {
  try {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
    const { payload } = await jwtVerify(proof, key, {
      algorithms: ['EdDSA'],
      issuer: holderId,
      audience: origin,
      clockTolerance: clockToleranceS,
      requiredClaims: ['iat', 'exp', 'path', 'body'],
    });
    const { iat = 0, exp = Number.POSITIVE_INFINITY } = payload;
    const isForThis = payload['path'] === path && payload['body'] === hashOf(body);
    if (!isForThis || exp - iat > lifeS) throw new Error('The proof is of another request.');
  } catch (cause) {
    throw new EarshotError('UNAUTHENTICATED', { cause });
  }
}
