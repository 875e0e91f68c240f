/**
 * Reads the privacy service's signed answer to who is listening. Whatever is not plainly that (unsigned, forged, over,
 * signed with a key nobody put into the trust folder) permits nothing.
 */
import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LRUCache } from 'lru-cache';
import { type AudiencePolicy, Listener, restrictedPolicy } from '../../language/audience/policy.ts';
import { Audience } from '../../proto/gen/earshot/turn/v1/audience.ts';

/** What everybody but the privacy service knows of whoever is listening. */
export interface KnownAudience {
  readonly listener: Listener;
  readonly policy: AudiencePolicy;
  /** Empty when it is not known. */
  readonly region: string;
}

/** Of a listener about whom nothing can be believed. */
export const unknownAudience: KnownAudience = Object.freeze({
  listener: Listener.UNSPECIFIED,
  policy: restrictedPolicy,
  region: '',
});

const signedContext = Buffer.from('earshot.audience.1\0', 'latin1');
const keyIdShape = /^[0-9a-f]{32}$/;
const signatureBytes = 64;
/** Few audiences exist at a time, because an answer names no device; more keys than these are nobody's. */
const maxKnown = 512;
const maxKeys = 16;

/** The bytes that are signed: the message without its signature, after a name that no other signature has. */
export function signedBytes(audience: Audience): Buffer {
  return Buffer.concat([
    signedContext,
    Audience.encode({ ...audience, signature: Buffer.alloc(0) }).finish(),
  ]);
}

/** A key's name: the first 128 bits of the SHA-256 of its SubjectPublicKeyInfo, in hex. */
export function audienceKeyId(publicKey: KeyObject): string {
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(spki).digest('hex').slice(0, 32);
}

/** Where public keys lie: readable by every service, written by the privacy service alone. */
export const audienceKeyPath = (stateDirectory: string, keyId: string): string =>
  join(stateDirectory, 'trust', 'audience', `${keyId}.pem`);

export class AudienceReader {
  readonly #keyOf: (keyId: string) => KeyObject | undefined;
  readonly #now: () => number;
  /** The very bytes that a good signature is under, by it: the same answer comes with every turn of many minutes. */
  readonly #verified = new LRUCache<string, Buffer>({ max: maxKnown });
  /** What answers say that nobody can change any more and that were found good: a gateway asks of the same one all day. */
  readonly #good = new WeakMap<Audience, KnownAudience>();

  constructor(options: { stateDir: string; now?: () => number }) {
    const keys = new Map<string, KeyObject>();
    this.#now = options.now ?? Date.now;
    this.#keyOf = (keyId) => {
      const known = keys.get(keyId);
      if (known !== undefined) return known;
      const read = readKey(options.stateDir, keyId);
      if (read !== undefined && keys.size < maxKeys) keys.set(keyId, read);
      return read;
    };
  }

  /** What the answer says, or that nothing is permitted. Never throws. */
  read(audience: Audience | undefined): KnownAudience {
    if (audience?.policy === undefined || audience.validUntilMs <= this.#now()) return unknownAudience;
    const known = this.#good.get(audience);
    if (known !== undefined) return known;
    if (!this.#isSigned(audience)) return unknownAudience;
    const { listener, policy, region } = audience;
    const read: KnownAudience = { listener, policy, region };
    if (Object.isFrozen(audience) && Object.isFrozen(policy)) this.#good.set(audience, read);
    return read;
  }

  #isSigned(audience: Audience): boolean {
    if (!keyIdShape.test(audience.keyId) || audience.signature.length !== signatureBytes) return false;
    const bytes = signedBytes(audience);
    const name = audience.signature.toString('latin1');
    if (this.#verified.get(name)?.equals(bytes) === true) return true;
    const key = this.#keyOf(audience.keyId);
    if (key === undefined || !verify(null, bytes, key, audience.signature)) return false;
    this.#verified.set(name, bytes);
    return true;
  }
}

function readKey(stateDirectory: string, keyId: string): KeyObject | undefined {
  try {
    const key = createPublicKey(readFileSync(audienceKeyPath(stateDirectory, keyId), 'utf8'));
    return key.asymmetricKeyType === 'ed25519' && audienceKeyId(key) === keyId ? key : undefined;
  } catch {
    return undefined;
  }
}
