/** Signing in, and adding an address, with a code that is sent there; and with a link that whoever runs Earshot made. */
import { type Pool, query, withTransaction } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { seal } from '../../common/keys/seal.ts';
import type { Logger } from '../../common/log.ts';
import { lockSubject, subjectKey } from '../accounts/subject-key.ts';
import type { KeyStore } from '../keys/key-store.ts';
import { requireSender, type Sender } from '../messages/sender.ts';
import { requireRested } from '../rights/closing.ts';
import { maxIdentities } from './account.ts';
import type { Attempts } from './attempts.ts';
import { type Challenges, makeCode } from './challenges.ts';
import { identityMac, normaliseIdentity, sealContext } from './identity.ts';
import { codeText } from './messages.ts';
import type { SignedInBy } from './sessions.ts';

export const codeTtlS = 600;
const linkTtlS = 600;
/** Handed to a colleague who starts on another day. */
const invitationTtlS = 172_800;

export interface CodeParts {
  readonly pool: Pool;
  readonly keys: KeyStore;
  readonly identityKey: Buffer;
  readonly challenges: Challenges;
  readonly attempts: Attempts;
  /** Where the pages are. */
  readonly origin: string;
  /** Absent: no codes. */
  readonly sender: Sender | undefined;
  readonly log: Logger;
  readonly now: () => number;
}

export class Codes {
  readonly #parts: CodeParts;

  constructor(parts: CodeParts) {
    this.#parts = parts;
  }

  /**
   * Sends a code if the address belongs to an account that may sign in; a child's may not.
   * @returns a challenge in any case, made in the same steps: who has an account here is nobody's business.
   * @throws EarshotError CODES_NOT_SENT, IDENTITY_INVALID, RATE_LIMITED.
   */
  async start(typed: string, locale: string, clientAddress: string): Promise<string> {
    const { pool, attempts, challenges, identityKey } = this.#parts;
    requireSender(this.#parts.sender);
    await attempts.count('address', clientAddress);
    const identity = normaliseIdentity(typed, locale);
    const sender = requireSender(this.#parts.sender, identity);
    await attempts.count('identity', identity);
    const mac = identityMac(identityKey, identity);
    const [known] = await query<{ subject_id: string }>(
      pool,
      `select i.subject_id from identities i join subjects s using (subject_id)
       where i.identity_mac = $1 and not s.is_child`,
      [mac],
    );
    const code = makeCode();
    const challenge = await challenges.open('code', codeTtlS, {
      subjectId: known?.subject_id,
      secret: challenges.codeMac(code),
      identityMac: known && mac,
    });
    if (known !== undefined) this.#send(sender, identity, code, locale);
    return challenge;
  }

  /** @returns whose account it is, and by which way. @throws EarshotError SIGN_IN_CODE_WRONG, RATE_LIMITED. */
  async finish(challenge: string, code: string, clientAddress: string): Promise<SignedInBy> {
    const { pool, attempts, challenges } = this.#parts;
    await attempts.count('address', clientAddress);
    const taken = await challenges.takeByCode('code', challenge, code);
    if (taken?.subjectId === undefined) throw new EarshotError('SIGN_IN_CODE_WRONG');
    const { subjectId, identityMac: mac } = taken;
    const [way] = await query<{ way_id: string }>(
      pool,
      'select way_id from identities where identity_mac = $1 and subject_id = $2',
      [mac, subjectId],
    );
    if (way === undefined) throw new EarshotError('SIGN_IN_CODE_WRONG');
    return { subjectId, wayId: way.way_id };
  }

  /** A link that signs in once. */
  issueLink(subjectId: string): Promise<{ url: string; expiresInS: number }> {
    return this.#link(subjectId, linkTtlS);
  }

  /** The same, for somebody who is not waiting for it. */
  issueInvitation(subjectId: string): Promise<{ url: string; expiresInS: number }> {
    return this.#link(subjectId, invitationTtlS);
  }

  async #link(subjectId: string, ttlS: number): Promise<{ url: string; expiresInS: number }> {
    const { challenges, origin } = this.#parts;
    const token = await challenges.open('link', ttlS, { subjectId });
    return { url: `${origin}/sign-in/link/${token}`, expiresInS: ttlS };
  }

  /** @returns whose account it is. @throws EarshotError SIGN_IN_LINK_OVER, RATE_LIMITED. */
  async useLink(token: string, clientAddress: string): Promise<string> {
    const { attempts, challenges } = this.#parts;
    await attempts.count('address', clientAddress);
    const taken = await challenges.take('link', token);
    if (taken?.subjectId === undefined) throw new EarshotError('SIGN_IN_LINK_OVER');
    return taken.subjectId;
  }

  /** Sends a code to an address that an account wants to have. @throws EarshotError as `start`. */
  async startAdding(subjectId: string, typed: string, locale: string): Promise<string> {
    const { pool, keys, attempts, challenges, identityKey } = this.#parts;
    requireSender(this.#parts.sender);
    await attempts.count('account', subjectId);
    const identity = normaliseIdentity(typed, locale);
    const sender = requireSender(this.#parts.sender, identity);
    await attempts.count('identity', identity);
    const key = await withTransaction(pool, (client) => subjectKey(client, keys, subjectId));
    const mac = identityMac(identityKey, identity);
    const code = makeCode();
    const challenge = await challenges.open('identity', codeTtlS, {
      subjectId,
      secret: challenges.codeMac(code),
      identityMac: mac,
      sealedValue: seal(key, identity, sealContext(subjectId, mac)),
    });
    this.#send(sender, identity, code, locale);
    return challenge;
  }

  /** @throws EarshotError SIGN_IN_CODE_WRONG, IDENTITY_TAKEN, SIGN_IN_WAYS_FULL. */
  async finishAdding(subjectId: string, challenge: string, code: string): Promise<void> {
    const taken = await this.#parts.challenges.takeByCode('identity', challenge, code);
    // A challenge of another account is as good as none.
    if (taken === undefined || taken.subjectId !== subjectId) throw new EarshotError('SIGN_IN_CODE_WRONG');
    await withTransaction(this.#parts.pool, async (client) => {
      await lockSubject(client, subjectId);
      await requireRested(client, this.#parts.identityKey, taken.identityMac as Buffer, this.#parts.now());
      const [row] = await query<{ subject_id: string }>(
        client,
        `insert into identities (identity_mac, subject_id, sealed_value) values ($1, $2, $3)
         on conflict (identity_mac) do update set identity_mac = excluded.identity_mac returning subject_id`,
        [taken.identityMac, subjectId, taken.sealedValue],
      );
      if (row?.subject_id !== subjectId) throw new EarshotError('IDENTITY_TAKEN');
      const own = await query(client, 'select 1 from identities where subject_id = $1', [subjectId]);
      if (own.length > maxIdentities) throw new EarshotError('SIGN_IN_WAYS_FULL');
    });
  }

  /** Not waited for: how long a message takes would say whether the address is known. */
  #send(sender: Sender, to: string, code: string, locale: string): void {
    void sender.send(to, codeText(code, locale, codeTtlS / 60)).catch((error: unknown) => {
      this.#parts.log.error('sign-in.code-not-sent', {}, error);
    });
  }
}
