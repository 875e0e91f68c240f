/** `POST /v1/activate`: a claim code becomes a device's own token. */
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { Services } from '../ports/services.ts';
import { TokenBucket } from '../session/token-bucket.ts';

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

/** Sources that are remembered; whoever commands more addresses than this is slowed by the length of the code alone. */
const maxRemembered = 50_000;

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
  /** By hash: an address is an identifier, and a process' memory may end in a dump. */
  readonly #byAddress = new LRUCache<string, TokenBucket>({ max: maxRemembered });
  readonly #byCode = new LRUCache<string, TokenBucket>({ max: maxRemembered });
  readonly #salt = crypto.randomUUID();
  #running = 0;

  /** `proxyHops` of our own proxies append to `X-Forwarded-For`; what stands before their entries was written by the caller. */
  constructor(services: Services, limits: ActivationLimits = defaultActivationLimits, proxyHops = 0) {
    this.#services = services;
    this.#limits = limits;
    this.#proxyHops = proxyHops;
  }

  /**
   * @throws EarshotError RATE_LIMITED with `retryAfterMs` in its detail, OVERLOADED, MESSAGE_TOO_LARGE,
   *   MESSAGE_MALFORMED, or what the privacy service says
   */
  async activate(message: IncomingMessage): Promise<{ deviceToken: string }> {
    const { burstPerAddress, refillPerAddressMs, burstPerCode, refillPerCodeMs, maxAtOnce } = this.#limits;
    const source = sourceOf(clientAddress(message, this.#proxyHops));
    const address = this.#bucket(this.#byAddress, source, burstPerAddress, refillPerAddressMs);
    takeOrRefuse(address);
    const parsed = request.safeParse(await readJson(message));
    if (!parsed.success) throw new EarshotError('MESSAGE_MALFORMED');
    const { claimCode, model } = parsed.data;
    const code = this.#bucket(this.#byCode, claimCode.toUpperCase(), burstPerCode, refillPerCodeMs);
    takeOrRefuse(code);
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

  #bucket(known: LRUCache<string, TokenBucket>, name: string, burst: number, refillMs: number): TokenBucket {
    const key = createHash('sha256').update(`${this.#salt}${name}`).digest('base64url');
    let bucket = known.get(key);
    if (bucket === undefined) {
      bucket = new TokenBucket(burst, 1 / refillMs);
      known.set(key, bucket);
    }
    return bucket;
  }
}

function takeOrRefuse(bucket: TokenBucket): void {
  if (bucket.take(1)) return;
  throw new EarshotError('RATE_LIMITED', { detail: { retryAfterMs: Math.ceil(bucket.waitMs(1)) } });
}

/** Whose attempts are counted together: an IPv4 address, or the /64 of an IPv6 one, which one household has whole. */
export function sourceOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [head = '', tail] = (address.split('%', 1)[0] ?? '').toLowerCase().split('::', 2);
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  const groups = [...left, ...(tail === undefined ? [] : zeros), ...right].slice(0, 4);
  return groups.map((group) => group.replace(/^0+(?=.)/, '')).join(':');
}

/** Behind a proxy every peer has the proxy's address, and one guesser would lock everybody out. */
export function clientAddress(message: IncomingMessage, proxyHops: number): string {
  const forwarded = [message.headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
  const named = proxyHops === 0 ? undefined : forwarded.at(-proxyHops)?.trim();
  return named === undefined || named === '' ? (message.socket.remoteAddress ?? '') : named;
}

async function readJson(message: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of message) {
    bytes += (chunk as Buffer).length;
    if (bytes > maxBodyBytes) throw new EarshotError('MESSAGE_TOO_LARGE');
    chunks.push(chunk as Buffer);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new EarshotError('MESSAGE_MALFORMED');
  }
}
