/** Passkeys (W3C Web Authentication Level 3): what a browser is asked to sign, and whether what it signed holds. */
import { createHmac, randomBytes } from 'node:crypto';
import {
  type AuthenticationResponseJSON,
  type AuthenticatorTransport,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { type Pool, query, withTransaction } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { lockSubject } from '../accounts/subject-key.ts';
import { maxPasskeys } from './account.ts';
import type { Attempts } from './attempts.ts';
import type { Challenges } from './challenges.ts';
import type { SignedInBy } from './sessions.ts';

const ttlS = 300;
const maxResponseCharacters = 8_192;
const credentialIdShape = /^[A-Za-z0-9_-]{1,1400}$/;

export interface PasskeyParts {
  readonly pool: Pool;
  readonly challenges: Challenges;
  readonly attempts: Attempts;
  readonly identityKey: Buffer;
  /** Where the pages are; a passkey made for one host is worth nothing on another. */
  readonly origin: string;
}

interface PasskeyRow {
  credential_id: string;
  subject_id: string;
  way_id: string;
  public_key: Buffer;
  counter: number;
  transports: AuthenticatorTransport[];
}

/** Options for a browser, and the name of the challenge in them. */
export interface Asked {
  readonly challenge: string;
  readonly optionsJson: string;
}

export class Passkeys {
  readonly #parts: PasskeyParts;
  readonly #host: string;

  constructor(parts: PasskeyParts) {
    this.#parts = parts;
    this.#host = new URL(parts.origin).hostname;
  }

  /** Asks for any passkey of this site: the browser knows whose it has. @throws EarshotError RATE_LIMITED */
  async startSignIn(clientAddress: string): Promise<Asked> {
    const { attempts, challenges } = this.#parts;
    await attempts.count('address', clientAddress);
    const secret = randomBytes(32);
    const options = await generateAuthenticationOptions({
      rpID: this.#host,
      challenge: new Uint8Array(secret),
      userVerification: 'required',
      timeout: ttlS * 1000,
    });
    return {
      challenge: await challenges.open('passkey', ttlS, { secret }),
      optionsJson: JSON.stringify(options),
    };
  }

  /** @returns whose account it is, and by which way. @throws EarshotError PASSKEY_REFUSED */
  async finishSignIn(challenge: string, responseJson: string): Promise<SignedInBy> {
    const { pool, challenges } = this.#parts;
    const taken = await challenges.take('passkey', challenge);
    const response = parseResponse(responseJson) as AuthenticationResponseJSON | undefined;
    if (taken?.secret === undefined || response === undefined) throw new EarshotError('PASSKEY_REFUSED');
    const secret = taken.secret;
    return withTransaction(pool, async (client) => {
      const [row] = await query<PasskeyRow>(
        client,
        `select p.* from passkeys p join subjects s using (subject_id)
         where p.credential_id = $1 and not s.is_child for update of p`,
        [response.id],
      );
      if (row === undefined) throw new EarshotError('PASSKEY_REFUSED');
      const verified = await verifyAuthenticationResponse({
        response,
        expectedChallenge: secret.toString('base64url'),
        expectedOrigin: this.#parts.origin,
        expectedRPID: this.#host,
        requireUserVerification: true,
        credential: {
          id: row.credential_id,
          publicKey: new Uint8Array(row.public_key),
          counter: row.counter,
          transports: row.transports,
        },
      }).catch(() => undefined);
      if (verified?.verified !== true) throw new EarshotError('PASSKEY_REFUSED');
      await query(client, 'update passkeys set counter = $2 where credential_id = $1', [
        row.credential_id,
        verified.authenticationInfo.newCounter,
      ]);
      return { subjectId: row.subject_id, wayId: row.way_id };
    });
  }

  /** Asks for a new passkey that its device can find by itself. */
  async startRegistration(subjectId: string): Promise<Asked> {
    const { pool, challenges, identityKey } = this.#parts;
    const known = await query<PasskeyRow>(pool, 'select * from passkeys where subject_id = $1', [subjectId]);
    const secret = randomBytes(32);
    // Authenticators keep it in clear and show it to nobody: it may not be the account's own id.
    const userId = createHmac('sha256', identityKey).update(`earshot.passkey-user.1:${subjectId}`).digest();
    const options = await generateRegistrationOptions({
      rpName: 'Earshot',
      rpID: this.#host,
      userName: 'Earshot',
      userID: new Uint8Array(userId),
      challenge: new Uint8Array(secret),
      timeout: ttlS * 1000,
      attestationType: 'none',
      excludeCredentials: known.map((one) => ({ id: one.credential_id, transports: one.transports })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
    return {
      challenge: await challenges.open('registration', ttlS, { subjectId, secret }),
      optionsJson: JSON.stringify(options),
    };
  }

  /** @throws EarshotError PASSKEY_REFUSED, SIGN_IN_WAYS_FULL */
  async finishRegistration(subjectId: string, challenge: string, responseJson: string): Promise<void> {
    const { pool, challenges, origin } = this.#parts;
    const taken = await challenges.take('registration', challenge);
    const response = parseResponse(responseJson) as RegistrationResponseJSON | undefined;
    if (taken?.secret === undefined || taken.subjectId !== subjectId || response === undefined) {
      throw new EarshotError('PASSKEY_REFUSED');
    }
    const verified = await verifyRegistrationResponse({
      response,
      expectedChallenge: taken.secret.toString('base64url'),
      expectedOrigin: origin,
      expectedRPID: this.#host,
      requireUserVerification: true,
    }).catch(() => undefined);
    if (verified?.verified !== true) throw new EarshotError('PASSKEY_REFUSED');
    const { id, publicKey, counter, transports = [] } = verified.registrationInfo.credential;
    await withTransaction(pool, async (client) => {
      await lockSubject(client, subjectId);
      const own = await query(client, 'select 1 from passkeys where subject_id = $1', [subjectId]);
      if (own.length >= maxPasskeys) throw new EarshotError('SIGN_IN_WAYS_FULL');
      const added = await query(
        client,
        `insert into passkeys (credential_id, subject_id, public_key, counter, transports)
         values ($1, $2, $3, $4, $5) on conflict do nothing returning 1`,
        [id, subjectId, Buffer.from(publicKey), counter, transports.slice(0, 8)],
      );
      if (added.length === 0) throw new EarshotError('PASSKEY_REFUSED');
    });
  }
}

/** Looks no deeper than for what finds the passkey; the library checks every part of the rest. */
function parseResponse(json: string): { readonly id: string } | undefined {
  if (json.length > maxResponseCharacters) return undefined;
  try {
    const parsed: unknown = JSON.parse(json);
    if (typeof parsed !== 'object' || parsed === null || !('id' in parsed)) return undefined;
    return typeof parsed.id === 'string' && credentialIdShape.test(parsed.id)
      ? { ...parsed, id: parsed.id }
      : undefined;
  } catch {
    return undefined;
  }
}
