/**
 * Principals as signed tokens: a JWT (EdDSA) that says which service speaks, for whom, to whom, for at most five
 * minutes. Both sides remember what they made or checked, so that a call costs a look into a table.
 */
import { type CompactJWSHeaderParameters, errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import { EarshotError } from '../errors/earshot-error.ts';
import { type Person, type Principal, type RoleName, roleNames, type ServiceName } from './access.ts';
import type { SigningKey, TrustedKey } from './keys.ts';

/** gRPC metadata key of the token. */
export const callerMetadataKey = 'earshot-caller';

/** How long a token lives, seconds; a longer one is refused. */
export const maxTokenS = 300;
/** Renewed this long before it ends, so that it does not end on the way. */
const renewMs = 60_000;
/** Clocks of machines may differ by so much, seconds. */
const clockToleranceS = 10;
/** Beyond it nothing is even parsed; ours have about 500 characters. */
const maxTokenCharacters = 4_096;
const maxRemembered = 10_000;
/** How often at most an unknown key id makes the trust folder be read again. */
const reloadMs = 5_000;

const claimsOf = (person: Person | undefined): JWTPayload =>
  person === undefined
    ? {}
    : {
        role: person.role,
        ...(person.subjectId && { sub: person.subjectId }),
        ...(person.householdId && { household: person.householdId }),
        ...(person.tenantId && { tenant: person.tenantId }),
        ...(person.department && { department: person.department }),
        ...(person.developerId && { developer: person.developerId }),
        ...(person.staffId && { staff: person.staffId }),
      };

/** Signs what one service says of itself. */
export class TokenSigner {
  readonly service: ServiceName;
  readonly #key: SigningKey;
  readonly #now: () => number;
  readonly #made = new LRUCache<string, { token: string; renewAtMs: number }>({ max: maxRemembered });

  constructor(service: ServiceName, key: SigningKey, now: () => number = Date.now) {
    this.service = service;
    this.#key = key;
    this.#now = now;
  }

  /** A token for calls to `audience`; one that is still good is given at once, without a promise. */
  tokenFor(audience: ServiceName, person?: Person): string | Promise<string> {
    const claims = claimsOf(person);
    const name = person === undefined ? audience : JSON.stringify([audience, claims]);
    const made = this.#made.get(name);
    if (made !== undefined && this.#now() < made.renewAtMs) return made.token;
    return this.#sign(name, audience, claims);
  }

  async #sign(name: string, audience: ServiceName, claims: JWTPayload): Promise<string> {
    const nowS = Math.floor(this.#now() / 1000);
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'EdDSA', kid: this.#key.keyId })
      .setIssuer(this.service)
      .setAudience(audience)
      .setIssuedAt(nowS)
      .setExpirationTime(nowS + maxTokenS)
      .sign(this.#key.key);
    this.#made.set(name, { token, renewAtMs: (nowS + maxTokenS) * 1000 - renewMs });
    return token;
  }
}

interface Checked {
  readonly principal: Principal;
  readonly audience: string;
  readonly expiresAtMs: number;
}

/** Checks tokens against the keys of a trust folder. */
export class TokenVerifier {
  readonly #load: () => ReadonlyMap<string, TrustedKey>;
  readonly #now: () => number;
  readonly #checked = new LRUCache<string, Checked>({ max: maxRemembered });
  #trusted: ReadonlyMap<string, TrustedKey>;
  #loadedAtMs: number;

  constructor(load: () => ReadonlyMap<string, TrustedKey>, now: () => number = Date.now) {
    this.#load = load;
    this.#now = now;
    this.#trusted = load();
    this.#loadedAtMs = now();
  }

  /**
   * Who holds this token, sent to `audience`; at once where it was checked before.
   * @throws EarshotError CALLER_UNKNOWN for anything that is no good token of a trusted service.
   */
  check(token: string | undefined, audience: ServiceName): Principal | Promise<Principal> {
    if (token === undefined || token.length > maxTokenCharacters) throw new EarshotError('CALLER_UNKNOWN');
    const known = this.#checked.get(token);
    if (known === undefined) return this.#verify(token, audience);
    if (known.audience !== audience || this.#now() >= known.expiresAtMs) {
      throw new EarshotError('CALLER_UNKNOWN');
    }
    return known.principal;
  }

  async #verify(token: string, audience: ServiceName): Promise<Principal> {
    try {
      const checked = await this.#parse(token, audience);
      this.#checked.set(token, checked);
      return checked.principal;
    } catch (error) {
      // What is wrong with it is for whoever reads our code, not for whoever sent it.
      throw new EarshotError('CALLER_UNKNOWN', { cause: error });
    }
  }

  async #parse(token: string, audience: ServiceName): Promise<Checked> {
    let signer: ServiceName | undefined;
    const keyOf = ({ kid }: CompactJWSHeaderParameters) => {
      const trusted = this.#find(kid ?? '');
      if (trusted === undefined) throw new errors.JWKSNoMatchingKey();
      signer = trusted.service;
      return trusted.key;
    };
    const { payload } = await jwtVerify(token, keyOf, {
      algorithms: ['EdDSA'],
      audience,
      clockTolerance: clockToleranceS,
      currentDate: new Date(this.#now()),
      requiredClaims: ['iss', 'aud', 'iat', 'exp'],
    });
    const { iat = 0, exp = Number.POSITIVE_INFINITY } = payload;
    // A service speaks for itself alone, and never for longer than it may.
    if (signer === undefined || payload.iss !== signer) throw new errors.JWTInvalid('issuer');
    if (exp - iat > maxTokenS || iat * 1000 > this.#now() + clockToleranceS * 1000) {
      throw new errors.JWTInvalid('lifetime');
    }
    const person = personOf(payload);
    return {
      principal: person === undefined ? { service: signer } : { service: signer, person },
      audience,
      expiresAtMs: (exp + clockToleranceS) * 1000,
    };
  }

  /** A service that changed its key is known without a restart of all others. */
  #find(keyId: string): TrustedKey | undefined {
    const known = this.#trusted.get(keyId);
    if (known !== undefined || this.#now() - this.#loadedAtMs < reloadMs) return known;
    this.#loadedAtMs = this.#now();
    this.#trusted = this.#load();
    return this.#trusted.get(keyId);
  }
}

function personOf(payload: JWTPayload): Person | undefined {
  const { role, sub, household, tenant, department, developer, staff } = payload;
  if (role === undefined) return undefined;
  const known = roleNames.find((name): name is RoleName => name === role);
  if (known === undefined) throw new errors.JWTInvalid('role');
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
  const [subjectId, householdId, tenantId, named] = [sub, household, tenant, department].map(text);
  const [developerId, staffId] = [developer, staff].map(text);
  return {
    role: known,
    ...(subjectId && { subjectId }),
    ...(householdId && { householdId }),
    ...(tenantId && { tenantId }),
    ...(named && { department: named }),
    ...(developerId && { developerId }),
    ...(staffId && { staffId }),
  };
}
