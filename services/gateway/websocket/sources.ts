/** Where a request comes from: its address, whether anybody on the way could read it, and how often it may be tried from there. */
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';
import { LRUCache } from 'lru-cache';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { TokenBucket } from '../session/token-bucket.ts';

/** Sources that are remembered; whoever commands more addresses than this is slowed by the length of the code alone. */
const maxRemembered = 50_000;

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
  return forwarded(message, 'x-forwarded-for', proxyHops) ?? message.socket.remoteAddress ?? '';
}

/** Whether the device's own connection was encrypted, as the proxy says that it ended at. */
export function isEncrypted(message: IncomingMessage, proxyHops: number): boolean {
  const scheme = forwarded(message, 'x-forwarded-proto', proxyHops) ?? '';
  return scheme === 'https' || scheme === 'wss';
}

/** The entry that the outermost of our own proxies appended; what stands before it was written by the caller. */
function forwarded(message: IncomingMessage, header: string, proxyHops: number): string | undefined {
  const entries = [message.headers[header] ?? []].flat().join(',').split(',');
  const named = proxyHops === 0 ? undefined : entries.at(-proxyHops)?.trim();
  return named === '' ? undefined : named;
}

export type AddressRange = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

/** `192.168.1.0/24`, `fd00::/8`, or one address. @throws Error for anything else */
export function parseRange(text: string): AddressRange {
  if (text.includes('/')) return ipaddr.parseCIDR(text);
  const address = ipaddr.parse(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

/** Whether an address lies in one of the ranges. */
export function isWithin(address: string, ranges: readonly AddressRange[]): boolean {
  const plain = address.split('%', 1)[0] ?? '';
  if (!ipaddr.isValid(plain)) return false;
  // An IPv4 peer of a socket that hears both is written as IPv6.
  const parsed = ipaddr.process(plain);
  return ranges.some(([base, bits]) => base.kind() === parsed.kind() && parsed.match([base, bits] as never));
}

/** Who may come unencrypted. */
export interface ClearText {
  /** Whence devices may that do not encrypt. */
  readonly clearTextFrom: readonly AddressRange[];
  /** Proxies of ours in front. */
  readonly proxyHops: number;
}

/**
 * A line that strangers on the way can read carries nobody's token and nobody's voice. A proxy of ours in front is there to end
 * what our own devices encrypt; those of other makers, which may be given an address that does not, have to be seen to.
 * @param isOfLocalNetworks a device of another maker
 * @throws EarshotError CLEAR_TEXT_REFUSED
 */
export function checkLine(
  message: IncomingMessage,
  { clearTextFrom, proxyHops }: ClearText,
  isOfLocalNetworks: boolean,
): void {
  if (isEncrypted(message, proxyHops)) return;
  if (proxyHops > 0 && !isOfLocalNetworks) return;
  if (!isWithin(clientAddress(message, proxyHops), clearTextFrom)) {
    throw new EarshotError('CLEAR_TEXT_REFUSED');
  }
}

/** Tries, counted by whatever they are told apart by. By hash: an address is an identifier, and memory may end in a dump. */
export class Tries {
  readonly #salt = crypto.randomUUID();
  readonly #known = new LRUCache<string, TokenBucket>({ max: maxRemembered });
  readonly #burst: number;
  readonly #refillMs: number;

  /** So many at once, and one more in each `refillMs`. */
  constructor(burst: number, refillMs: number) {
    this.#burst = burst;
    this.#refillMs = refillMs;
  }

  /** Counts one; `give` takes it back. @throws EarshotError RATE_LIMITED with `retryAfterMs` in its detail */
  take(name: string): TokenBucket {
    const key = createHash('sha256').update(`${this.#salt}${name}`).digest('base64url');
    let bucket = this.#known.get(key);
    if (bucket === undefined) {
      bucket = new TokenBucket(this.#burst, 1 / this.#refillMs);
      this.#known.set(key, bucket);
    }
    if (bucket.take(1)) return bucket;
    throw new EarshotError('RATE_LIMITED', { detail: { retryAfterMs: Math.ceil(bucket.waitMs(1)) } });
  }
}
