/**
 * Somebody who stands in what another person supplied: they, or for a child its guardian, show by a code that the address there is
 * theirs, and say what is to stand there instead, or that nothing is.
 */
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { Logger } from '../../common/log.ts';
import { requireSender, type Sender } from '../messages/sender.ts';
import type { Attempts } from '../sign-in/attempts.ts';
import { type Challenges, makeCode } from '../sign-in/challenges.ts';
import { identityMac, normaliseIdentity } from '../sign-in/identity.ts';
import { codeText } from '../sign-in/messages.ts';
import type { Orders } from './orders.ts';

const codeTtlS = 600;

export interface OtherParts {
  readonly challenges: Challenges;
  readonly attempts: Attempts;
  readonly identityKey: Buffer;
  /** Absent: no codes. */
  readonly sender: Sender | undefined;
  readonly orders: Orders;
  readonly log: Logger;
}

export class Others {
  readonly #parts: OtherParts;

  constructor(parts: OtherParts) {
    this.#parts = parts;
  }

  /** The hash by which their address is found. @throws EarshotError IDENTITY_INVALID */
  macOf(contact: string, locale: string): Buffer {
    return identityMac(this.#parts.identityKey, normaliseIdentity(contact, locale));
  }

  /** Sent only where something is known; the answer is the same, because what is known of an address is nobody's business. @throws EarshotError CODES_NOT_SENT, IDENTITY_INVALID, RATE_LIMITED */
  async start(contact: string, locale: string): Promise<string> {
    const { challenges, attempts, orders, log } = this.#parts;
    requireSender(this.#parts.sender);
    const identity = normaliseIdentity(contact, locale);
    const sender = requireSender(this.#parts.sender, identity);
    await attempts.count('identity', identity);
    const code = makeCode();
    const mac = this.macOf(contact, locale);
    const secret = challenges.codeMac(code);
    const challenge = await challenges.open('other', codeTtlS, { secret, identityMac: mac });
    if (await orders.hasOther(mac)) {
      // Not waited for: how long a message takes would say whether the address is known.
      void sender.send(identity, codeText(code, locale, codeTtlS / 60)).catch((error: unknown) => {
        log.error('sign-in.code-not-sent', {}, error);
      });
    }
    return challenge;
  }

  /** The hash of the address whose code this is. @throws EarshotError SIGN_IN_CODE_WRONG */
  async prove(challenge: string, code: string): Promise<Buffer> {
    const taken = await this.#parts.challenges.takeByCode('other', challenge, code);
    if (taken?.identityMac === undefined) throw new EarshotError('SIGN_IN_CODE_WRONG');
    return taken.identityMac;
  }
}
