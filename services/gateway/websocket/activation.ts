/** `POST /v1/activate`: a claim code becomes a device's own token. */
import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { Services } from '../ports/services.ts';
import { readJson } from './http.ts';
import { clientAddress, sourceOf, Tries } from './sources.ts';

const maxBodyBytes = 2048;
const activateDeadlineMs = 5_000;
const request = z.object({ claimCode: z.string().min(4).max(64), model: z.string().min(1).max(120) });

export interface ActivationLimits {
  /** Wrong codes of one address at once, and the time in which one more is allowed, milliseconds. */
  readonly burstPerAddress: number;
  readonly refillPerAddressMs: number;
  /** The same for one code, whatever addresses it comes from. */
  readonly burstPerCode: number;
  readonly refillPerCodeMs: number;
  /** Attempts that are looked at in one moment: more would bury the privacy service. Not a count of failures. */
  readonly maxAtOnce: number;
}

export const defaultActivationLimits: ActivationLimits = {
  burstPerAddress: 10,
  refillPerAddressMs: 6_000,
  burstPerCode: 5,
  refillPerCodeMs: 10_000,
  maxAtOnce: 64,
};

/**
 * Exchanges codes for tokens, and slows guessing where it comes from: its address, its code. Nothing is counted over
 * everybody, because then a few guessers shut everybody out; why that is safe stands with the code itself
 * (`privacy/claims/claim-code.ts`). A right code costs nothing, so a house full of speakers behind one address
 * activates as fast as it likes.
 */
export class Activation {
  readonly #services: Services;
  readonly #limits: ActivationLimits;
  readonly #proxyHops: number;
  readonly #byAddress: Tries;
  readonly #byCode: Tries;
  #running = 0;

  /** `proxyHops` of our own proxies append to `X-Forwarded-For`; what stands before their entries was written by the caller. */
  constructor(services: Services, limits: ActivationLimits = defaultActivationLimits, proxyHops = 0) {
    this.#services = services;
    this.#limits = limits;
    this.#byAddress = new Tries(limits.burstPerAddress, limits.refillPerAddressMs);
    this.#byCode = new Tries(limits.burstPerCode, limits.refillPerCodeMs);
    this.#proxyHops = proxyHops;
  }

  /**
   * @throws EarshotError RATE_LIMITED with `retryAfterMs` in its detail, OVERLOADED, MESSAGE_TOO_LARGE,
   *   MESSAGE_MALFORMED, or what the privacy service says
   */
  async activate(message: IncomingMessage): Promise<{ deviceToken: string }> {
    const { maxAtOnce } = this.#limits;
    const address = this.#byAddress.take(sourceOf(clientAddress(message, this.#proxyHops)));
    const parsed = request.safeParse(await readJson(message, maxBodyBytes));
    if (!parsed.success) throw new EarshotError('MESSAGE_MALFORMED');
    const { claimCode, model } = parsed.data;
    this.#byCode.take(claimCode.toUpperCase());
    if (this.#running >= maxAtOnce) throw new EarshotError('OVERLOADED');
    this.#running += 1;
    try {
      const bounds = { deadlineMs: activateDeadlineMs };
      const { deviceToken } = await this.#services.activate(claimCode, model, bounds);
      address.give(1);
      return { deviceToken };
    } finally {
      this.#running -= 1;
    }
  }
}
