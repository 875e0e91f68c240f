/** A new account: an address that was shown to be somebody's, their yes to the terms, and nothing else about them. */
import { type Pool, query, withTransaction } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { seal } from '../../common/keys/seal.ts';
import type { Logger } from '../../common/log.ts';
import { insertHousehold } from '../accounts/households.ts';
import { subjectKey } from '../accounts/subject-key.ts';
import type { ConsentRecords } from '../consent/consents.ts';
import { unbound } from '../consent/crossings.ts';
import type { Shutdown } from '../duties/shutdown.ts';
import type { KeyStore } from '../keys/key-store.ts';
import { requireSender, type Sender } from '../messages/sender.ts';
import { requireRested } from '../rights/closing.ts';
import type { Attempts } from './attempts.ts';
import { type Challenges, makeCode } from './challenges.ts';
import { codeTtlS } from './codes.ts';
import { identityMac, normaliseIdentity, sealContext } from './identity.ts';
import { signUpText } from './messages.ts';
import type { SignedInBy } from './sessions.ts';

export interface SignUpParts {
  readonly pool: Pool;
  readonly keys: KeyStore;
  readonly identityKey: Buffer;
  readonly consents: Pick<ConsentRecords, 'give' | 'requireCurrent'>;
  readonly shutdown: Pick<Shutdown, 'requireGoingOn'>;
  /** Where the stores stand: a new home is bound to it. Empty = one machine, which is in no region. */
  readonly storeRegion: string;
  /** Clock of new homes. */
  readonly timeZone: string;
  readonly challenges: Challenges;
  readonly attempts: Attempts;
  readonly sender: Sender | undefined;
  readonly log: Logger;
  readonly now: () => number;
}

export interface NewAccount {
  readonly challenge: string;
  readonly code: string;
  /** As it was typed for the code: nothing of it is kept in between. */
  readonly identity: string;
  readonly locale: string;
  /** Of the voice service's text, as it was shown and agreed to. */
  readonly textVersion: number;
  readonly clientAddress: string;
}

export class SignUp {
  readonly #parts: SignUpParts;

  constructor(parts: SignUpParts) {
    this.#parts = parts;
  }

  /**
   * Sends a code to the address, whether or not it belongs to an account: the answer tells nobody.
   * @throws EarshotError CODES_NOT_SENT, IDENTITY_INVALID, RATE_LIMITED, SERVICE_ENDS.
   */
  async start(typed: string, locale: string, clientAddress: string): Promise<string> {
    const { attempts, challenges, identityKey, shutdown, log } = this.#parts;
    requireSender(this.#parts.sender);
    await shutdown.requireGoingOn();
    await attempts.count('address', clientAddress);
    await attempts.count('signUp', clientAddress);
    const identity = normaliseIdentity(typed, locale);
    const sender = requireSender(this.#parts.sender, identity);
    await attempts.count('identity', identity);
    const code = makeCode();
    const challenge = await challenges.open('sign-up', codeTtlS, {
      secret: challenges.codeMac(code),
      identityMac: identityMac(identityKey, identity),
    });
    void sender.send(identity, signUpText(code, locale, codeTtlS / 60)).catch((error: unknown) => {
      log.error('sign-in.code-not-sent', {}, error);
    });
    return challenge;
  }

  /**
   * The account with that address: a new one, or the one that there is, which whoever has the code may sign in to anyway.
   * @throws EarshotError SIGN_IN_CODE_WRONG, CONSENT_TEXT_OLD, IDENTITY_RESTING, IDENTITY_TAKEN for a child's, SERVICE_ENDS,
   *   RATE_LIMITED.
   */
  async finish(account: NewAccount): Promise<SignedInBy & { readonly isNew: boolean }> {
    const { attempts, challenges, consents, identityKey, shutdown } = this.#parts;
    const { challenge, code, locale, textVersion } = account;
    await attempts.count('address', account.clientAddress);
    await shutdown.requireGoingOn();
    const identity = normaliseIdentity(account.identity, locale);
    // Before the code is used up: who reads the new text may go on with it.
    consents.requireCurrent('voice_service', textVersion, locale);
    const taken = await challenges.takeByCode('sign-up', challenge, code);
    const mac = identityMac(identityKey, identity);
    if (taken?.identityMac?.equals(mac) !== true) throw new EarshotError('SIGN_IN_CODE_WRONG');
    const made = await this.#make(identity, mac);
    if (made === undefined) return { ...(await this.#known(mac)), isNew: false };
    const consent = { purpose: 'voice_service', version: textVersion, locale, way: 'page' } as const;
    await consents.give({ subjectId: made.subjectId, tenantId: '' }, consent);
    return { ...made, isNew: true };
  }

  /** Home, account, key and address are one fact. @returns `undefined` when somebody has the address. */
  #make(identity: string, mac: Buffer): Promise<SignedInBy | undefined> {
    const { pool, keys, identityKey, storeRegion, timeZone, now } = this.#parts;
    return withTransaction(pool, async (client) => {
      // One at a time for each address: who comes second finds the first one's account.
      await query(client, 'select pg_advisory_xact_lock(hashtextextended($1, 0))', [mac.toString('hex')]);
      await requireRested(client, identityKey, mac, now());
      const known = await query(client, 'select 1 from identities where identity_mac = $1', [mac]);
      if (known.length > 0) return undefined;
      const { subjectId } = await insertHousehold(client, storeRegion || unbound, timeZone);
      const key = await subjectKey(client, keys, subjectId);
      const [way] = await query<{ way_id: string }>(
        client,
        'insert into identities (identity_mac, subject_id, sealed_value) values ($1, $2, $3) returning way_id',
        [mac, subjectId, seal(key, identity, sealContext(subjectId, mac))],
      );
      return { subjectId, wayId: way?.way_id ?? '' };
    });
  }

  async #known(mac: Buffer): Promise<SignedInBy> {
    const [row] = await query<{ subject_id: string; way_id: string }>(
      this.#parts.pool,
      'select i.subject_id, i.way_id from identities i join subjects s using (subject_id) where i.identity_mac = $1 and not s.is_child',
      [mac],
    );
    if (row === undefined) throw new EarshotError('IDENTITY_TAKEN');
    return { subjectId: row.subject_id, wayId: row.way_id };
  }
}
