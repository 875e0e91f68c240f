/** `POST /v1/activate`: a claim code becomes a device's own token. */
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { Services } from '../ports/services.ts';
import { TokenBucket } from '../session/token-bucket.ts';

const maxBodyBytes = 2048;
const activateDeadlineMs = 5_000;
const request = z.object({ claimCode: z.string().min(4).max(64), model: z.string().min(1).max(120) });

export interface ActivationLimits {
  /** Attempts of one address at once, and the time in which one more is allowed. */
  readonly burstPerAddress: number;
  readonly refillMs: number;
  /** The same over all addresses, against guessing from many. */
  readonly burstOverall: number;
  readonly refillOverallMs: number;
}

export const defaultActivationLimits: ActivationLimits = {
  burstPerAddress: 10,
  refillMs: 6_000,
  burstOverall: 100,
  refillOverallMs: 200,
};

export class Activation {
  readonly #services: Services;
  readonly #limits: ActivationLimits;
  readonly #proxyHops: number;
  readonly #overall: TokenBucket;
  /** By hash: an address is an identifier, and a process' memory may end in a dump. */
  readonly #byAddress = new LRUCache<string, TokenBucket>({ max: 10_000 });
  readonly #salt = crypto.randomUUID();

  /** `proxyHops` of our own proxies append to `X-Forwarded-For`; what stands before their entries is hearsay. */
  constructor(services: Services, limits: ActivationLimits = defaultActivationLimits, proxyHops = 0) {
    this.#services = services;
    this.#limits = limits;
    this.#proxyHops = proxyHops;
    this.#overall = new TokenBucket(limits.burstOverall, 1 / limits.refillOverallMs);
  }

  /** @throws EarshotError RATE_LIMITED, MESSAGE_TOO_LARGE, MESSAGE_MALFORMED, or what the privacy service says */
  async activate(message: IncomingMessage): Promise<{ deviceToken: string }> {
    if (!this.#bucket(clientAddress(message, this.#proxyHops)).take(1) || !this.#overall.take(1)) {
      throw new EarshotError('RATE_LIMITED');
    }
    const parsed = request.safeParse(await readJson(message));
    if (!parsed.success) throw new EarshotError('MESSAGE_MALFORMED');
    const { claimCode, model } = parsed.data;
    const { deviceToken } = await this.#services.activate(claimCode, model, {
      deadlineMs: activateDeadlineMs,
    });
    return { deviceToken };
  }

  #bucket(address: string): TokenBucket {
    const key = createHash('sha256').update(`${this.#salt}${address}`).digest('base64url');
    let bucket = this.#byAddress.get(key);
    if (bucket === undefined) {
      bucket = new TokenBucket(this.#limits.burstPerAddress, 1 / this.#limits.refillMs);
      this.#byAddress.set(key, bucket);
    }
    return bucket;
  }
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
